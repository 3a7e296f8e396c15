"""The captured cameras, as a test asks them."""

from zoneinfo import ZoneInfo

import pytest

from sightline import drivers
from sightline.drivers.axis.session import Session
from sightline.settings import Setting
from sightline.wire.http import Endpoint
from tests.drivers.replay import PASSWORD, USER
from tests.drivers.test_captures import CAPTURES
from tests.drivers_axis.replay import REFUSALS, Captured

AXIS = CAPTURES / "axis"
P5512, M1065, BULLET, P3265 = "p5512_5.51.7", "m1065-lw_9.10.1", "companion-bullet-le_9.80.2.2", "p3265-v_12.11.77"
LISTS = {
    P5512: "param-list.txt",
    M1065: "param-list.iso-8859-1.txt",
    BULLET: "param-list.txt",
    P3265: "paramcgi-hardening.txt",
}
APIS = {("/axis-cgi/apidiscovery.cgi", "getApiList"): "apidiscovery-getApiList.json"}
ANSWERS: dict[str, dict[tuple[str, str], str]] = {
    P5512: {},
    M1065: {
        **APIS,
        ("/axis-cgi/pwdgrp.cgi", ""): "pwdgrp-get.txt",
        ("/axis-cgi/applications/list.cgi", ""): "applications-list-multi.xml",
    },
    BULLET: {**APIS, ("/axis-cgi/disks/list.cgi", ""): "disks-list.xml"},
    P3265: {
        **APIS,
        ("/axis-cgi/disks/list.cgi", ""): "disks-list.xml",
        ("/axis-cgi/ntp.cgi", "getNTPInfo"): "ntp-getNTPInfo.json",
        ("/axis-cgi/pwdgrp.cgi", ""): "pwdgrp-get.txt",
        ("/axis-cgi/applications/list.cgi", ""): "applications-list.xml",
        ("/config/discover", ""): "config-discover.PARTIAL.json",
        ("/vapix/services", ""): "soap-GetWebServerTlsConfiguration.xml",
    },
}
OURS = b'admin="root,admin"\r\noperator="root,admin"\r\nviewer="root,admin"\r\ndigusers="root,admin"\r\n'


def params(model: str) -> dict[str, str]:
    """This test's own reading, which shares nothing with the driver's."""
    lines = (AXIS / model / LISTS[model]).read_bytes().decode("latin-1").split("\n")
    return {name.removeprefix("root."): value.strip() for name, _, value in (line.partition("=") for line in lines)}


def captured(model: str, refusal: str = "404", *, administrator: bool = False) -> Captured:
    """`administrator` adds an answer that makes our account one."""
    return Captured(
        None,
        refusal=REFUSALS[refusal],
        capture=AXIS / model,
        listed=LISTS[model],
        answers=ANSWERS[model],
        added={("/axis-cgi/pwdgrp.cgi", ""): OURS} if administrator else {},
    )


def session(replay: Captured) -> Session:
    target = drivers.Target(
        endpoint=Endpoint(scheme="http", host="127.0.0.1", port=replay.port),
        user=USER,
        password=PASSWORD,
        timezone=ZoneInfo("Europe/London"),
    )
    return Session(target)


def read(replay: Captured, *settings: str) -> list[Setting]:
    """Settings by one session of its own."""
    of = session(replay)
    try:
        return [drivers.read("axis", of, setting) for setting in settings]
    finally:
        of.close()


def marks() -> list[pytest.MarkDecorator]:
    """Skips where the captures are not."""
    missing = pytest.mark.skipif(not AXIS.is_dir(), reason=f"no captures at {CAPTURES}: set SIGHTLINE_CAPTURES")
    return [pytest.mark.captures, missing]
