"""InputProxy: the cameras behind a recorder, each live only while the camera lets the recorder in."""

from collections.abc import Mapping

from sightline.lab.device import SimulatedDevice
from sightline.lab.hikvision import xml
from sightline.lab.hikvision.documents import Documents

CHANNELS = "ContentMgmt/InputProxy/channels"
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

    def _result(self, number: int, user: str) -> str | None:
        camera = self._linked.get(number)
        if camera is None:
            return None
        if not camera.listening or camera.switches.dead or camera.switches.hang:
            return "netUnreachable"
        return "connect" if camera.lets_in(user, self._passwords.get(number, "")) else "userOrPasswordError"
