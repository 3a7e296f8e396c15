"""Accounts: passwords, roles, and the list of users with their permissions."""

from collections.abc import Mapping

from sightline.lab.hikvision import replies, xml
from sightline.lab.hikvision.documents import Documents
from sightline.lab.http import Response

USERS = "Security/users"
PERMISSIONS = "Security/UserPermission"
ONVIF_USERS = "Security/ONVIF/users"
LEVELS = {"Administrator", "Operator", "Viewer"}


def is_weak(user: str, password: str) -> bool:
    """What the device calls a riskPassword: 8 to 16 characters, two classes of four, not the name forwards or
    backwards."""
    classes = [
        any(letter.islower() for letter in password),
        any(letter.isupper() for letter in password),
        any(letter.isdigit() for letter in password),
        any(not letter.isalnum() for letter in password),
    ]
    named = user.lower() in password.lower() or user.lower()[::-1] in password.lower()
    return not 8 <= len(password) <= 16 or sum(classes) < 2 or named


class Accounts:
    """Passwords are held here and never in a document."""

    def __init__(self, documents: Documents, passwords: Mapping[str, str]) -> None:
        self._documents = documents
        self._passwords = dict(passwords)

    def password(self, user: str) -> str | None:
        """None where there is no such user, or it is switched off."""
        entry = self._entry(user)
        return None if entry is None or xml.text(entry, "enabled") == "false" else self._passwords.get(user)

    def is_administrator(self, user: str) -> bool:
        return xml.text(self._entry(user), "userLevel") == "Administrator"

    def _entry(self, user: str) -> xml.Element | None:
        return next((row for row in self._documents.entries(USERS) if xml.text(row, "userName") == user), None)

    def create(self, url: str, sent: xml.Element) -> Response:
        """A device user, with a row of permissions that are all off."""
        name, password = xml.text(sent, "userName"), xml.text(sent, "password")
        if not name or xml.text(sent, "userLevel") not in LEVELS or self._entry(name) is not None:
            return replies.bad_content(url)
        if is_weak(name, password):
            return replies.status(200, 4, "riskPassword", url)
        rows = self._documents.entries(USERS)
        number = _free(rows)
        fresh = xml.parse(xml.dump(rows[0]))
        for tag, value in (("id", number), ("userName", name), ("enabled", "true"), ("inherent", "false")):
            xml.put(fresh, tag, value)
        xml.put(fresh, "userLevel", xml.text(sent, "userLevel"))
        self._documents.add(USERS, fresh)
        self._permit(number, xml.text(sent, "userLevel"))
        self._passwords[name] = password
        return replies.ok(url)

    def _permit(self, user_id: str, level: str) -> None:
        rows = self._documents.entries(PERMISSIONS)
        fresh = xml.parse(xml.dump(rows[0]))
        for element in fresh.iter():
            if element.text == "true":
                element.text = "false"
        kind = {"Administrator": "admin", "Operator": "operator", "Viewer": "viewer"}[level]
        for tag, value in (("id", _free(rows)), ("userID", user_id), ("userType", kind)):
            xml.put(fresh, tag, value)
        self._documents.add(PERMISSIONS, fresh)

    def create_onvif(self, url: str, sent: xml.Element) -> Response:
        name, kind = xml.text(sent, "userName"), xml.text(sent, "userType")
        root = self._documents.tree(ONVIF_USERS)
        if root is None or not name or not kind:
            return replies.bad_content(url)
        fresh = xml.add(root, "User")
        for tag, value in (("id", _free(self._documents.entries(ONVIF_USERS))), ("userName", name), ("userType", kind)):
            xml.add(fresh, tag, value)
        self._documents.put(ONVIF_USERS, root)
        return replies.ok(url)

    def risk(self, url: str, body: xml.Element) -> Response | None:
        """The refusal of a PUT to a user: a weak password, or the first administrator taken down."""
        name, password = xml.text(body, "userName"), xml.text(body, "password")
        if password and is_weak(name, password):
            return replies.status(200, 4, "riskPassword", url)
        level, enabled = xml.text(body, "userLevel"), xml.text(body, "enabled")
        if url == f"{USERS}/1" and (level != "Administrator" or enabled == "false"):
            return replies.status(403, 4, "invalidOperation", url)
        return None

    def update(self, url: str, body: xml.Element) -> None:
        """Takes the password and the new name from a PUT that is about to be stored."""
        before = xml.text(self._documents.tree(url), "userName")
        name, password = xml.text(body, "userName"), xml.text(body, "password")
        self._passwords[name] = password or self._passwords.pop(before, "")

    def delete(self, url: str, path: str) -> Response:
        above, _, number = url.rpartition("/")
        if above == USERS and number == "1":
            return replies.status(403, 4, "invalidOperation", path)
        name = xml.text(self._documents.tree(url), "userName")
        if not self._documents.remove(above, number):
            return replies.not_supported(path)
        if above == USERS:
            self._passwords.pop(name, None)
            for row in self._documents.entries(PERMISSIONS):
                if xml.text(row, "userID") == number:
                    self._documents.remove(PERMISSIONS, xml.text(row, "id"))
        return replies.ok(path)


def _free(rows: list[xml.Element]) -> str:
    taken = {xml.text(row, "id") for row in rows}
    return next(str(number) for number in range(1, len(taken) + 2) if str(number) not in taken)
