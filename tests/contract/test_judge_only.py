"""What a control may want and `harden` never writes, over all drivers (policy/writable.py; design, section 4)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sightline.bridge.codec import decode, encode
from sightline.bridge.link import Link
from sightline.settings import (
    Account,
    Accounts,
    Analytics,
    Audio,
    AudioStream,
    Certificate,
    Certificates,
    ChannelOverlay,
    ChannelView,
    Clock,
    Detection,
    Export,
    Firmware,
    Function,
    Health,
    Identity,
    Logging,
    Mask,
    Masks,
    Overlay,
    Retention,
    Service,
    Services,
    Setting,
    Storage,
    Store,
    StoreEncryption,
    Tamper,
    Track,
    Views,
)
from tests.contract import cell
from tests.contract.bench import Bench
from tests.contract.test_contract import rows

STRANGER = Account(name="stranger", role="administrator")
SOUND = AudioStream(channel="9", stream="901", enabled=False)
DISK = Store(store="more", kind="disk", state="new", size_bytes=0, free_bytes=0)
MASK = Mask(channel="9", mask="9", enabled=True, area_percent=1.0)
NAMED = ChannelOverlay(channel="9", text="x", name_shown=True, time_shown=True)
SHOWN = ChannelView(
    channel="9",
    blank=False,
    covered=False,
    moved=False,
    out_of_focus=False,
    alike_percent=99,
    sharp_percent=99,
    compared_with="2026-11-01",
    picture="0" * 64,
)
FUNCTION = Function(channel="9", name="x", kind="other", enabled=False)
DETECTION = Detection(channel="9", kind="covered", enabled=True)
CERTIFICATE = Certificate(subject="CN=x", issuer="CN=x", not_after=datetime(2030, 1, 1, tzinfo=UTC))
TRACK = Track(channel="9", track="901", recording=True, limit="days", max_days=1, oldest=None)


@rows()
def test_what_is_only_judged_is_never_written(link: Link, bench: Bench, device: str, setting: str) -> None:
    found = decode(setting, link.read(setting)["found"])
    changes = [(what, wanted) for what, wanted in judge_only(found, link.login) if wanted != found]
    assert changes or isinstance(found, Logging), "a log that is off and goes nowhere has nothing to lose"
    for what, wanted in changes:
        link.write(setting, encode(setting, wanted))
        assert bench.written(device) == [], what
        assert cell.sent(link) == 0, what


def judge_only(found: Setting, login: str) -> Iterator[tuple[str, Setting]]:
    """Changes of a setting that nothing may write, in words; some may be what is there."""
    match found:
        case Identity():
            yield "another name", replace(found, name="x")
            yield "another serial", replace(found, serial="x")
        case Firmware():
            yield "a newer version", replace(found, version="V9.9.9")
            yield "every update installed", replace(found, pending=0)
        case Storage():
            yield "a healthy disk", Storage(stores=tuple(replace(one, state="new") for one in parts(found.stores)))
            yield "one more disk", Storage(stores=(*parts(found.stores), DISK))
        case Health():
            yield "nothing live", replace(found, channels=())
        case Clock():
            yield "the right time", replace(found, offset_seconds=0.0)
            yield "another zone", replace(found, time_zone="CST-1:00:00")
        case Services():
            yield from _services(found)
        case Export():
            encrypted = tuple(one if one.enforceable else replace(one, encrypted=True) for one in parts(found.stores))
            yield "encrypted stores", replace(found, stores=encrypted)
            yield "one more store", replace(found, stores=(*encrypted, StoreEncryption(store="more", encrypted=True)))
        case Retention():
            yield from _retention(found)
        case Audio():
            yield "a stream that is not there", replace(found, streams=(*parts(found.streams), SOUND))
            yield "no stream at all", replace(found, streams=())
        case Accounts():
            yield from _accounts(found, login)
        case _:
            yield from _of_pictures(found)


def _of_pictures(found: Setting) -> Iterator[tuple[str, Setting]]:
    match found:
        case Masks():
            drawn = tuple(replace(one, area_percent=99.0) for one in parts(found.masks))
            yield "larger masks", Masks(masks=drawn)
            yield "one more mask", Masks(masks=(*parts(found.masks), MASK))
        case Overlay():
            yield "one more channel", Overlay(channels=(*parts(found.channels), NAMED))
            yield "no channel", Overlay(channels=())
        case Views():
            yield "a channel less", Views(channels=() if parts(found.channels) else (SHOWN,))
        case Analytics():
            yield "one more function", Analytics(functions=(*parts(found.functions), FUNCTION))
            yield "no function", Analytics(functions=())
        case Tamper():
            yield "one more detection", Tamper(detections=(*parts(found.detections), DETECTION))
            yield "no detection", Tamper(detections=())
        case Logging():
            yield "no log", replace(found, kept=False)
            yield "no collector", replace(found, collectors=())
        case Certificates():
            yield "no encryption", replace(found, https=False, https_only=False)
            yield "802.1X", replace(found, dot1x=True)
            yield "an older TLS", replace(found, lowest_tls="1.0")
            yield "another certificate", replace(found, certificate=CERTIFICATE)


def parts(value: Any) -> tuple[Any, ...]:
    """Those that are listed."""
    return value if isinstance(value, tuple) else ()


def _services(found: Services) -> Iterator[tuple[str, Setting]]:
    for way in ("http", "https", "rtsp"):
        for enabled in (False, True):
            changed = (replace(s, enabled=enabled) if s.service == way else s for s in found.services)
            yield f"{way} is {enabled}", Services(services=tuple(changed))
    yield "one more service", Services(services=(*found.services, Service(service="telnet-2", enabled=True)))
    yield "no services", Services(services=())


def _retention(found: Retention) -> Iterator[tuple[str, Setting]]:
    tracks = parts(found.tracks)
    yield "nothing held", replace(found, tracks=tuple(replace(track, oldest=None) for track in tracks))
    yield "nothing recorded", replace(found, tracks=tuple(replace(track, recording=False) for track in tracks))
    yield "a track less", replace(found, tracks=tracks[1:])
    yield "a track more", replace(found, tracks=(*tracks, TRACK))
    yield "no clip protected", replace(found, protected=0)


def _accounts(found: Accounts, login: str) -> Iterator[tuple[str, Setting]]:
    rest = tuple(one for one in found.accounts if one.name != login)
    ours_off = tuple(replace(one, enabled=False) if one.name == login else one for one in found.accounts)
    yield "one more account", replace(found, accounts=(*found.accounts, STRANGER))
    yield "another role", replace(found, accounts=tuple(replace(one, role="viewer") for one in found.accounts))
    yield "without our own", replace(found, accounts=rest)
    yield "our own disabled", replace(found, accounts=ours_off)
    yield "the flag of a default password", replace(found, default_password=True)
    yield "no channel logins", replace(found, channel_logins=())
