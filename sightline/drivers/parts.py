"""A part of a setting that could not be read is that part's value: the others stand."""

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Unread
from sightline.settings import Unsupported as Unsupportable

P = ParamSpec("P")
T = TypeVar("T")


def or_unread(read: Callable[P, T]) -> Callable[P, T | Unread]:
    """What `read` gives, or why it could not; that the device has no such thing is still raised."""

    @wraps(read)
    def part(*args: P.args, **more: P.kwargs) -> T | Unread:
        try:
            return read(*args, **more)
        except UnexpectedReply as problem:
            return Unread(str(problem))

    return part


def or_why_not(read: Callable[P, T]) -> Callable[P, T | Unread | Unsupportable]:
    """As `or_unread`, and Unsupported where the device has no such thing."""

    @wraps(read)
    def part(*args: P.args, **more: P.kwargs) -> T | Unread | Unsupportable:
        try:
            return or_unread(read)(*args, **more)
        except Unsupported as problem:
            return Unsupportable(str(problem))

    return part
