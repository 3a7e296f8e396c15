"""Every driver, every setting, every recording of the lab; and what `harden` must never write, over all of them."""

import re
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest

from sightline import drivers
from sightline.bridge.codec import decode, encode
from sightline.bridge.link import Link
from sightline.errors import Unsupported
from sightline.lab import SITE
from sightline.settings import (
    ALL,
    Account,
    Accounts,
    Audio,
    AudioStream,
    Clock,
    Export,
    Firmware,
    Health,
    Identity,
    Retention,
    Service,
    Services,
    Setting,
    Storage,
    StoreEncryption,
    Unread,
)
from tests.drivers.labtape import lab
from tests.labsite import LabSite

PACKAGE = Path(drivers.__file__).resolve().parents[1]
LONGEST_FILE = 200
VENDORS = re.compile(
    r"hikvision|isapi|dahua|\baxis\b|hanwha|uniview|amcrest|lorex|ezviz|vapix|sunapi|zoneminder|frigate|milestone",
    re.IGNORECASE,
)
WRITES = ("PUT", "DELETE")
MAKES = drivers.names()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabSite]:
    with lab(tmp_path_factory.mktemp("contract")) as running:
        yield running


@pytest.fixture(params=[spec.name for spec in SITE])
def link(request: pytest.FixtureRequest, site: LabSite) -> Iterator[Link]:
    """One lab device, as it comes; `harden --accounts` is allowed, and losing footage as well."""
    work = site.begin("harden", accounts=True, accept_loss="TEST-1")
    one = Link(work, next(device for device in work.estate.devices if device.id == request.param))
    try:
        yield one
    finally:
        one.close()


def unsupported(make: str) -> dict[str, str]:
    reasons: dict[str, str] = import_module(f"sightline.drivers.{make}").UNSUPPORTED
    return reasons


def public_functions(module: Any) -> set[str]:
    """Functions of the module's own that do not begin with a low line."""
    return {
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and callable(value) and getattr(value, "__module__", "") == module.__name__
        if not isinstance(value, type)
    }


def test_there_is_a_driver_at_all() -> None:
    assert "hikvision" in MAKES
    assert set(get_args(Setting)) == set(ALL.values()), "ALL and the union name the same settings"


@pytest.mark.parametrize("setting", ALL)
@pytest.mark.parametrize("make", MAKES)
def test_a_setting_is_read_or_its_absence_explained(make: str, setting: str) -> None:
    folder, reasons = PACKAGE / "drivers" / make, unsupported(make)
    assert set(reasons) <= set(ALL), "a reason for what is no setting"
    if setting in reasons:
        assert len(reasons[setting]) > 20, "a reason that a person can use"
        assert not (folder / f"{setting}.py").exists(), "either a file or a reason"
        return
    assert (folder / f"{setting}.py").exists(), f"no {setting}.py, and no reason in UNSUPPORTED"
    assert {"read"} <= public_functions(import_module(f"sightline.drivers.{make}.{setting}")) <= {"read", "write"}


@pytest.mark.parametrize("make", MAKES)
def test_a_driver_has_a_recording_in_the_lab(make: str) -> None:
    recordings = sorted(path.name for path in (PACKAGE / "lab" / make).glob("*_*/") if any(path.iterdir()))
    assert recordings, f"sightline/lab/{make} has no recording"
    if make == "hikvision":
        assert {spec.recording for spec in SITE if spec.make == make} == set(recordings), "none is unused"


@pytest.mark.parametrize("setting", ALL)
def test_every_lab_device_answers_every_setting(link: Link, setting: str) -> None:
    answer = link.read(setting)
    if setting in unsupported(link.device.driver):
        assert answer["status"] == "unsupported"
        return
    assert answer["status"] == "ok", answer
    found = decode(setting, answer["found"])
    assert isinstance(found, ALL[setting])
    assert found == decode(setting, encode(setting, found)), "nothing is lost on the way"
    assert not isinstance(found, Unread)


@pytest.mark.parametrize("setting", ALL)
def test_writing_what_is_there_writes_nothing(link: Link, site: LabSite, setting: str) -> None:
    if setting in unsupported(link.device.driver):
        pytest.skip("the make cannot read it")
    session = link._open()
    found = drivers.read(link.device.driver, session, setting)
    sent = session.counts.writes
    try:
        drivers.write(link.device.driver, session, setting, found, found)
    except Unsupported:
        assert "write" not in vars(import_module(f"sightline.drivers.{link.device.driver}.{setting}"))
    assert session.counts.writes == sent
    assert site.device(link.device.id).counters.writes == []


