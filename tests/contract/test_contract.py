"""Every make, every setting, every recording: what is missing fails."""

from dataclasses import replace
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest

from sightline import drivers, lab
from sightline.bridge.codec import decode, encode
from sightline.bridge.link import Link
from sightline.errors import Unsupported
from sightline.settings import ALL, READABLE, Accounts, Setting
from tests.contract import cell
from tests.contract.bench import MAKES, Bench, adapter, devices, marks, met, readable, unsupported, writes

FOLDER = Path(drivers.__file__).parent
LAB = Path(lab.__file__).parent


def rows(*, every: bool = False) -> pytest.MarkDecorator:
    """Make, device and setting; `every` with those that the make cannot read."""
    found = [
        pytest.param(make, device, setting, id=f"{device}-{setting}", marks=marks(make))
        for make in MAKES
        for device in devices(make)
        for setting in (ALL if every else readable(make))
    ]
    return pytest.mark.parametrize(("bench", "device", "setting"), found, indirect=["bench"])


def public_functions(module: Any) -> set[str]:
    """Functions of the module's own that do not begin with a low line."""
    return {
        name
        for name, value in vars(module).items()
        if not name.startswith("_") and callable(value) and getattr(value, "__module__", "") == module.__name__
        if not isinstance(value, type)
    }


def test_all_and_the_union_name_the_same_settings() -> None:
    assert set(get_args(Setting)) == set(READABLE.values())
    assert MAKES


@pytest.mark.parametrize("setting", ALL)
@pytest.mark.parametrize("make", MAKES)
def test_a_setting_is_read_or_its_absence_explained(make: str, setting: str) -> None:
    file, reasons = FOLDER / make / f"{setting}.py", unsupported(make)
    assert set(reasons) <= set(ALL), "a reason for what is no setting"
    if setting in reasons:
        assert len(reasons[setting]) > 20, "a reason that a person can use"
        assert not file.exists(), "either a file or a reason"
        return
    assert file.exists(), f"no {setting}.py, and no reason in UNSUPPORTED"
    assert {"read"} <= public_functions(import_module(f"sightline.drivers.{make}.{setting}")) <= {"read", "write"}


@pytest.mark.parametrize("make", MAKES)
def test_a_make_has_an_adapter_and_every_recording_of_its_lab_a_device(make: str) -> None:
    assert adapter(make) is not None, f"no tests/contract/makes/{make}.py"
    recordings = {path.name for path in (LAB / make).glob("[!_]*_*/") if any(path.iterdir())}
    assert devices(make), "a make without a device"
    assert recordings <= set(devices(make).values()), "a recording that nobody reads"


@rows(every=True)
def test_a_device_answers_every_setting(link: Link, bench: Bench, device: str, setting: str) -> None:
    seen = cell.read(link, setting)
    why = unsupported(link.device.driver).get(setting)
    assert (seen.status, seen.reason) == (("unsupported", why) if why else ("ok", ""))
    assert bench.written(device) == []


@rows()
def test_writing_what_is_there_writes_nothing(link: Link, bench: Bench, device: str, setting: str) -> None:
    make, session = link.device.driver, link._open()
    found = drivers.read(make, session, setting)
    try:
        drivers.write(make, session, setting, found, found)
    except Unsupported:
        assert not writes(make, setting)
    assert cell.sent(link) == 0
    assert bench.written(device) == []


@pytest.mark.parametrize(
    ("bench", "make", "setting"),
    [pytest.param(m, m, setting, id=f"{m}-{setting}", marks=marks(m)) for m in met() for setting in readable(m)],
    indirect=["bench"],
)
def test_what_is_wanted_is_written_and_read_back(bench: Bench, make: str, setting: str) -> None:
    """On each device that has something to write; one at least has, where the make's file has a `write`."""
    written = []
    for device in devices(make):
        with bench.link(device) as link:
            answers = cell.settle(link, setting)
            assert [one for one in answers if one["status"] != "ok"] == [], device
            assert bool(answers) == bool(bench.written(device)), device
            assert cell.settle(link, setting) == [], "once is enough"
        written += answers
        bench.reset()
    assert bool(written) == writes(make, setting)


@pytest.mark.parametrize(
    ("bench", "device"),
    [
        pytest.param(m, device, id=device, marks=marks(m))
        for m in met()
        if "accounts" in readable(m)
        for device in devices(m)
    ],
    indirect=["bench"],
)
def test_without_the_option_no_account_is_touched(bench: Bench, device: str) -> None:
    with bench.link(device, accounts=False) as link:
        found = decode("accounts", link.read("accounts")["found"])
        assert isinstance(found, Accounts)
        only_ours = tuple(one for one in found.accounts if one.name == link.login)
        assert only_ours != found.accounts
        link.write("accounts", encode("accounts", replace(found, accounts=only_ours, onvif_accounts=())))
        assert bench.written(device) == []
