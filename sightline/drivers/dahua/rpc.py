"""RPC2: JSON calls, and several of them in one request (reference, 0.2)."""

import json
from collections.abc import Iterable
from contextlib import suppress
from time import monotonic
from typing import Any

from sightline.drivers.dahua import login, words
from sightline.drivers.dahua.calls import Answer, Call
from sightline.drivers.dahua.values import Tree
from sightline.errors import DeviceError, UnexpectedReply, Unreachable, Unsupported
from sightline.wire.http import ClosedIdle, Http, Reply

PATH, TOGETHER = "/RPC2", "system.multicall"
#: How often a device may forget our session in one run.
MOST_RENEWALS = 5


class Rpc:
    """One session. After the first refusal nothing more is sent."""

    first_channel = 0
    closes_itself = True

    def __init__(self, http: Http, user: str, password: str) -> None:
        self._http, self._user, self._password = http, user, password
        self._session: login.Session | None = None
        self._dead: DeviceError | None = None
        self._id, self._heard, self._life = 2, 0.0, login.USUAL_LIFE
        self._batches, self._renewals = True, 0

    def login(self, challenge: login.Challenge) -> None:
        """Once. A refusal, and every riddle as well, is raised now and at every later call."""
        self._alive()
        self._http.counts.logins += self._session is None
        try:
            self._session, self._life = login.answer(self._http, self._user, self._password, challenge)
        except DeviceError as problem:
            self._dead = problem
            raise
        self._heard = monotonic()

    def ask(self, call: Call, handle: Tree = None, *, reads: bool = True) -> Answer:
        """One call. A session that the device has forgotten is opened again, once: the password was good before."""
        self._alive()
        if monotonic() - self._heard > self._life / 2:
            self._send(Call("global.keepAlive", params=(("timeout", self._life), ("active", True))), None, reads=True)
        reply = self._send(call, handle, reads=reads)
        if words.code(words.refusal(reply)) in words.SESSION_GONE:
            self._renew()
            reply = self._send(call, handle, reads=reads)
        said = words.decoded(reply) if reply.status == 200 else words.refusal(reply)
        if said.get("id", self._id) != self._id:
            raise UnexpectedReply(f"{call.words}: the answer is to another request")
        if (problem := self._problem(call, reply, said)) is not None:
            raise problem
        return _answer(reply, said)

    def batch(self, calls: Iterable[Call]) -> dict[Call, Answer | DeviceError]:
        """Several in one request, as far as the device carries them so; what it does not is left out.

        Recorders take the request and refuse tables in it (reference, 0.2: NVR5232): a refusal counts only beside an
        answer to the same method, or where it says that there is no such method.
        """
        if not self._batches:
            return {}
        asked = dict(enumerate(calls, 1))
        inner = tuple(self._envelope(call, number) for number, call in asked.items())
        try:
            together = self.ask(Call(TOGETHER, params=(("calls", inner),)))
        except (UnexpectedReply, Unsupported):
            self._batches = False
            return {}
        found = self._sorted(asked, together)
        carried = {call.method for call, one in found.items() if isinstance(one, Answer)}
        self._batches = bool(carried)
        return {c: one for c, one in found.items() if c.method in carried or isinstance(one, Answer | Unsupported)}

    def write(self, name: str, after: Tree, _before: Tree) -> list[str]:
        """The whole table; what `options` makes of the answer."""
        params = (("name", name), ("table", after), ("options", ()))
        return options(self.tell(Call("configManager.setConfig", params=params)))

    def tell(self, call: Call) -> Answer:
        """A call that changes something; it is sent once."""
        self._http.counts.writes += 1
        return self.ask(call, reads=False)

    def close(self) -> None:
        """Logs out: a device has few sessions."""
        if self._session is not None and self._dead is None:
            with suppress(DeviceError):
                self._send(Call("global.logout"), None, reads=True)
            self._session = None

    def _alive(self) -> None:
        if self._dead is not None:
            raise self._dead

    def _renew(self) -> None:
        self._renewals += 1
        challenge = login.challenge(self._http, self._user) if self._renewals <= MOST_RENEWALS else None
        if challenge is None:
            self._dead = UnexpectedReply("the device forgets our session again and again, or offers no new one")
            raise self._dead
        self.login(challenge)

    def _sorted(self, asked: dict[int, Call], together: Answer) -> dict[Call, Answer | DeviceError]:
        """The inner replies by their ids; one that is not there, or there twice, is no reply."""
        inner = [one for one in together.params if isinstance(one, dict)] if isinstance(together.params, list) else []
        numbers = [one.get("id") for one in inner]
        at, took = together.at, together.round_trip_seconds
        reply = Reply(status=200, body=b"", content_type="", challenges=(), at=at, round_trip_seconds=took)
        found: dict[Call, Answer | DeviceError] = {}
        for number, call in asked.items():
            if numbers.count(number) == 1:
                one = inner[numbers.index(number)]
                found[call] = self._problem(call, reply, one) or _answer(reply, one)
        return found

    def _problem(self, call: Call, reply: Reply, said: dict[str, Any]) -> DeviceError | None:
        """What stands against taking a reply for an answer. A lock or a refused login ends the session."""
        number, told = words.code(said), words.words(said)
        if number in (*words.NOT_LET_IN, words.LOCKED) or reply.status == 401:
            self._dead = words.not_let_in(said, told)
            return self._dead
        if number in words.NO_METHOD:
            return Unsupported(f"{call.words}: the device has no such method ({told})")
        if number == words.NO_DATA:
            return words.NoData(f"{call.words}: {told}")
        if reply.status != 200 or not said.get("result"):
            return UnexpectedReply(f"{call.words}: denied, or not known (HTTP {reply.status}, {told})")
        return None

    def _send(self, call: Call, handle: Tree, *, reads: bool) -> Reply:
        self._id += 1
        body = json.dumps({**self._envelope(call, self._id), **({} if handle is None else {"object": handle})}).encode()
        try:
            reply = self._post(body, reads=reads)
        except Unreachable as problem:
            self._dead = problem
            raise
        self._heard = monotonic()
        return reply

    def _post(self, body: bytes, *, reads: bool) -> Reply:
        try:
            return self._http.anonymous("POST", PATH, body, words.JSON)
        except ClosedIdle:
            if not reads:
                raise
            return self._http.anonymous("POST", PATH, body, words.JSON)

    def _envelope(self, call: Call, number: int) -> dict[str, Any]:
        params = dict(call.params)["calls"] if call.method == TOGETHER else call.sent
        return {"method": call.method, "params": params, "id": number, "session": self._session}


def options(answer: Answer) -> list[str]:
    """What the device says beside its yes to a write: `NeedReboot`."""
    said = answer.params.get("options") if isinstance(answer.params, dict) else None
    return [str(one) for one in said] if isinstance(said, list) else []


def _answer(reply: Reply, said: dict[str, Any]) -> Answer:
    return Answer(
        result=said.get("result"),
        params=said.get("params"),
        at=reply.at,
        round_trip_seconds=reply.round_trip_seconds,
    )
