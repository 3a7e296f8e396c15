"""Users: names and levels in the document, passwords beside it (reference, D8)."""

from collections.abc import Mapping

from lxml import etree

from sightline.lab.onvif import soap
from sightline.lab.onvif.recording import Documents

USERS = "tds:GetUsers"
FIRST = "admin"


class Users:
    def __init__(self, documents: Documents, passwords: Mapping[str, str]) -> None:
        self._documents = documents
        self._passwords = dict(passwords)

    def password(self, user: str) -> str | None:
        return self._passwords.get(user) if user in self._rows() else None

    def names(self) -> list[str]:
        return list(self._rows())

    def level(self, user: str) -> str:
        row = self._rows().get(user)
        return "" if row is None else soap.text(row, "UserLevel")

    def delete(self, sent: soap.Element) -> None:
        """All of the list, or none of it."""
        names, rows = [(one.text or "").strip() for one in soap.children(sent, "Username")], self._rows()
        if FIRST in names:
            raise soap.Fault("Sender", "OperationProhibited", "FixedUser", reason="the first user stays")
        if not names or not rows.keys() >= set(names):
            raise soap.bad_value("Username NOT recognized", "UsernameMissing")
        for name in names:
            self._documents[USERS].remove(rows[name])
            self._passwords.pop(name, None)

    def create(self, sent: soap.Element) -> None:
        fresh = list(soap.children(sent, "User"))
        for row in fresh:
            if soap.text(row, "Username") in self._rows():
                raise soap.Fault("Sender", "OperationProhibited", "UsernameClash", reason="Username already exists")
            if len(soap.text(row, "Password")) < 8:
                raise soap.Fault("Sender", "OperationProhibited", "PasswordTooWeak", reason="too weak")
        for row in fresh:
            self._passwords[soap.text(row, "Username")] = soap.text(row, "Password")
            user = etree.SubElement(self._documents[USERS], f"{{{soap.NAMESPACES['tds']}}}User")
            for name in ("Username", "UserLevel"):
                etree.SubElement(user, f"{{{soap.NAMESPACES['tt']}}}{name}").text = soap.text(row, name)

    def _rows(self) -> dict[str, soap.Element]:
        return {soap.text(row, "Username"): row for row in soap.children(self._documents[USERS], "User")}
