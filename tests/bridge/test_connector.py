"""What pyinfra may ask a device, and what it gets: one line per setting, always."""

import json
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyinfra.api.command import StringCommand
from pyinfra.api.exceptions import InventoryError

from sightline.bridge import inventory
from sightline.bridge.connector import SightlineConnector
from sightline.bridge.fact import Reading
from sightline.bridge.inventory import state_of
from sightline.bridge.link import Link
from sightline.errors import UnexpectedReply, Unreachable
from sightline.estate.content import load_module
from sightline.settings import ALL, Clock, Unread
from tests.bridge.fake import Fake

CLOCK = Clock(source="manual", servers=(), offset_seconds=0.0, time_zone="")


def host_of(link: Link) -> Any:
    """pyinfra's host over the link."""
    return next(iter(state_of([link], parallel=1).inventory))


def ask(link: Link, command: str | StringCommand) -> tuple[bool, list[dict[str, Any]], str]:
    """Whether it succeeded, the answers, and on which stream."""
    connector = host_of(link).connector
    assert isinstance(connector, SightlineConnector)
    done, output = connector.run_shell_command(command)
    assert len({line.buffer_name for line in output}) <= 1
    return done, [json.loads(line.line) for line in output], next((line.buffer_name for line in output), "")


@pytest.fixture
def link(fake: Fake) -> Any:
    fake.answers |= {"clock": CLOCK, "audio": UnexpectedReply("half")}
    made = fake.link()
    yield made
    made.close()


def test_many_settings_are_answered_in_their_order(link: Link) -> None:
    done, answers, stream = ask(link, "read identity audio clock")
    assert (done, stream) == (True, "stdout")
    assert [answer["status"] for answer in answers] == ["ok", "unexpected", "ok"]
    assert answers[2]["found"]["source"] == "manual"


def test_a_setting_that_there_is_not_is_an_answer(link: Link) -> None:
    done, answers, _ = ask(link, "read colour identity")
    assert (done, [answer["status"] for answer in answers]) == (True, ["unexpected", "ok"])
    assert answers[0]["reason"] == "no setting 'colour'"


@pytest.mark.parametrize(
    ("command", "reason"),
    [
        ("write", "no setting ''"),
        ("write clock", "write clock"),
        ("write clock {", "write clock"),
        ("write clock [[", "write clock"),
        ('write clock {"source": 1}', "ValidationError"),
        ("write colour {}", "no setting 'colour'"),
        ("write ../identity {}", "no setting '../identity'"),
        ("reboot now", "no command 'reboot'"),
        ("", "no command ''"),
    ],
)
def test_what_is_no_command_fails_on_its_own(link: Link, fake: Fake, command: str, reason: str) -> None:
    done, answers, stream = ask(link, command)
    assert (done, stream, len(answers)) == (False, "stderr", 1)
    assert reason in answers[0]["reason"]
    assert not [asked for asked in fake.asked if asked.startswith("write")]


def test_a_thousand_brackets_fail_on_their_own(link: Link) -> None:
    done, answers, _ = ask(link, "write clock " + "[" * 200_000)
    assert not done
    assert answers[0]["status"] == "unexpected"


def test_a_write_says_what_stands_there_now(link: Link) -> None:
    wanted = json.dumps({"source": "ntp", "servers": ["a b"], "offset_seconds": 0.0, "time_zone": ""})
    done, answers, stream = ask(link, StringCommand("write", "clock", wanted))
    assert (done, stream) == (True, "stdout")
    assert answers[0]["found"]["servers"] == ["a b"]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(command=st.text() | st.text().map("read {}".format) | st.text().map("write clock {}".format))
def test_no_command_raises(link: Link, command: str) -> None:
    connector = host_of(link).connector
    _, output = connector.run_shell_command(command)
    assert all(json.loads(line.line)["status"] for line in output)


def test_files_go_neither_way(link: Link) -> None:
    connector = host_of(link).connector
    assert connector.put_file("a", "b") is connector.get_file("a", "b") is False


def test_pyinfra_copies_host_data_and_the_link_is_the_same(link: Link, fake: Fake) -> None:
    host = host_of(link)
    assert host.data.sightline_link is host.data.sightline_link is link
    assert host.data.sightline is link.work
    for _ in range(2):
        host.connector.run_shell_command("read clock")
        host.connector.disconnect()
    assert (fake.sessions, fake.closed) == (1, 0), "the engine ends it"


def test_the_device_fact_reads_all_that_is_asked(link: Link, fake: Fake) -> None:
    fact = load_module("facts.device").Device
    readings = host_of(link).get_fact(fact, settings="identity,audio,clock")
    assert readings["clock"].found == CLOCK
    assert readings["audio"].found == Unread("half")
    assert list(readings) == ["identity", "audio", "clock"]


@pytest.mark.parametrize("lines", [[], ["x"], ["x", "y", "z", "w"]])
def test_answers_that_are_too_few_or_too_many_are_nobodys(lines: list[str]) -> None:
    fact = load_module("facts.device").Device()
    fact.command("identity,audio,clock")
    assert all(isinstance(reading.found, Unread) for reading in fact.process(lines).values())


@pytest.mark.parametrize("setting", sorted(ALL))
def test_each_setting_has_its_fact(link: Link, fake: Fake, setting: str) -> None:
    fake.answers[setting] = Unreachable("no reply")
    fact = getattr(load_module(f"facts.{setting}"), setting.capitalize())
    reading = host_of(link).get_fact(fact)
    assert isinstance(reading, Reading)
    assert reading.to_json() == {"status": "unreachable", "reason": "no reply"}


def test_pyinfras_own_command_line_finds_devices_by_name(fake: Fake, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGHTLINE_ESTATE", str(fake.folder))
    monkeypatch.setattr(inventory, "_open", {})
    [(name, data, groups)] = SightlineConnector.make_names_data("court/box")
    assert (name, data["device"].id, groups) == ("@sightline/court/box", "court/box", ["court"])
    with pytest.raises(InventoryError, match="no device court/nobody"):
        list(SightlineConnector.make_names_data("court/nobody"))


def test_pyinfras_own_command_line_may_lose_footage_only_for_a_case(
    fake: Fake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inventory, "_open", {})
    monkeypatch.setenv("SIGHTLINE_ACCEPT_LOSS", "ASB-1")
    [(_, data)] = inventory.hosts(str(fake.folder / "inventory" / "estate.py"))
    options = data["sightline"].options
    assert (options.accept_loss, options.accounts, options.retry_login) == ("ASB-1", False, False)
    assert replace(options, accept_loss=None) == type(options)()
