"""Reads and writes: what a device takes, what it refuses, and that a list and its entries agree."""

import pytest

from sightline.lab import SimulatedDevice
from tests.lab.client import Client

TRACK = "ContentMgmt/record/tracks/101"


def test_a_write_persists_in_the_entry_and_in_the_list(nvr: Client, nvr_device: SimulatedDevice) -> None:
    reply = nvr.change("Streaming/channels/202", "<Audio>\n<enabled>true", "<Audio>\n<enabled>false")
    assert (reply.status, reply.value("statusCode")) == (200, "1")
    assert "<Audio>\n<enabled>false" in nvr.get("Streaming/channels/202").text
    assert nvr.get("Streaming/channels").text.count("<Audio>\n<enabled>false") == 2
    assert nvr_device.counters.writes == [("PUT", "Streaming/channels/202")]


def test_a_written_list_reaches_its_entries(nvr: Client) -> None:
    service = "<protocol>Bonjour</protocol>"
    nvr.change("Security/adminAccesses", f"<enabled>true</enabled>\n{service}", f"<enabled>false</enabled>\n{service}")
    assert nvr.get("Security/adminAccesses/9").value("enabled") == "false"


def test_audio_in_the_drifted_start(nvr: Client, camera: Client) -> None:
    assert "<Audio>" not in nvr.get("Streaming/channels/301").text
    assert "<Audio>\n<enabled>false" in nvr.get("Streaming/channels/201").text
    assert "<Audio>\n<enabled>true" in nvr.get("Streaming/channels/202").text
    assert camera.get("Streaming/channels").text.count("<StreamingChannel ") == 2
    assert camera.get("Streaming/channels/104").value("id") == "104"


@pytest.mark.parametrize(
    ("url", "old", "new"),
    [
        ("System/Network/UPnP", "<enabled>", "<evil>1</evil><enabled>"),
        ("System/Network/UPnP", "<enabled>true", "<enabled>maybe"),
        ("System/Network/UPnP", "UPnP", "PnP"),
        (TRACK, "P0DT0H", "P751DT0H"),
        (TRACK, "P0DT0H", "31"),
        (TRACK, "<id>101</id>", "<id>201</id>"),
        ("Security/illegalLoginLock", "Times>5<", "Times>2<"),
        ("System/time", "<timeMode>manual", "<timeMode>lunar"),
        ("System/time", "CST+0:00:00", "Europe/London"),
        ("System/time/ntpServers/1", "<synchronizeInterval>60", "<synchronizeInterval>0"),
    ],
)
def test_what_the_device_does_not_have_or_allow_is_refused(nvr: Client, url: str, old: str, new: str) -> None:
    before = nvr.get(url).text
    reply = nvr.change(url, old, new)
    assert (reply.status, reply.value("statusCode"), reply.value("subStatusCode")) == (400, "6", "badXmlContent")
    if url != "System/time":
        assert nvr.get(url).text == before


def test_broken_xml_is_refused(nvr: Client) -> None:
    reply = nvr.ask("PUT", "System/Network/UPnP", "<UPnP><enabled>")
    assert (reply.status, reply.value("statusCode")) == (400, "5")


def test_an_entity_is_refused(nvr: Client) -> None:
    document = '<!DOCTYPE a [<!ENTITY b "true">]><UPnP><enabled>&b;</enabled></UPnP>'
    assert nvr.ask("PUT", "System/Network/UPnP", document).value("statusCode") == "5"


def test_no_such_thing_on_a_recorder_and_on_a_camera(nvr: Client, camera: Client) -> None:
    for url in ("System/Network/telnetd", "System/Network/ftp", "Streaming/channels/103", "Security/anything"):
        reply = nvr.get(url)
        assert (reply.status, reply.value("statusCode"), reply.value("subStatusCode")) == (403, "4", "notSupport")
    assert camera.get("System/Holidays").status == 404
    assert camera.get("ContentMgmt/InputProxy/channels").value("subStatusCode") == "notSupport"
    assert camera.get("ContentMgmt/Storage/extension").status == 404


def test_a_wrong_method_says_so(nvr: Client) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        assert nvr.ask(method, "System/capabilities").value("subStatusCode") == "methodNotAllowed"


def test_activation_is_told_without_a_login(nvr: Client) -> None:
    assert nvr.send("GET", "/SDK/activateStatus").value("Activated") == "true"
