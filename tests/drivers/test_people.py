"""Accounts by documents put together here: what the list of them must hold to be believed."""

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


@pytest.mark.parametrize(
    ("rows", "words"),
    [
        ([], "not ours"),
        ([("root", "Administrator"), ("guard", "Operator")], "not ours"),
        ([("Admin", "Administrator")], "not ours"),
        ([("admin", "Operator")], "no administrator"),
    ],
)
def test_a_list_without_us_or_without_the_administrator_is_not_the_whole_one(
    rows: list[tuple[str, str]], words: str
) -> None:
    found = users(*rows)
    assert isinstance(found, Unread)
    assert words in found.reason


def test_a_list_of_us_and_the_administrator_is_believed() -> None:
    found = users(("admin", "Operator"), ("installer", "administrator"))
    assert isinstance(found, Accounts)
    assert [one.name for one in found.accounts] == ["admin", "installer"]
