"""Passwords, and who is an administrator."""

from collections.abc import Mapping
from typing import Any

from sightline.lab.hanwha.recording import Menus


class Users:
    """Passwords are held here and never in a document."""

    def __init__(self, menus: Menus, passwords: Mapping[str, str]) -> None:
        self._menus = menus
        self._passwords = passwords

    def password(self, user: str) -> str | None:
        """None where there is no such user, or it is switched off."""
        row = self._row(user)
        return None if row is None or row.get("Enable") is False else self._passwords.get(user)

    def is_administrator(self, user: str) -> bool:
        row = self._row(user) or {}
        return row.get("UserLevel") == "Admin" or row.get("AdminAccess") is True

    def _row(self, user: str) -> dict[str, Any] | None:
        rows = self._menus["security.users"]["Users"]
        return next((row for row in rows if row["UserID"] == user), None)
