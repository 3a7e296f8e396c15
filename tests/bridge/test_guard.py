"""What a write must have changed, said field by field; what may be written at all."""

from dataclasses import replace
from typing import Any

import pytest

from sightline.bridge import guard
from sightline.errors import UnexpectedReply
from sightline.settings import Account, Accounts, Audio, AudioStream, Collector, Logging, Storage, Unread
from tests.bridge.fake import BOX, Fake

UNREAD = Unread("half")


def sound(*enabled: Any, recorded: Any = ()) -> Audio:
    streams = tuple(AudioStream(channel=str(n), stream=f"{n}01", enabled=e) for n, e in enumerate(enabled, 1))
    return Audio(streams=streams, recorded=recorded)


@pytest.mark.parametrize(
    ("back", "missing"),
    [
        (sound(False, False), []),
        (sound(True, False), ["streams 101: enabled is still True"]),
        (sound(UNREAD, False), ["streams 101: enabled is unread: half"]),
        (sound(False), ["streams 201: enabled is not listed any more"]),
        (sound(False, False, recorded=UNREAD), []),
    ],
)
def test_what_was_asked_must_be_there(back: Audio, missing: list[str]) -> None:
    assert guard.not_taken(sound(True, True), sound(False, False), back) == missing


def people(*names: str, onvif: Any = ()) -> Accounts:
    accounts = tuple(Account(name=name, role="viewer") for name in names)
    return Accounts(accounts=accounts, onvif_accounts=onvif, lockout=UNREAD, default_password=False)


@pytest.mark.parametrize(
    ("back", "missing"),
    [
        (people("admin"), 0),
        (people("admin", "guest"), 1),
    ],
)
def test_an_account_that_goes_must_be_gone(back: Accounts, missing: int) -> None:
    assert len(guard.not_taken(people("admin", "guest"), people("admin"), back)) == missing


def test_an_onvif_account_that_goes_is_not_gone_because_the_list_cannot_be_read() -> None:
    guest = Account(name="guest", role="viewer", store="onvif")
    found = people("admin", onvif=(guest,))
    assert guard.not_taken(found, people("admin"), people("admin", onvif=UNREAD)) == [
        "onvif_accounts guest is unread: half"
    ]
    assert guard.not_taken(found, people("admin"), people("admin")) == []


@pytest.mark.parametrize(
    ("back", "missing"),
    [
        ((Collector(host="logs", port=514, protocol=""),), 0),
        ((Collector(host="logs", port=514, protocol="udp"),), 0),
        ((Collector(host="logs", port=514, protocol="tcp"),), 1),
        ((Collector(host="logs", port=515, protocol=""),), 1),
        ((Collector(host="other", port=514, protocol=""),), 1),
        ((), 1),
    ],
)
def test_a_collector_that_comes_must_be_there(back: tuple[Collector, ...], missing: int) -> None:
    """A device that does not say by which protocol it sends is taken at its host and port."""
    wanted = Logging(kept=True, collectors=(Collector(host="logs", port=514, protocol="udp"),))
    found = Logging(kept=True, collectors=())
    assert len(guard.not_taken(found, wanted, Logging(kept=True, collectors=back))) == missing


def test_our_own_account_is_never_taken_away(fake: Fake) -> None:
    link = fake.link(accounts=True)
    found = people("admin", "guest")
    todo = guard.allowed(link.work, link.device, "admin", found, people())
    assert todo == people("admin")
    link.work.protected[link.device.id] = {"guest"}
    assert guard.allowed(link.work, link.device, "admin", found, people()) == found


@pytest.mark.parametrize("identity", [replace(BOX, serial=""), Storage(stores=())])
def test_a_box_without_a_serial_number_is_not_identified(identity: Any) -> None:
    with pytest.raises(UnexpectedReply, match="does not say who it is"):
        guard.identified(identity)
