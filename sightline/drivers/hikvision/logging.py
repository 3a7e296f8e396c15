"""The device's own log, and the server that it sends it to (reference, section 13)."""

from datetime import timedelta
from typing import Literal

from sightline.drivers.hikvision import addressing, ownlog, walltime
from sightline.drivers.hikvision.session import Session
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Absent, Collector, Logging, Maybe, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.wire import xml

SERVER, ROOT, FLAG = "System/logServer", "LogServer", "isSupportLogServer"
ENCRYPTED = "transmissionEncryption"
#: A device that is reached every night has logged something within it.
LOOK_BACK = timedelta(days=7)


def read(device: Session) -> Logging:
    """The log has no switch: it is kept where the device shows an entry of the last days."""
    return Logging(kept=_kept(device), collectors=_collectors(device))


def _kept(device: Session) -> Maybe[bool]:
    try:
        now = walltime.now(device)
        span = now - LOOK_BACK, now + timedelta(days=1)
        result = ownlog.page(device, *span, most=1, skip=0, name=ownlog.new_name())
    except Unsupported as problem:
        return Unsupportable(str(problem))
    except (UnexpectedReply, OverflowError) as problem:
        return Unread(str(problem))
    entry = xml.anywhere(result, "metaId")
    shown = entry is not None and (entry.text or "").strip().startswith("log.")
    return True if shown else Unread(f"its log shows no entry of the last {LOOK_BACK.days} days")


def _collectors(device: Session) -> Maybe[tuple[Collector, ...]]:
    """One at most. A log that cannot leave the device is still a log: that is unsupported, and not absent."""
    document = device.feature(SERVER, ROOT, FLAG)
    if isinstance(document, Absent):
        return Unsupportable(document.reason)
    if isinstance(document, Unread | Unsupportable):
        return document
    try:
        if not xml.need_boolean(document, "enabled") or not (host := addressing.name(document)):
            return ()
        return (Collector(host=host, port=xml.need_number(document, "portNo"), protocol=_protocol(document)),)
    except UnexpectedReply as problem:
        return Unread(f"{SERVER}: {problem}")


def _protocol(document: xml.Element) -> Literal["tls", ""]:
    """[?] What it sends without encryption, and how, is not confirmed."""
    return "tls" if xml.boolean(document, ENCRYPTED) else ""


def write(device: Session, found: Logging, wanted: Logging) -> None:
    """Points the one server that there is. Encryption is switched where the device lists it, and never left out."""
    if found.collectors == wanted.collectors or not known(wanted.collectors):
        return
    document = device.edit(SERVER, ROOT)
    if len(wanted.collectors) > 1:
        raise WriteRefused("the device sends its log to one place only")
    for collector in wanted.collectors:
        addressing.point(document, collector.host)
        xml.put_text(document, "portNo", str(collector.port))
        if collector.protocol == "tls" or xml.child(document, ENCRYPTED) is not None:
            xml.put_text(document, ENCRYPTED, str(collector.protocol == "tls").lower())
    xml.put_text(document, "enabled", str(bool(wanted.collectors)).lower())
    device.put(SERVER, document)
