"""A host's journal comes whole or not at all, and from where the last reading ended."""

import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from sightline.drivers.linux import ownlog
from sightline.errors import UnexpectedReply, Unsupported
from sightline.wire.http import Limits


def entry(number: int, **more: Any) -> dict[str, Any]:
    """A line of `journalctl -o json`."""
    message = f"Accepted password for sightline from 192.0.2.1 port {number}"
    return {
        "__CURSOR": f"s=0a;i={number:x};b=1f",
        "__REALTIME_TIMESTAMP": f"17644{number:011}",
        "__MONOTONIC_TIMESTAMP": "7",
        "MESSAGE": message,
        "SYSLOG_IDENTIFIER": "sshd",
        **more,
    }


@dataclass
class Host:
    """A session whose shell answers the script with these lines."""

    entries: list[Any]
    status: str = "0"
    spoil: Callable[[bytes], bytes] = lambda output: output
    scripts: list[str] = field(default_factory=list)
    target: Any = field(default_factory=lambda: SimpleNamespace(limits=Limits()))

    @property
    def ssh(self) -> "Host":
        return self

    def run(self, script: str, *, seconds: float) -> Any:
        self.scripts.append(script)
        [mark] = set(re.findall(r"--[0-9a-f]{24}--", script))
        lines = [one if isinstance(one, str) else json.dumps(one) for one in self.entries]
        output = "".join(f"{line}\n" for line in [*lines, f"{mark} {self.status}"])
        return SimpleNamespace(output=self.spoil(output.encode()))


def read(host: Host, since: str = "") -> Any:
    """The log, by a session that is none."""
    return ownlog.read(host, since)  # type: ignore[arg-type] # it speaks what is needed of one


def test_entries_come_with_what_is_kept_of_them_and_where_they_end() -> None:
    host = Host([entry(1), entry(2, MESSAGE=[104, 105, 255], SYSLOG_IDENTIFIER="sudo")])
    log = read(host)
    assert [one["MESSAGE"] for one in log.entries] == [entry(1)["MESSAGE"], "hi\ufffd"]
    assert "__MONOTONIC_TIMESTAMP" not in log.entries[0]
    assert (log.next, log.more) == ("s=0a;i=2;b=1f", False)
    assert "--since=-7d" in host.scripts[0]
    read(host, log.next)
    assert "--after-cursor='s=0a;i=2;b=1f'" in host.scripts[1]


def test_a_host_that_has_more_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ownlog, "MOST", 2)
    assert read(Host([entry(1), entry(2)])).more


@pytest.mark.parametrize("since", ["'; rm -rf /", "a b", "x" * 500, "$(id)"])
def test_a_position_that_no_journal_writes_is_not_sent(since: str) -> None:
    host = Host([entry(1)])
    with pytest.raises(UnexpectedReply, match="no position in a journal"):
        read(host, since)
    assert host.scripts == []


@pytest.mark.parametrize(
    ("host", "says"),
    [
        (Host([]), "not even ours"),
        (Host([entry(1)], status="1"), "ended with status '1'"),
        (Host([entry(1)], status="124"), "ended with status '124'"),
        (Host([entry(1)], spoil=lambda output: output[:-40]), "did not come whole"),
        (Host([entry(1)], spoil=lambda output: output * 2), "did not come whole"),
        (Host(["no json"]), "is no entry"),
        (Host(['["a list"]']), "is no entry"),
        (Host([entry(1, MESSAGE=["x"])]), "is no entry"),
        (Host([entry(1, __CURSOR="$(id)")]), "no position"),
        (Host([entry(1, __CURSOR=7)]), "no position"),
    ],
)
def test_what_is_cut_or_nonsense_is_no_log(host: Host, says: str) -> None:
    with pytest.raises(UnexpectedReply, match=says):
        read(host)


def test_a_host_without_a_journal_is_unsupported() -> None:
    with pytest.raises(Unsupported, match="no journalctl"):
        read(Host([], status="none"))
