"""Users, their permissions, and the recorder that logs in to the camera."""

from sightline.lab import Lab, SimulatedDevice
from tests.lab.client import Client

STATUS = "ContentMgmt/InputProxy/channels/status"
NEW = "<User><id>0</id><userName>night</userName><password>{}</password><userLevel>Operator</userLevel></User>"


def test_a_created_user_logs_in_until_it_is_deleted(lab: Lab, nvr: Client, nvr_device: SimulatedDevice) -> None:
    assert nvr.ask("POST", "Security/users", NEW.format("Sun-down-77")).value("statusCode") == "1"
    assert "Sun-down" not in nvr.get("Security/users").text
    assert "<userID>5</userID>" in nvr.get("Security/UserPermission").text
    night = Client(lab.address(nvr_device.spec.name), "night", "Sun-down-77")
    assert night.get("System/deviceInfo").status == 200
    assert nvr.ask("DELETE", "Security/users/5").value("statusCode") == "1"
    assert night.get("System/deviceInfo").status == 401
    assert "<userID>5</userID>" not in nvr.get("Security/UserPermission").text


def test_a_weak_password_is_refused_with_status_200(nvr: Client) -> None:
    reply = nvr.ask("POST", "Security/users", NEW.format("night123"))
    assert (reply.status, reply.value("subStatusCode")) == (200, "riskPassword")


def test_a_new_password_works_and_the_old_one_does_not(lab: Lab, nvr: Client, nvr_device: SimulatedDevice) -> None:
    reply = nvr.change("Security/users/1", "</userName>", "</userName><password>Fresh-2027</password>")
    assert reply.value("statusCode") == "1"
    assert nvr.get("System/deviceInfo").status == 401
    assert Client(lab.address(nvr_device.spec.name), "admin", "Fresh-2027").get("System/deviceInfo").status == 200


def test_the_first_administrator_stays(nvr: Client) -> None:
    assert nvr.ask("DELETE", "Security/users/1").value("subStatusCode") == "invalidOperation"
    assert nvr.change("Security/users/1", "Administrator", "Operator").status == 403


def test_a_permission_has_an_id_of_its_own_and_can_be_changed(nvr: Client) -> None:
    assert nvr.get("Security/UserPermission/1").value("userID") == "3"
    nvr.change("Security/UserPermission/1", "<backup>true", "<backup>false")
    assert nvr.get("Security/UserPermission/1").value("backup") == "false"
    assert nvr.get("Security/UserPermission").text.count("<backup>false") == 5


def test_the_camera_has_remote_permissions_alone(camera: Client) -> None:
    assert "localPermission" not in camera.get("Security/UserPermission").text


def test_onvif_users_are_a_store_of_their_own(nvr: Client, camera: Client) -> None:
    assert "<User>" not in nvr.get("Security/ONVIF/users").text
    body = "<User><id>0</id><userName>vms</userName><password>Vms-2026-x</password><userType>operator</userType></User>"
    assert nvr.ask("POST", "Security/ONVIF/users", body).status == 200
    assert nvr.get("Security/ONVIF/users/1").value("userName") == "vms"
    assert camera.get("Security/ONVIF/users").value("userName") == "integrator"
    assert camera.ask("DELETE", "Security/ONVIF/users/1").status == 200
    assert "integrator" not in camera.get("Security/ONVIF/users").text


def test_the_channel_is_lost_when_its_account_is(nvr: Client, camera: Client) -> None:
    assert nvr.get(STATUS).value("chanDetectResult") == "connect"
    camera.change("Security/users/2", "<enabled>true", "<enabled>false")
    assert nvr.get(STATUS).value("chanDetectResult") == "userOrPasswordError"
    assert nvr.get(STATUS).value("online") == "false"
    camera.change("Security/users/2", "<enabled>false", "<enabled>true")
    assert nvr.get(STATUS).value("online") == "true"


def test_the_channel_is_lost_until_the_recorder_has_the_new_password(nvr: Client, camera: Client) -> None:
    camera.change("Security/users/2", "</userName>", "</userName><password>Link-anew-27</password>")
    assert nvr.get(STATUS).value("online") == "false"
    nvr.change("ContentMgmt/InputProxy/channels/1", "</userName>", "</userName><password>Link-anew-27</password>")
    assert nvr.get(STATUS).value("online") == "true"
    assert "Link-anew" not in nvr.get("ContentMgmt/InputProxy/channels").text


def test_closing_the_service_that_the_recorder_uses_costs_the_channel(nvr: Client, camera: Client) -> None:
    camera.change("Security/adminAccesses/3", "<enabled>true", "<enabled>false")
    assert nvr.get(STATUS).value("online") == "false"
