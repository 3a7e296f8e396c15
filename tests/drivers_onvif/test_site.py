"""The whole job on the lab's camera: as it comes, hardened, and after the night in which it purges."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from sightline.drivers.onvif.words import MEDIA
from sightline.lab.onvif.devices import LOBBY as ONVIF_CAMERA
from tests.drivers_onvif.onvifsite import LOBBY, running, session
from tests.labsite import LabSite, finding, verdicts

#: With the later controls three more: masks, texts, rules and modules have a call each.
#: And three for the picture: its address, and the picture as nobody and by our login.
MOST_REQUESTS, PICTURE = 19, 3
DRIFTED = {
    "no-audio": "drift",
    "retention": "drift",
    "oldest-recording": "drift",
    "encrypted-export": "unsupported",
    "storage-health": "unsupported",
    "accounts": "drift",
    "remote-defaults": "drift",
    "default-login": "unread",
    "firmware": "unsupported",
    "clock": "drift",
}
#: What ONVIF can say is right; what it cannot is said to be so.
HARDENED = {
    **DRIFTED,
    "no-audio": "compliant",
    "retention": "unsupported",
    "oldest-recording": "compliant",
    "accounts": "unsupported",
    "remote-defaults": "unsupported",
    "clock": "compliant",
}
#: Controls of the picture, the certificate and the rest, before and after, and what they write.
MORE = {
    "banned-analytics": ("drift", "unsupported"),
    "masks": ("drift", "compliant"),
    "overlay": ("drift", "compliant"),
    "https-only": ("drift", "drift"),
    "tamper": ("unsupported", "unsupported"),
    "cameras-live": ("unsupported", "unsupported"),
    "device-log": ("unsupported", "unsupported"),
    "recording": ("compliant", "compliant"),
}
MORE_WRITES = {
    "banned-analytics": {"tan:DeleteRules"},
    "masks": {"tr2:SetMask"},
    "overlay": {"tr2:SetOSD", "tr2:CreateOSD"},
    "https-only": {"tds:SetNetworkProtocols"},
}
REASONS = {
    "retention": "overwrites_when_full: unsupported: ONVIF does not say what a full disk does",
    "accounts": "lockout: unsupported: ONVIF has a warning after wrong logins and no lock",
    "encrypted-export": "ONVIF knows neither the encryption of a card",
    "storage-health": "ONVIF has no disk's size or state",
    "remote-defaults": "ONVIF has no word for it",
    "firmware": "ONVIF states no build date",
    "default-login": "attempt not allowed",
}
WRITES = {
    "trt:RemoveAudioEncoderConfiguration",
    "trt:RemoveAudioSourceConfiguration",
    "trc:SetRecordingConfiguration",
    "tds:SetNTP",
    "tds:SetSystemDateAndTime",
    "tds:SetDiscoveryMode",
    "tds:SetDynamicDNS",
    "trt:StopMulticastStreaming",
    "tds:DeleteUsers",
}


@pytest.fixture(params=["digest", "token"])
def site(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[LabSite]:
    """The camera with digest as it is, and as a device that knows username tokens alone."""
    spec = ONVIF_CAMERA if request.param == "digest" else replace(ONVIF_CAMERA, algorithms=())
    with running(tmp_path, spec) as found:
        yield found


def test_a_drifted_camera_is_hardened_and_says_what_it_cannot_say(site: LabSite) -> None:
    device = site.device(LOBBY)
    before = verdicts(site.check()[LOBBY])
    views = {"views": "compliant" if device.spec.algorithms else "unsupported"}  # a picture has no place for a token
    assert before == {**DRIFTED, **{slug: first for slug, (first, _) in MORE.items()}, **views}
    assert device.counters.requests <= MOST_REQUESTS + PICTURE
    assert device.counters.writes == []

    site.harden(accounts=True)
    assert site.said == []
    assert {call for _, call in device.counters.writes} == WRITES.union(*MORE_WRITES.values())
    device.advance(25)
    requests, written = device.counters.requests, len(device.counters.writes)
    after = site.check()[LOBBY]
    assert verdicts(after) == {**HARDENED, **{slug: last for slug, (_, last) in MORE.items()}, **views}
    assert device.counters.requests - requests <= MOST_REQUESTS + PICTURE
    for control, reason in REASONS.items():
        assert reason in finding(after, control).reason
    assert device.counters.refused_logins == 0

    site.harden(accounts=True)
    assert len(device.counters.writes) == written, "nothing is left to write"


def test_accounts_stay_without_leave_and_a_declared_one_always(site: LabSite) -> None:
    site.harden()
    assert "tds:DeleteUsers" not in {call for _, call in site.device(LOBBY).counters.writes}
    assert "installer" in finding(site.check()[LOBBY], "accounts").reason
    site.harden(accounts=True)
    shown = finding(site.check()[LOBBY], "accounts").found
    assert shown is not None
    assert [account["name"] for account in shown["accounts"]] == ["admin", "vms"]


def test_a_new_limit_purges_only_when_the_device_lives_on(site: LabSite) -> None:
    site.harden()
    first = finding(site.check()[LOBBY], "oldest-recording")
    assert first.verdict == "drift"
    assert "the limit is set" in first.reason
    site.device(LOBBY).advance(25)
    assert finding(site.check()[LOBBY], "oldest-recording").verdict == "compliant"


@pytest.mark.parametrize("switch", ["ignore_writes", "needs_reboot", "refuse_put"])
def test_a_write_that_is_not_done_ends_with_drift_and_is_said(site: LabSite, switch: str) -> None:
    site.device(LOBBY).switches.set(switch, True)
    after = verdicts(site.harden(accounts=True)[LOBBY])
    first = {**DRIFTED, **{slug: both[0] for slug, both in MORE.items()}}
    assert {c for c, verdict in after.items() if verdict == "drift"} == {
        c for c, verdict in first.items() if verdict == "drift"
    }
    assert any("no-audio" in text for text in site.said)


def test_sound_that_somebody_puts_back_is_drift_again(site: LabSite) -> None:
    site.harden()
    assert finding(site.check()[LOBBY], "no-audio").verdict == "compliant"
    with session(site, LOBBY) as somebody:
        for kind, token in (("AudioSource", "asc_1"), ("AudioEncoder", "aec_1")):
            somebody.tell(MEDIA, f"Add{kind}Configuration", ProfileToken="sub", ConfigurationToken=token)
    found = finding(site.check()[LOBBY], "no-audio")
    assert found.verdict == "drift"
    assert "streams sub: enabled is true" in found.reason
