"""ResponseStatus: what an ISAPI device says of a request, in XML or JSON (reference, section 0)."""

import json
from dataclasses import dataclass

from sightline.errors import NotConverged, UnexpectedReply, WriteRefused
from sightline.wire import xml
from sightline.wire.http import Reply

OK = (0, 1)
BUSY, REBOOT = 2, 7


@dataclass(frozen=True, kw_only=True)
class Said:
    """`code` is None where the body holds no ResponseStatus."""

    http: int
    code: int | None = None
    sub: str = ""
    text: str = ""

    @property
    def not_supported(self) -> bool:
        """Only the device's own word, or 404: a bare 403 may as well be a missing right or a busy device."""
        return self.sub.lower() == "notsupport" or self.http == 404

    @property
    def words(self) -> str:
        """For a message: the HTTP status and the device's own words."""
        return " ".join([f"HTTP {self.http}", *(word for word in (self.sub, self.text) if word)])


def read(reply: Reply) -> Said:
    """What the body says; never raises."""
    try:
        fields = _fields(reply)
    except (UnexpectedReply, ValueError, RecursionError):
        return Said(http=reply.status)
    code = str(fields.get("statusCode") or "")
    return Said(
        http=reply.status,
        code=xml.number(code),
        sub=str(fields.get("subStatusCode") or "")[:60],
        text=str(fields.get("statusString") or "")[:60],
    )


def written(path: str, reply: Reply) -> None:
    """Raises unless the device took the write. HTTP 200 is not success: the status code in the body counts."""
    said = read(reply)
    if said.code == REBOOT or said.sub == "rebootRequired":
        raise NotConverged(f"{path}: taken, but it only acts after a restart of the device: restart it and check again")
    if reply.status != 200 or (said.code is not None and said.code not in OK):
        raise WriteRefused(f"{path}: the device refused the write ({said.words})")


def _fields(reply: Reply) -> dict[str, object]:
    if "json" in reply.content_type or reply.body.lstrip().startswith(b"{"):
        decoded = json.loads(reply.body)
        return decoded if isinstance(decoded, dict) else {}
    root = xml.parse(reply.body)
    return {xml.local(one): (one.text or "").strip() for one in root} if xml.local(root) == "ResponseStatus" else {}
