"""One wrong password is the last, by LAPI and by ONVIF together (design, section 5, rule 1)."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest

from sightline import drivers
from sightline.drivers.uniview import UNSUPPORTED
from sightline.errors import DeviceError, LockedOut, LoginRefused, UnexpectedReply, Unreachable, Unsupported
from sightline.lab.uniview.devices import CAMERA
from sightline.settings import ALL, Audio, Clock
from sightline.settings import Unsupported as Unsupportable
from sightline.wire.http import Reply
from tests.drivers import makesite
from tests.drivers_onvif import tape as onvif
from tests.drivers_onvif.test_login import small
from tests.drivers_uniview import tape
from tests.drivers_uniview.tape import Key, reply
from tests.drivers_uniview.test_settings import INFO, SOUND
from tests.drivers_uniview.univiewsite import CAM, running, session
from tests.labsite import LabSite

DOCUMENTS = {"System/DeviceInfo": INFO, "Media/Audio/Input": SOUND}
READ = [setting for setting in ALL if setting not in UNSUPPORTED]


@pytest.fixture
def site(tmp_path: Path) -> Iterator[LabSite]:
    with running(tmp_path) as found:
        yield found


def both(key: Key) -> Reply:
    """A device of a few LAPI paths, and of ONVIF's first calls."""
    return small((key[1], *key[2].partition(" ")[::2])) if key[2] else tape.lapi(DOCUMENTS)(key)


ended = partial(makesite.ended, "uniview", settings=READ)


def signed_by_onvif(played: tape.Playing) -> list[str]:
    return [tape.named(key) for key in played.signed if key[2]]


def test_a_lock_that_is_told_to_nobody_saves_the_try() -> None:
    locked = reply(401, tape.envelope("null", 3, 364), (tape.CHALLENGE,))
    of, played = tape.play(both, challenge=locked)
    with pytest.raises(LockedOut, match="no login was tried"):
        drivers.read("uniview", of, "identity")
    assert played.signed == []


@pytest.mark.parametrize("http", [200, 401, 403, 599])
@pytest.mark.parametrize(("code", "kind"), [(460, "LoginRefused"), (401, "LoginRefused"), (364, "LockedOut")])
def test_every_form_of_refusal_is_the_last_request(http: int, code: int, kind: str) -> None:
    of, played = tape.play(lambda _: reply(http, tape.envelope("null", 3, code)))
    assert ended(of) == {kind}
    assert len(played.signed) == 1


def test_a_refusal_in_the_middle_ends_both_interfaces() -> None:
    def answer(key: Key) -> Reply:
        return reply(200, tape.envelope("null", 3, 401)) if "Audio" in key[1] else both(key)

    of, played = tape.play(answer)
    assert drivers.read("uniview", of, "identity")
    with pytest.raises(LoginRefused):
        drivers.read("uniview", of, "audio")
    of.forget()
    before = len(played.asked)
    assert ended(of) == {"LoginRefused"}
    assert len(played.asked) == before


def test_basic_is_never_answered_and_an_open_device_is_not_read() -> None:
    basic = reply(401, b"", ('Basic realm="camera"',))
    of, played = tape.play(both, challenge=basic)
    assert ended(of) == {"UnexpectedReply"}
    assert played.signed == []
    opened, seen = tape.play(both, challenge=reply(200, tape.envelope(INFO)))
    with pytest.raises(UnexpectedReply, match="without asking for a login"):
        drivers.read("uniview", opened, "identity")
    with pytest.raises(UnexpectedReply):
        opened.put("Network/Cloud", {"Enabled": 0})
    assert seen.signed == []


def test_onvif_is_asked_by_the_login_that_lapi_took() -> None:
    of, played = tape.play(both)
    of.onvif.time()
    assert signed_by_onvif(played) == ["GetDeviceInformation"]
    assert tape.named(played.signed[0]) == "System/DeviceInfo", "LAPI first"


NEW_NONCE = tape.CHALLENGE.replace("once", "twice")
TOKENS = reply(*onvif.NOT_AUTHORISED)


@pytest.mark.parametrize(
    "challenge",
    [
        reply(401, b"", (tape.OTHER_REALM,)),
        reply(401, b"", ('Basic realm="tape"',)),
        reply(401, b""),
        TOKENS,
    ],
)
def test_onvif_with_a_login_of_its_own_is_sent_none(challenge: Reply) -> None:
    of, played = tape.play(both, onvif_challenge=challenge)
    with pytest.raises(Unsupported, match="a login of its own"):
        of.onvif.time()
    assert signed_by_onvif(played) == []
    found = drivers.read("uniview", of, "audio")
    assert isinstance(found, Audio), "LAPI goes on"
    assert found.streams != ()


def test_without_onvifs_login_its_settings_are_unsupported_by_that_reason() -> None:
    more = {"System/Time/NTP": {"Num": 0, "NTPServerInfos": []}, "System/Time/SyncMode": {"Mode": 0}}

    def answer(key: Key) -> Reply:
        return both(key) if key[2] else tape.lapi({**DOCUMENTS, **more})(key)

    of, _ = tape.play(answer, onvif_challenge=TOKENS)
    found = drivers.read("uniview", of, "clock")
    assert isinstance(found, Clock)
    assert isinstance(found.offset_seconds, Unsupportable)
    assert "a login of its own" in found.offset_seconds.reason
    assert isinstance(tape.read_from(of, "retention"), Unsupportable)


@pytest.mark.parametrize(
    "said", [reply(401, b""), reply(401, b"", (NEW_NONCE,)), reply(*onvif.NOT_AUTHORISED), reply(403, b"")]
)
def test_a_refusal_by_onvif_is_the_last_request_to_lapi_as_well(said: Reply) -> None:
    def answer(key: Key) -> Reply:
        return said if "GetDeviceInformation" in key[2] else both(key)

    of, played = tape.play(answer)
    with pytest.raises(LoginRefused):
        of.onvif.time()
    before = len(played.asked)
    of.forget()
    assert ended(of) == {"LoginRefused"}
    assert len(played.asked) == before
    assert len(signed_by_onvif(played)) == 1


def test_what_onvif_does_not_answer_leaves_lapi_alone() -> None:
    def answer(key: Key) -> Reply:
        if "GetDeviceInformation" in key[2]:
            raise Unreachable("no whole reply")
        return both(key)

    of, _ = tape.play(answer)
    with pytest.raises(Unreachable):
        of.onvif.time()
    of.forget()
    assert isinstance(drivers.read("uniview", of, "audio"), Audio)


def test_an_account_that_may_not_write_is_refused_and_nothing_changes(site: LabSite) -> None:
    with session(site, CAM, user="videowall", password=CAMERA.passwords["videowall"]) as of:
        with pytest.raises(DeviceError):
            of.put("Network/Cloud", {"Enabled": 0})
        assert of.get("Network/Cloud")["Enabled"] == 1
