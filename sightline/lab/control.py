"""The lab's own door: HTTP and JSON on one address, to look at the devices, move their time and switch their faults."""

import json
import os
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from sightline.lab.device import LabError, SimulatedDevice, Switches
from sightline.lab.http import Request, Response
from sightline.lab.server import Lab

Body = dict[str, Any]
HOST = "127.77.0.1"
PORT = 8079


class Control:
    """GET /devices and /lab; POST /advance {device, hours}, /switch {device, switch, value}, /reset {device}. Without a
    device, /advance and /reset mean all of them. A wrong request gets 400 and {"error": why}."""

    listening = True

    def __init__(self, lab: Lab, folder: Path) -> None:
        self.faults = Switches()
        self._lab = lab
        self._folder = folder
        self._routes: dict[tuple[str, str], Callable[[Body], object]] = {
            ("GET", "/lab"): self._about,
            ("GET", "/devices"): self._devices,
            ("POST", "/advance"): self._advance,
            ("POST", "/switch"): self._switch,
            ("POST", "/reset"): self._reset,
        }

    def handle(self, request: Request) -> Response:
        route = self._routes.get((request.method, request.path))
        if route is None:
            return _json(404, {"error": f"no {request.method} {request.path}"})
        try:
            body = json.loads(request.body or b"{}")
            if not isinstance(body, dict):
                raise LabError("the body has to be an object")
            return _json(200, route(body))
        except (LabError, ValueError) as error:
            return _json(400, {"error": str(error)})

    def _about(self, _body: Body) -> object:
        return {"pid": os.getpid(), "folder": str(self._folder)}

    def _devices(self, _body: Body) -> object:
        return {"devices": [self._state(device) for device in self._lab]}

    def _state(self, device: SimulatedDevice) -> Body:
        return {
            "name": device.spec.name,
            "kind": device.spec.kind,
            "model": device.spec.recording,
            "address": self._lab.address(device.spec.name),
            "listening": device.listening,
            "clock_error_seconds": round(device.clock_error_seconds, 3),
            "switches": asdict(device.switches),
            "counters": device.counters.as_dict(),
        }

    def _advance(self, body: Body) -> object:
        hours = body.get("hours")
        if isinstance(hours, bool) or not isinstance(hours, int | float) or not 0 < hours <= 24 * 366:
            raise LabError("hours has to be a number above 0, at most a year")
        for device in self._chosen(body):
            device.advance(hours)
        return self._devices(body)

    def _switch(self, body: Body) -> object:
        if "device" not in body:
            raise LabError("name the device")
        for device in self._chosen(body):
            device.switches.set(str(body.get("switch")), body.get("value"))
        return self._devices(body)

    def _reset(self, body: Body) -> object:
        for device in self._chosen(body):
            device.reset()
        return self._devices(body)

    def _chosen(self, body: Body) -> list[SimulatedDevice]:
        name = body.get("device")
        found = [device for device in self._lab if name in {None, device.spec.name}]
        if not found:
            raise LabError(f"no device {name!r}; there are {', '.join(device.spec.name for device in self._lab)}")
        return found


def _json(status: int, said: object) -> Response:
    return Response(status, json.dumps(said, indent=2).encode() + b"\n", "application/json")
