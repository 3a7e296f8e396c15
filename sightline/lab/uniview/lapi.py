"""LAPI's paths: the recording with the state in it, and what a write changes."""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any
from urllib.parse import parse_qs, urlsplit

from sightline.lab.clock import Clock
from sightline.lab.device import Switches
from sightline.lab.http import Request, Response
from sightline.lab.onvif.users import Users
from sightline.lab.uniview import replies
from sightline.lab.uniview.days import Days
from sightline.lab.uniview.replies import PREFIX, Data
from sightline.lab.uniview.sync import Sync

INFORMATION, TIME, USERS, REBOOT = "System/DeviceInfo", "System/TimeNTP", "Channel/0/System/Users", "System/Reboot"
NTP, MODE = "System/Time/NTP", "System/Time/SyncMode"
OTHER_SERIAL = "210235LAB9990300777"
DAYS_BEFORE, DAYS_AFTER = "Channels/", "/Media/Video/Streams/0/Records/DailyDistribution"


@cache
def _load(name: str) -> Mapping[str, Data]:
    found: Mapping[str, Data] = json.loads(files(__package__).joinpath(name, "lapi.json").read_text())
    return found


class Lapi:
    """Unknown paths and values of another type are refused; a write may bring a part of the keys: the rest stays."""

    def __init__(
        self, recording: str, clock: Clock, users: Users, sync: Sync, days: Days | None, switches: Switches
    ) -> None:
        self._data = dict(deepcopy(_load(recording)))
        self._users, self._sync, self._days, self._switches = users, sync, days, switches
        self._pending: list[Callable[[], None]] = []
        self._shown: dict[str, Callable[[Data], Data]] = {
            INFORMATION: lambda data: {**data, "SerialNumber": OTHER_SERIAL} if switches.swapped else data,
            TIME: lambda data: {**data, "DeviceTime": int(clock.now().timestamp())},
            USERS: lambda _: self._listed(),
            NTP: sync.servers,
            MODE: lambda _: {"Mode": sync.mode},
        }

    def __getitem__(self, path: str) -> Data:
        return self._data[path]

    def __contains__(self, path: str) -> bool:
        return path in self._data

    def put(self, path: str, **values: Any) -> None:
        """Changes values as the device's own doing."""
        self._data[path].update(values)

    def answer(self, request: Request) -> Response:
        path = request.path.removeprefix(PREFIX)
        if request.method == "PUT" and path in self._data:
            return self._write(request, path)
        days = self._month(request, path)
        if request.method != "GET" or (path not in self._data and days is None):
            return replies.refused(*_order(replies.COMMON_ERROR, request))
        data = days if days is not None else self._show(path)
        return replies.answer(request.path, data)

    def apply_pending(self) -> None:
        """What waited for a reboot."""
        for apply in self._pending:
            apply()
        self._pending.clear()

    def _show(self, path: str) -> Data:
        data = deepcopy(self._data[path])
        return self._shown[path](data) if path in self._shown else data

    def _write(self, request: Request, path: str) -> Response:
        if self._switches.refuse_put:
            return Response(403)
        try:
            sent = json.loads(request.body)
        except ValueError:
            sent = None
        if not isinstance(sent, dict) or not _fits(sent, self._data[path]):
            return replies.refused(*_order(replies.BAD_VALUES, request))
        if self._switches.needs_reboot:
            self._pending.append(lambda: self._store(path, sent))
        elif not self._switches.ignore_writes:
            self._store(path, sent)
        return replies.answer(request.path, "null")

    def _store(self, path: str, sent: Data) -> None:
        self._data[path].update(sent)
        if path == NTP:
            self._sync.point(self._data[path])
        if path == MODE:
            self._sync.set_mode(sent["Mode"])

    def _listed(self) -> Data:
        """Level 0 is an administrator, 1 anybody else."""
        names = self._users.names()
        rows = [
            {"ID": number, "Name": name, "Level": int(self._users.level(name) != "Administrator")}
            for number, name in enumerate(names)
        ]
        return {"Number": len(rows), "Users": rows}

    def _month(self, request: Request, path: str) -> Data | None:
        channel = path.removeprefix(DAYS_BEFORE).removesuffix(DAYS_AFTER)
        asked = parse_qs(urlsplit(request.target).query)
        if self._days is None or path != f"{DAYS_BEFORE}{channel}{DAYS_AFTER}":
            return None
        year, month = int(asked["Year"][0]), int(asked["Month"][0])
        return {"DailyStatus": self._days.month(int(channel), year, month)}


def _order(error: tuple[int, int, int, str], request: Request) -> tuple[int, str, int, int, str]:
    http, code, status, text = error
    return http, request.path, code, status, text


def _fits(sent: Data, stored: Data) -> bool:
    return sent.keys() <= stored.keys() and all(type(value) is type(stored[key]) for key, value in sent.items())