def judge_only(found: Setting, login: str) -> list[tuple[str, Setting]]:
    """What a control may want and `harden` never writes, by setting (policy/writable.py; design, section 4)."""
    match found:
        case Identity():
            return [("another name", replace(found, name="x")), ("another serial", replace(found, serial="x"))]
        case Firmware():
            return [("a newer version", replace(found, version="V9.9.9"))]
        case Storage():
            assert isinstance(found.stores, tuple)
            return [("a healthy disk", replace(found, stores=tuple(replace(s, state="new") for s in found.stores)))]
        case Health():
            return [("nothing live", replace(found, channels=()))]
        case Clock():
            return [
                ("the right time", replace(found, offset_seconds=0.0)),
                ("another zone", replace(found, time_zone="CST-1:00:00")),
            ]
        case Services():
            return list(_services(found))
        case Export():
            assert isinstance(found.stores, tuple)
            stores = tuple(replace(store, encrypted=True) for store in found.stores)
            more = (*stores, StoreEncryption(store="more", encrypted=True))
            return [
                ("encrypted stores", replace(found, stores=stores)),
                ("one more store", replace(found, stores=more)),
            ]
        case Retention():
            return list(_retention(found))
        case Audio():
            more_sound = AudioStream(channel="9", stream="901", enabled=False)
            assert isinstance(found.streams, tuple)
            return [
                ("a stream that is not there", replace(found, streams=(*found.streams, more_sound))),
                ("no stream at all", replace(found, streams=())),
            ]
        case Accounts():
            return list(_accounts(found, login))
    raise AssertionError(f"{type(found).__name__} has no list of what is never written")


def _services(found: Services) -> Iterator[tuple[str, Setting]]:
    for way in ("http", "https", "rtsp"):
        for enabled in (False, True):
            changed = (replace(s, enabled=enabled) if s.service == way else s for s in found.services)
            yield f"{way} is {enabled}", Services(services=tuple(changed))
    yield "one more service", Services(services=(*found.services, Service(service="telnet-2", enabled=True)))
    yield "no services", Services(services=())


def _retention(found: Retention) -> Iterator[tuple[str, Setting]]:
    assert isinstance(found.tracks, tuple)
    assert found.tracks
    yield "nothing held", replace(found, tracks=tuple(replace(track, oldest=None) for track in found.tracks))
    yield "nothing recorded", replace(found, tracks=tuple(replace(track, recording=False) for track in found.tracks))
    yield "a track less", replace(found, tracks=found.tracks[1:])
    yield "no clip protected", replace(found, protected=0)


def _accounts(found: Accounts, login: str) -> Iterator[tuple[str, Setting]]:
    stranger = Account(name="stranger", role="administrator")
    yield "one more account", replace(found, accounts=(*found.accounts, stranger))
    yield "another role", replace(found, accounts=tuple(replace(a, role="viewer") for a in found.accounts))
    yield "without our own", replace(found, accounts=tuple(a for a in found.accounts if a.name != login))
    yield "our own disabled", replace(found, accounts=tuple(_off(a) if a.name == login else a for a in found.accounts))
    yield "the flag of a default password", replace(found, default_password=True)
    yield "no channel logins", replace(found, channel_logins=())


def _off(account: Account) -> Account:
    return replace(account, enabled=False)


@pytest.mark.parametrize("setting", ALL)
def test_what_is_only_judged_is_never_written(link: Link, site: LabSite, setting: str) -> None:
    if setting in unsupported(link.device.driver):
        pytest.skip("the make cannot read it")
    found = decode(setting, link.read(setting)["found"])
    assert link._session is not None
    changes = [(what, wanted) for what, wanted in judge_only(found, link.login) if wanted != found]
    assert changes
    for what, wanted in changes:
        link.write(setting, encode(setting, wanted))
        assert site.device(link.device.id).counters.writes == [], what
        assert link._session.counts.writes == 0, what


def test_without_the_option_no_account_is_touched(site: LabSite) -> None:
    work = site.begin("harden")
    for device in work.estate.devices:
        one = Link(work, device)
        found = decode("accounts", one.read("accounts")["found"])
        assert isinstance(found, Accounts)
        only_ours = tuple(a for a in found.accounts if a.name == one.login)
        one.write("accounts", encode("accounts", replace(found, accounts=only_ours, onvif_accounts=())))
        one.close()
        assert site.device(device.id).counters.writes == []


def test_no_file_of_a_driver_is_long() -> None:
    lengths = {path: len(path.read_text().splitlines()) for path in sorted((PACKAGE / "drivers").rglob("*.py"))}
    assert {str(path.relative_to(PACKAGE)): n for path, n in lengths.items() if n > LONGEST_FILE} == {}


def test_a_make_is_named_in_its_driver_and_its_lab_alone() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{number}: {line.strip()}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if path.relative_to(PACKAGE).parts[0] not in ("drivers", "lab", "_content")
        for number, line in enumerate(path.read_text().splitlines(), 1)
        if VENDORS.search(line)
    ]
    assert found == []
    assert VENDORS.search((PACKAGE / "drivers" / "hikvision" / "session.py").read_text()), "the pattern finds them"


def test_a_writes_verb_is_counted(link: Link, site: LabSite) -> None:
    """The counters that the other tests rely on do count: a write that is allowed is seen by both sides."""
    found = decode("audio", link.read("audio")["found"])
    assert isinstance(found, Audio)
    assert isinstance(found.streams, tuple)
    streams = tuple(replace(s, enabled=False) if s.enabled is True else s for s in found.streams)
    answer = link.write("audio", encode("audio", replace(found, streams=streams)))
    assert answer["status"] == "ok", answer
    device = site.device(link.device.id)
    assert device.counters.writes
    assert {method for method, _ in device.counters.writes} <= set(WRITES)
    assert link._session is not None
    assert link._session.counts.writes == len(device.counters.writes)
    device.reset()
