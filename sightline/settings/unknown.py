"""Not knowing, as types: a verdict can never rest on a default."""

from dataclasses import dataclass
from enum import Enum
from typing import Literal, TypeVar, Union

from typing_extensions import TypeIs


@dataclass(frozen=True)
class Unread:
    """Asked and not answered: refused, unreachable, or a reply that cannot be taken for an answer."""

    reason: str
    status: Literal["refused", "unreachable", "unexpected"] = "unexpected"
    unknown: Literal["unread"] = "unread"


@dataclass(frozen=True)
class Unsupported:
    """The thing exists, and this device gives no way to read it."""

    reason: str
    unknown: Literal["unsupported"] = "unsupported"


@dataclass(frozen=True)
class Absent:
    """The device has no such thing, by its own words: no microphone, no disk."""

    reason: str
    unknown: Literal["absent"] = "absent"


class Unlimited(Enum):
    """No limit: a value of its own, never 0."""

    UNLIMITED = "unlimited"


UNLIMITED = Unlimited.UNLIMITED
T = TypeVar("T")
Maybe = Union[T, Unread, Unsupported, Absent]  # noqa: UP007 - a generic alias needs Union


def known(value: Maybe[T]) -> TypeIs[T]:
    """True where the device gave a value."""
    return not isinstance(value, Unread | Unsupported | Absent)
