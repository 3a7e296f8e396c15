"""Which pictures a run takes of a device, and what becomes of them: nothing, unless a person or the policy asks."""

from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sightline.bridge.work import Shot, Work
from sightline.drivers.pictures import Wish
from sightline.errors import SightlineError
from sightline.estate.files import private_folder, safe_name, write_private
from sightline.estate.model import Device
from sightline.estate.views import accepted

if TYPE_CHECKING:
    from sightline.wire.likeness import View
    from sightline.wire.picture import Picture


def wish(work: Work, device: Device) -> Wish:
    """A camera's every channel where the inventory says what it shows, else the channels with an accepted view."""
    try:
        known, trouble = accepted(work.state, device.id), ""
    except SightlineError as problem:
        known, trouble = {}, str(problem)
    return Wish(
        all_channels=work.options.accept_views or (device.role == "camera" and bool(device.views)),
        accepted=known,
        elsewhere=frozenset(work.estate.channels_of(device)),
        way_out=f"look at the picture, then `sightline views accept {device.id}`",
        trouble="" if work.options.accept_views else trouble,
        took=_taker(work, device),
    )


def _taker(work: Work, device: Device) -> "Took | None":
    if not (work.options.accept_views or work.estate.policy.keep_view_pictures):
        return None
    return Took(work, device)


class Took:
    """What is told of each picture."""

    def __init__(self, work: Work, device: Device) -> None:
        self._work, self._device = work, device

    def __call__(self, channel: str, file: bytes, shown: "Picture", view: "View") -> None:
        """For `views accept` it is handed on; where the policy keeps pictures, it is kept in the run's own folder."""
        if self._work.options.accept_views:
            self._work.shots.setdefault(self._device.id, {})[channel] = Shot(file, shown.sha256, view)
        else:
            keep(self._work, f"{self._device.id} {channel}", file)


def keep(work: Work, name: str, file: bytes) -> None:
    """One picture, readable by its owner alone. With a run's first, those past the policy's days are removed."""
    folder = work.state.runs / work.id / "views"
    if not folder.exists():
        prune(work)
    write_private(private_folder(folder) / f"{safe_name(name)}.picture", file)


def prune(work: Work) -> None:
    """Removes pictures of earlier runs that are older than footage may be."""
    oldest = datetime.now(UTC) - timedelta(days=work.estate.policy.retention_days)
    for old in work.state.runs.glob("*/views/*.picture"):
        with suppress(FileNotFoundError):  # another process removed it
            if datetime.fromtimestamp(old.stat().st_mtime, UTC) < oldest:
                old.unlink()
