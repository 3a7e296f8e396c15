"""Accounts by documents put together here: what the list of them must hold to be believed."""

from typing import Any

import pytest

from sightline.settings import Accounts, Unread
from tests.drivers.tape import Found, read
from tests.drivers.test_pictures import tape


def users(*rows: tuple[str, str]) -> Found:
    """The accounts of a camera that lists these names and levels; we are `admin`."""
    listed = "".join(
        f"<User><id>{number}</id><userName>{name}</userName><userLevel>{level}</userLevel></User>"
        for number, (name, level) in enumerate(rows, 1)
    )
    return read(tape(("Security/users", f"<UserList>{listed}</UserList>")), "accounts")


def onvif_accounts(kind: str) -> Any:
    """The ONVIF accounts of a camera that lists one of that type."""
    own = "<UserList><User><userName>admin</userName><userLevel>Administrator</userLevel></User></UserList>"
    row = f"<User><id>1</id><userName>nvr</userName><userType>{kind}</userType></User>"
    documents = ("Security/users", own), ("Security/ONVIF/users", f"<UserList>{row}</UserList>")
    found = read(tape(*documents), "accounts")
    assert isinstance(found, Accounts)
    return found.onvif_accounts


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "not ours"),
        ([("root", "Administrator"), ("guard", "Operator")], "not ours"),
        ([("Admin", "Administrator")], "not ours"),
        ([("admin", "Operator")], "no administrator"),
        ([("admin", "Administrator"), ("admin", "Administrator")], "twice"),
    ],
)
def test_a_list_without_us_or_the_administrator_or_with_one_twice_is_not_the_whole_one(
    rows: list[tuple[str, str]], words: str
) -> None:
    found = users(*rows)
    assert isinstance(found, Unread)
    assert words in found.reason


@pytest.mark.parametrize(
    ("kind", "role"),
    [("operator", "operator"), ("Administrator", "administrator"), ("mediaUser", "other"), ("extended", "other")],
)
def test_an_onvif_account_of_a_type_that_no_source_names_is_no_viewer(kind: str, role: str) -> None:
    """It stands in the list, so that one whom nobody declared is seen, and stands for no declared role."""
    assert [one.role for one in onvif_accounts(kind)] == [role]


def test_an_onvif_account_without_a_type_is_unread() -> None:
    assert isinstance(onvif_accounts(""), Unread)


def test_a_list_of_us_and_the_administrator_is_believed() -> None:
    found = users(("admin", "Operator"), ("installer", "administrator"))
    assert isinstance(found, Accounts)
    assert [one.name for one in found.accounts] == ["admin", "installer"]
