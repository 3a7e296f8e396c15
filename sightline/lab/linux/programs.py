"""Programs of this machine, with a plain environment and an end."""

import subprocess
from collections.abc import Sequence

from sightline.lab.device import LabError

ENVIRONMENT = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "LC_ALL": "C", "DEBIAN_FRONTEND": "noninteractive"}
SECONDS = 60.0


def run(command: Sequence[str], *, said: str = "", seconds: float = SECONDS) -> str:
    """What a program prints; `said` is its input. LabError with the last lines of one that fails or does not end."""
    shown = " ".join(command[:8])
    try:
        ended = subprocess.run(
            command, input=said, env=ENVIRONMENT, capture_output=True, text=True, check=False, timeout=seconds
        )
    except subprocess.TimeoutExpired:
        raise LabError(f"{shown}: no end within {seconds:.0f} s") from None
    if ended.returncode:
        raise LabError(f"{shown}: {' / '.join((ended.stderr or ended.stdout).strip().splitlines()[-3:])}")
    return ended.stdout
