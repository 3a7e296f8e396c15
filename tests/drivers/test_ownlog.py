"""A camera's own log comes page by page and day by day, and what is cut or nonsense is no log."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest

from sightline import drivers
from sightline.drivers.hikvision import ownlog
from sightline.errors import UnexpectedReply, Unsupported
from sightline.wire import xml

NOW = datetime(2026, 11, 25, 12, 0, 0)
ITEM = (
    "<searchMatchItem><logDescriptor><metaId>log.hikvision.com/Operation/{what}</metaId>"
    "<StartDateTime>{when}Z</StartDateTime><userName>admin</userName></logDescriptor></searchMatchItem>"
)


def answer(items: str, said: str) -> str:
    """A page of results."""
    return (
        f'<CMSearchResult xmlns="urn:psialliance-org"><responseStatusStrg>{said}</responseStatusStrg>'
        f"<matchList>{items}</matchList></CMSearchResult>"
    )


@dataclass
class Device:
    """A session with a log: `moments` are its entries; `spoil` changes what it answers."""

    moments: list[datetime]
    spoil: Callable[[str], str] = lambda text: text
    asked: list[tuple[str, int]] = field(default_factory=list)

    def get(self, path: str, root: str) -> xml.Element:
        return xml.parse(f"<Time><localTime>{NOW:%Y-%m-%dT%H:%M:%S}+00:00</localTime></Time>".encode())

    def post(self, path: str, body: bytes, root: str) -> xml.Element:
        text = body.decode()
        start, end = (datetime.strptime(one, ownlog.STAMP) for one in re.findall(r"<(?:start|end)Time>([^Z]*)Z", text))
        name, skip = re.findall(r"<searchID>(.*?)</searchID>.*<searchResultPostion>(\d+)<", text)[0]
        self.asked.append((name, int(skip)))
        found = [when for when in self.moments if start <= when <= end]
        shown = found[int(skip) : int(skip) + 100]
        said = "MORE" if len(found) > int(skip) + 100 else "OK" if shown else "NO MATCHES"
        items = "".join(ITEM.format(what="remoteLogin", when=when.strftime(ownlog.STAMP)) for when in shown)
        return xml.parse(self.spoil(answer(items, said)).encode())


def read(device: Device, since: str = "") -> Any:
    """The log, by a session that is none."""
    return ownlog.read(device, since)  # type: ignore[arg-type] # it speaks what is needed of one


def test_every_entry_of_thirty_days_comes_once_and_in_pages_of_one_search() -> None:
    device = Device([NOW - timedelta(minutes=10 * turn) for turn in range(1, 500)][::-1])
    log = read(device)
    assert [one["StartDateTime"] for one in log.entries] == [f"{when:%Y-%m-%dT%H:%M:%S}Z" for when in device.moments]
    assert (log.next, log.more) == ("2026-11-25T12:00:00", False)
    paged = [name for name, skip in device.asked if skip]
    assert paged
    assert all((name, 0) in device.asked for name in paged)


def test_the_next_reading_goes_on_where_the_last_ended() -> None:
    device = Device([NOW - timedelta(hours=hours) for hours in (50, 30, 1)])
    assert len(read(device).entries) == 3
    device.asked.clear()
    log = read(device, "2026-11-25T10:00:00")
    assert len(log.entries) == len(device.asked) == 1


def test_a_clock_that_was_set_back_hides_no_entry_of_the_day_before_it() -> None:
    log = read(Device([NOW - timedelta(hours=1)]), "2026-12-24T00:00:00")
    assert len(log.entries) == 1
    assert log.next == "2026-11-25T12:00:00"


def test_more_than_a_search_gives_is_said() -> None:
    log = read(Device([NOW - timedelta(seconds=turn) for turn in range(2500)][::-1]), "2026-11-25T00:00:00")
    assert len(log.entries) == ownlog.PAGE * ownlog.PAGES
    assert log.more


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (">OK<", ">NO MATCHES<"),
        (">OK<", ">FAILED<"),
        (">OK<", "><"),
        ("<searchMatchItem>.*</searchMatchItem>", ""),
        ("log.hikvision.com", "record.hikvision.com"),
        ("<metaId>.*?</metaId>", ""),
    ],
)
def test_an_answer_that_contradicts_itself_is_no_log(before: str, after: str) -> None:
    device = Device([NOW - timedelta(hours=1)], spoil=lambda text: re.sub(before, after, text))
    with pytest.raises(UnexpectedReply, match="search of the log"):
        read(device, "2026-11-25T10:00:00")


def test_a_position_that_is_no_time_is_refused() -> None:
    with pytest.raises(UnexpectedReply, match="which is no time"):
        read(Device([]), "'; drop")


def test_a_make_without_a_confirmed_call_says_so() -> None:
    with pytest.raises(Unsupported, match="no confirmed call gives the entries"):
        drivers.own_log("onvif", Device([]), "")  # type: ignore[arg-type] # it is asked nothing
