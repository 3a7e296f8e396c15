"""A link writes to the box that it knows, what was read before, and looks whether it was taken."""

import sqlite3
from dataclasses import replace

import pytest

from sightline.bridge.link import Link
from sightline.errors import UnexpectedReply
from sightline.records import database
from sightline.records.audit import store
from sightline.records.journal import entries
from sightline.settings import Audio, AudioStream, Clock
from tests.bridge.fake import BOX, CLOCK, NTP, Fake


def journal(link: Link) -> list[str]:
    """What the run has noted."""
    return [one["event"] for one in entries(link.work.journal.path)]


def test_another_serial_number_is_another_box(fake: Fake) -> None:
    first = fake.link()
    first.read("identity")
    first.close()
    fake.answers |= {"identity": replace(BOX, serial="S-2"), "clock": CLOCK}
    second = fake.link()
    answer = second.read("clock")
    assert (answer["status"], "read clock" in fake.asked) == ("refused", False)
    assert "serial S-2, remembered S-1" in answer["reason"]
    second.close()


@pytest.mark.parametrize("logins", [0, 1])
def test_a_device_is_read_on_where_a_rule_of_ours_forbids_a_write(fake: Fake, logins: int) -> None:
    """Frigate's own port asks nobody for a login: what drifts there is judged again, as on any other device."""
    fake.answers["audio"] = Audio(streams=(AudioStream(channel="1", stream="1", enabled=False),), recorded=())
    fake.counts.logins = logins
    link = fake.link()
    on = {"streams": [{"channel": "1", "stream": "1", "enabled": True}], "recorded": []}
    assert "sound is not let in" in link.write("audio", on)["reason"]
    assert "write audio" not in fake.asked
    assert (link.read("audio")["status"], link.dead) == ("ok", None)
    link.close()


def test_a_box_that_is_swapped_during_the_run_is_not_written(fake: Fake) -> None:
    link = fake.link()
    fake.answers["clock"] = CLOCK
    link.read("clock")
    fake.answers["identity"] = replace(BOX, serial="S-2")
    assert "another box answers" in link.write("clock", NTP)["reason"]
    assert "write clock" not in fake.asked
    assert link.dead is not None
    link.close()


@pytest.mark.parametrize("identity", [UnexpectedReply("half"), replace(BOX, serial="")])
def test_a_box_that_does_not_say_who_it_is_is_not_written(fake: Fake, identity: object) -> None:
    fake.answers |= {"identity": identity, "clock": CLOCK}
    link = fake.link()
    assert link.write("clock", NTP)["status"] == "unexpected"
    assert "write clock" not in fake.asked
    link.close()


def test_a_box_that_was_not_known_at_first_is_compared_before_a_write(fake: Fake) -> None:
    first = fake.link()
    first.read("identity")
    first.close()
    fake.answers |= {"identity": UnexpectedReply("half"), "clock": CLOCK}
    second = fake.link()
    assert second.read("clock")["status"] == "ok"
    fake.answers["identity"] = replace(BOX, serial="S-2")
    assert "another box answers" in second.write("clock", NTP)["reason"]
    second.close()


def test_a_write_reads_afresh_before_and_after(fake: Fake) -> None:
    link = fake.link()
    fake.answers["clock"] = CLOCK
    link.read("clock")
    fake.asked.clear()
    forgotten = fake.forgotten
    assert link.write("clock", NTP)["status"] == "ok"
    assert fake.asked == ["read identity", "read clock", "write clock", "read clock"]
    assert fake.forgotten == forgotten + 2
    assert journal(link) == ["write", "written"]
    link.close()


def test_what_is_as_wanted_is_not_written(fake: Fake) -> None:
    link = fake.link()
    fake.answers["clock"] = replace(CLOCK, source="ntp", servers=("a",))
    assert link.write("clock", NTP)["status"] == "ok"
    assert journal(link) == []
    link.close()


@pytest.mark.parametrize(
    ("back", "words"),
    [(CLOCK, "source is still manual"), (replace(CLOCK, source="ntp"), "servers is still []")],
)
def test_a_write_that_the_device_did_not_take_is_no_success(fake: Fake, back: Clock, words: str) -> None:
    link = fake.link()
    fake.answers["clock"] = CLOCK

    def ignored(found: object, wanted: object) -> None:
        fake.answers["clock"] = back

    fake.on_write = ignored
    answer = link.write("clock", NTP)
    assert answer["status"] == "unexpected"
    assert f"not taken: {words}" in answer["reason"] or words in answer["reason"]
    link.close()


@pytest.mark.parametrize("wanted", [None, [], "x", {}, {"source": "ntp"}, {**NTP, "servers": 7}])
def test_nonsense_is_not_written(fake: Fake, wanted: object) -> None:
    link = fake.link()
    fake.answers["clock"] = CLOCK
    assert link.write("clock", wanted)["status"] == "unexpected"
    assert fake.asked == []
    link.close()


def test_what_cannot_be_put_into_the_audit_chain_is_not_written(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.1)
    link = fake.link()
    fake.answers["clock"] = CLOCK
    link.read("clock")
    other = sqlite3.connect(link.work.chain.database.place.file or "", isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    refused = link.write("clock", NTP)
    assert "another process is writing to the records" in refused["reason"]
    assert ("write clock" in fake.asked, journal(link)) == (False, [])
    other.close()
    assert link.write("clock", NTP)["status"] == "ok"
    link.work.chain.flush()
    with link.work.chain.database.reading() as connection:
        events = [entry.event for entry in store.entries(connection)]
    assert events == ["secret-read", "box-remembered", "login", "write", "written"]
    link.close()
    link.work.chain.close()
