"""A Frigate that gives the answers it is told to."""

import json
from typing import Any

from sightline import drivers
from sightline.settings import Setting
from sightline.wire.http import Reply
from tests.drivers_frigate.tape import Key, play, reply


def camera(**more: Any) -> dict[str, Any]:
    """A camera's configuration as far as the driver looks at it."""
    kinds = {"alerts": {"retain": {"days": 0}}, "detections": {"retain": {"days": 10.5}}}
    return {
        "audio": {"enabled": False},
        "ffmpeg": {"output_args": {"record": "preset-record-generic"}, "inputs": [{"path": "rtsp://*:*@192.0.2.4/a"}]},
        "record": {"enabled": True, "continuous": {"days": 3}, "motion": {"days": 0}, **kinds},
        "snapshots": {"enabled": True, "retain": {"default": 10, "objects": {"person": 45}}},
        "objects": {"track": ["person"]},
        "face_recognition": {"enabled": False},
        "lpr": {"enabled": False},
        **more,
    }


def device(cameras: dict[str, Any] | None = None, config: dict[str, Any] | None = None, **answers: Any) -> Any:
    """A device that lets in; `answers` by the last part of the path, before its query."""
    whole = {
        "cameras": {"door": camera()} if cameras is None else cameras,
        "auth": {"enabled": True},
        "tls": {"enabled": True},
        "plus": {"enabled": False},
        "face_recognition": {"enabled": False},
        "lpr": {"enabled": False},
        **(config or {}),
    }
    known_answers = {"config": whole, "exports": [], "summary": [], "events": [], **answers}
    known_answers["stats"] = {"cameras": {}, **known_answers.get("stats", {})}

    def answer(key: Key) -> Reply:
        name = key[1].partition("?")[0].rpartition("/")[2]
        if name == "login":
            return reply(200, cookies=("frigate_token=token; HttpOnly",))
        return reply(200, json.dumps(known_answers[name]).encode()) if name in known_answers else reply(404)

    return play("frigate", answer)[0]


def read(setting: str, of: Any) -> Setting:
    return drivers.read("frigate", of, setting)
