"""Who we are to the device: nobody, until it asks; then one scheme for good, and the first refusal is the last try."""

import os
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Literal, Never

from sightline.drivers import Target
from sightline.drivers.onvif.words import NOT_THERE, not_authorised, not_supported
from sightline.errors import DeviceError, LoginRefused, UnexpectedReply, Unsupported
from sightline.wire import soap
from sightline.wire.http import ClosedIdle, Http, Reply

NONCE_BYTES = 16


class Login:
    """HTTP digest where the device challenges a request of nobody, else a username token (reference, C).

    `ahead` tells how far the device's clock is ahead of ours: a token lives by the device's own time. `proven` is a
    login that the device took elsewhere at this address: then there is no other, and no login of its own is sent.
    """

    def __init__(self, target: Target, ahead: Callable[[], timedelta], proven: Http | None = None) -> None:
        self._target, self._ahead, self._elsewhere = target, ahead, proven
        self._http = proven or Http(
            endpoint=target.endpoint,
            user=target.user,
            password=target.password,
            limits=target.limits,
            refused=lambda _: self._refusal("HTTP 401"),
        )
        self.counts = self._http.counts
        self.scheme: Literal["digest", "token"] | None = None
        self._proven = self._met = False
        self._dead: DeviceError | None = None

    def close(self) -> None:
        """Closes the connection."""
        self._http.close()

    def nobody(self, path: str, call: str) -> Reply:
        """One request without credentials; it changes nothing."""
        self.alive()
        try:
            reply = self._post(path, call)
        except ClosedIdle:
            if not self._met:
                raise
            reply = self._post(path, call)
        self._met = True
        return reply

    def ourselves(self, path: str, call: str, *, reads: bool) -> Reply:
        """One request by the chosen scheme. A refusal raises LoginRefused, now and at every later call."""
        self.alive()
        try:
            if self.scheme == "digest":
                reply = self._http.request("POST", path, soap.envelope(call), soap.CONTENT_TYPE, reads=reads)
            else:
                reply = self._signed(path, call, reads=reads)
        except DeviceError as problem:
            if isinstance(problem, LoginRefused) or not self._proven:
                self._dead = problem
            raise
        self._judge(reply)
        return reply

    def still(self, path: str) -> Reply:
        """A picture: as nobody where that is enough, else by the digest login that was proven. Another realm would be
        another login, which is not sent."""
        self.alive()
        reply = self._http.anonymous("GET", path)
        if reply.status != 401:
            return reply
        beside = self._http.beside(reply)
        if beside is None:
            raise Unsupported("its pictures want a login of their own, and one login is all that is sent")
        return beside.request("GET", path)

    def alive(self) -> None:
        """Raises what ended the login, if something has."""
        if self._dead is not None:
            raise self._dead

    def is_wanted(self, reply: Reply) -> bool:
        """Whether the answer to nobody asks for a login."""
        return reply.status == 401 or _asks_for_token(reply)

    def choose(self, reply: Reply) -> None:
        """The scheme for good, by a reply that asks for a login; before any credential is sent."""
        if self.scheme is not None:
            return
        if self._elsewhere is not None:
            beside = self._elsewhere.beside(reply)
            if beside is None:
                self._end(Unsupported("its ONVIF service wants a login of its own, and one login is all that is sent"))
            self._http, self.scheme = beside, "digest"
            return
        try:
            self._http.login(reply)
            self.scheme = "digest"
        except UnexpectedReply:
            if not _asks_for_token(reply):
                raise
            self.scheme = "token"
            self.counts.logins += 1

    def _post(self, path: str, call: str, header: str = "") -> Reply:
        return self._http.anonymous("POST", path, soap.envelope(call, header), soap.CONTENT_TYPE)

    def _signed(self, path: str, call: str, *, reads: bool) -> Reply:
        try:
            return self._post(path, call, self._token())
        except ClosedIdle:
            if not (reads and self._proven):
                raise
            return self._post(path, call, self._token())

    def _token(self) -> str:
        created = datetime.now(UTC) + self._ahead()
        return soap.username_token(self._target.user, self._target.password, created, os.urandom(NONCE_BYTES))

    def _judge(self, reply: Reply) -> None:
        """Before the login is proven, every riddle ends it as well: the next try could be one wrong password more."""
        try:
            said = soap.content(reply)
        except UnexpectedReply as problem:
            if reply.status == 401 or (reply.status == 403 and not self._proven):
                self._end(self._refusal(f"HTTP {reply.status}"))
            if not self._proven:
                self._end(problem)
            if reply.status not in NOT_THERE:
                raise
            return
        if not isinstance(said, soap.Fault):
            self._proven = True
        elif reply.status == 401 or not_authorised(said):
            self._end(self._refusal(said.words))
        elif not self._proven and not not_supported(said):
            self._end(UnexpectedReply(f"the login was answered with a fault: {said.words}"))

    def _end(self, problem: DeviceError) -> Never:
        self._dead = problem
        if isinstance(problem, LoginRefused):
            self._http.end(problem)
        raise problem

    def _refusal(self, words: str) -> LoginRefused:
        """A wrong password and a right that is missing look alike; only what came before tells them apart."""
        why = (
            "; it was good before: does the account lack a right? ONVIF wants an Administrator" if self._proven else ""
        )
        return LoginRefused(f"the device refused our login ({words}){why}")


def _asks_for_token(reply: Reply) -> bool:
    """The fault by which a device of tokens answers nobody."""
    try:
        said = soap.content(reply)
    except UnexpectedReply:
        return False
    return isinstance(said, soap.Fault) and not_authorised(said)
