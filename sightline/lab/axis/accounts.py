"""Accounts by groups (reference, A8): `root` stays, an administrator is in every group."""

import re
from collections.abc import Mapping

GROUPS = ("admin", "operator", "viewer", "ptz")
ABOVE = {
    "admin": ("admin", "operator", "viewer", "ptz"),
    "operator": ("operator", "viewer", "ptz"),
    "viewer": ("viewer",),
}


class Accounts:
    def __init__(self, roles: Mapping[str, str], passwords: Mapping[str, str]) -> None:
        self._roles = dict(roles)
        self._passwords = dict(passwords)

    def password(self, user: str) -> str | None:
        return self._passwords.get(user) if user in self._roles else None

    def is_administrator(self, user: str) -> bool:
        return self._roles.get(user) == "admin"

    def listing(self) -> bytes:
        """Names by group, and all that can log in at the end."""
        rows = {group: [user for user, role in self._roles.items() if group in ABOVE[role]] for group in GROUPS}
        rows["digusers"] = list(self._roles)
        return "".join(f'{group}="{",".join(names)}"\r\n' for group, names in rows.items()).encode()

    def add(self, user: str, password: str, groups: str) -> str:
        """`groups` as `viewer:operator`: the highest is the role."""
        role = next((one for one in ABOVE if one in groups.split(":")), "")
        if not re.fullmatch(r"[A-Za-z0-9]{1,14}", user) or user in self._roles or not role or not password:
            return f"Error: account {user} cannot be created."
        self._roles[user], self._passwords[user] = role, password
        return f"Created account {user}."

    def remove(self, user: str) -> str:
        if user not in self._roles or user == "root":
            return f"Error: account {user} cannot be removed."
        del self._roles[user]
        return f"Removed account {user}."
