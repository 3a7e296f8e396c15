"""What the lab's real ZoneMinder said: as its installer left it (`dirty.json`), and hardened (`hardened.json`).

`python -m tests.drivers_zoneminder.tape` asks it anew.
"""

import json
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from sightline.drivers import Target
from sightline.drivers.zoneminder.session import LOGIN as LOGIN_PATH
from sightline.lab.zoneminder import LOGIN, PASSWORD
from sightline.settings import ALL
from sightline.wire.http import Endpoint, Reply
from tests.drivers_frigate.tape import NOWHERE, Key, Playing, play, record, reply
from tests.drivers_zoneminder.zmsite import Box, running

MAKE, HERE = "zoneminder", Path(__file__).parent
STATES = ("dirty", "hardened")
SETTINGS = tuple(ALL)
#: In place of the real one.
TOKEN = b'{"access_token": "token-of-the-tape", "version": "1.36.33"}'


def recorded(state: str) -> dict[Key, Reply]:
    """Every answer of that state, as if it came when it was recorded."""
    told = json.loads((HERE / f"{state}.json").read_text())
    at = datetime.fromisoformat(told["at"])
    return {(m, path): replace(reply(status, body.encode()), at=at) for m, path, status, body in told["replies"]}


class Served(Playing):
    """Tells a stranger who asks for a film the status `film`."""

    film = 403

    def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Reply:
        if method == "HEAD":
            assert authorization is None, "as a stranger"
            return reply(self.film)
        return super()._send(method, path, body, content_type, authorization)


def serving(answer: Callable[[Key], Reply], film: int) -> tuple[Any, Served]:
    """A session as `play` makes one, and what a stranger is told."""
    device, _ = play(MAKE, answer)
    served = Served(NOWHERE, "admin", "tape", in_query="token", refusals=(401, 403))
    served.answer, served.film, device._http, device.counts = answer, film, served, served.counts
    return device, served


def target(box: Box) -> Target:
    """How it is reached, with its certificate pinned."""
    endpoint = Endpoint(scheme="https", host=box.recorder.host, port=443, pin=box.recorder.fingerprint)
    return Target(endpoint=endpoint, user=LOGIN, password=PASSWORD, timezone=ZoneInfo("Europe/London"))


def keep(box: Box, state: str) -> None:
    """Writes the answers of a state down."""
    told = record(MAKE, target(box), SETTINGS)
    told[("POST", LOGIN_PATH)] = reply(200, TOKEN)
    rows = [[*key, said.status, said.body.decode()] for key, said in sorted(told.items())]
    at = max(said.at for said in told.values())
    (HERE / f"{state}.json").write_text(json.dumps({"at": at.isoformat(), "replies": rows}, indent=1) + "\n")


def main() -> None:
    """Both states, from one recorder."""
    with tempfile.TemporaryDirectory() as folder, running(Path(folder), "tape") as box:
        time.sleep(30)  # an event is closed by then, and frames are counted
        keep(box, "dirty")
        box.harden(accounts=True)
        box.recorder.sql("DELETE FROM Events WHERE Archived = 1")  # the evidence was handed over
        time.sleep(45)
        keep(box, "hardened")


if __name__ == "__main__":
    main()
