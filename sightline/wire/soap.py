"""SOAP over HTTP: envelopes, username tokens, and what a reply's body says whatever its HTTP status."""

import base64
import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import lru_cache
from xml.sax.saxutils import escape

from sightline.errors import UnexpectedReply
from sightline.wire import xml
from sightline.wire.http import Reply

CONTENT_TYPE = "application/soap+xml; charset=utf-8"
#: SOAP 1.2 is what we send; some devices answer in 1.1 (reference onvif.md, C: faults).
SOAP_1_2, SOAP_1_1 = "http://www.w3.org/2003/05/soap-envelope", "http://schemas.xmlsoap.org/soap/envelope/"
WSS = "http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-"
WSSE, WSU = f"{WSS}wssecurity-secext-1.0.xsd", f"{WSS}wssecurity-utility-1.0.xsd"
DIGEST = f"{WSS}username-token-profile-1.0#PasswordDigest"
BASE64 = f"{WSS}soap-message-security-1.0#Base64Binary"
SHOWN = 120


def envelope(body: str, header: str = "") -> bytes:
    """A SOAP 1.2 request. Both parts are whole elements, escaped by whoever made them."""
    head = f"<s:Header>{header}</s:Header>" if header else ""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<s:Envelope xmlns:s="{SOAP_1_2}">{head}<s:Body>{body}</s:Body>'
        "</s:Envelope>"
    ).encode()


def username_token(user: str, password: str, created: datetime, nonce: bytes) -> str:
    """A WS-Security header with a password digest; `created` in whole seconds with a Z, as devices want it.

    The digest is base64 of SHA-1 over the nonce's bytes, the time's text and the password.
    """
    stamp = created.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    digest = hashlib.sha1(nonce + stamp.encode() + password.encode()).digest()  # noqa: S324 - the profile asks for it
    return (
        f'<o:Security xmlns:o="{WSSE}" xmlns:u="{WSU}" s:mustUnderstand="1"><o:UsernameToken>'
        f"<o:Username>{escape(user)}</o:Username>"
        f'<o:Password Type="{DIGEST}">{base64.b64encode(digest).decode()}</o:Password>'
        f'<o:Nonce EncodingType="{BASE64}">{base64.b64encode(nonce).decode()}</o:Nonce>'
        f"<u:Created>{stamp}</u:Created></o:UsernameToken></o:Security>"
    )


@dataclass(frozen=True, kw_only=True)
class Fault:
    """`codes` are the code and its subcodes without their prefixes, outermost first: `("Sender", "NotAuthorized")`."""

    http: int
    codes: tuple[str, ...]
    reason: str

    @property
    def words(self) -> str:
        """For a message."""
        said = "/".join(self.codes)
        return f"HTTP {self.http} {said}: {self.reason}" if self.reason else f"HTTP {self.http} {said}"


@lru_cache(maxsize=1)
def content(reply: Reply) -> xml.Element | Fault:
    """The one element of the reply's body, or its fault. Anything else is `UnexpectedReply`.

    The body counts before the HTTP status: faults come with 200, 400 and 500 alike. An answer comes with 200 only.
    The last one is kept: a login judges a reply before its answer is taken out. Nobody may change the element.
    """
    try:
        root = xml.parse(reply.body)
    except UnexpectedReply as problem:
        raise UnexpectedReply(f"HTTP {reply.status}: {problem}") from problem
    if root.tag not in (f"{{{SOAP_1_2}}}Envelope", f"{{{SOAP_1_1}}}Envelope"):
        raise UnexpectedReply(f"HTTP {reply.status}: expected a SOAP envelope, got <{xml.local(root)[:40]}>")
    bodies = list(xml.children(root, "Body"))
    said = [one for one in bodies[0] if xml.local(one)] if len(bodies) == 1 else []
    if len(said) != 1:
        raise UnexpectedReply(f"HTTP {reply.status}: the envelope holds {len(said)} answers")
    if xml.local(said[0]) == "Fault":
        return _fault(reply.status, said[0])
    if reply.status != 200:
        raise UnexpectedReply(f"HTTP {reply.status} with an answer")
    return said[0]


def _fault(status: int, element: xml.Element) -> Fault:
    codes, code = [], xml.child(element, "Code")
    while code is not None:
        codes.append(_code(xml.text(code, "Value")))
        code = xml.child(code, "Subcode")
    reason = xml.text(element, "Reason/Text")
    if not codes:  # SOAP 1.1
        codes, reason = [_code(xml.text(element, "faultcode"))], xml.text(element, "faultstring")
    return Fault(http=status, codes=tuple(code for code in codes if code), reason=(reason or "")[:SHOWN])


def _code(text: str | None) -> str:
    """A qualified name without its prefix; some devices leave it out anyway."""
    return (text or "").rpartition(":")[2].rpartition(".")[2][:SHOWN]
