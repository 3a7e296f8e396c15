"""The whole job on a real ZoneMinder: as it comes, hardened, and open to everybody."""

import ssl
import time
from collections.abc import Iterator
from contextlib import closing
from datetime import datetime
from http.client import HTTPSConnection
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from sightline.lab.zoneminder import why_not
from tests.drivers_zoneminder.zmsite import NAME, Box, running
from tests.labsite import finding, verdicts

pytestmark = [
    pytest.mark.scenario,
    pytest.mark.xdist_group("bench-zoneminder"),
    pytest.mark.skipif(bool(why_not()), reason=why_not()),
]
#: Two for the login, nine lists and settings, four of events, the list of filters, two shipped and ours, and a film.
MOST_REQUESTS = 20
DRIFTED = {
    "no-audio": "drift",
    "retention": "drift",
    "oldest-recording": "drift",
    "accounts": "drift",
    "remote-defaults": "drift",
    "default-login": "unread",
    "encrypted-export": "unsupported",
    "storage-health": "unsupported",
    "firmware": "unsupported",
    "clock": "unsupported",
}
#: The locked event is older than the limit, and stays.
HARDENED = DRIFTED | {
    "no-audio": "compliant",
    "retention": "compliant",
    "accounts": "unsupported",
    "remote-defaults": "unsupported",
    "default-login": "compliant",
}
SECONDS = 90.0


@pytest.fixture(scope="module")
def box(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Box]:
    with running(tmp_path_factory.mktemp("zoneminder"), "driver-zm") as found:
        yield found


def known(table: dict[str, str], found: dict[str, str]) -> dict[str, str]:
    """The verdicts of the table's controls: a later policy may have more."""
    return {slug: found[slug] for slug in table}


def kinds(box: Box, film: Path) -> list[str]:
    """Its streams, as ffprobe of the recorder itself names them."""
    probe = "ffprobe -loglevel error -show_entries stream=codec_type -of csv=p=0"
    return sorted(box.recorder.run(f"{probe} /{film.relative_to(box.recorder.root)}").split())


def closed_after(box: Box, moment: float) -> Path:
    """The film of an event that began after a moment, and is closed."""
    begun = f"UNIX_TIMESTAMP(StartDateTime) > {moment:.0f} AND EndDateTime IS NOT NULL"
    until = time.monotonic() + SECONDS
    while not box.recorder.sql(f"SELECT Id FROM Events WHERE {begun} LIMIT 1"):  # noqa: S608 - our own number
        assert time.monotonic() < until, "no event was closed"
        time.sleep(1)
    return box.recorder.closed_event()


def locked_since(box: Box) -> datetime:
    """When the locked event began, as its database knows it."""
    start = box.recorder.sql("SELECT StartDateTime FROM Events WHERE Id = 2").strip()
    return datetime.fromisoformat(start).replace(tzinfo=ZoneInfo("Europe/London"))


def test_a_drifted_recorder_is_hardened_to_the_last_film(box: Box) -> None:
    before = box.check()[NAME]
    assert known(DRIFTED, verdicts(before)) == DRIFTED
    assert before.requests <= MOST_REQUESTS
    assert box.written(NAME) == []
    assert kinds(box, closed_after(box, 0)) == ["audio", "video"]

    box.harden(accounts=True)
    assert box.said == []
    done = time.time()
    until = time.monotonic() + SECONDS
    while box.films_of(1):
        assert time.monotonic() < until, "the event that was past the limit is still there"
        time.sleep(1)
    assert box.films_of(2), "the locked event stays"
    assert kinds(box, closed_after(box, done + 10)) == ["video"]
    after = box.check()[NAME]
    assert known(HARDENED, verdicts(after)) == HARDENED
    assert after.requests <= MOST_REQUESTS
    [track] = finding(after, "oldest-recording").changes
    assert datetime.fromisoformat(track.found) == locked_since(box)

    written = box.rows()
    box.harden(accounts=True)
    assert box.rows() == written, "twice writes nothing the second time"


def test_films_that_the_packaged_web_server_hands_out_are_drift(box: Box) -> None:
    closed_after(box, 0)
    box.recorder.run("a2disconf -q zoneminder-films && systemctl reload apache2")
    try:
        found = finding(box.check()[NAME], "remote-defaults")
        assert found.verdict == "drift"
        assert "anonymous-view: enabled is true" in found.reason
    finally:
        box.recorder.run("a2enconf -q zoneminder-films && systemctl reload apache2")
    film = box.recorder.closed_event().relative_to(box.recorder.root / "var/cache/zoneminder")
    anyone = ssl._create_unverified_context()  # noqa: S323 - its own certificate
    with closing(HTTPSConnection(box.recorder.host, context=anyone)) as door:
        door.request("HEAD", f"/zm/cache/{film}")
        assert door.getresponse().status == 403


def test_with_its_login_switched_off_everything_is_read_and_nothing_is_written(box: Box) -> None:
    box.recorder.sql("UPDATE Config SET Value = 0 WHERE Name = 'ZM_OPT_USE_AUTH'; UPDATE Monitors SET RecordAudio = 1")
    before = box.rows()
    found = box.harden(accounts=True)[NAME]
    for slug in ("remote-defaults", "no-audio"):
        assert finding(found, slug).verdict == "drift", finding(found, slug).reason
    assert any("in this order or nobody gets in" in line for line in box.said)
    assert box.rows() == before
