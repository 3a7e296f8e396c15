"""GET, PUT, POST and DELETE of one logged-in administrator."""

import re
from collections.abc import Callable
from datetime import datetime

from sightline.lab import scene
from sightline.lab.device import Switches
from sightline.lab.hikvision import accounts, channels, replies, search, xml
from sightline.lab.hikvision import time as device_time
from sightline.lab.hikvision.documents import Documents, Refused, parent_of
from sightline.lab.hikvision.recording import Recording
from sightline.lab.hikvision.store import TRACKS, Store
from sightline.lab.http import Request, Response
from sightline.lab.spec import DeviceSpec

PICTURE = re.compile(r"Streaming/channels/\d+01/picture")
SEARCH, LOG = "ContentMgmt/search", "ContentMgmt/logSearch"
INPUTS, STREAMS = "System/Video/inputs/channels", "Streaming/channels"
DAYS = "/dailyDistribution"
OLD_SEARCH_FROM = datetime(2023, 1, 1)
READ_ONLY = {"Security/userCheck", "System/capabilities", "ContentMgmt/Storage", channels.STATUS}
IDENTITY = "System/deviceInfo"
OTHER_SERIAL = "20190611CCWR990000001"


def is_write(method: str, url: str) -> bool:
    return method != "GET" and not (method == "POST" and (url in {SEARCH, LOG} or url.endswith(DAYS)))


class Verbs:
    """What the device does with a request that it let in."""

    def __init__(
        self,
        spec: DeviceSpec,
        recording: Recording,
        documents: Documents,
        users: accounts.Accounts,
        behind: channels.Channels,
        time: device_time.Time,
        store: Store,
        switches: Switches,
    ) -> None:
        self._spec = spec
        self._recording = recording
        self._documents = documents
        self._users = users
        self._behind = behind
        self._time = time
        self._store = store
        self._switches = switches
        self._pending: list[Callable[[], None]] = []

    def answer(self, request: Request, url: str) -> Response:
        match request.method:
            case "GET":
                return self._get(request, url)
            case "PUT":
                return self._put(request, url)
            case "POST":
                return self._post(request, url)
            case "DELETE":
                return self._delete(request, url)
            case _:
                return replies.method_not_allowed(request.path)

    def apply_pending(self) -> None:
        """What waited for a reboot."""
        for apply in self._pending:
            apply()
        self._pending.clear()

    def _get(self, request: Request, url: str) -> Response:
        if url in {SEARCH, LOG, "System/reboot"}:
            return replies.method_not_allowed(request.path)
        if self._behind.lost(url):
            return replies.status(403, 3, "deviceError", request.path)
        if PICTURE.fullmatch(url):
            return Response(200, scene.still(self._spec, url, self._switches), scene.JPEG)
        documents, place = self._behind.behind(url)
        stored = documents.get(place)
        if stored is None:
            return self._unknown(request, url)
        if url == device_time.URL:
            stored = self._time.show(stored)
        elif url == channels.STATUS:
            stored = self._behind.show(stored)
        elif url == IDENTITY and self._switches.swapped:
            root = xml.parse(stored)
            xml.put(root, "serialNumber", xml.text(root, "model") + OTHER_SERIAL)
            stored = xml.dump(root)
        return Response(200, stored)

    def _unknown(self, request: Request, url: str) -> Response:
        said = self._recording.refusal(url)
        if isinstance(said, int):
            return replies.page(said, "Document Error: Not Found")
        return replies.status(403, said[0], said[1], request.path)

    def _put(self, request: Request, url: str) -> Response:
        documents, place = self._behind.behind(url)
        if documents.get(place) is None or self._behind.lost(url):
            return self._unknown(request, url)
        if self._switches.refuse_put:
            return Response(403)
        if url in READ_ONLY or url.endswith("/capabilities"):
            return replies.method_not_allowed(request.path)
        try:
            sent = documents.checked(place, request.body)
            if url == device_time.URL:
                self._time.check(sent)
        except Refused as refused:
            bad = {5: replies.bad_format, 6: replies.bad_content}[refused.code]
            return bad(request.path)
        whole = xml.parse(request.body)
        refusal = self._users.risk(url, whole) if parent_of(url) == accounts.USERS else None
        if refusal is not None:
            return refusal
        return self._store_document(request, url, sent, whole)

    def _store_document(self, request: Request, url: str, sent: xml.Element, whole: xml.Element) -> Response:
        if self._switches.ignore_writes:
            return replies.ok(request.path)

        def apply() -> None:
            if parent_of(url) == accounts.USERS:
                self._users.update(url, whole)
            if parent_of(url) == channels.CHANNELS:
                self._behind.learn(whole)
            if url == IDENTITY:
                self._documents.edit(url, "deviceName", xml.text(sent, "deviceName"))
                return
            has_secret = xml.dump(whole) != xml.dump(sent)
            documents, place = self._behind.behind(url)
            documents.put(place, sent, raw=None if has_secret else request.body)
            if parent_of(url) == INPUTS:
                self._rename(sent)
            if url == device_time.URL:
                self._time.set()

        if self._switches.needs_reboot:
            self._pending.append(apply)
            return replies.status(200, 7, "rebootRequired", request.path)
        apply()
        return replies.ok(request.path)

    def _rename(self, sent: xml.Element) -> None:
        """Streams carry the name of their input."""
        channel, name = xml.text(sent, "id"), xml.text(sent, "name")
        for number in range(1, 5):
            url = f"{STREAMS}/{channel}{number:02}"
            if (stream := self._documents.tree(url)) is not None:
                xml.put(stream, "channelName", name)
                self._documents.put(url, stream)

    def _post(self, request: Request, url: str) -> Response:
        try:
            sent = xml.parse(request.body)
        except xml.NotXml:
            return replies.bad_format(request.path)
        if url == SEARCH:
            return self._search(request.path, sent)
        if url == LOG:
            return search.log(request.path, sent, self._time.wall)
        track = url.removeprefix(TRACKS + "/").removesuffix(DAYS)
        if url == f"{TRACKS}/{track}{DAYS}" and track.isdigit() and int(track) in self._store.held:
            return search.days(request.path, sent, self._store.look()[int(track)], self._time.zone)
        create = {accounts.USERS: self._users.create, accounts.ONVIF_USERS: self._users.create_onvif}.get(url)
        if create is not None:
            return replies.ok(request.path) if self._switches.ignore_writes else create(request.path, sent)
        known = self._documents.get(url) is not None
        return replies.method_not_allowed(request.path) if known else self._unknown(request, url)

    def _search(self, path: str, sent: xml.Element) -> Response:
        old = OLD_SEARCH_FROM if self._switches.old_search else None
        echoes = self._spec.kind == "recorder"
        return search.answer(path, sent, self._store.look(), self._time.zone, fails_before=old, echoes=echoes)

    def _delete(self, request: Request, url: str) -> Response:
        if self._documents.get(url) is None:
            return self._unknown(request, url)
        if parent_of(url) not in {accounts.USERS, accounts.ONVIF_USERS}:
            return replies.method_not_allowed(request.path)
        if self._switches.ignore_writes:
            return replies.ok(request.path)
        return self._users.delete(url, request.path)
