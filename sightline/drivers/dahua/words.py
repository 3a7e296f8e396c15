"""What the device says no with, and which of it is which (reference, 0.4)."""

from typing import Any

from sightline.errors import DeviceError, LockedOut, LoginRefused, NotAllowed, UnexpectedReply
from sightline.wire import plainjson
from sightline.wire.clean import clean
from sightline.wire.http import Reply

JSON = "application/json"
CHALLENGE = (268632079, 401)
LOCKED, BLACKLISTED, NEW, BUSY = 268632081, 268632073, 268632086, 268632075
SESSION_GONE = (287637504, 287637505)
#: Of the device's own words these mean that it has no such method.
NO_METHOD = (268894210, 268632064)
#: 268632070 user, 268632071 and 268632085 password, 268632074 somebody else has the account in use.
NOT_LET_IN = (268632070, 268632071, 268632085, BLACKLISTED, 268632074)
#: By this a search says that it has found nothing.
NO_DATA = 285409284
#: With this few tries left before a lock, none is made (design, section 5, rule 1).
TRIES_KEPT = 2


class NoData(UnexpectedReply):
    """The device's own word that there is nothing of the kind."""


def decoded(reply: Reply) -> dict[str, Any]:
    """The JSON object of a reply."""
    try:
        return plainjson.obj(reply.body)
    except UnexpectedReply as problem:
        raise UnexpectedReply(f"HTTP {reply.status}: {problem}") from problem


def refusal(reply: Reply) -> dict[str, Any]:
    """As `decoded`, empty where the reply holds none."""
    try:
        return decoded(reply)
    except UnexpectedReply:
        return {}


def code(said: dict[str, Any]) -> int:
    """The error's number, under either name; 0 where there is none."""
    error = said.get("error")
    found = error.get("code") if isinstance(error, dict) else said.get("ErrorCode")
    return found if isinstance(found, int) and not isinstance(found, bool) else 0


def words(said: dict[str, Any]) -> str:
    """For a message: the number and the device's own words."""
    error = said.get("error")
    text = error.get("message") if isinstance(error, dict) else error
    return clean(f"{code(said) or ''} {text or ''}".strip() or "without a word")


def locked(said: dict[str, Any]) -> LockedOut | None:
    """The lock in a refusal, with the minutes left of RmLock's seconds (recorded: NVR608H)."""
    if code(said) != LOCKED:
        return None
    seconds = _number(said, "RmLock")
    left = "" if not seconds else f" for {-(-seconds // 60)} more minutes"
    return LockedOut(f"the device has locked our account or address{left}")


def may_try(reply: Reply) -> None:
    """Before a credential is sent: stops where the account is locked, or nearly so."""
    said = refusal(reply)
    if (lock := locked(said)) is not None:
        raise LockedOut(f"{lock}; no login was tried")
    tries = _number(said, "RmLogin")
    if tries is not None and tries <= TRIES_KEPT:
        raise NotAllowed(f"the device leaves {tries} tries before it locks the account: none is made")
    if code(said) == NEW:
        raise NotAllowed("the device is factory-new: it has no password yet")


def refused(reply: Reply) -> DeviceError:
    """What a refused login means. `Invalid Authority!` is a wrong password or a factory-new device: the same words."""
    said = refusal(reply)
    return not_let_in(said, words(said) if said else clean(reply.body[:200], 60) or f"HTTP {reply.status}")


def not_let_in(said: dict[str, Any], text: str) -> DeviceError:
    """As `refused`, by what the device said."""
    tries = _number(said, "RmLogin")
    rest = "" if tries is None else f"; it leaves {tries} tries"
    return locked(said) or LoginRefused(f"the device refused our login ({text}){rest}")


def _number(said: dict[str, Any], name: str) -> int | None:
    params = said.get("params")
    found = said.get(name, params.get(name) if isinstance(params, dict) else None)
    return found if isinstance(found, int) and not isinstance(found, bool) and 0 <= found < 10**9 else None
