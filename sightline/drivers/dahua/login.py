"""The challenge login of RPC2 (reference, 0.2)."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any

from sightline.drivers.dahua import words
from sightline.errors import UnexpectedReply
from sightline.wire.http import Http, Reply

PATH = "/RPC2_Login"
#: What a device without the path says to it; `Error` comes with 400 or 501.
NOT_THERE = (400, 404, 405, 501)
REFUSED = (401, 403)
CLIENT = {"clientType": "Web3.0", "loginType": "Direct"}
#: Seconds that a session lives without a word, where the device does not say how many.
USUAL_LIFE = 60
Session = str | int


@dataclass(frozen=True, kw_only=True)
class Challenge:
    """What the device wants our password mixed with."""

    realm: str
    random: str
    session: Session

    def answer(self, user: str, password: str) -> str:
        """Two rounds of MD5 in capitals."""
        return _md5(f"{user}:{self.random}:{_md5(f'{user}:{self.realm}:{password}')}")


def challenge(http: Http, user: str) -> Challenge | None:
    """Asks for one, without credentials. None where there is no RPC2, or it wants the password in another form."""
    reply = _post(http, 1, user, "", {})
    if reply.status in NOT_THERE or (reply.status == 401 and reply.challenges):
        return None
    words.may_try(reply)
    said = words.decoded(reply)
    if said.get("result"):
        raise UnexpectedReply("the device lets in whoever asks, without a password")
    params = said.get("params")
    if words.code(said) not in words.CHALLENGE or not isinstance(params, dict):
        raise UnexpectedReply(f"no challenge for a login ({words.words(said)})")
    realm, random = params.get("realm"), params.get("random")
    if not (isinstance(realm, str) and isinstance(random, str) and realm and random):
        raise UnexpectedReply("a challenge without realm or random")
    known = params.get("encryption") == "Default"
    return Challenge(realm=realm, random=random, session=_session(said)) if known else None


def answer(http: Http, user: str, password: str, to: Challenge) -> tuple[Session, int]:
    """The session, and the seconds that it lives without a word. Sent once, whatever comes back.

    Recorders give a second session here, and only that one is good (reference, 0.2: NVR5232).
    """
    reply = _post(http, 2, user, to.answer(user, password), {"session": to.session})
    said = words.refusal(reply)
    if reply.status in REFUSED or (said.get("result") is False and words.code(said) != words.BUSY):
        raise words.refused(reply)
    if said.get("result") is not True:
        raise UnexpectedReply(f"neither yes nor no to our login (HTTP {reply.status}, {words.words(said)})")
    params = said.get("params")
    life = params.get("keepAliveInterval") if isinstance(params, dict) else None
    return _session(said), life if isinstance(life, int) and 10 <= life <= 3600 else USUAL_LIFE


def _post(http: Http, number: int, user: str, password: str, more: dict[str, Any]) -> Reply:
    params: dict[str, Any] = {"userName": user, "password": password, **CLIENT}
    if password:
        params |= {"authorityType": "Default", "passwordType": "Default"}
    body = json.dumps({"method": "global.login", "params": params, "id": number, **more})
    return http.anonymous("POST", PATH, body.encode(), words.JSON)


def _md5(text: str) -> str:
    return hashlib.md5(text.encode(), usedforsecurity=False).hexdigest().upper()


def _session(said: dict[str, Any]) -> Session:
    """A text or a number (reference, 0.2)."""
    found = said.get("session")
    if isinstance(found, str | int) and not isinstance(found, bool) and found:
        return found
    raise UnexpectedReply("no session in the answer to the login")
