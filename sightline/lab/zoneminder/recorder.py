"""One ZoneMinder: a Linux recorder of the lab with another image, reached by HTTPS."""

import json
import ssl
from hashlib import sha256
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlencode
from urllib.request import Request, urlopen

from sightline.lab.device import LabError
from sightline.lab.linux.image import Recipe
from sightline.lab.linux.recorder import TRY_SECONDS, Recorder
from sightline.lab.rtsp.camera import SERVER

HERE = Path(__file__).parent
RECIPE = Recipe(
    "zoneminder",
    (
        *("systemd", "systemd-sysv", "dbus", "iproute2", "procps", "tzdata", "openssh-server", "sudo", "udev", "kmod"),
        *("ca-certificates", "zoneminder", "mariadb-server", "apache2", "libapache2-mod-php", "php-mysql", "php-gd"),
        *("ffmpeg", "python3-gi", "gir1.2-gst-rtsp-server-1.0", "gstreamer1.0-plugins-base"),
        *("gstreamer1.0-plugins-good", "gstreamer1.0-plugins-bad", "gstreamer1.0-plugins-ugly"),
    ),
    HERE / "commission.sh",
    (
        ("etc/apache2/conf-available/zoneminder-api.conf", HERE / "api.conf"),
        ("usr/local/lib/camera.py", SERVER),
    ),
)
#: Sightline's own account of the program.
LOGIN, PASSWORD = "sightline", "Lab-zm-2026"


class ZoneMinder(Recorder):
    """Ready once its API takes the login and its one monitor has the camera's picture.

    Its footage: an event 45 days older than its disk, a second one that is locked, and an event every 10 seconds from
    now on. `run` is a shell command on its host.
    """

    READY_SECONDS: ClassVar[float] = 120.0

    def __init__(self, name: str, *, images: Path | None = None) -> None:
        super().__init__(name, images=images, recipe=RECIPE)

    @property
    def address(self) -> str:
        """As an inventory has it."""
        return f"https://{self.host}"

    @property
    def fingerprint(self) -> str:
        """SHA-256 of its certificate, in hex."""
        pem = (self.root / "etc/ssl/certs/zoneminder.pem").read_text()
        return sha256(ssl.PEM_cert_to_DER_cert(pem)).hexdigest()

    def sql(self, statement: str) -> str:
        """What its database answers, without a head."""
        return self.run(f"mariadb --skip-column-names zm <<'X'\n{statement}\nX")

    def closed_event(self) -> Path:
        """The film of its newest event that is closed. LabError where there is none."""
        newest = (
            "SELECT Id, DATE(StartDateTime), DefaultVideo FROM Events WHERE EndDateTime IS NOT NULL ORDER BY Id DESC"
        )
        event, day, film = self.sql(f"{newest} LIMIT 1").split()
        return self.root / f"var/cache/zoneminder/events/1/{day}/{event}/{film}"

    def _ready(self) -> bool:
        if not super()._ready():
            return False
        try:
            body = urlencode({"user": LOGIN, "pass": PASSWORD}).encode()
            token = self._asked("host/login.json", body)["access_token"]
            [monitor] = self._asked(f"monitors.json?token={token}")["monitors"]
            return bool(monitor["Monitor_Status"]["Status"] == "Connected")
        except (OSError, ValueError, KeyError, TypeError, LabError):
            return False

    def _asked(self, path: str, body: bytes | None = None) -> Any:
        anyone = ssl._create_unverified_context()  # noqa: S323 - its own certificate, on this machine
        request = Request(f"{self.address}/zm/api/{path}", body)  # noqa: S310 - as above
        with urlopen(request, timeout=TRY_SECONDS, context=anyone) as reply:  # noqa: S310 - as above
            return json.load(reply)
