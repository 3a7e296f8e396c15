"""Zeep over onvif-zeep's WSDL documents, as a judge that others wrote: it reads the lab's answers strictly, and what it
would send for a call is what the driver sends. Those documents are of 2014: media2 is not in them."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from sightline import drivers
from sightline.drivers.onvif.words import DEVICE, MEDIA, MEDIA2, RECORDING, SEARCH
from sightline.settings import Accounts, Audio, Clock, Retention, Services
from tests.drivers_onvif import tape
from tests.drivers_onvif.onvifsite import LOBBY, running, target

zeep: Any = pytest.importorskip("zeep")
FILES = {DEVICE: "devicemgmt", MEDIA: "media", RECORDING: "recording", SEARCH: "search"}
FOLDER = Path(zeep.__file__).parents[1] / "wsdl"
pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason=f"onvif-zeep's documents are not at {FOLDER}")


@pytest.fixture(scope="module")
def documents() -> Iterator[dict[str, Any]]:
    logging.getLogger("zeep").setLevel(logging.CRITICAL)
    found = {name: zeep.Client(str(FOLDER / f"{file}.wsdl")) for name, file in FILES.items()}
    yield found
    for client in found.values():
        client.transport.session.close()


@pytest.fixture(scope="module")
def talk(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[tape.Key, Any], list[bytes]]:
    """The lab's answers on tape, and every body that a check and a harden sent."""
    sent: list[bytes] = []

    class Listening(tape.Recording):
        def _send(self, method: str, path: str, body: bytes, content_type: str, authorization: str | None) -> Any:
            sent.append(body)
            return super()._send(method, path, body, content_type, authorization)

    with running(tmp_path_factory.mktemp("lab")) as site:
        session = drivers.open_session("onvif", target(site.lab.address(LOBBY)))
        real = session._login._http  # type: ignore[attr-defined]
        listening = Listening(endpoint=real.endpoint, user=real.user, password=real.password)
        tape._use(session, listening)  # type: ignore[arg-type]
        _put_right(session)
        for setting in ("identity", "audio", "retention", "clock", "services", "accounts"):
            drivers.read("onvif", session, setting)
        real.close()
        session.close()
    return listening.tape, sent


def _put_right(session: drivers.Session) -> None:
    """Every write that the driver knows, by the settings that it takes."""
    audio = drivers.read("onvif", session, "audio")
    assert isinstance(audio, Audio)
    assert isinstance(audio.streams, tuple)
    off = replace(audio, streams=tuple(replace(one, enabled=False) for one in audio.streams))
    drivers.write("onvif", session, "audio", audio, off)
    kept = drivers.read("onvif", session, "retention")
    assert isinstance(kept, Retention)
    assert isinstance(kept.tracks, tuple)
    short = replace(kept, tracks=tuple(replace(one, limit="days", max_days=31) for one in kept.tracks))
    drivers.write("onvif", session, "retention", kept, short)
    time = drivers.read("onvif", session, "clock")
    assert isinstance(time, Clock)
    names = ("ntp.estate.example", "192.0.2.1", "2001:db8::1")
    drivers.write("onvif", session, "clock", time, replace(time, source="ntp", servers=names))
    there = drivers.read("onvif", session, "services")
    assert isinstance(there, Services)
    closed = ("discovery", "ddns", "multicast")
    rest = tuple(replace(one, enabled=False) if one.service in closed else one for one in there.services)
    drivers.write("onvif", session, "services", there, replace(there, services=rest))
    people = drivers.read("onvif", session, "accounts")
    assert isinstance(people, Accounts)
    drivers.write("onvif", session, "accounts", people, replace(people, accounts=people.accounts[:1]))


def test_the_labs_answers_are_valid(talk: tuple[dict[tape.Key, Any], list[bytes]], documents: dict[str, Any]) -> None:
    read = set()
    for key, said in talk[0].items():
        name = etree.QName(key[1])
        if name.namespace == MEDIA2:
            continue
        client = documents[str(name.namespace)]
        binding = next(iter(client.wsdl.bindings.values()))
        operation = binding.get(name.localname)
        operation.process_reply(etree.fromstring(said.body))
        read.add(name.localname)
    assert read >= {"GetProfiles", "GetRecordings", "GetRecordingJobs", "GetRecordingInformation", "GetUsers", "GetNTP"}


def test_what_is_sent_is_valid(talk: tuple[dict[tape.Key, Any], list[bytes]], documents: dict[str, Any]) -> None:
    """Parsed by the schema's own types, and made again from what was parsed: nothing was lost on the way."""
    seen = set()
    for body in talk[1]:
        root = etree.fromstring(body)
        call = next(one for one in root if str(one.tag).endswith("}Body"))[0]
        name = etree.QName(call)
        if name.namespace == MEDIA2 or name.localname in seen or not len(call):
            continue
        client = documents[str(name.namespace)]
        element = client.get_element(f"{{{name.namespace}}}{name.localname}")
        parsed = element.parse(call, client.wsdl.types)
        again = etree.Element("again")
        element.render(again, parsed)
        assert _plain(again[0]) == _plain(call)
        seen.add(name.localname)
    assert seen >= {
        "GetServices",
        "SetNTP",
        "SetSystemDateAndTime",
        "SetDiscoveryMode",
        "SetDynamicDNS",
        "RemoveAudioEncoderConfiguration",
        "RemoveAudioSourceConfiguration",
        "StopMulticastStreaming",
        "SetRecordingConfiguration",
        "DeleteUsers",
        "GetRecordingInformation",
    }


def _plain(element: etree._Element) -> list[tuple[str, str, dict[str, str]]]:
    """Names with namespaces, texts and attributes, in order."""
    return [
        (str(one.tag), (one.text or "").strip(), {str(k): str(v) for k, v in one.attrib.items()})
        for one in element.iter()
    ]
