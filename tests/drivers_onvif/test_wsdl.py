"""onvif-zeep's WSDL documents as a judge that others wrote: zeep reads the lab's answers strictly by them, and what the
driver sends is valid by their schemas. Those documents are of 2014: media2 is not in them."""

import logging
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from sightline import drivers
from sightline.drivers.onvif import wsdl
from sightline.drivers.onvif.words import ANALYTICS, DEVICE, MEDIA, MEDIA2, RECORDING, SCHEMA, SEARCH
from sightline.errors import WriteRefused
from sightline.settings import Accounts, Analytics, Audio, Certificates, Clock, Retention, Services, known
from tests.drivers.makesite import told
from tests.drivers_onvif import tape
from tests.drivers_onvif.onvifsite import LOBBY, running

zeep: Any = pytest.importorskip("zeep")
FILES = {DEVICE: "devicemgmt", MEDIA: "media", RECORDING: "recording", SEARCH: "search", ANALYTICS: "analytics"}
XSD = "http://www.w3.org/2001/XMLSchema"
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
        session = drivers.open_session("onvif", told(site, LOBBY))
        real = session._login._http  # type: ignore[attr-defined]
        listening = Listening(endpoint=real.endpoint, user=real.user, password=real.password)
        tape._use(session, listening)  # type: ignore[arg-type]
        _put_right(session)
        for setting in ("identity", "audio", "retention", "clock", "services", "accounts", "analytics", "certificates"):
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
    web = drivers.read("onvif", session, "certificates")
    assert isinstance(web, Certificates)
    drivers.write("onvif", session, "certificates", web, replace(web, https=True))
    faces = drivers.read("onvif", session, "analytics")
    assert isinstance(faces, Analytics)
    assert known(faces.functions)
    first, *rules = faces.functions
    none = replace(faces, functions=(replace(first, enabled=False), *rules))
    drivers.write("onvif", session, "analytics", faces, none)


def test_the_labs_answers_are_valid(talk: tuple[dict[tape.Key, Any], list[bytes]], documents: dict[str, Any]) -> None:
    read = set()
    for key, said in talk[0].items():
        name = etree.QName(key[1])
        if name.namespace == MEDIA2:
            continue
        client = documents[str(name.namespace)]
        bindings = client.wsdl.bindings.values()
        operation = next(one for one in bindings if name.localname in one._operations).get(name.localname)
        operation.process_reply(etree.fromstring(said.body))
        read.add(name.localname)
    assert read >= {"GetProfiles", "GetRecordings", "GetRecordingJobs", "GetRecordingInformation", "GetUsers", "GetNTP"}
    assert read >= {"GetRules", "GetAnalyticsModules"}


def schema(namespace: str) -> etree.XMLSchema:
    """What the document says of the service's messages; its imports lie beside it."""
    file = FOLDER / f"{FILES[namespace]}.wsdl"
    types = etree.parse(str(file)).find(f".//{{{XSD}}}schema")
    assert types is not None
    parser = etree.XMLParser(no_network=True)
    return etree.XMLSchema(etree.fromstring(etree.tostring(types), parser, base_url=str(file)))


def test_what_is_sent_is_valid_by_the_schema(talk: tuple[dict[tape.Key, Any], list[bytes]]) -> None:
    schemas, seen = {name: schema(name) for name in FILES}, set()
    for body in talk[1]:
        call = next(one for one in etree.fromstring(body) if str(one.tag).endswith("}Body"))[0]
        name = etree.QName(call)
        if name.namespace != MEDIA2:
            schemas[str(name.namespace)].assertValid(call)
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
        "DeleteRules",
        "SetNetworkProtocols",
        "GetRecordingInformation",
    }


def test_what_the_document_does_not_know_is_not_built() -> None:
    with pytest.raises(TypeError, match="Typ"):
        wsdl.body(DEVICE, "SetDynamicDNS", {"Typ": "NoUpdate"})
    with pytest.raises(zeep.exceptions.ValidationError, match="Type"):
        wsdl.body(DEVICE, "SetDynamicDNS", {})


def test_texts_are_escaped() -> None:
    name = "a&b</w:Username><w:Username>admin"
    built = etree.fromstring(wsdl.body(DEVICE, "DeleteUsers", {"Username": [name]}))
    assert [one.text for one in built] == [name]


def test_zeep_would_not_send_a_recordings_document_back(documents: dict[str, Any]) -> None:
    """Why that write is made by hand: an empty text is enough."""
    source = "".join(f"<t:{name}/>" for name in ("SourceId", "Name", "Location", "Description", "Address"))
    rest = "<t:Content/><t:MaximumRetentionTime>P31D</t:MaximumRetentionTime>"
    sent = etree.fromstring(
        f'<r:SetRecordingConfiguration xmlns:r="{RECORDING}" xmlns:t="{SCHEMA}"><r:RecordingToken>r</r:RecordingToken>'
        f"<r:RecordingConfiguration><t:Source>{source}</t:Source>{rest}</r:RecordingConfiguration>"
        "</r:SetRecordingConfiguration>"
    )
    schema(RECORDING).assertValid(sent)
    element = documents[RECORDING].get_element(str(sent.tag))
    with pytest.raises(zeep.exceptions.ValidationError, match="Missing element"):
        element.render(etree.Element("again"), element.parse(sent, documents[RECORDING].wsdl.types))


def test_a_package_without_its_documents_writes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(wsdl, "DOCUMENTS", {DEVICE: ("gone.wsdl", "DeviceBinding")})
    monkeypatch.setattr(wsdl, "_service", wsdl._service.__wrapped__)
    of, played = tape.play(lambda _: tape.reply(*tape.NOT_SUPPORTED))
    with pytest.raises(WriteRefused, match=r"gone\.wsdl is not where its package was installed"):
        of.tell(DEVICE, "SetDynamicDNS", Type="NoUpdate")
    assert played.asked == []


def test_a_document_that_wants_more_from_the_network_is_not_served(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    file = tmp_path / "far.wsdl"
    file.write_text(
        f'<definitions xmlns="http://schemas.xmlsoap.org/wsdl/" targetNamespace="{DEVICE}">'
        '<import namespace="urn:far" location="http://192.0.2.1/far.wsdl"/></definitions>'
    )
    monkeypatch.setattr(wsdl, "_file", lambda _: file)
    with pytest.raises(WriteRefused, match="nothing is fetched"):
        wsdl._service.__wrapped__(DEVICE)
