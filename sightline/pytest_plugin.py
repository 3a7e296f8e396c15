"""pytest on an estate: `pytest tests/site --connection=sightline --hosts='riverside-court/*'`.

One run, one login per device: devices are read together when the first check needs one, and judged as `check` does.
Every pytest in this environment loads this file, so it imports nothing heavy, and rests where no estate is meant.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sightline.bridge.codec import Found
    from sightline.bridge.testinfra import Session
    from sightline.estate.model import Device as InventoryDevice
    from sightline.policy.finding import Finding
    from sightline.records.result import Checked, Result
    from sightline.settings import Identity

pytest_plugins = ("sightline.pytest_recorders",)
BACKEND = "sightline.bridge.testinfra.SightlineBackend"
FOLDER = ("tests", "site")
SETTINGS_FILE = Path("inventory") / "estate.yml"
#: What of a finding stands in the JUnit report beside its text.
PROPERTIES = ("verdict", "clause", "severity", "wanted", "found", "waiver")


class Device:
    """One device of the estate, for checks of your own: `device.finding("retention").verdict == "compliant"`."""

    def __init__(self, session: "Session", checked: "Checked") -> None:
        self._session, self._checked = session, checked

    def __repr__(self) -> str:
        return self.id

    @property
    def id(self) -> str:
        """`site/device`."""
        return self._checked.device.id

    @property
    def state(self) -> str:
        """`checked`, `unreachable` or `refused`."""
        return self._checked.state

    @property
    def why(self) -> str:
        """What stood in the way where the state is not `checked`."""
        return _clean(self._checked.why)

    @property
    def identity(self) -> "Identity | None":
        """Model, serial number and firmware; None where that was not read."""
        return self._checked.identity

    @property
    def inventory(self) -> "InventoryDevice":
        """What the site file says of it."""
        return self._checked.device

    def host(self) -> Any:
        """testinfra's own host on a recorder that is reached by SSH, over the login that is there."""
        from sightline.bridge.secondlook import second_look

        return second_look(self._session.link(self.id))

    def finding(self, control: str) -> "Finding":
        """The finding of one control, by its slug. LookupError for one that the policy does not ask for."""
        found = {finding.control: finding for finding in self._checked.findings}
        if control not in found:
            raise LookupError(f"the policy asks for no control {control!r}; it asks for {', '.join(found)}")
        return found[control]

    def setting(self, name: str) -> "Found":
        """A setting by its name, as `sightline.settings` has it; Unread or Unsupported where the device gave none."""
        from sightline.bridge.codec import answered, line
        from sightline.settings import ALL

        if name not in ALL:
            raise LookupError(f"no setting {name!r}; there are {', '.join(ALL)}")
        return answered(name, line(self._session.link(self.id).read(name)))


def checks() -> dict[str, Callable[..., None]]:
    """One test function per control of the policy, by slug: a control is checked as soon as the policy asks for it."""
    from sightline.bridge.testinfra import session

    return {slug: _check_of(slug) for slug in session().work.asked}


def _check_of(slug: str) -> Callable[..., None]:
    def check(device: Device, request: pytest.FixtureRequest) -> None:
        finding = device.finding(slug)
        for name in PROPERTIES:
            value = getattr(finding, name)
            request.node.user_properties.append((name, value if isinstance(value, str) else _json(value)))
        if finding.verdict in ("waived", "not_applicable"):
            pytest.skip(_told(finding))
        if finding.verdict != "compliant":
            pytest.fail(_told(finding), pytrace=False)

    check.__test__ = True  # type: ignore[attr-defined] # collected under any name
    check.__name__ = check.__qualname__ = slug
    return check


