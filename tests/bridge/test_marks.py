"""One wrong password is the last, in this run and in the next ones (design, section 5, rule 1)."""

from pathlib import Path

import gevent
import pytest

from sightline import drivers
from sightline.bridge import outside
from sightline.bridge.link import Link
from sightline.errors import DeviceError, LockedOut, LoginRefused
from sightline.estate.state import State
from sightline.records.journal import entries
from sightline.wire.rtsp import Description, Login
from tests.bridge.fake import BOX, CLOCK, Fake


def marks(fake: Fake) -> list[Path]:
    """The refused logins that the estate remembers."""
    return list((fake.folder / ".sightline" / "refused").glob("*.json"))


@pytest.mark.parametrize("problem", [LoginRefused("no"), LockedOut("locked")])
def test_a_refused_login_is_marked_for_the_next_run(
    fake: Fake, monkeypatch: pytest.MonkeyPatch, problem: DeviceError
) -> None:
    fake.answers["identity"] = problem
    first = fake.link()
    first.read("clock")
    assert [one["event"] for one in entries(first.work.journal.path)] == ["login-refused"]
    first.close()
    fake.answers["identity"] = BOX
    second = fake.link()
    assert "so it is not sent again" in second.read("identity")["reason"]
    second.close()
    assert fake.sessions == 1
    monkeypatch.setenv("SIGHTLINE_SECRET_COURT_BOX", "admin:other")
    third = fake.link()
    assert third.read("identity")["status"] == "ok"
    third.close()


def test_the_mark_stays_until_that_password_is_accepted(fake: Fake) -> None:
    fake.answers["identity"] = LoginRefused("no")
    link = fake.link()
    link.read("identity")
    link.close()
    fake.answers["identity"] = KeyboardInterrupt()  # the run dies between sending and hearing
    again = fake.link(retry_login=True)
    with pytest.raises(KeyboardInterrupt):
        again.read("identity")
    again.close()
    assert len(marks(fake)) == 1
    fake.answers["identity"] = BOX
    accepted = fake.link(retry_login=True)
    assert accepted.read("identity")["status"] == "ok"
    accepted.close()
    assert marks(fake) == []


def test_what_a_device_gives_without_a_login_accepts_no_password(fake: Fake) -> None:
    fake.answers["identity"] = LoginRefused("no")
    link = fake.link()
    link.read("identity")
    link.close()
    fake.answers |= {"identity": BOX, "clock": CLOCK}
    fake.counts.logins = 0
    again = fake.link(retry_login=True)
    assert again.read("identity")["status"] == "ok"
    assert len(marks(fake)) == 1, "nobody was asked for it"
    fake.counts.logins = 1
    assert again.read("clock")["status"] == "ok"
    assert marks(fake) == []
    again.close()


def test_a_lock_that_was_seen_before_a_password_was_sent_is_no_mark(fake: Fake) -> None:
    fake.counts.logins = 0
    fake.answers["identity"] = LockedOut("locked; no login was tried")
    link = fake.link()
    link.read("identity")
    link.close()
    assert marks(fake) == []


