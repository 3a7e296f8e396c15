"""Encryption of the storages (recorders.md, 9)."""

from sightline.drivers.milestone.session import Session
from sightline.drivers.milestone.stores import Place, places
from sightline.errors import UnexpectedReply
from sightline.settings import Export, Maybe, StoreEncryption, Unread, Unsupported
from sightline.wire import plainjson

RIGHTS = Unsupported(
    "who may export, and how, stands in Smart Client profiles, whose fields are not confirmed (recorders.md, 9)"
)
LIGHT = Unsupported("encryptionMethod is Light, and no source says what that leaves readable (recorders.md, 9)")
METHODS: dict[str, Maybe[bool]] = {"None": False, "Strong": True, "Light": LIGHT}


def read(device: Session) -> Export:
    """Encrypting a storage is a task of its own, with a password: it is not done from here."""
    stores = tuple(
        StoreEncryption(store=f"{place.server}: {place.name}", encrypted=_encrypted(place)) for place in places(device)
    )
    return Export(rights=RIGHTS, stores=stores)


def _encrypted(place: Place) -> Maybe[bool]:
    """An archive that says nothing of its own is not known to be like its storage."""
    try:
        method = plainjson.need(place.row, str, "encryptionMethod")
    except UnexpectedReply as problem:
        return Unread(f"{place.name}: {problem}")
    return METHODS.get(method, Unread(f"{place.name}: encryptionMethod is {method[:40]!r}"))
