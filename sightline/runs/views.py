"""Takes the pictures of a device, to be accepted as what it shall show."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from sightline.bridge.codec import decode
from sightline.bridge.link import Link
from sightline.bridge.work import Shot, Work
from sightline.errors import EstateError
from sightline.estate import views
from sightline.estate.files import private_folder, safe_name, write_private
from sightline.estate.model import Device
from sightline.settings import Views, known
from sightline.wire.likeness import is_blank


@dataclass(frozen=True, kw_only=True)
class Taken:
    """`shots` are the pictures that show something, by channel; `refused` says why others cannot be accepted."""

    device: Device
    shots: Mapping[str, Shot] = field(repr=False)
    refused: Mapping[str, str]


def take(work: Work, device: Device) -> Taken:
    """One picture of each channel that is no camera of the inventory. EstateError where there is none."""
    link = Link(work, device)
    try:
        answer = link.read("views")
    finally:
        link.close()
    if answer["status"] != "ok":
        raise EstateError(f"{device.id}: {answer['reason']}")
    found = decode("views", answer["found"])
    if not isinstance(found, Views) or not known(found.channels):
        raise EstateError(f"{device.id}: it has no channel that is not a camera of the inventory; accept the camera's")
    taken = work.shots.get(device.id, {})
    good = {channel: shot for channel, shot in taken.items() if not is_blank(shot.view)}
    refused = {one.channel: one.picture.reason for one in found.channels if not isinstance(one.picture, str)}
    refused |= dict.fromkeys(taken.keys() - good.keys(), "it shows one colour all over")
    return Taken(device=device, shots=good, refused=refused)


def save(taken: Taken, folder: Path) -> list[Path]:
    """The pictures as files, for a person to look at; readable by their owner alone."""
    private_folder(folder)
    saved = []
    for channel, shot in taken.shots.items():
        kind = "png" if shot.file.startswith(b"\x89PNG") else "jpg"
        path = folder / f"{safe_name(f'{taken.device.id} {channel}')}.{kind}"
        write_private(path, shot.file)
        saved.append(path)
    return saved


def accept(work: Work, taken: Taken) -> None:
    """Keeps what is enough to compare with, and no picture. A channel that was refused keeps what it had."""
    today = work.estate.today(datetime.now(UTC))
    for channel, shot in taken.shots.items():
        work.record("view-accepted", device=taken.device.id, channel=channel, picture=shot.sha256)
    fresh = {
        channel: views.Accepting(view=shot.view, on=today, operator=work.chain.who, picture=shot.sha256)
        for channel, shot in taken.shots.items()
    }
    views.accept(work.state, taken.device.id, fresh, kept=set(taken.refused))
