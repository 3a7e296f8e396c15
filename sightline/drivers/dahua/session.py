"""One device: RPC2 where it has that, else CGI; tables are read once and kept until a write (reference, 0)."""

from collections.abc import Callable
from copy import deepcopy
from typing import Any, Literal, TypeVar

from sightline.drivers import Target
from sightline.drivers.dahua import calls, login, rpc, words
from sightline.drivers.dahua.calls import Answer, Call
from sightline.drivers.dahua.cgi import Cgi
from sightline.drivers.dahua.rpc import Rpc
from sightline.drivers.dahua.values import Tree, at, need_text, text
from sightline.drivers.kept import Kept
from sightline.errors import DeviceError, NotConverged, UnexpectedReply, Unsupported, WriteRefused
from sightline.wire.http import Http, Reply

T = TypeVar("T")
RECORDERS, CAMERAS = ("NVR", "DVR", "XVR", "HCVR"), ("IPC", "SD", "VTO")
#: What every check asks: in one request where the device carries them so.
ASKED = (
    *(calls.MEMBERS, calls.SERIAL, calls.TYPE, calls.SYSTEM, calls.CLASS, calls.VERSION, calls.VENDOR, calls.USERS),
    *(calls.SCAN, calls.DISKS, calls.RECORDING, calls.CAMERAS),
    *(calls.table(name) for name in calls.TABLES),
)


class Session:
    """One login a run. Raises Unsupported where the device says that it has no such thing; a 403 is no such word."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._http = Http(
            endpoint=target.endpoint,
            user=target.user,
            password=target.password,
            limits=target.limits,
            unlocked=words.may_try,
            refused=words.refused,
            keeps_cookies=True,
        )
        self.counts = self._http.counts
        self._plane: Rpc | Cgi | None = None
        self._stuck: DeviceError | None = None
        self._kept = Kept[Call, Answer]()
        self._made: dict[str, Any] = {}
        self._gathered = False

    def close(self) -> None:
        """Logs out, and closes the connection."""
        if self._plane is not None:
            self._plane.close()
        self._http.close()

    def forget(self) -> None:
        """Drops what was read."""
        self._kept.clear()
        self._made.clear()
        self._gathered = False

    def once(self, name: str, make: Callable[[], T]) -> T:
        """What several settings are made of: made once until a write."""
        if name not in self._made:
            self._made[name] = make()
        found: T = self._made[name]
        return found

    @property
    def plane(self) -> Rpc | Cgi:
        """Chosen before the first credential is sent, for good."""
        if self._stuck is not None:
            raise self._stuck
        if self._plane is None:
            try:
                self._plane = self._choose()
            except DeviceError as problem:
                self._stuck = problem
                raise
        return self._plane

    def answer(self, call: Call) -> Answer:
        """The answer to a call that changes nothing. Asked once until a write."""
        plane = self.plane
        if not self._gathered:
            self._gathered = True
            self._kept.update(plane.batch(ASKED))
        return self._kept.get(call, lambda: plane.ask(call))

    def table(self, name: str) -> Tree:
        """A table of the configuration: to be read, never to be edited."""
        if self.lists(name) is False:
            raise Unsupported(f"the device lists no table {name} (configManager.getMemberNames)")
        found = at(self.answer(calls.table(name)).params, "table")
        if not isinstance(found, dict | list):
            raise UnexpectedReply(f"{name} is no table")
        return found

    def optional(self, name: str) -> Tree | None:
        """As `table`, and None where the device lists no such. An absent endpoint (501) is no word on a table."""
        return None if self.lists(name) is False else self.table(name)

    def lists(self, name: str) -> bool | None:
        """Whether the device lists the table; None where it gives no list."""
        try:
            params = self.answer(calls.MEMBERS).params
        except (UnexpectedReply, Unsupported):
            return None
        found = [one for one in params.values() if isinstance(one, list)] if isinstance(params, dict) else []
        whole = len(found) == 1 and "General" in found[0] and all(isinstance(one, str) for one in found[0])
        return name in found[0] if whole else None

    def still(self, path: str) -> Reply:
        """A picture, which is kept nowhere; by the one login that CGI has."""
        _ = self.plane
        return self._http.request("GET", path)

    def edit(self, name: str) -> Tree:
        """As `table`, and a tree of one's own: change it and `put` it."""
        return deepcopy(self.table(name))

    def put(self, name: str, after: Tree) -> None:
        """Writes a table back, as it was read but for what was edited."""
        before = self.table(name)
        self._told(name, lambda: self.plane.write(name, after, before))

    def tell(self, method: str, **params: str) -> None:
        """Another call that changes something."""
        call = Call(method, params=tuple(params.items()))
        self._told(method, lambda: rpc.options(self.plane.tell(call)))

    @property
    def model(self) -> str:
        """Recorders write a number as their type: their model is then `updateSerial` (reference, 1)."""
        found = self._one_of((calls.SYSTEM, "deviceType"), (calls.TYPE, "type"))
        return need_text(self.answer(calls.SYSTEM).params, "updateSerial") if found.isdecimal() else found

    @property
    def serial(self) -> str:
        """As the device writes it."""
        return self._one_of((calls.SYSTEM, "serialNumber"), (calls.SERIAL, "sn"))

    @property
    def kind(self) -> Literal["camera", "recorder"]:
        """By its class, else by its model's name. Any other word is no answer: a recorder would hide its channels."""
        try:
            said = self._one_of((calls.CLASS, "type"), (calls.CLASS, "class")).upper()
        except UnexpectedReply:
            said = next((part for part in self.model.upper().split("-") if part.startswith((*RECORDERS, *CAMERAS))), "")
        if said.startswith(RECORDERS):
            return "recorder"
        if said.startswith(CAMERAS):
            return "camera"
        raise UnexpectedReply(f"class {said[:40]!r} is neither a recorder nor a camera")

    def _one_of(self, *places: tuple[Call, str]) -> str:
        reasons = []
        for call, name in places:
            try:
                if found := text(self.answer(call).params, name):
                    return found
                reasons.append(f"{call.method} has no {name}")
            except (UnexpectedReply, Unsupported) as problem:
                reasons.append(str(problem))
        raise UnexpectedReply("; ".join(dict.fromkeys(reasons)))

    def _choose(self) -> Rpc | Cgi:
        challenge = login.challenge(self._http, self.target.user)
        if challenge is not None:
            plane = Rpc(self._http, self.target.user, self.target.password)
            plane.login(challenge)
            return plane
        cgi = Cgi(self._http)
        self._kept.update({calls.SYSTEM: cgi.ask(calls.SYSTEM)})
        return cgi

    def _told(self, what: str, write: Callable[[], list[str]]) -> None:
        try:
            options = write()
        except (UnexpectedReply, Unsupported) as problem:
            raise WriteRefused(f"{what}: the device refused the write ({problem})") from problem
        finally:
            self.forget()
        if "NeedReboot" in options:
            raise NotConverged(f"{what}: taken, but it acts after a restart of the device: restart it and check again")