def _told(finding: "Finding") -> str:
    """The reason first, for pytest's one-line summary; then only the fields that differ, where there are such."""
    waiver = f" ({finding.waiver})" if finding.waiver else ""
    wanted: Any = {change.where: change.wanted for change in finding.changes} or finding.wanted
    found: Any = {change.where: change.found for change in finding.changes} or finding.found
    lines = [
        f"{finding.verdict}{waiver}: {finding.reason}",
        f"  wanted: {_json(wanted)}" if wanted is not None else "",
        f"  found:  {_json(found)}" if found is not None else "",
        f"  control {finding.control}, clause {finding.clause or '-'}, severity {finding.severity}",
    ]
    return "\n".join(_clean(line) for line in lines if line)


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _clean(text: str) -> str:
    """Text from a device, without control characters (design, section 5, rule 7)."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


class Run:
    """The run behind one session of pytest: it has an id, an end and a report, as every run has."""

    def __init__(self, session: "Session") -> None:
        self.session = session
        self.asked: list[str] = []
        self.result: Result | None = None
        self._checked: dict[str, Checked] = {}

    def device(self, name: str) -> Device:
        """A device as it was found; the first that is asked for brings those of all collected tests with it."""
        if name not in self._checked:
            self._read([one for one in dict.fromkeys([*self.asked, name]) if one not in self._checked])
        return Device(self.session, self._checked[name])

    def _read(self, names: list[str]) -> None:
        from sightline.cli.running import start
        from sightline.runs.check import check

        if self.result is None:
            self.result = start(self.session.work, "pytest", None, "")
        check(self.session.work, [self.session.link(name) for name in names], self._done, close=False)

    def _done(self, checked: "Checked") -> None:
        from sightline.cli.running import judged

        assert self.result is not None
        self._checked[checked.device.id] = checked
        judged(self.session.work, self.result, checked, len(self.result.devices))

    def finish(self, *, interrupted: bool) -> None:
        """Ends it in the records, as `check` does."""
        from sightline.cli.running import finish

        if self.result is not None:
            self.result.interrupted = interrupted
            finish(self.session.work, self.result)


_RUN = pytest.StashKey[Run]()


def run_of(config: pytest.Config) -> Run | None:
    """The run behind this pytest, or None where no estate is open."""
    return config.stash.get(_RUN, None)


def pytest_configure(config: pytest.Config) -> None:
    """Makes the backend known, and opens the estate where one is meant: a wrong target ends it before any test."""
    if not hasattr(config.option, "connection"):
        return  # testinfra is switched off
    import testinfra.backend  # type: ignore[import-untyped] # it carries no types

    testinfra.backend.BACKENDS["sightline"] = BACKEND
    folder = _folder(config)
    if folder is None:
        return
    from sightline.bridge.testinfra import open_session
    from sightline.errors import SightlineError

    if getattr(config.option, "numprocesses", None):
        raise pytest.UsageError("a device has one login at a time: run these checks without -n")
    config.option.connection = config.option.connection or "sightline"
    try:
        session = open_session(folder)
        for target in targets(config):
            session.named(target)
    except SightlineError as problem:
        raise pytest.UsageError(str(problem)) from None
    config.stash[_RUN] = Run(session)


def _folder(config: pytest.Config) -> Path | None:
    """The estate: `SIGHTLINE_ESTATE`, this folder, or that of the tests/site that is named; None: none is meant."""
    here = config.invocation_params.dir
    named = [estate for word in config.args for estate in _estates_above(here / word.partition("::")[0])]
    if config.option.connection not in (None, "sightline") or not (config.option.connection or named):
        return None
    if given := os.environ.get("SIGHTLINE_ESTATE"):
        return here / given
    return here if (here / SETTINGS_FILE).exists() or not named else named[0]


def _estates_above(path: Path) -> Iterator[Path]:
    """The estate whose `tests/site` a path is, or lies in."""
    path = Path(os.path.abspath(path))
    for folder in (path, *path.parents):
        if folder.parts[-2:] == FOLDER and (folder.parents[1] / SETTINGS_FILE).exists():
            yield folder.parents[1]


def targets(config: pytest.Config) -> list[str | None]:
    """What `--hosts` says for our backend; nothing means the whole estate."""
    if config.option.hosts is None:
        return [None]
    words = [str(word) for word in config.option.hosts.split(",")]
    for word in words:
        _refuse_url(word)
    return [word for word in words if "://" not in word]


def _refuse_url(word: str) -> None:
    """testinfra keeps the first part of a URL only: `sightline://site/device` would be the whole site."""
    scheme, _, rest = word.partition("://")
    if rest and scheme == "sightline":
        raise pytest.UsageError(f"{word}: say --connection=sightline --hosts={rest!r}; a URL would lose its device")


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Devices are asked where somebody asks for it: an estate's tests/site does not run along with other tests."""
    ours = collection_path.parts[-2:] == FOLDER and any(_estates_above(collection_path))
    return True if ours and _RUN not in config.stash else None


@pytest.hookimpl(tryfirst=True)
def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Refuses a URL that a test module names."""
    for word in getattr(metafunc.module, "testinfra_hosts", ()):
        _refuse_url(str(word))


def pytest_collection_finish(session: pytest.Session) -> None:
    """Notes which devices the tests are about, so that they are read together."""
    run = run_of(session.config)
    if run is None:
        return
    for item in session.items:
        parameters: Mapping[str, Any] = getattr(getattr(item, "callspec", None), "params", {})
        backend: Any = getattr(parameters.get("_testinfra_host"), "backend", None)
        if getattr(backend, "NAME", "") == "sightline" and "device" in getattr(item, "fixturenames", ()):
            run.asked.append(backend.hostname)


@pytest.fixture(scope="module")
def device(host: Any, request: pytest.FixtureRequest) -> Device:
    """The device of a check: `finding(control)`, `identity`, `setting(name)`."""
    run = run_of(request.config)
    if run is None or host.backend.NAME != "sightline":
        pytest.fail("the fixture `device` needs --connection=sightline, or an estate's tests/site", pytrace=False)
    return run.device(host.backend.hostname)


def pytest_report_header(config: pytest.Config) -> str | None:
    """Which estate it is."""
    run = run_of(config)
    return f"sightline: estate {run.session.work.estate.folder}, run {run.session.work.id}" if run else None


def pytest_sessionfinish(session: pytest.Session, exitstatus: int) -> None:
    """The run's end."""
    if run := run_of(session.config):
        run.finish(interrupted=exitstatus == pytest.ExitCode.INTERRUPTED)


def pytest_terminal_summary(terminalreporter: Any, config: pytest.Config) -> None:
    """Where to find it again."""
    run = run_of(config)
    if run is not None and run.result is not None:
        terminalreporter.write_line(f"sightline: kept as a run: `sightline report {run.session.work.id}`")


def pytest_unconfigure() -> None:
    """Ends the logins, whatever happened."""
    if module := sys.modules.get("sightline.bridge.testinfra"):
        module.close_session()
