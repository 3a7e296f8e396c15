"""Settings as one line of JSON, and back."""

import json
from functools import cache
from typing import Any

from pydantic import TypeAdapter, ValidationError

from sightline.settings import ALL, Setting, Unread, Unsupported

Found = Setting | Unread | Unsupported


@cache
def _adapter(setting: str) -> TypeAdapter[Any]:
    return TypeAdapter(ALL[setting])


def encode(setting: str, found: Setting) -> Any:
    """Plain JSON data of a setting."""
    return _adapter(setting).dump_python(found, mode="json")


def decode(setting: str, data: Any) -> Setting:
    """The setting from plain data; ValidationError where it does not fit."""
    found: Setting = _adapter(setting).validate_python(data)
    return found


def line(answer: dict[str, Any]) -> str:
    """One non-empty line: pyinfra would turn an empty reply into a fact's default."""
    return json.dumps(answer, ensure_ascii=True)


def answered(setting: str, text: str) -> Found:
    """What one answer line says. A line that is no answer is Unread: this never raises."""
    try:
        answer = json.loads(text)
        if answer["status"] == "ok":
            return decode(setting, answer["found"])
        if answer["status"] == "unsupported":
            return Unsupported(answer["reason"])
        return Unread(answer["reason"], answer["status"])
    except (ValueError, KeyError, TypeError, ValidationError) as problem:
        return Unread(f"no answer that could be read: {type(problem).__name__}")
