"""Services and accounts by single tables, and the device's own scan as a second word."""

from typing import Any

import pytest

from sightline.errors import UnexpectedReply
from sightline.settings import (
    Accounts,
    Services,
    Unread,
    Unsupported,
)
from tests.drivers_dahua.answers import device, read


def services(**tables: Any) -> dict[str, Any]:
    found = read(device(**tables), "services")
    assert isinstance(found, Services)
    return {one.service: one.enabled for one in found.services}


@pytest.mark.parametrize("table", [{"Enable": True}, [{"Enable": True}], [{"Enable": False}, {"Enable": True}]])
def test_a_table_with_and_without_an_index_is_the_same(table: object) -> None:
    assert services(T2UServer=table)["p2p-cloud"] is True


def test_a_service_is_off_only_where_each_of_its_tables_says_so() -> None:
    assert services(T2UServer={"Enable": False})["p2p-cloud"] is False
    assert services(T2UServer={"Enable": False}, VSP_PaaS={"Enable": True})["p2p-cloud"] is True
    assert isinstance(services(T2UServer={"Enable": False}, VSP_PaaS={})["p2p-cloud"], Unread)
    assert isinstance(services()["p2p-cloud"], Unsupported)
    assert services(Bonjour={"Enable": False}, DeviceDiscovery={"Enable": True})["discovery"] is True
    assert services(UPnP={"Enable": False, "StartDeviceDiscover": True})["upnp"] is True
    assert services(Multicast={"TS": [{"Enable": False}], "RTP": [{"Enable": True}]})["multicast"] is True
    assert isinstance(services(Multicast={})["multicast"], Unread)
    assert isinstance(services(DDNS=[])["ddns"], Unread)


def test_snmp_that_is_on_is_of_no_known_version_and_off_is_off() -> None:
    assert services(SNMP={"Enable": False})["snmp-v1"] is False
    assert isinstance(services(SNMP={"Enable": True})["snmp-v2c"], Unsupported)


def test_platforms_are_never_said_to_be_off() -> None:
    assert services(VSP_GENETEC={"ServiceStart": True})["platform"] is True
    assert isinstance(services(VSP_GENETEC={"ServiceStart": False})["platform"], Unsupported)


@pytest.mark.parametrize(
    ("flag", "errors", "enabled"),
    [(False, 0, False), (True, 0, True), (False, 3, True), (None, 0, Unsupported), (False, None, Unsupported)],
)
def test_a_view_without_a_login_is_off_by_two_words(flag: object, errors: int | None, enabled: object) -> None:
    answers: dict[str, Any] = {
        "userManager.getUserInfoAll": {"users": [{"Name": "admin", "Group": "admin", "Anonymous": flag}]}
    }
    if errors is not None:
        answers["SecurityScan.getReport"] = {"SecItemState": [{"Name": "AnonLoginMode", "ErrCode": errors}]}
    found = read(device(answers), "services")
    anonymous = next(one.enabled for one in found.services if one.service == "anonymous-view")
    assert anonymous is enabled or (isinstance(enabled, type) and isinstance(anonymous, enabled))


def accounts(users: list[dict[str, Any]], scan: object = None) -> Accounts:
    report = {"SecurityScan.getReport": {"SecItemState": scan}} if scan is not None else {}
    admin = {"Name": "admin", "Group": "admin", "Reserved": True}
    found = read(device({"userManager.getUserInfoAll": {"users": [admin, *users]}, **report}, General={}), "accounts")
    assert isinstance(found, Accounts)
    return found


@pytest.mark.parametrize(
    "user", [{"Name": "888888", "Group": "admin"}, {"Name": "x", "Group": "user", "Reserved": True}]
)
def test_an_account_that_was_shipped_is_a_default(user: dict[str, Any]) -> None:
    assert accounts([user], [{"Name": "PriPwdStat", "ErrCode": 0}]).default_password is True


def test_only_the_devices_own_scan_says_that_passwords_are_good() -> None:
    assert accounts([], [{"Name": "PriPwdStat", "ErrCode": 0}]).default_password is False
    for scan in ([{"Name": "PriPwdStat", "ErrCode": 1}], [{"Name": "PriPwdStat"}], [], None):
        assert isinstance(accounts([], scan).default_password, Unread)


def test_groups_are_roles_and_a_list_without_us_is_no_answer() -> None:
    found = accounts([{"Name": "a", "Group": "user"}, {"Name": "b", "Group": "own group"}])
    assert [one.role for one in found.accounts] == ["administrator", "operator", "other"]
    assert isinstance(found.lockout, Unsupported)
    nobody = {"userManager.getUserInfoAll": {"users": [{"Name": "other", "Group": "admin"}]}}
    with pytest.raises(UnexpectedReply, match="does not have ours"):
        read(device(nobody, General={}), "accounts")


def test_a_recorder_whose_logins_are_not_known_has_its_accounts_unread() -> None:
    """The account by which it reaches a camera might be taken away there."""
    recorder = {"magicBox.getDeviceClass": {"type": "NVR"}}
    tables: tuple[Any, ...] = ({"uuid:INFO_0": {"Address": "192.0.2.1", "Enable": True}}, [])
    for table in tables:
        with pytest.raises(UnexpectedReply):
            read(device(recorder, General={}, RemoteDevice=table), "accounts")
    with_login = {"uuid:INFO_2": {"Address": "192.0.2.1", "UserName": "rec"}, "uuid:INFO_3": {"Enable": False}}
    found = read(device(recorder, General={}, RemoteDevice=with_login), "accounts")
    assert [(one.channel, one.account) for one in found.channel_logins] == [("3", "rec")]
