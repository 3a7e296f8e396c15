"""Puts the lab's devices out of order, as a client of its own: plain HTTP digest, no part of Sightline's drivers."""

import re

import requests
import urllib3
from requests.auth import HTTPDigestAuth

from sightline.lab import SITE

ACCOUNT = (
    "<User><id>0</id><userName>visitor</userName><password>Came-by-2027</password>"
    "<userLevel>Operator</userLevel></User>"
)
CHANGES = (
    ("Streaming/channels/101", r"(<Audio>\s*<enabled>)\w+", r"\g<1>true"),
    ("ContentMgmt/record/tracks/101", r"(<Duration[^>]*>)\w+", r"\g<1>P90DT0H"),
    ("System/Network/UPnP", r"(<enabled>)\w+", r"\g<1>true"),
)
SECONDS = 10


def main() -> None:
    """Every device that speaks ISAPI, every change; one that is refused is an error."""
    urllib3.disable_warnings()  # the camera signed its own certificate
    for device in (one for one in SITE if one.make == "hikvision"):
        address = f"{'https' if device.tls else 'http'}://{device.host}:{device.port}/ISAPI/"
        with requests.Session() as session:
            session.auth = HTTPDigestAuth("admin", device.passwords["admin"])
            session.trust_env, session.verify = False, False  # nor a CA from the environment
            for path, pattern, text in CHANGES:
                before = session.get(address + path, timeout=SECONDS)
                after, found = re.subn(pattern, text, before.text, count=1)
                assert found, f"{device.name}: {path}: {before.text}"
                taken(session.put(address + path, after.encode(), timeout=SECONDS))
            taken(session.post(f"{address}Security/users", ACCOUNT.encode(), timeout=SECONDS))


def taken(reply: requests.Response) -> None:
    """The device says that it took it."""
    assert "<statusCode>1<" in reply.text, f"{reply.request.method} {reply.url}: {reply.status_code} {reply.text}"


if __name__ == "__main__":
    main()
