"""Puts the lab's devices out of order, as a client of its own: plain HTTP digest, no part of Sightline's drivers."""

import fnmatch
import re
import sys

import requests
import urllib3
from requests.auth import HTTPDigestAuth

from sightline.lab import SITE, DeviceSpec, mixed, shifted

ISAPI_ACCOUNT = (
    "<User><id>0</id><userName>visitor</userName><password>Came-by-2027</password>"
    "<userLevel>Operator</userLevel></User>"
)
ISAPI_CHANGES = (
    ("Streaming/channels/101", r"(<Audio>\s*<enabled>)\w+", r"\g<1>true"),
    ("ContentMgmt/record/tracks/101", r"(<Duration[^>]*>)\w+", r"\g<1>P90DT0H"),
    ("System/Network/UPnP", r"(<enabled>)\w+", r"\g<1>true"),
)
ONVIF = "http://www.onvif.org/ver10"
ONVIF_CALLS = (
    (
        "Media",
        f'<t:AddAudioEncoderConfiguration xmlns:t="{ONVIF}/media/wsdl"><t:ProfileToken>main</t:ProfileToken>'
        "<t:ConfigurationToken>aec_1</t:ConfigurationToken></t:AddAudioEncoderConfiguration>",
    ),
    (
        "device_service",
        f'<t:CreateUsers xmlns:t="{ONVIF}/device/wsdl" xmlns:s="{ONVIF}/schema"><t:User>'
        "<s:Username>visitor</s:Username><s:Password>Came-by-2027</s:Password><s:UserLevel>Operator</s:UserLevel>"
        "</t:User></t:CreateUsers>",
    ),
)
ENVELOPE = '<e:Envelope xmlns:e="http://www.w3.org/2003/05/soap-envelope"><e:Body>{}</e:Body></e:Envelope>'
SECONDS = 10


def main() -> None:
    """Every device of the command line (shift, SITE/DEVICE ...) whose interface it speaks, every change; one that is
    refused is an error."""
    urllib3.disable_warnings()  # a camera signed its own certificate
    shift, *names = sys.argv[1:]
    for device in shifted((*SITE, *mixed()), int(shift)):
        visit = VISITS.get(device.make)
        if visit is None or not any(fnmatch.fnmatch(device.name, name) for name in names):
            continue
        with requests.Session() as session:
            session.auth = HTTPDigestAuth("admin", device.passwords["admin"])
            session.trust_env, session.verify = False, False  # nor a CA from the environment
            visit(session, f"{'https' if device.tls else 'http'}://{device.host}:{device.port}", device)


def by_isapi(session: requests.Session, address: str, _device: DeviceSpec) -> None:
    """Sound on, 90 days, UPnP open, an account more."""
    for path, pattern, text in ISAPI_CHANGES:
        before = session.get(f"{address}/ISAPI/{path}", timeout=SECONDS)
        after, found = re.subn(pattern, text, before.text, count=1)
        assert found, f"{before.url}: {before.text}"
        taken(session.put(f"{address}/ISAPI/{path}", after.encode(), timeout=SECONDS), "<statusCode>1<")
    taken(session.post(f"{address}/ISAPI/Security/users", ISAPI_ACCOUNT.encode(), timeout=SECONDS), "<statusCode>1<")


def by_onvif(session: requests.Session, address: str, _device: DeviceSpec) -> None:
    """Sound on, an account more: it has no other of these."""
    session.headers["Content-Type"] = "application/soap+xml; charset=utf-8"
    for service, call in ONVIF_CALLS:
        sent = ENVELOPE.format(call).encode()
        taken(session.post(f"{address}/onvif/{service}", sent, timeout=SECONDS), "Response")


def by_cgi(session: requests.Session, address: str, device: DeviceSpec) -> None:
    """Sound on, UPnP open, an account more, and 90 days where the device has a number of days."""
    days = {"StorageGlobal.FileHoldTime": "90"} if device.kind == "camera" else {}
    changes = {"action": "setConfig", "Encode[0].MainFormat[0].AudioEnable": "true", "UPnP.Enable": "true", **days}
    taken(session.get(f"{address}/cgi-bin/configManager.cgi", params=changes, timeout=SECONDS), "OK")
    account = {"action": "addUser", "user.Name": "visitor", "user.Password": "Came-by-2027", "user.Group": "user"}
    taken(session.get(f"{address}/cgi-bin/userManager.cgi", params=account, timeout=SECONDS), "OK")


def by_vapix(session: requests.Session, address: str, _device: DeviceSpec) -> None:
    """Sound on, 90 days, UPnP open, an account more."""
    changes = {"action": "update", "Audio.A0.Enabled": "yes", "AudioSource.A0.AudioSupport": "yes"}
    changes |= {"Storage.S0.CleanupMaxAge": "90", "Network.UPnP.Enabled": "yes"}
    said = session.post(f"{address}/axis-cgi/param.cgi", data=changes, timeout=SECONDS)
    taken(said, "AudioSupport" if "Error" in said.text else "OK")  # old cameras have one of the two alone
    account = {"action": "add", "user": "visitor", "pwd": "Came-by-2027", "grp": "users", "sgrp": "viewer"}
    taken(session.post(f"{address}/axis-cgi/pwdgrp.cgi", data=account, timeout=SECONDS), "Created account")


def taken(reply: requests.Response, word: str) -> None:
    """The device says that it took it."""
    said = f"{reply.request.method} {reply.url}: {reply.status_code} {reply.text}"
    assert reply.status_code == 200, said
    assert word in reply.text, said


VISITS = {"axis": by_vapix, "dahua": by_cgi, "hikvision": by_isapi, "onvif": by_onvif}

if __name__ == "__main__":
    main()
