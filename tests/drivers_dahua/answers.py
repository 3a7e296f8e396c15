"""A device of RPC2 that gives the answers it is told to."""

import json
from typing import Any

from sightline import drivers
from sightline.drivers.dahua.session import Session
from sightline.wire.http import Reply
from tests.drivers.tape import reply
from tests.drivers_dahua import tape
from tests.drivers_dahua.tape import ACCEPTED, CHALLENGED, WITH, WITHOUT

TIME = {"time": "2026-11-25 12:00:00"}
BOX = {
    "magicBox.getSerialNo": {"sn": "S1"},
    "magicBox.getDeviceType": {"type": "IPC-X"},
    "magicBox.getSoftwareVersion": {"version": {"Version": "2.8.R", "BuildDate": "2024-01-23"}},
    "global.getCurrentTime": TIME,
    "userManager.getUserInfoAll": {"users": [{"Name": "admin", "Group": "admin"}]},
    "LogicDeviceManager.getCameraState": {"states": []},
}


def device(answers: dict[str, Any] | None = None, **tables: Any) -> Session:
    """A device of RPC2 that has these tables, asked for one by one, and lists them."""
    known_answers = {**BOX, "configManager.getMemberNames": {"names": ["General", *tables]}, **(answers or {})}

    def answer(key: str) -> Reply:
        if key in (WITHOUT, WITH):
            return reply(200, json.dumps(CHALLENGED if key == WITHOUT else ACCEPTED).encode())
        method, _, rest = key.partition(" ")
        if method == "configManager.getConfig" and (name := json.loads(rest)["name"]) in tables:
            return reply(200, json.dumps({"result": True, "params": {"table": tables[name]}}).encode())
        if method not in known_answers:
            return reply(200, b'{"result":false,"error":{"code":268894210,"message":"Method not found!"}}')
        return reply(200, json.dumps({"result": True, "params": known_answers[method]}).encode())

    return tape.play(answer)[0]


def read(of: Session, setting: str) -> Any:
    return drivers.read("dahua", of, setting)
