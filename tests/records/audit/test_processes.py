"""Several processes add to one chain, and one that is killed leaves it whole."""

import multiprocessing
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from sightline.records.audit import kept, proof
from sightline.records.audit.chain import Chain
from sightline.records.audit.proof import judge, proven
from tests.records.audit.chains import Begin, begin, sealed, written


def _appends(folder: Path, url: str, who: str, count: int) -> None:
    chain = begin(folder, url, who)
    for turn in range(count):
        chain.note("login", turn=turn)
        chain.append("write", turn=turn)
    chain.seal()
    chain.close()


def test_several_processes_add_to_one_chain(tmp_path: Path, records_url: str, again: Begin) -> None:
    context = multiprocessing.get_context("spawn")
    others = [context.Process(target=_appends, args=(tmp_path, records_url, f"p{n}", 25)) for n in range(3)]
    for other in others:
        other.start()
    for other in others:
        other.join(60)
    assert [other.exitcode for other in others] == [0, 0, 0]
    chain = again()
    assert judge(chain).state == "good"
    mine = [(one.event, one.what["turn"]) for one in written(chain) if one.who == "p1" and one.event != "signing-key"]
    assert mine == [(event, turn) for turn in range(25) for event in ("login", "write")]
    assert [one.event for one in written(chain)].count("signing-key") == 1


@pytest.mark.parametrize(
    "looks",
    [
        lambda chain: judge(chain, since="2020").state == "good",
        lambda chain: len(proven(chain, "waiver-approval")) == 1,
    ],
    ids=["verify --since", "an approval"],
)
def test_a_head_that_is_signed_while_the_chain_is_looked_at_is_no_sign_that_its_end_is_gone(
    again: Begin, monkeypatch: pytest.MonkeyPatch, looks: Callable[[Chain], bool]
) -> None:
    """The records are looked at as of one moment, and the head that is kept beside them may be newer."""
    chain, other = again(), again()
    chain.append("waiver-approval", sha256="0" * 64)
    assert chain.seal().warning == ""

    def meanwhile(folder: Path) -> list[tuple[int, str]]:
        sealed(other)
        return kept.known(folder)

    monkeypatch.setattr(proof, "kept", SimpleNamespace(known=meanwhile))
    assert looks(chain)


@pytest.mark.thorough
def test_killed_at_any_moment_the_chain_holds_together(tmp_path: Path, records_url: str, again: Begin) -> None:
    """Killed at other moments while it adds; what was there is there, and the next head stands for it."""
    chain = again()
    sealed(chain)
    context = multiprocessing.get_context("spawn")
    for turn in range(6):
        other = context.Process(target=_appends, args=(tmp_path, records_url, f"p{turn}", 100_000))
        before = len(written(chain))
        other.start()
        until = time.monotonic() + 30
        while len(written(chain)) < before + 1 + turn * 3 and time.monotonic() < until:
            time.sleep(0.002 * turn)
        assert other.pid is not None
        os.kill(other.pid, signal.SIGKILL)
        other.join(10)
        verdict = judge(chain)
        assert verdict.flaw is None
        assert verdict.last > before
        sealed(chain, 1)
        assert (judge(chain).state, judge(chain).unsigned) == ("good", 0)
