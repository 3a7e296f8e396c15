"""Values of LAPI's data, checked before they are believed. LAPI writes switches as 0 and 1."""

from sightline.drivers.uniview.envelope import Data
from sightline.errors import UnexpectedReply

#: Numbers that no field of a device has: they are damage.
LARGEST = 1 << 53


def number(data: Data, name: str) -> int:
    """A whole number, 0 or above."""
    found = data.get(name)
    if type(found) is not int or not 0 <= found < LARGEST:
        raise UnexpectedReply(f"{name} is {str(found)[:40]!r}, no number")
    return found


def switch(data: Data, name: str) -> bool:
    """True for 1, False for 0; anything else is no answer."""
    found = number(data, name)
    if found > 1:
        raise UnexpectedReply(f"{name} is {found}, neither 0 nor 1")
    return found == 1


def text(data: Data, name: str) -> str:
    """A text without outer white space; "" where there is none."""
    found = data.get(name)
    if found is None:
        return ""
    if not isinstance(found, str):
        raise UnexpectedReply(f"{name} is {str(found)[:40]!r}, no text")
    try:
        found.encode()
    except UnicodeEncodeError as problem:
        raise UnexpectedReply(f"{name} holds half a character") from problem
    return found.strip()


def need(data: Data, name: str) -> str:
    """A text that is not empty."""
    found = text(data, name)
    if not found:
        raise UnexpectedReply(f"{name} is missing")
    return found


def part(data: Data, name: str) -> Data:
    """The object below a name."""
    found = data.get(name)
    if not isinstance(found, dict):
        raise UnexpectedReply(f"{name} is no object")
    return found


def rows(data: Data, name: str, count: str = "") -> list[Data]:
    """The objects of a list; where the device tells their number beside it, it must be right."""
    found = data.get(name)
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise UnexpectedReply(f"{name} is no list of objects")
    if count in data and number(data, count) != len(found):
        raise UnexpectedReply(f"{name} lists {len(found)}, and {count} says {str(data[count])[:20]}")
    return found
