"""SUNAPI: login, menus, refusals (reference, B)."""

from collections.abc import Mapping
from typing import Literal
from urllib.parse import quote, urlencode

from sightline.drivers import Target
from sightline.drivers.hanwha import document
from sightline.drivers.hanwha.capabilities import PATH as ATTRIBUTES
from sightline.drivers.hanwha.capabilities import Capabilities
from sightline.drivers.hanwha.document import Document
from sightline.drivers.kept import Kept
from sightline.errors import DeviceError, LockedOut, LoginRefused, UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Absent, Unread
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml
from sightline.wire.http import Http, Reply

#: "You have exceeded the maximum number of login attempts" ([HW]); it does not say for how long.
BLOCKED = 490
Value = str | int | bool


class Session:
    """One device. Replies are kept until a write."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._http = Http(
            endpoint=target.endpoint,
            user=target.user,
            password=target.password,
            limits=target.limits,
            unlocked=_unlocked,
            refused=_refused,
            accept="application/json",
            refusals=(401, BLOCKED),
        )
        self.counts = self._http.counts
        self._kept = Kept[str, Reply]()
        self._documents: dict[str, Document] = {}
        self._listed: Capabilities | None = None
        self._logged_in = False

    def close(self) -> None:
        """Digest has no logout: the connection is closed."""
        self._http.close()

    def forget(self) -> None:
        """Drops everything that was read."""
        self._kept.clear()
        self._documents.clear()
        self._listed = None

    def login(self) -> None:
        """By asking who the device is. One that nobody has initialised refuses every menu with 403 (B).

        An answer that proves nothing ends the session: nobody knows whether the device counted a wrong login.
        """
        if self._logged_in:
            return
        path = _path("system", "deviceinfo", "view", {})
        reply = self._http.request("GET", path)
        if not self.counts.logins:
            if reply.status == 403:
                raise UnexpectedReply("the device answers 403 to everybody: nobody has set its first password yet")
            raise UnexpectedReply("the device answers without asking for a login: anyone on its network is let in")
        if reply.status != 200:
            problem = UnexpectedReply(f"the device answers our login with HTTP {reply.status}: nothing more is sent")
            self._http.end(problem)
            raise problem
        self._kept.update({path: reply})
        self._logged_in = True

    def view(self, cgi: str, menu: str, action: str = "view", **asked: str) -> Document:
        """What a menu shows. Unsupported where the device has no such menu, UnexpectedReply for other refusals."""
        path = _path(cgi, menu, action, asked)
        if path not in self._documents:
            self._documents[path] = document.read(f"{cgi}/{menu}", self._get(path))
        return self._documents[path]

    def reply(self, cgi: str, menu: str, action: str = "view", **asked: str) -> Reply:
        """The reply behind it, with the time at which it was true. Asked once until a write."""
        return self._get(_path(cgi, menu, action, asked))

    def still(self, asked: dict[str, str]) -> Reply:
        """A picture of a channel, which is kept nowhere."""
        self.login()
        return self._http.request("GET", _path("video", "snapshot", "view", asked))

    def feature(self, cgi: str, menu: str) -> Document | Absent | Unread | Unsupportable:
        """A menu that not every unit has. Absent where the device refuses it and does not list it either."""
        try:
            return self.view(cgi, menu)
        except Unsupported as problem:
            try:
                listed = self.capabilities().lists(cgi, menu)
            except (UnexpectedReply, Unsupported):
                return Unread(f"{problem}, and what it lists could not be read")
            if listed:
                return Unsupportable(f"{problem}, although it lists the menu")
            return Absent(str(problem))
        except UnexpectedReply as problem:
            return Unread(str(problem))

    def capabilities(self) -> Capabilities:
        """Asked for where a menu is refused, and before a write: what is not listed is not written."""
        if self._listed is None:
            reply = self._get(ATTRIBUTES)
            if reply.status != 200:
                raise UnexpectedReply(f"{ATTRIBUTES}: refused (HTTP {reply.status})")
            self._listed = Capabilities(xml.parse(reply.body))
        return self._listed

    def tell(
        self, cgi: str, menu: str, action: str, values: Mapping[str, Value], *, channel: str | None = None
    ) -> None:
        """One change, by a GET as [HM] prints it. Units of one channel may not list `Channel`."""
        listed = self.capabilities()
        if channel is not None and (channel != "0" or listed.takes(cgi, menu, action, "Channel")):
            values = {"Channel": int(channel), **values}
        path = _path(cgi, menu, action, listed.spell(cgi, menu, action, values))
        self.forget()
        _written(f"{cgi}/{menu}", self._http.request("GET", path, reads=False))

    @property
    def kind(self) -> Literal["camera", "recorder"]:
        """By DeviceType (B1). Any other word is no answer: a recorder read as a camera would hide its channels."""
        said = self.view("system", "deviceinfo").need("DeviceType")
        if said in ("NVR", "DVR"):
            return "recorder"
        if said == "NWC":
            return "camera"
        raise UnexpectedReply(f"DeviceType {said[:40]!r} is neither a recorder nor a camera")

    def _get(self, path: str) -> Reply:
        self.login()
        return self._kept.get(path, lambda: self._http.request("GET", path))


def _path(cgi: str, menu: str, action: str, values: dict[str, str]) -> str:
    more = urlencode(values, quote_via=quote, safe=",:")
    return f"/stw-cgi/{cgi}.cgi?msubmenu={menu}&action={action}{'&' if more else ''}{more}"


def _written(where: str, reply: Reply) -> None:
    """`OK`, or JSON's `Response: Success` ([HM]); anything else is no success."""
    try:
        text = reply.body.decode() if reply.status == 200 else ""
        if text.split("\n", 1)[0].strip() == "OK":
            return
        if document.read(where, reply).values.get("Response") == "Success":
            return
    except (UnexpectedReply, Unsupported, UnicodeDecodeError) as problem:
        raise WriteRefused(f"{where}: the device refused the write ({problem})") from problem
    raise WriteRefused(f"{where}: the device did not say that it took the write")


def _unlocked(reply: Reply) -> None:
    """Before a credential is sent: stop where the account or our address is locked."""
    if reply.status == BLOCKED:
        raise LockedOut(
            "the device has locked our account or address; it does not say for how long; no login was tried"
        )


def _refused(reply: Reply) -> DeviceError:
    if reply.status == BLOCKED:
        return LockedOut("the device has locked our account or address; it does not say for how long")
    return LoginRefused("the device refused our login")
