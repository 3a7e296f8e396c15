"""Accounts: a list that cannot be whole, and whom nobody deletes."""

import pytest

from sightline import drivers
from sightline.errors import NotAllowed, WriteRefused
from sightline.settings import Account, Accounts, Unread
from tests.drivers_onvif import tape
from tests.drivers_onvif.answers import device

USERS = "".join(
    f"<User><Username>{name}</Username><UserLevel>{level}</UserLevel></User>"
    for name, level in (("admin", "Administrator"), ("a&amp;b", "Operator"))
)


@pytest.mark.parametrize(
    "users",
    [
        "",
        USERS.replace("admin", "root"),
        USERS.replace("Operator", "God"),
        USERS.replace("<UserLevel>Operator</UserLevel>", ""),
    ],
)
def test_a_list_of_users_that_cannot_be_whole_is_unread(users: str) -> None:
    assert isinstance(tape.read_from(tape.play(device(GetUsers=users))[0], "accounts"), Unread)


@pytest.mark.parametrize("going", ["admin", "nobody"])
def test_neither_ourselves_nor_a_stranger_is_deleted(going: str) -> None:
    of, played = tape.play(device(GetUsers=USERS))
    found = drivers.read("onvif", of, "accounts")
    assert isinstance(found, Accounts)
    before = Accounts(
        accounts=(*found.accounts, Account(name="nobody", role="viewer")),
        onvif_accounts=found.onvif_accounts,
        lockout=found.lockout,
        default_password=found.default_password,
    )
    kept = tuple(account for account in before.accounts if account.name != going)
    wanted = Accounts(
        accounts=kept,
        onvif_accounts=found.onvif_accounts,
        lockout=found.lockout,
        default_password=found.default_password,
    )
    with pytest.raises((NotAllowed, WriteRefused)):
        drivers.write("onvif", of, "accounts", before, wanted)
    assert "DeleteUsers" not in {tape.operation(key) for key in played.asked}
