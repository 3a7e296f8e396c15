"""The documents of one device as they stand now: its recording, and what was written over it."""

from copy import deepcopy

from sightline.lab.hikvision import validate, xml
from sightline.lab.hikvision.recording import Recording

CAPABILITIES = "/capabilities"
LISTS = {
    "Streaming/channels": "StreamingChannel",
    "ContentMgmt/InputProxy/channels": "InputProxyChannel",
    "ContentMgmt/record/tracks": "Track",
    "Security/adminAccesses": "AdminAccessProtocol",
    "Security/users": "User",
    "Security/UserPermission": "UserPermission",
    "Security/ONVIF/users": "User",
    "System/Video/inputs/channels": "VideoInputChannel",
    "System/Network/ftp": "FTPNotification",
    "System/time/ntpServers": "NTPServer",
}


class Refused(Exception):
    """The device does not take this document; `code` is the statusCode of its reply."""

    def __init__(self, code: int) -> None:
        super().__init__(code)
        self.code = code


class Documents:
    """Bytes by URL below /ISAPI/. A list and the documents of its entries say the same: a write to one is a write to
    both.

    A list may be shorter than what there is: a camera lists streams 101 and 102, and also has 103 and 104.
    """

    def __init__(self, recording: Recording) -> None:
        self._now = dict(recording.documents)
        for url, tag in LISTS.items():
            if url in self._now:
                self._spread(url, tag)
        self._start = dict(self._now)

    def get(self, url: str) -> bytes | None:
        return self._now.get(url)

    def tree(self, url: str) -> xml.Element | None:
        """A copy to read from or to edit and `put` back; None where the device has no such document."""
        stored = self._now.get(url)
        return None if stored is None else xml.parse(stored)

    def entries(self, url: str) -> list[xml.Element]:
        """The entries of a list; none where the device has no such list."""
        found = self.tree(url)
        return [] if found is None else list(xml.children(found, LISTS[url]))

    def checked(self, url: str, body: bytes) -> xml.Element:
        """What was sent for a document that exists, without the secrets in it, if the device takes it."""
        try:
            sent = xml.parse(body)
        except xml.NotXml as error:
            raise Refused(5) from error
        stored = xml.parse(self._now[url])
        if not validate.fits(sent, validate.shape(self._start.get(url, self._now[url]), self._limits(url))):
            raise Refused(6)
        if parent_of(url) and xml.text(xml.child(sent, "id"), "id") != xml.text(xml.child(stored, "id"), "id"):
            raise Refused(6)
        for secret in [found for found in sent.iter() if xml.local(found) in validate.SECRETS]:
            above = secret.getparent()
            if above is not None:
                above.remove(secret)
        return sent

    def put(self, url: str, sent: xml.Element, *, raw: bytes | None = None) -> None:
        """`raw` is kept as it was sent, where nothing had to be taken out of it."""
        self._now[url] = raw if raw is not None else xml.dump(sent)
        parent = parent_of(url)
        if parent:
            self._into_list(parent, sent)
        elif url in LISTS:
            self._spread(url, LISTS[url])

    def edit(self, url: str, name: str, value: str) -> None:
        """Sets the first element of that name."""
        root = xml.parse(self._now[url])
        xml.put(root, name, value)
        self._now[url] = xml.dump(root)

    def add(self, url: str, entry: xml.Element) -> None:
        root = self.tree(url)
        if root is None:
            return
        root.append(entry)
        self.put(url, root)

    def remove(self, url: str, number: str) -> bool:
        """Takes an entry from a list; False if there was none."""
        root = self.tree(url)
        gone = [] if root is None else [entry for entry in xml.children(root, LISTS[url]) if _number(entry) == number]
        if root is None or not gone:
            return False
        root.remove(gone[0])
        self._now.pop(f"{url}/{number}", None)
        self.put(url, root)
        return True

    def _limits(self, url: str) -> bytes | None:
        return self._now.get(url + CAPABILITIES)

    def _spread(self, url: str, tag: str) -> None:
        root = xml.parse(self._now[url])
        version = root.get("version")
        for entry in xml.children(root, tag):
            alone = deepcopy(entry)
            if version and not alone.get("version"):
                alone.set("version", version)
            self._now[f"{url}/{_number(entry)}"] = xml.dump(alone)

    def _into_list(self, url: str, sent: xml.Element) -> None:
        root = xml.parse(self._now[url])
        for entry in xml.children(root, LISTS[url]):
            if _number(entry) == _number(sent):
                fresh = deepcopy(sent)
                fresh.tail = entry.tail
                root.replace(entry, fresh)
        self._now[url] = xml.dump(root)


def parent_of(url: str) -> str | None:
    """The list that a URL is an entry of."""
    above, _, number = url.rpartition("/")
    return above if above in LISTS and number.isdigit() else None


def _number(entry: xml.Element) -> str:
    return xml.text(xml.child(entry, "id"), "id")
