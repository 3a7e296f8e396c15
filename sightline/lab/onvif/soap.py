"""The device's side of SOAP: what was asked, answers and faults (reference, section C)."""

from collections.abc import Iterator
from dataclasses import dataclass

from lxml import etree

from sightline.lab.http import Request, Response

Element = etree._Element
ENV = "http://www.w3.org/2003/05/soap-envelope"
KIND = "application/soap+xml; charset=utf-8"
HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACES = {
    "env": ENV,
    "ter": "http://www.onvif.org/ver10/error",
    "tt": "http://www.onvif.org/ver10/schema",
    "tds": "http://www.onvif.org/ver10/device/wsdl",
    "trt": "http://www.onvif.org/ver10/media/wsdl",
    "tr2": "http://www.onvif.org/ver20/media/wsdl",
    "trc": "http://www.onvif.org/ver10/recording/wsdl",
    "tse": "http://www.onvif.org/ver10/search/wsdl",
    "tan": "http://www.onvif.org/ver20/analytics/wsdl",
}
PREFIXES = {namespace: prefix for prefix, namespace in NAMESPACES.items()}
DECLARED = " ".join(f'xmlns:{prefix}="{namespace}"' for prefix, namespace in NAMESPACES.items())


class NotSoap(ValueError):
    """What was sent is no SOAP 1.2 request."""


class Fault(Exception):
    """Raised by whatever cannot do what it was asked. `codes` are the subcodes, outermost first."""

    def __init__(self, code: str, *codes: str, reason: str, status: int | None = None) -> None:
        super().__init__(reason)
        self.code, self.codes, self.reason = code, codes, reason
        self.status = status or (400 if code == "Sender" else 500)


@dataclass(frozen=True)
class Call:
    """`name` is `tds:GetUsers`, by the prefixes that this device uses."""

    name: str
    arguments: Element
    header: Element | None

    @property
    def operation(self) -> str:
        return self.name.partition(":")[2]

    @property
    def is_write(self) -> bool:
        return not self.operation.startswith(("Get", "Find"))


def read(request: Request) -> Call:
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    try:
        root = etree.fromstring(request.body, parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        raise NotSoap(str(error)) from error
    body = child(root, "Body")
    if root.tag != f"{{{ENV}}}Envelope" or body is None or len(body) != 1:
        raise NotSoap("no envelope with one request")
    name = etree.QName(body[0])
    return Call(f"{PREFIXES.get(name.namespace or '', '?')}:{name.localname}", body[0], child(root, "Header"))


def answer(content: str) -> Response:
    text = f"{HEAD}<env:Envelope {DECLARED}>\n  <env:Body>\n{content}\n  </env:Body>\n</env:Envelope>\n"
    return Response(200, text.encode(), KIND)


def done(call: Call, content: str = "") -> Response:
    return answer(f"    <{call.name}Response>{content}</{call.name}Response>")


def refuse(fault: Fault, headers: tuple[tuple[str, str], ...] = ()) -> Response:
    codes = ""
    for code in reversed(fault.codes):
        codes = f"<env:Subcode><env:Value>ter:{code}</env:Value>{codes}</env:Subcode>"
    text = (
        f"{HEAD}<env:Envelope {DECLARED}><env:Body><env:Fault><env:Code><env:Value>env:{fault.code}</env:Value>{codes}"
        f'</env:Code><env:Reason><env:Text xml:lang="en">{fault.reason}</env:Text></env:Reason></env:Fault></env:Body>'
        "</env:Envelope>\n"
    )
    return Response(fault.status, text.encode(), KIND, headers)


def bad_value(what: str, *codes: str) -> Fault:
    return Fault("Sender", "InvalidArgVal", *codes, reason=what)


def unknown_call() -> Fault:
    return Fault("Receiver", "ActionNotSupported", reason="Optional Action Not Implemented")


def local(element: Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def children(element: Element, name: str) -> Iterator[Element]:
    return (one for one in element if local(one) == name)


def every(element: Element, path: str) -> Iterator[Element]:
    """Each element at `a/b` below."""
    above, _, name = path.rpartition("/")
    found = child(element, above) if above else element
    yield from children(found, name) if found is not None else ()


def child(element: Element, path: str) -> Element | None:
    found: Element | None = element
    for name in path.split("/"):
        found = None if found is None else next(children(found, name), None)
    return found


def text(element: Element, path: str) -> str:
    """Empty where there is no such element."""
    found = child(element, path)
    return (found.text or "").strip() if found is not None else ""


def put(element: Element, path: str, value: str) -> None:
    found = child(element, path)
    if found is not None:
        found.text = value


def dump(element: Element) -> str:
    return etree.tostring(element, encoding="unicode", with_tail=False)
