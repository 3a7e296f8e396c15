"""LAPI's envelope: what a reply says, whatever its HTTP status (reference, section C: transport)."""

from dataclasses import dataclass
from typing import Any

from sightline.errors import DeviceError, LockedOut, LoginRefused, UnexpectedReply, Unsupported, WriteRefused
from sightline.wire import plainjson
from sightline.wire.http import Reply

#: StatusCodes. 401 comes with ResponseCode 3, in a body of HTTP 200 as well on some recorders.
WRONG, LOCKED, NOT_AUTHORISED = 460, 364, 401
#: ResponseCode of a path that the device does not know.
UNKNOWN_PATH = 1
Data = dict[str, Any]


@dataclass(frozen=True, kw_only=True)
class Said:
    """`response` and `status` are the two codes, both 0 where all is well; None where the body holds none."""

    http: int
    response: int | None = None
    status: int | None = None
    text: str = ""
    data: object = None

    @property
    def words(self) -> str:
        """For a message: every code and the device's own words."""
        codes = [f"HTTP {self.http}"]
        if self.response is not None or self.status is not None:
            codes.append(f"ResponseCode {self.response}, StatusCode {self.status}")
        return " ".join([*codes, *([self.text] if self.text else [])])


def read(reply: Reply) -> Said:
    """The codes and what comes with them. `UnexpectedReply` where the body is no whole JSON object.

    Some firmware leaves the envelope out: then the body itself is the data, and only HTTP 200 says that all is well.
    """
    body = plainjson.obj(reply.body)
    envelope = body.get("Response")
    if envelope is None and "ResponseCode" not in body:
        return Said(http=reply.status, response=0, status=0, data=body)
    said = body if envelope is None else envelope
    if not isinstance(said, dict):
        raise UnexpectedReply("the envelope is no object")
    return Said(
        http=reply.status,
        response=_code(said, "ResponseCode"),
        status=_code(said, "StatusCode"),
        text=str(said.get("StatusString") or said.get("ResponseString") or "")[:60],
        data=said.get("Data"),
    )


def data(path: str, reply: Reply) -> Data:
    """The data of an answer: HTTP 200, and both codes 0. Raises Unsupported where the path is unknown to the device."""
    if reply.status == 404:
        raise Unsupported(f"{path}: the device has no such path (HTTP 404)")
    try:
        said = read(reply)
    except UnexpectedReply as problem:
        raise UnexpectedReply(f"{path}: HTTP {reply.status}: {problem}") from problem
    if said.response == UNKNOWN_PATH:
        raise Unsupported(f"{path}: the device has no such path ({said.words})")
    if not _well(said):
        raise UnexpectedReply(f"{path}: refused ({said.words})")
    if not isinstance(said.data, dict):
        raise UnexpectedReply(f"{path}: an answer without data")
    return said.data


def written(path: str, reply: Reply) -> None:
    """Raises unless the device took the write: its codes must say so."""
    try:
        said = read(reply)
    except UnexpectedReply as problem:
        raise WriteRefused(f"{path}: HTTP {reply.status}: {problem}") from problem
    if not _well(said):
        raise WriteRefused(f"{path}: the device refused the write ({said.words})")


def refusal(reply: Reply) -> DeviceError | None:
    """What a reply says against our login: it may stand in the body of any HTTP status."""
    try:
        said = read(reply)
    except UnexpectedReply:
        return None
    if said.status == LOCKED:
        return LockedOut(f"the device has locked our account or address ({said.words})")
    if said.status in (WRONG, NOT_AUTHORISED):
        return LoginRefused(f"the device refused our login ({said.words})")
    return None


def _code(said: Data, name: str) -> int | None:
    found = said.get(name)
    return found if type(found) is int else None


def _well(said: Said) -> bool:
    return said.http == 200 and said.response == 0 and said.status == 0
