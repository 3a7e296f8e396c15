"""Puts the lab's devices out of order, as a client of its own: plain HTTP digest, no part of Sightline's drivers."""

import re

import requests
import urllib3
from requests.auth import HTTPDigestAuth

from sightline.lab import SITE, mixed

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
    """Every device whose interface it speaks, every change; one that is refused is an error."""
    urllib3.disable_warnings()  # a camera signed its own certificate
    for device in (*SITE, *mixed()):
        visit = {"hikvision": by_isapi, "onvif": by_onvif}.get(device.make)
        if visit is None:
            continue
        with requests.Session() as session:
            session.auth = HTTPDigestAuth("admin", device.passwords["admin"])
            session.trust_env, session.verify = False, False  # nor a CA from the environment
            visit(session, f"{'https' if device.tls else 'http'}://{device.host}:{device.port}")


def by_isapi(session: requests.Session, address: str) -> None:
    """Sound on, 90 days, UPnP open, an account more."""
    for path, pattern, text in ISAPI_CHANGES:
        before = session.get(f"{address}/ISAPI/{path}", timeout=SECONDS)
        after, found = re.subn(pattern, text, before.text, count=1)
        assert found, f"{before.url}: {before.text}"
        taken(session.put(f"{address}/ISAPI/{path}", after.encode(), timeout=SECONDS), "<statusCode>1<")
    taken(session.post(f"{address}/ISAPI/Security/users", ISAPI_ACCOUNT.encode(), timeout=SECONDS), "<statusCode>1<")


def by_onvif(session: requests.Session, address: str) -> None:
    """Sound on, an account more: it has no other of these."""
    session.headers["Content-Type"] = "application/soap+xml; charset=utf-8"
    for service, call in ONVIF_CALLS:
        sent = ENVELOPE.format(call).encode()
        taken(session.post(f"{address}/onvif/{service}", sent, timeout=SECONDS), "Response")


def taken(reply: requests.Response, word: str) -> None:
    """The device says that it took it."""
    said = f"{reply.request.method} {reply.url}: {reply.status_code} {reply.text}"
    assert reply.status_code == 200, said
    assert word in reply.text, said


if __name__ == "__main__":
    main()
