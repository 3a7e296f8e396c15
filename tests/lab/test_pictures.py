"""What the picture shows, on the lab's Hikvision devices: names, masks, and what a recorder passes to its camera."""

from sightline.lab import SimulatedDevice
from tests.lab.client import Client

INPUT, PASSED = "System/Video/inputs/channels/1", "ContentMgmt/InputProxy/channels/1/video"
LOG = (
    "<CMSearchDescription><searchID>{A-1}</searchID><metaId>log.std-cgi.com</metaId><timeSpanList><timeSpan>"
    "<startTime>{start}</startTime><endTime>{end}</endTime></timeSpan></timeSpanList><maxResults>1</maxResults>"
    "<searchResultPostion>0</searchResultPostion></CMSearchDescription>"
)


def test_a_new_name_of_an_input_is_the_name_of_its_streams(camera: Client) -> None:
    assert camera.change(INPUT, "<name>Entrance", "<name>North gate").status == 200
    assert camera.get("System/Video/inputs/channels").value("name") == "North gate"
    assert camera.get("Streaming/channels").text.count("<channelName>North gate<") == 2
    assert camera.get("Streaming/channels/104").value("channelName") == "North gate"


def test_a_recorder_shows_and_changes_the_cameras_own_document(nvr: Client, camera: Client) -> None:
    for name in ("privacyMask", "overlays", "tamperDetection"):
        assert nvr.get(f"{PASSED}/{name}").body == camera.get(f"{INPUT}/{name}").body
        off, on = "<enabled>false</enabled>\n\t<normalized", "<enabled>true</enabled>\n\t<normalized"
        if name != "overlays":
            assert nvr.change(f"{PASSED}/{name}", off, on).status == 200
            assert on in camera.get(f"{INPUT}/{name}").text


def test_a_recorder_refuses_what_its_camera_does_not_answer(nvr: Client, camera_device: SimulatedDevice) -> None:
    camera_device.switches.dead = True
    said = nvr.get(f"{PASSED}/overlays")
    assert (said.status, said.value("subStatusCode")) == (403, "deviceError")
    assert nvr.get(f"{PASSED.replace('/1/', '/2/')}/overlays").status == 200
    assert nvr.get(f"{PASSED}/videoLoss").status == 200, "its own"
    sent = nvr.get(f"{PASSED.replace('/1/', '/2/')}/overlays").body
    assert nvr.ask("PUT", f"{PASSED}/overlays", sent).status == 403


def test_the_log_has_the_login_that_asks(nvr: Client, nvr_device: SimulatedDevice) -> None:
    ever, past = ("2020-01-01T00:00:00Z", "2037-01-01T00:00:00Z"), ("2020-01-01T00:00:00Z", "2021-01-01T00:00:00Z")
    found = nvr.ask("POST", "ContentMgmt/logSearch", LOG.replace("{start}", ever[0]).replace("{end}", ever[1]))
    assert found.value("metaId") == "log.hikvision.com/Operation/remoteLogin"
    none = nvr.ask("POST", "ContentMgmt/logSearch", LOG.replace("{start}", past[0]).replace("{end}", past[1]))
    assert (none.value("responseStatusStrg"), none.value("numOfMatches")) == ("NO MATCHES", "0")
    assert nvr.ask("POST", "ContentMgmt/logSearch", LOG).status == 400
    assert nvr.get("ContentMgmt/logSearch").status == 403
    assert nvr_device.counters.writes == []


def test_a_log_server_is_a_name_or_an_address(camera: Client) -> None:
    address = "<addressingFormatType>ipaddress</addressingFormatType>\n\t<ipAddress>0.0.0.0</ipAddress>"
    name = "<addressingFormatType>hostname</addressingFormatType>\n\t<hostName>logs.example</hostName>"
    assert camera.change("System/logServer", address, name).status == 200
    assert camera.get("System/logServer").value("hostName") == "logs.example"
    assert camera.change("System/logServer", "hostName", "serverName").status == 400


def test_an_event_that_the_list_leaves_out_is_there_alone(camera: Client) -> None:
    assert "scenechangedetection" not in camera.get("Event/triggers").text
    assert camera.get("Event/triggers/scenechangedetection-1").value("eventType") == "scenechangedetection"
