"""On a terminal `harden` asks first."""

import os
import pty
import sys
import time
from select import select

from tests.labsite import CAMERA, NVR, LabSite

ESCAPE, CTRL_C = "\x1b", "\x03"
#: Then the terminal is closed, which ends what still waits at it.
SECONDS = 60


def on_a_terminal(site: LabSite, *words: str, types: str) -> tuple[int, str]:
    """In a pseudo-terminal: the exit status and all that it showed."""
    pid, terminal = pty.fork()
    if pid == 0:
        os.environ.update({**site.environment, "TERM": "xterm", "COLUMNS": "200"})
        os.execv(sys.executable, [sys.executable, "-m", "sightline", "--estate", str(site.folder), *words])  # noqa: S606
    shown, typed, until = b"", False, time.monotonic() + SECONDS
    try:
        while time.monotonic() < until:
            speaks = bool(select([terminal], [], [], 2)[0])
            if speaks:
                shown += os.read(terminal, 65536)
            # Ctrl-C is pressed again while it waits: one between the question and its reading is not seen.
            if b"[y/N]" in shown and (not typed or (types == CTRL_C and not speaks)):
                os.write(terminal, types.encode())
                typed = True
    except OSError:  # Linux says EIO when the other side has ended
        pass
    os.close(terminal)
    return os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), shown.decode(errors="replace")


def test_on_a_terminal_harden_asks_and_no_is_1(site: LabSite) -> None:
    status, shown = on_a_terminal(site, "harden", types="n\n")
    assert status == 1
    assert "Write this? [y/N]" in shown
    assert "nothing was written" in shown
    assert ESCAPE in shown
    assert [site.device(name).counters.writes for name in (NVR, CAMERA)] == [[], []]


def test_on_a_terminal_harden_writes_after_yes(site: LabSite) -> None:
    status, _ = on_a_terminal(site, "harden", "riverside-court/entrance", types="y\n")
    assert status == 2
    assert site.device(CAMERA).counters.writes


def test_ctrl_c_at_the_question_is_130(site: LabSite) -> None:
    status, shown = on_a_terminal(site, "harden", types=CTRL_C)
    assert status == 130
    assert "interrupted" in shown
    assert [site.device(name).counters.writes for name in (NVR, CAMERA)] == [[], []]
