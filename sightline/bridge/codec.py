"""Settings as one line of JSON, and back."""

import json
from functools import cache
from typing import Any, get_args

from pydantic import TypeAdapter, ValidationError

from sightline.errors import Status
from sightline.settings import READABLE, Setting, Unread, Unsupported

Found = Setting | Unread | Unsupported


@cache
def adapter(setting: str) -> TypeAdapter[Any]:
    """What knows the setting's shape; making it takes milliseconds."""
    return TypeAdapter(READABLE[setting])


def encode(setting: str, found: Setting) -> Any:
    """Plain JSON data of a setting."""
    return adapter(setting).dump_python(found, mode="json")


def decode(setting: str, data: Any) -> Setting:
    """The setting from plain data; ValidationError where it does not fit."""
    found: Setting = adapter(setting).validate_python(data)
    return found


def line(answer: dict[str, Any]) -> str:
    """One non-empty line: pyinfra would turn an empty reply into a fact's default."""
    return json.dumps(answer, ensure_ascii=True)


def answered(setting: str, text: str) -> Found:
    """What one answer line says. A line that is no answer is Unread: this never raises."""
    try:
        answer = json.loads(text)
        status = answer["status"]
        if status == "ok":
            return decode(setting, answer["found"])
        if status not in get_args(Status):
            raise ValueError("no such status")
        reason = printable(str(answer["reason"]))
        return Unsupported(reason) if status == "unsupported" else Unread(reason, status)
    except (ValueError, KeyError, TypeError, ValidationError, RecursionError) as problem:
        return Unread(f"no answer that could be read: {type(problem).__name__}")


def printable(text: str) -> str:
    """Text that can be written to a file: JSON from a device may hold half a character."""
    return text.encode("utf-8", "replace").decode()
