"""One simulated Hanwha device: the recording, the state on top of it, and the order in which a request is judged."""

from copy import deepcopy
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sightline.lab import scene
from sightline.lab.hanwha import replies, writes
from sightline.lab.hanwha.login import Login
from sightline.lab.hanwha.outside import Outside
from sightline.lab.hanwha.recording import Attributes, Menus, menus
from sightline.lab.hanwha.store import Store
from sightline.lab.hanwha.time import MENU as DATE
from sightline.lab.hanwha.time import Time
from sightline.lab.hanwha.users import Users
from sightline.lab.http import Request, Response
from sightline.lab.simulated import Simulated

PREFIX, ATTRIBUTES = "/stw-cgi/", "/stw-cgi/attributes.cgi"
READS = ("view", "check")


class Device(Simulated):
    _store: Store

    def set_up(self) -> None:
        self._menus: Menus = menus(self.spec.recording)
        self._pending: Menus = {}
        self._attributes = Attributes(self.spec.recording)
        self._users = Users(self._menus, self.spec.passwords)
        self._login = Login(self.spec, self._users, self._clock, self.switches, self.counters)
        self.outside = Outside(self.spec, self._menus, self._login)
        self._time = Time(self._menus, self._clock)
        self._store = Store(self.spec, self._menus, self._clock, self._time)

    @property
    def listening(self) -> bool:
        closed = self._menus["security.ssl"]["Policy"].startswith("HTTPS") and not self.spec.tls
        return super().listening and not closed

    def password_of(self, user: str) -> str | None:
        return self._users.password(user)

    @property
    def follows_ntp(self) -> bool:
        return self._time.follows_ntp

    def answer(self, request: Request) -> Response:
        if not request.path.startswith(PREFIX):
            return replies.page(404)
        user = self._login.admit(request)
        return user if isinstance(user, Response) else self._judge(request, user)

    def _judge(self, request: Request, user: str) -> Response:
        asked = dict(parse_qsl(urlsplit(request.target).query, keep_blank_values=True))
        action = asked.pop("action", "view")
        menu = f"{request.path.removeprefix(PREFIX).removesuffix('.cgi')}.{asked.pop('msubmenu', '')}"
        if action not in READS:
            self.counters.writes.append((action, menu))
        if self.switches.busy:
            return Response(403, b"Device Busy\n", "text/plain")
        if self.switches.wrong_type:
            return replies.page(200)
        if request.path == ATTRIBUTES:
            return Response(200, self._attributes.body, "text/xml")
        if menu == "video.snapshot":
            return Response(200, scene.still(self.spec, asked.get("Channel", "0"), self.switches), scene.JPEG)
        as_json = "application/json" in request.headers.get("accept", "")
        try:
            if action in READS:
                return replies.document(menu, self._show(menu, asked), as_json=as_json)
            return self._write(menu, action, asked, user, as_json=as_json)
        except writes.Refused as refused:
            return replies.no(refused.code)
        except (KeyError, ValueError):
            return replies.no(604)

    def _show(self, menu: str, asked: dict[str, str]) -> dict[str, Any]:
        searches = {"recording.calendarsearch": self._store.month, "recording.timeline": self._store.timeline}
        action = "check" if menu == "eventstatus.eventstatus" else "view"
        if self._attributes.parameters(menu, action) is None:
            raise writes.Refused(600)
        if menu in searches:
            return searches[menu](asked)
        if menu == "recording.searchrecordingperiod":
            return self._store.period()
        if menu == DATE:
            return self._time.show()
        shown = deepcopy(self._menus[menu])
        if menu == "system.deviceinfo" and self.switches.swapped:
            shown |= {"ConnectedMACAddress": "02:09:18:FF:FF:FF"}
            shown |= {"SerialNumber": "ZLAB70GTA99999"} if "SerialNumber" in shown else {}
        for row in shown.get("ChannelEvent", ()):
            row["NetworkCameraConnect"] = self._connected(row["Channel"], row["NetworkCameraConnect"])
        return shown

    def _connected(self, channel: int, recorded: bool) -> bool:
        """As recorded, but where the lab has the camera itself."""
        camera = self.linked.get(channel)
        if camera is None:
            return recorded
        registered = self._menus["media.cameraregister"]["RegisteredCameras"][channel]
        return camera.lets_in(registered["UserID"], self.spec.channel_passwords.get(channel, ""))

    def _write(self, menu: str, action: str, asked: dict[str, str], user: str, *, as_json: bool) -> Response:
        if self.switches.refuse_put or not self._users.is_administrator(user):
            return Response(403)
        if (menu, action) == ("system.power", "control"):
            self._reboot()
            return replies.ok(as_json=as_json)
        changed = deepcopy(self._pending.get(menu) or self._menus.get(menu) or {})
        writes.apply({menu: changed} if changed else {}, self._attributes, menu, action, asked)
        if self.switches.needs_reboot:
            self._pending[menu] = changed
        elif not self.switches.ignore_writes:
            self._take({menu: changed})
        return replies.ok(as_json=as_json)

    def _take(self, changed: Menus) -> None:
        self._menus |= changed
        if DATE in changed:
            self._time.follow()

    def _reboot(self) -> None:
        """Off the network for a moment; what waited for it is in force afterwards, and no old login is."""
        self._take(self._pending)
        self._pending = {}
        self._login.digest.forget()
        self.leave()
