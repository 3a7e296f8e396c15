"""What was exported (GET /exports of its OpenAPI description): of the cameras that the login may see."""

from sightline.drivers.frigate import footage
from sightline.drivers.frigate.session import Session
from sightline.drivers.frigate.storage import RECORDINGS
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Export, Exported, Maybe, StoreEncryption, Unread
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import plainjson

PATH = "exports"
RIGHTS = Unsupportable("to export is no right of its own: who sees a camera exports it (recorders.md, 5)")
PLAIN = Unsupportable("it encrypts neither its disk nor what is exported (recorders.md, 5)")


def read(device: Session) -> Export:
    """Rights and encryption it does not have; each export by the file that its film is in."""
    stores = (StoreEncryption(store=RECORDINGS, encrypted=PLAIN),)
    return Export(rights=RIGHTS, stores=stores, extracts=_extracts(device))


def _extracts(device: Session) -> Maybe[tuple[Exported, ...]]:
    """Unknown where our account may not see each camera: the list leaves out what is of one that it may not."""
    try:
        for name in device.cameras:
            footage.seen(device, name)
        rows = plainjson.rows(device.get(PATH))
        return tuple(Exported(name=plainjson.need(row, str, "video_path")) for row in rows)
    except Unsupported as problem:
        return Unsupportable(str(problem))
    except UnexpectedReply as problem:
        return Unread(str(problem))
