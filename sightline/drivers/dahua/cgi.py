"""CGI: the same methods as text over HTTP with digest, where a device has no RPC2 (reference, 0.1)."""

from collections.abc import Iterable

from sightline.drivers.dahua import lines, words
from sightline.drivers.dahua.calls import Answer, Call
from sightline.drivers.dahua.values import Tree, at
from sightline.errors import DeviceError, UnexpectedReply, Unsupported, WriteRefused
from sightline.wire.clean import clean
from sightline.wire.http import Http, Reply

#: Methods that only RPC2 has, or whose CGI name is not confirmed.
ONLY_RPC = ("configManager.getMemberNames", "SecurityScan.", "recordManager.", "LogicDeviceManager.")
#: What another interface than RPC2's answers.
OTHER_NAMES = {"StorageDeviceManager.getDeviceInfos": "storageDevice.getDeviceAllInfo"}
NOT_THERE = (404, 501)


class Cgi:
    """One login by digest. After the first refusal nothing more is sent."""

    first_channel = 1
    closes_itself = False

    def __init__(self, http: Http) -> None:
        self._http = http
        self._proven = False
        self._dead: DeviceError | None = None

    def ask(self, call: Call, handle: Tree = None, *, reads: bool = True) -> Answer:
        """One request. Before the login is proven, every riddle ends it as well."""
        if call.method.startswith(ONLY_RPC):
            raise Unsupported(f"{call.method}: the device has no RPC2, and CGI has no such call")
        path = _path(call, handle)
        if self._dead is not None:
            raise self._dead
        try:
            answer = _answer(call, self._judged(call, self._http.request("GET", path, reads=reads)))
        except DeviceError as problem:
            if not self._proven:
                self._dead = problem
            raise
        self._proven = True
        return answer

    def batch(self, _calls: Iterable[Call]) -> dict[Call, Answer | DeviceError]:
        """There is no such thing: each call is a request."""
        return {}

    def write(self, name: str, after: Tree, before: Tree) -> list[str]:
        """The keys that differ, in one request."""
        changed = "&".join(lines.differences(name, before, after))
        if changed:
            self.tell(Call(f"configManager.setConfig&{changed}"))
        return []

    def tell(self, call: Call) -> Answer:
        """A call that changes something; the answer to it is `OK`."""
        answer = self.ask(call, reads=False)
        if answer.result is not True:
            raise WriteRefused(f"{call.method.partition('&')[0]}: the device did not say OK")
        return answer

    def close(self) -> None:
        """Digest has no logout."""

    def _judged(self, call: Call, reply: Reply) -> Reply:
        name = call.words.partition("&")[0]
        if not self._http.counts.logins:
            words.may_try(reply)
            raise UnexpectedReply(f"{name}: no login was asked for (HTTP {reply.status})")
        if reply.status == 403 and not self._proven:
            raise words.refused(reply)
        if (lock := words.locked(words.refusal(reply))) is not None:
            self._dead = lock
            raise lock
        said = clean(reply.body[:200], 60)
        if reply.status in NOT_THERE:
            raise Unsupported(f"{name}: this firmware has no such call (HTTP {reply.status} {said})")
        if reply.status != 200 or reply.body.startswith(b"Error"):
            raise UnexpectedReply(f"{name}: denied, or not known (HTTP {reply.status} {said})")
        return reply


def _path(call: Call, handle: Tree) -> str:
    method = OTHER_NAMES.get(call.method, call.method)
    interface, _, action = method.partition(".")
    sent = {**({} if handle is None else {"object": handle}), **(call.sent or {})}
    query = [f"action={action}", *(pair for name, value in sent.items() for pair in lines.query(name, value))]
    return f"/cgi-bin/{interface}.cgi?{'&'.join(query)}"


def _answer(call: Call, reply: Reply) -> Answer:
    if reply.body.strip() == b"OK":
        result: Tree = True
        params: Tree = {}
    else:
        params = lines.parse(reply.body)
        if call.name:
            params = {"table": at(params, "table", call.name)}
        result = params.get("result", True)
    return Answer(result=result, params=params, at=reply.at, round_trip_seconds=reply.round_trip_seconds)
