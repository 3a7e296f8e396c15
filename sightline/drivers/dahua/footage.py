"""What each channel holds, by mediaFileFind (reference, section 3). Times are the device's own, without a zone."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sightline.drivers.dahua import walltime, words
from sightline.drivers.dahua.calls import Call
from sightline.drivers.dahua.channels import encoders
from sightline.drivers.dahua.disks import disks
from sightline.drivers.dahua.session import Session
from sightline.drivers.dahua.values import Tree, at, need_moment, need_number, rows
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Absent, Maybe, Unread
from sightline.settings import Unsupported as Unsupportable

FIRST, LAST = datetime(2000, 1, 1), datetime(2038, 1, 1)
DAY, HOUR = timedelta(days=1), timedelta(hours=1)
PAGE, MOST_PAGES = 100, 20
NOT_ASKED = Unsupportable("not asked of a recorder: it would take three more searches for each channel")


@dataclass(frozen=True, kw_only=True)
class File:
    """One recording."""

    start: datetime
    end: datetime


@dataclass(frozen=True, kw_only=True)
class Held:
    """`oldest` is None where the channel holds nothing; `day` are the recordings of its last 24 hours, in order."""

    oldest: Maybe[File | None]
    day: Maybe[tuple[File, ...]]


def held(device: Session) -> dict[str, Held]:
    """Every channel that has an encoder. Asked once until a write."""
    return device.once("footage", lambda: _held(device))


def _held(device: Session) -> dict[str, Held]:
    channels = list(dict.fromkeys(one.channel for one in encoders(device)))
    try:
        with _finder(device) as handle:
            found = {channel: _of_channel(device, handle, int(channel) - 1) for channel in channels}
        if all(one.oldest is None for one in found.values()):
            _be_empty(device)
        return found
    except (UnexpectedReply, Unsupported) as problem:
        unread = Unread(str(problem))
        return dict.fromkeys(channels, Held(oldest=unread, day=unread))


def _be_empty(device: Session) -> None:
    """A search is for `dav` alone, the one type that is confirmed: where a disk is in use, nothing found is no proof
    that nothing is there."""
    listed = disks(device)
    used = [] if isinstance(listed, Absent) else [disk.name for disk in listed if disk.free_bytes < disk.size_bytes]
    if used:
        raise UnexpectedReply(f"no recording is found, and {', '.join(used)[:80]} is in use")


def _of_channel(device: Session, handle: Tree, index: int) -> Held:
    oldest: Maybe[File | None]
    day: Maybe[tuple[File, ...]] = NOT_ASKED
    try:
        oldest = next(iter(_search(device, handle, index, FIRST, 1)), None)
    except (UnexpectedReply, Unsupported) as problem:
        return Held(oldest=Unread(str(problem)), day=Unread(str(problem)))
    if device.kind == "camera":
        try:
            found = _search(device, handle, index, walltime.now(device) - DAY, PAGE) if oldest else []
            day = tuple(sorted(found, key=lambda file: file.start))
        except (UnexpectedReply, Unsupported) as problem:
            day = Unread(str(problem))
    return Held(oldest=oldest, day=day)


@contextmanager
def _finder(device: Session) -> Iterator[Tree]:
    """A search that the device keeps open: one that is not destroyed stays until the device restarts."""
    handle = device.plane.ask(Call("mediaFileFind.factory.create")).result
    try:
        yield handle
    finally:
        with suppress(UnexpectedReply, Unsupported):
            _ask(device, handle, "destroy")


def _search(device: Session, handle: Tree, index: int, start: datetime, count: int) -> list[File]:
    """Oldest first. A short page is not the last one, `found=0` is; but what reaches the last hour has nothing behind
    it that could be missed for long, and of the oldest the first page is enough."""
    condition = {
        "Channel": index + device.plane.first_channel,
        "StartTime": f"{start:%Y-%m-%d %H:%M:%S}",
        "EndTime": f"{LAST:%Y-%m-%d %H:%M:%S}",
        "Types": ["dav"],
        "Order": "Ascent",
    }
    try:
        _ask(device, handle, "findFile", condition=condition)
    except words.NoData:
        return []
    found: list[File] = []
    try:
        for _ in range(MOST_PAGES):
            page = _page(device, handle, index, count)
            found += page
            if not page or count == 1 or max(file.end for file in page) > walltime.now(device) - HOUR:
                return found
        raise UnexpectedReply(f"a search without an end: {MOST_PAGES} pages")
    finally:
        with suppress(UnexpectedReply, Unsupported):
            _ask(device, handle, "close")


def _page(device: Session, handle: Tree, index: int, count: int) -> list[File]:
    try:
        params = _ask(device, handle, "findNextFile", count=count)
    except words.NoData:
        return []
    number = need_number(params, "found")
    listed = at(params, "infos") if at(params, "infos") is not None else at(params, "items")
    files = [_file(row, index) for _, row in rows(listed, "infos")] if number else []
    if len(files) != number or number > count:
        raise UnexpectedReply(f"found is {number} of {count} asked for, and {len(files)} recordings are listed")
    return files


def _ask(device: Session, handle: Tree, action: str, **params: Tree) -> Tree:
    return device.plane.ask(Call(f"mediaFileFind.{action}", params=tuple(params.items())), handle).params


def _file(row: Tree, index: int) -> File:
    """Results count channels from 0 by either way (recorded: NVR608H)."""
    if need_number(row, "Channel") != index:
        raise UnexpectedReply(f"a recording of channel {need_number(row, 'Channel') + 1} in the search of {index + 1}")
    start, end = need_moment(row, "StartTime"), need_moment(row, "EndTime")
    if end < start:
        raise UnexpectedReply(f"a recording that ends before it starts, at {start}")
    return File(start=start, end=end)
