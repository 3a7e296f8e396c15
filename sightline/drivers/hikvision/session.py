"""ISAPI: login, documents, refusals (reference, section 0)."""

from typing import Literal, Never

from sightline.drivers import Target
from sightline.drivers.hikvision import status
from sightline.drivers.kept import Kept
from sightline.errors import DeviceError, LockedOut, LoginRefused, NotAllowed, UnexpectedReply, Unsupported
from sightline.settings import Absent, Unread
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml
from sightline.wire.http import Http, Reply

LOGIN = "Security/userCheck"
#: With this few tries left before a lock, none is made (design, section 5, rule 1).
TRIES_KEPT = 2


class Session:
    """One device. Documents are read once and kept until a write."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._http = Http(
            endpoint=target.endpoint,
            user=target.user,
            password=target.password,
            limits=target.limits,
            unlocked=_unlocked,
            refused=_refused,
        )
        self.counts = self._http.counts
        self._kept = Kept[str, Reply]()
        self._parsed: dict[str, xml.Element] = {}
        self._logged_in = False

    def close(self) -> None:
        """Digest has no logout: the connection is closed."""
        self._http.close()

    def forget(self) -> None:
        """Drops every document that was read."""
        self._kept.clear()
        self._parsed.clear()

    def login(self) -> None:
        """Asks the device about our account first: it says whether it is locked before a password is spent."""
        if not self._logged_in:
            self._kept.update({LOGIN: self._http.request("GET", f"/ISAPI/{LOGIN}")})
            if not self.counts.logins:
                raise UnexpectedReply("the device answers without asking for a login: anyone on its network is let in")
            self._logged_in = True

    def get(self, path: str, root: str) -> xml.Element:
        """The document at `/ISAPI/<path>`, whose root must be `root`: to be read, never to be edited.

        Raises Unsupported where the device says notSupport or 404, UnexpectedReply for any other refusal.
        """
        parsed = self._parsed.get(path)
        if parsed is None or xml.local(parsed) != root:
            parsed = self._parsed[path] = self.edit(path, root)
        return parsed

    def edit(self, path: str, root: str) -> xml.Element:
        """As `get`, and a tree of one's own: change it and `put` it."""
        return self._document(path, self.reply(path), root)

    def reply(self, path: str) -> Reply:
        """The reply behind a document, with the time at which it was true. Asked once until a write."""
        self.login()
        return self._kept.get(path, lambda: self._http.request("GET", f"/ISAPI/{path}"))

    def still(self, channel: str) -> Reply:
        """A picture of a channel, which is kept nowhere."""
        self.login()
        return self._http.request("GET", f"/ISAPI/Streaming/channels/{channel}01/picture")

    def post(self, path: str, body: bytes, root: str) -> xml.Element:
        """A search: POST that changes nothing. Its answer is not kept."""
        self.login()
        return self._document(path, self._http.request("POST", f"/ISAPI/{path}", body), root)

    def put(self, path: str, document: xml.Element) -> None:
        """Writes a whole document back, as it was read but for what was edited."""
        self._write("PUT", path, xml.serialise(document))

    def delete(self, path: str) -> None:
        """Removes what stands at the path."""
        self._write("DELETE", path, b"")

    def flag(self, name: str) -> bool | None:
        """A capability flag, wherever the document keeps it; None where it is not listed."""
        found = xml.anywhere(self.get("System/capabilities", "DeviceCap"), name)
        if found is None:
            return None
        if len(found):
            return xml.boolean(found, "isSupport")
        said = (found.text or "").strip().lower()
        if said not in ("true", "false"):
            raise UnexpectedReply(f"the capability {name} is {said[:40]!r}, neither true nor false")
        return said == "true"

    def feature(self, path: str, root: str, flag: str) -> xml.Element | Absent | Unsupportable | Unread:
        """A document that not every model has (reference, section 6: flags alone are not to be trusted).

        Absent where the device says that it has none and its capabilities do not claim it; Unsupported where they do.
        `flag` is "" where no capability of it is known.
        """
        try:
            return self.get(path, root)
        except Unsupported as problem:
            try:
                claimed = bool(flag) and self.flag(flag)
            except (UnexpectedReply, Unsupported):
                return Unread(f"{problem}, and its capabilities could not be read")
            if claimed:
                return Unsupportable(f"{problem}, although its capabilities list {flag}")
            return Absent(str(problem))
        except UnexpectedReply as problem:
            return Unread(str(problem))

    @property
    def kind(self) -> Literal["camera", "recorder"]:
        """By deviceType: NVR, DVR, HVR, XVR and IPDVR record for others; IPCamera and IPDome do not.

        Any other word is no answer: a recorder that is read as a camera would hide its channels.
        """
        device_type = xml.need(self.get("System/deviceInfo", "DeviceInfo"), "deviceType").upper()
        if device_type.endswith("VR"):
            return "recorder"
        if device_type.startswith("IP"):
            return "camera"
        raise UnexpectedReply(f"deviceType {device_type[:40]!r} is neither a recorder nor a camera")

    def _document(self, path: str, reply: Reply, root: str) -> xml.Element:
        if reply.status != 200:
            self._refusal(path, reply)
        try:
            document = xml.parse(reply.body)
        except UnexpectedReply as problem:
            raise UnexpectedReply(f"{path}: {problem}") from problem
        if xml.local(document) == "ResponseStatus" and root != "ResponseStatus":
            self._refusal(path, reply)
        if xml.local(document) != root:
            raise UnexpectedReply(f"{path}: expected <{root}>, got <{xml.local(document)[:40]}>")
        return document

    def _refusal(self, path: str, reply: Reply) -> Never:
        said = status.read(reply)
        if said.not_supported:
            raise Unsupported(f"{path}: the device has no such thing ({said.words})")
        raise UnexpectedReply(f"{path}: refused ({said.words})")

    def _write(self, method: str, path: str, body: bytes) -> None:
        self.login()
        self.forget()
        status.written(path, self._http.request(method, f"/ISAPI/{path}", body))


def _told(reply: Reply) -> tuple[bool, int | None, int | None]:
    """Locked, minutes left, tries left, as far as the body of a 401 says (userCheck; many say nothing)."""
    try:
        said = xml.parse(reply.body)
    except UnexpectedReply:
        return False, None, None
    seconds, tries = xml.text(said, "unlockTime"), xml.text(said, "retryLoginTime")
    locked = (xml.text(said, "lockStatus") or "").lower() in ("lock", "locked")
    left = xml.number(seconds or "")
    return locked, None if left is None else -(-left // 60), xml.number(tries or "")


def _unlocked(reply: Reply) -> None:
    """Before a credential is sent: stop where the account is locked or nearly so."""
    locked, minutes, tries = _told(reply)
    if locked:
        raise LockedOut(f"the device has locked our account or address{_left(minutes)}; no login was tried")
    if tries is not None and tries <= TRIES_KEPT:
        raise NotAllowed(f"the device leaves {tries} tries before it locks the account: none is made")


def _refused(reply: Reply) -> DeviceError:
    locked, minutes, tries = _told(reply)
    if locked:
        return LockedOut(f"the device has locked our account or address{_left(minutes)}")
    rest = "" if tries is None else f"; it leaves {tries} tries"
    return LoginRefused(f"the device refused our login{rest}")


def _left(minutes: int | None) -> str:
    return "" if minutes is None else f" for {minutes} more minutes"