def test_a_mark_that_cannot_be_kept_is_said_and_ends_nothing(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(State, "mark_refused", full)
    fake.answers["identity"] = LoginRefused("no")
    link = fake.link()
    assert "could NOT be remembered" in link.read("identity")["reason"]
    link.close()


def test_two_secrets_of_one_host_are_each_marked(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    """A recorder's web login and its host's SSH login, or a second wrong password: the first is no better for it."""
    fake.answers["identity"] = LoginRefused("no")
    for secret in ("admin:first", "admin:second", "admin:first", "admin:second"):
        monkeypatch.setenv("SIGHTLINE_SECRET_COURT_BOX", secret)
        link = fake.link()
        assert link.read("identity")["status"] == "refused"
        link.close()
    assert (fake.sessions, len(marks(fake))) == (2, 2)


@pytest.mark.parametrize("logins", [0, 1])
def test_streams_are_asked_with_a_login_only_where_the_device_took_one(
    fake: Fake, monkeypatch: pytest.MonkeyPatch, logins: int
) -> None:
    """A refusal of one that nothing counted would leave no mark: the next run would send it again."""
    site, sent = fake.folder / "inventory" / "sites" / "court.yml", list[Login | None]()
    site.write_text(site.read_text().replace("secret: court/box", "secret: court/box, ports: {rtsp: 554}"))

    def refuses(*_: object, login: Login | None) -> Description:
        sent.append(login)
        if login is None:
            return Description(access="protected", status=401, why="asked without a login")
        raise LoginRefused("no")

    stream = drivers.StreamPath(channel="1", stream="101", path="/one")
    monkeypatch.setattr(drivers, "stream_paths", lambda *_: (stream,))
    monkeypatch.setattr(outside, "describe", refuses)
    monkeypatch.setattr(outside, "PROBES", {})
    fake.counts.logins = logins
    link = fake.link()
    link.read("outside")
    link.close()
    assert [one is not None for one in sent] == [logins == 1]
    assert len(marks(fake)) == logins


def two_at_one_host(fake: Fake, **options: bool) -> tuple[Link, Link]:
    """Two devices of the inventory with one address and one password, in one run."""
    site = fake.folder / "inventory" / "sites" / "court.yml"
    text = site.read_text()
    row = text[text.index("  - {name: box") :]
    site.write_text(text + row.replace("name: box", "name: twin").replace(':9"', ':10"'))
    work = fake.work(**options)
    first, second = (Link(work, device) for device in work.estate.devices)
    assert first.device.address.host == second.device.address.host
    return first, second


def test_a_password_refused_by_one_device_of_a_host_is_not_sent_by_the_other(fake: Fake) -> None:
    """Both log in at once: the second waits for what becomes of the first."""

    def slowly() -> None:
        gevent.sleep(0.05)
        raise LoginRefused("no")

    fake.answers["identity"] = slowly
    links = two_at_one_host(fake)
    reads = [gevent.spawn(link.read, "identity") for link in links]
    gevent.joinall(reads)
    assert [one.value["status"] for one in reads] == ["refused", "refused"]
    assert fake.sessions == 1
    for link in links:
        link.close()


def test_a_password_that_is_refused_after_the_first_answer_is_not_sent_by_the_other(fake: Fake) -> None:
    """Who it is, the device gives to everybody; --retry-login is one try and not one for each."""
    fake.answers["clock"] = LoginRefused("no")
    first, second = two_at_one_host(fake, retry_login=True)
    assert first.read("clock")["status"] == "refused"
    assert "refused at the same host in this run" in second.read("clock")["reason"]
    assert fake.sessions == 1
    first.close()
    second.close()


def test_a_password_that_is_refused_is_not_sent_by_another_device_that_was_met_before(fake: Fake) -> None:
    """Both were met without a login; what one is refused then, the other has not sent yet."""
    fake.counts.logins = 0
    first, second = two_at_one_host(fake)
    assert [link.read("identity")["status"] for link in (first, second)] == ["ok", "ok"]
    fake.answers["clock"], fake.counts.logins = LoginRefused("no"), 1
    assert first.read("clock")["status"] == "refused"
    asked = len(fake.asked)
    assert "refused at the same host in this run" in second.read("clock")["reason"]
    assert fake.asked[asked:] == []
    first.close()
    second.close()


def test_a_device_that_took_the_password_goes_on_where_another_of_its_host_refuses_it(fake: Fake) -> None:
    fake.answers["clock"] = CLOCK
    first, second = two_at_one_host(fake)
    assert [link.read("clock")["status"] for link in (first, second)] == ["ok", "ok"]
    fake.answers["audio"] = LoginRefused("no")
    assert first.read("audio")["status"] == "refused"
    assert second.read("clock")["status"] == "ok"
    first.close()
    second.close()


def test_a_host_stays_locked_until_its_last_device_lets_go(fake: Fake) -> None:
    first, second = two_at_one_host(fake)
    assert [link.read("identity")["status"] for link in (first, second)] == ["ok", "ok"]
    first.close()
    other = fake.link()
    assert other.read("identity")["status"] == "refused"
    second.close()
    free = fake.link()
    assert free.read("identity")["status"] == "ok"
    free.close()
