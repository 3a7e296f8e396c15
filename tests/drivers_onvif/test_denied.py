"""What a device's own list of services denies is not asked for, and is not known to be off."""

import pytest

from sightline.drivers.onvif.words import ANALYTICS, DEVICE, MEDIA, MEDIA2
from tests.drivers_onvif import tape
from tests.drivers_onvif.answers import SERVICE, profile
from tests.drivers_onvif.services import ANALYSED, device

DENIED = [
    ("services", DEVICE, "<Capabilities><Network DynDNS='false'/></Capabilities>", "GetDynamicDNS"),
    ("masks", MEDIA2, "<Capabilities Mask='false'/>", "GetMasks"),
    ("analytics", ANALYTICS, "<Capabilities RuleSupport='0'/>", "GetRules"),
    ("analytics", ANALYTICS, "<Capabilities AnalyticsModuleSupport='false'/>", "GetAnalyticsModules"),
]


def asked(setting: str, services: str) -> tuple[str, set[str]]:
    """What the setting is, and the operations that were asked for it."""
    answers = device(GetServices=services, GetProfiles=profile("p", ANALYSED))
    session, playing = tape.play(answers)
    return str(tape.read_from(session, setting)), {tape.operation(key) for key in playing.asked}


@pytest.mark.parametrize(("setting", "service", "capabilities", "operation"), DENIED)
def test_what_is_denied_is_not_asked_for(setting: str, service: str, capabilities: str, operation: str) -> None:
    rows = {name: SERVICE.format(name, place) for place, name in enumerate((DEVICE, MEDIA, MEDIA2, ANALYTICS))}
    assert operation in asked(setting, "".join(rows.values()))[1]
    rows[service] = rows[service].replace("</Service>", f"<Capabilities>{capabilities}</Capabilities></Service>")
    found, operations = asked(setting, "".join(rows.values()))
    assert operation not in operations
    assert "its capabilities" in found


def test_capabilities_that_say_anything_else_deny_nothing() -> None:
    said = "<Capabilities><Capabilities Mask='maybe'><!-- false --><Any Mask='true'/></Capabilities></Capabilities>"
    rows = [SERVICE.format(DEVICE, "d"), SERVICE.format(MEDIA2, "m").replace("</Service>", f"{said}</Service>")]
    assert "GetMasks" in asked("masks", "".join(rows))[1]
