"""The camera as a process of its own."""

import json
import subprocess
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType

from sightline.lab.device import LabError

PYTHON = Path("/usr/bin/python3")
SERVER = Path(__file__).with_name("server.py")
PACKAGES = (
    "python3-gi gir1.2-gst-rtsp-server-1.0"
    " gstreamer1.0-plugins-base gstreamer1.0-plugins-good gstreamer1.0-plugins-bad gstreamer1.0-plugins-ugly"
)
USER, PASSWORD = "admin", "Lab-rtsp-2026"
STREAMS = MappingProxyType({"/main": True, "/sub": True})
SECONDS = 30.0


@cache
def why_not() -> str:
    """Why there is no such camera on this machine, with the way out; "" where there is one."""
    try:
        ended = subprocess.run(
            [PYTHON, "-I", SERVER], stdin=subprocess.DEVNULL, capture_output=True, check=False, timeout=SECONDS
        )
    except (OSError, subprocess.TimeoutExpired) as problem:
        return f"{problem}: apt-get install --no-install-recommends {PACKAGES}"
    return f"GStreamer is missing: apt-get install --no-install-recommends {PACKAGES}" if ended.returncode else ""


class RtspCamera:
    """Streams a test picture from `host`, a 127.x address, while its `with` lasts.

    `streams` says of each path whether it has sound. Digest login, unless `anonymous`; port 0 takes a free one.
    """

    def __init__(
        self, host: str, *, port: int = 0, streams: Mapping[str, bool] = STREAMS, anonymous: bool = False
    ) -> None:
        self.host, self.port = host, port
        self._wanted = {"user": USER, "password": PASSWORD, "streams": dict(streams), "anonymous": anonymous}
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> "RtspCamera":
        """Returns once it listens; LabError where it cannot."""
        if reason := why_not():
            raise LabError(reason)
        self._process = subprocess.Popen(
            [PYTHON, "-I", SERVER],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        print(json.dumps({"host": self.host, "port": self.port, **self._wanted}), file=self._process.stdin, flush=True)
        said = self._process.stdout.readline().strip()
        if not said:
            self.__exit__()
            raise LabError(f"no RTSP camera at {self.host}:{self.port}")
        self.port = int(said)
        return self

    def __exit__(self, *_: object) -> None:
        """It ends with its input."""
        assert self._process is not None
        with self._process as process:
            assert process.stdin is not None
            process.stdin.close()
            process.wait(SECONDS)

    def url(self, path: str = "/main") -> str:
        """Without the login."""
        return f"rtsp://{self.host}:{self.port}{path}"
