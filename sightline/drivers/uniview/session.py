"""LAPI: login, data, refusals, and the same device's ONVIF service by the same login (reference, section C)."""

import json
from copy import deepcopy
from datetime import datetime
from typing import Literal

from sightline.drivers import Target
from sightline.drivers.kept import Kept
from sightline.drivers.onvif.session import Session as Onvif
from sightline.drivers.uniview import envelope
from sightline.drivers.uniview.envelope import Data
from sightline.drivers.uniview.fields import need
from sightline.errors import DeviceError, LockedOut, LoginRefused, UnexpectedReply, Unsupported
from sightline.wire.http import Http, Reply

INFORMATION = "System/DeviceInfo"
KIND = "application/json"
#: What model or firmware begin with, by devices seen: NVR302-16S2, IPC2124LE, GIPC-B6220, OET-213H, QPTS-B2209.
RECORDERS, CAMERAS = "NVR", ("IPC", "GIPC", "OET", "QPTS")


class Session:
    """One device. Data is read once and kept until a write."""

    def __init__(self, target: Target) -> None:
        self.target = target
        self._http = Http(
            endpoint=target.endpoint,
            user=target.user,
            password=target.password,
            limits=target.limits,
            unlocked=_unlocked,
            refused=_refused,
        )
        self.counts = self._http.counts
        self._kept = Kept[str, tuple[Data, datetime]]()
        self._onvif: Onvif | None = None

    def close(self) -> None:
        """Digest has no logout: the connection is closed."""
        self._http.close()

    def forget(self) -> None:
        """Drops all that was read."""
        self._kept.clear()
        if self._onvif is not None:
            self._onvif.forget()

    @property
    def onvif(self) -> Onvif:
        """The ONVIF service at the same address, by the login that LAPI took: none of its own is ever sent."""
        self.get(INFORMATION)
        if self._onvif is None:
            self._onvif = Onvif(self.target, self._http)
        return self._onvif

    def get(self, path: str) -> Data:
        """The data at `/LAPI/V1.0/<path>`: to be read, never to be edited.

        Raises Unsupported where the device knows no such path, UnexpectedReply for any other refusal.
        """
        return self.asked(path)[0]

    def asked(self, path: str) -> tuple[Data, datetime]:
        """As `get`, with the moment (UTC) at which it was true."""
        return self._kept.get(path, lambda: self._ask(path))

    def edit(self, path: str) -> Data:
        """As `get`, and data of one's own: change it and `put` it."""
        return deepcopy(self.get(path))

    def place(self, *paths: str) -> str:
        """The first of several spellings of one path that the device knows (reference, section C)."""
        for path in paths[:-1]:
            try:
                self.get(path)
                return path
            except Unsupported:
                continue
        return paths[-1]

    def put(self, path: str, data: Data) -> None:
        """Writes whole data back, as it was read but for what was edited."""
        self.get(INFORMATION)
        self.forget()
        reply = self._judged(self._http.request("PUT", f"/LAPI/V1.0/{path}", json.dumps(data).encode(), KIND))
        envelope.written(path, reply)

    @property
    def kind(self) -> Literal["camera", "recorder"]:
        """By model and firmware. Any other word is no answer: a recorder read as a camera would hide its channels."""
        info = self.get(INFORMATION)
        said = [need(info, name).upper() for name in ("DeviceModel", "FirmwareVersion")]
        if any(word.startswith(RECORDERS) for word in said):
            return "recorder"
        if any(word.startswith(CAMERAS) for word in said):
            return "camera"
        raise UnexpectedReply(f"model {said[0][:40]} with firmware {said[1][:40]}: neither a recorder's nor a camera's")

    def _ask(self, path: str) -> tuple[Data, datetime]:
        """The first request of all proves the login: a device that wants none lets anyone in."""
        if path != INFORMATION:
            self.get(INFORMATION)
        reply = self._judged(self._http.request("GET", f"/LAPI/V1.0/{path}"))
        if not self.counts.logins:
            raise UnexpectedReply("the device answers without asking for a login: anyone on its network is let in")
        return envelope.data(path, reply), reply.at

    def _judged(self, reply: Reply) -> Reply:
        problem = envelope.refusal(reply)
        if problem is not None:
            self._http.end(problem)
            raise problem
        return reply


def _unlocked(reply: Reply) -> None:
    """Before a credential is sent. The reference knows a code for a lock, and no minutes or tries that are left."""
    problem = envelope.refusal(reply)
    if isinstance(problem, LockedOut):
        raise LockedOut(f"{problem}; no login was tried")


def _refused(reply: Reply) -> DeviceError:
    return envelope.refusal(reply) or LoginRefused(f"the device refused our login (HTTP {reply.status})")
