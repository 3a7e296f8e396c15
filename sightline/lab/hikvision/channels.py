"""InputProxy: the cameras behind a recorder, each live only while the camera lets the recorder in."""

import re
from collections.abc import Mapping

from sightline.lab.device import SimulatedDevice
from sightline.lab.hikvision import xml
from sightline.lab.hikvision.documents import Documents

CHANNELS = "ContentMgmt/InputProxy/channels"
#: What a recorder asks its camera for: masks, names and tampering are the camera's own.
PASSED = re.compile(CHANNELS + r"/(\d+)/video/(overlays|privacyMask|tamperDetection)")
STATUS = "ContentMgmt/InputProxy/channels/status"


class Channels:
    """What the recorder logs in with is kept here; channels that no lab device stands behind stay as recorded."""

    def __init__(
        self, documents: Documents, passwords: Mapping[int, str], linked: Mapping[int, SimulatedDevice]
    ) -> None:
        self._documents = documents
        self._passwords = dict(passwords)
        self._linked = linked

    def learn(self, sent: xml.Element) -> None:
        """A PUT to a channel may bring a new password for its camera."""
        password = xml.text(sent, "password")
        if password:
            self._passwords[int(xml.text(sent, "id"))] = password

    def show(self, stored: bytes) -> bytes:
        root = xml.parse(stored)
        users = {xml.text(row, "id"): xml.text(row, "userName") for row in self._documents.entries(CHANNELS)}
        for row in xml.children(root, "InputProxyChannelStatus"):
            number = xml.text(row, "id")
            result = self._result(int(number), users.get(number, ""))
            if result is not None:
                xml.put(row, "userName", users.get(number, ""))
                xml.put(row, "online", str(result == "connect").lower())
                xml.put(row, "chanDetectResult", result)
        return xml.dump(root)

    def behind(self, url: str) -> tuple[Documents, str]:
        """Where a document of this device really stands, and under which URL: here, or at the camera behind it."""
        found = PASSED.fullmatch(url)
        camera = self._linked.get(int(found[1])) if found else None
        there = getattr(camera, "documents", None)
        if found and isinstance(there, Documents):
            return there, f"System/Video/inputs/channels/1/{found[2]}"
        return self._documents, url

    def lost(self, url: str) -> bool:
        """Whether it stands at a camera that does not let the recorder in."""
        found = PASSED.fullmatch(url)
        if found is None:
            return False
        rows = {xml.text(row, "id"): xml.text(row, "userName") for row in self._documents.entries(CHANNELS)}
        return self._result(int(found[1]), rows.get(found[1], "")) not in (None, "connect")

    def _result(self, number: int, user: str) -> str | None:
        camera = self._linked.get(number)
        if camera is None:
            return None
        if not camera.listening or camera.switches.dead or camera.switches.hang:
            return "netUnreachable"
        return "connect" if camera.lets_in(user, self._passwords.get(number, "")) else "userOrPasswordError"
