"""A second look at recorder hosts: what testinfra's own modules see there must agree with what Sightline found.

A test with the fixture `recorder` runs once for each host that is reached by SSH, and `recorder_host` is testinfra's
`host` on it. An estate without such a host has no such test.
"""

from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from sightline.pytest_plugin import Device

DRIVER = "linux"
PARAMETER = "_recorder"
NONE = "no such host"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """One test for each recorder host that `--hosts` names."""
    from sightline.pytest_plugin import run_of, targets

    if PARAMETER not in metafunc.fixturenames:
        return
    run = run_of(metafunc.config)
    if run is None:
        return
    devices = dict.fromkeys(name for target in targets(metafunc.config) for name in run.session.named(target))
    names = [name for name in devices if run.session.work.estate.device(name).driver == DRIVER]
    metafunc.parametrize(PARAMETER, names or [NONE], ids=names or [NONE], scope="module", indirect=True)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Takes out what has no host to look at: a skip would be noise in every estate without one."""
    items[:] = [item for item in items if _asked(item) != NONE]


def pytest_collection_finish(session: pytest.Session) -> None:
    """Notes which devices the tests are about, so that they are read together."""
    from sightline.pytest_plugin import run_of

    if run := run_of(session.config):
        run.asked.extend(name for item in session.items if (name := _asked(item)))


def _asked(item: pytest.Item) -> str:
    """The device that a test was made for, or ""."""
    parameters: dict[str, Any] = getattr(getattr(item, "callspec", None), "params", {})
    return str(parameters.get(PARAMETER, ""))


@pytest.fixture(scope="module")
def _recorder(request: pytest.FixtureRequest) -> str:
    """The name of the device."""
    name: str | None = getattr(request, "param", None)
    if name is None:
        pytest.fail("the fixture `recorder` needs --connection=sightline, or an estate's tests/site", pytrace=False)
    return name


@pytest.fixture(scope="module")
def recorder(_recorder: str, request: pytest.FixtureRequest) -> "Device":
    """What Sightline found on the host: `setting("services")`, `finding("accounts")`, `inventory`."""
    from sightline.pytest_plugin import run_of

    run = run_of(request.config)
    assert run is not None
    return run.device(_recorder)


@pytest.fixture(scope="module")
def recorder_host(recorder: "Device") -> Any:
    """testinfra's host there: `service`, `socket`, `file`, `user`, over the login that Sightline has."""
    if recorder.state != "checked":
        pytest.fail(f"{recorder.id} is {recorder.state}: {recorder.why}", pytrace=False)
    return recorder.host()
