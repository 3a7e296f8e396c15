"""Faces, number plates and the like (recorders.md, 5; frigate/config/classification.py)."""

from typing import Any

from sightline.drivers.frigate import stats
from sightline.drivers.frigate.session import Session
from sightline.errors import UnexpectedReply
from sightline.settings import Analytics, Function, Maybe, Unread, Unsupported
from sightline.settings.analytics import Kind
from sightline.wire import plainjson

#: Functions for the whole recorder and for each camera; what its counters call them while they run.
BANNED: dict[str, tuple[Kind, str]] = {
    "face_recognition": ("face-recognition", "face_recognition"),
    "lpr": ("number-plate", "plate_recognition"),
}
#: Labels that a model may look for.
LABELS: dict[str, Kind] = {"face": "face-detection", "license_plate": "number-plate"}
OWN = Unsupported("a model of its owner's own: what it tells apart is not known (frigate/config/classification.py)")
BOUGHT = Unsupported("a model of Frigate+ may look for it beside what is tracked (frigate/api/app.py)")
WORDS = Unsupported("a language model is told to describe what it sees: what it says of people is not known")


def read(device: Session) -> Analytics:
    """What is switched here is taken up by a restart: nothing is written."""
    config = device.config
    found = [
        Function(channel="", name=name, kind=kind, enabled=_whole(device, name)) for name, (kind, _) in BANNED.items()
    ]
    for channel, camera in device.cameras.items():
        found += [
            Function(channel=channel, name=name, kind=kind, enabled=_on(camera, name))
            for name, (kind, _) in BANNED.items()
        ]
        found += _labels(device, channel, camera)
        found += _described(channel, camera)
    for name, model in (plainjson.get(config, dict, "classification", "custom") or {}).items():
        off = plainjson.get(model, bool, "enabled") is False
        found.append(Function(channel="", name=f"classification {name}", kind="other", enabled=False if off else OWN))
    return Analytics(functions=tuple(found))


def _whole(device: Session, name: str) -> Maybe[bool]:
    """On where the configuration or the running program says so: one may be ahead of the other until a restart."""
    try:
        running = plainjson.need(device.get(stats.PATH), dict, "embeddings")
    except UnexpectedReply as problem:
        return Unread(str(problem))
    _, counter = BANNED[name]
    return True if any(key.startswith(counter) for key in running) else _on(device.config, name)


def _on(part: Any, name: str) -> Maybe[bool]:
    try:
        return plainjson.need(part, bool, name, "enabled")
    except UnexpectedReply as problem:
        return Unread(f"{problem}: a release that has it elsewhere, or not yet")


def _labels(device: Session, channel: str, camera: dict[str, Any]) -> list[Function]:
    try:
        tracked = plainjson.need(camera, list, "objects", "track")
        bought = plainjson.need(device.config, bool, "plus", "enabled")
    except UnexpectedReply as problem:
        return [Function(channel=channel, name="objects", kind="other", enabled=Unread(str(problem)))]
    return [
        Function(
            channel=channel, name=f"label {label}", kind=kind, enabled=label in tracked or (BOUGHT if bought else False)
        )
        for label, kind in LABELS.items()
    ]


def _described(channel: str, camera: dict[str, Any]) -> list[Function]:
    return [
        Function(channel=channel, name=f"{part} genai", kind="other", enabled=WORDS)
        for part in ("objects", "review")
        if plainjson.get(camera, bool, part, "genai", "enabled")
    ]
