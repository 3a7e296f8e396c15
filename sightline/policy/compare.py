"""Found beside wanted, leaf by leaf."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any, Literal

from sightline.policy.control import KEYS, UNKNOWN, keyed
from sightline.settings import Absent, Unread, Unsupported

State = Literal["same", "differs", "unread", "unsupported", "absent"]
#: Lists that may be empty by the device's own word; an empty one of another name proves nothing.
MAY_BE_EMPTY = ("onvif_accounts", "recorded", "channel_logins", "collectors", "masks")
#: Lists that are as they should be when they are empty.
BEST_EMPTY = ("extracts",)


@dataclass(frozen=True, kw_only=True)
class Leaf:
    """One value. `path` is its dotted field name (`tracks.max_days`); `of` names the part it belongs to; `shared` where
    a part of another channel has the same name.

    `witness` says whose word it is: the device's own, or that of a probe from outside.
    """

    path: str
    of: str
    channel: str | None
    state: State
    found: Any
    wanted: Any
    witness: str = "device"
    shared: bool = False

    @property
    def removed(self) -> bool:
        """True for a part that is there and wanted gone."""
        return self.state == "differs" and self.wanted is None and is_dataclass(self.found)

    @property
    def where(self) -> str:
        """The leaf in words: `tracks 101: max_days`, `detections covered of channel 2: enabled`."""
        head, _, name = self.path.partition(".")
        by = "" if self.witness == "device" else f" (by {self.witness})"
        if not self.of:
            return f"{self.path}{by}"
        part = f"{head} {self.of}{f' of channel {self.channel}' if self.shared and self.channel else ''}"
        return f"{part}: {name}{by}" if name else f"{part}{by}"


def leaves(found: Any, wanted: Any, looks_at: tuple[str, ...]) -> list[Leaf]:
    """Every leaf of a setting that `looks_at` names (`tracks` names all below it)."""
    return [leaf for leaf in _walk(found, wanted, "", "", None) if _looked_at(leaf.path, looks_at)]


def _looked_at(path: str, looks_at: tuple[str, ...]) -> bool:
    return any(f"{path}.".startswith(f"{name}.") or f"{name}.".startswith(f"{path}.") for name in looks_at)


def _walk(found: Any, wanted: Any, path: str, of: str, channel: str | None) -> Iterator[Leaf]:
    if isinstance(found, UNKNOWN):
        state: State = {Unread: "unread", Unsupported: "unsupported", Absent: "absent"}[type(found)]  # type: ignore[assignment] # three literals
        yield Leaf(path=path, of=of, channel=channel, state=state, found=found, wanted=None)
    elif is_dataclass(found) and type(found) is type(wanted):
        for f in fields(found):
            if not (path and f.name in KEYS):
                below = f"{path}.{f.name}" if path else f.name
                yield from _walk(getattr(found, f.name), getattr(wanted, f.name), below, of, channel)
    elif _parts(found) or _parts(wanted):
        yield from _walk_parts(found, wanted, path)
    elif found != () or (path in BEST_EMPTY and wanted == ()):
        state = "same" if found == wanted else "differs"
        yield Leaf(path=path, of=of, channel=channel, state=state, found=found, wanted=wanted)
    elif wanted != ():
        yield Leaf(path=path, of=of, channel=channel, state="differs", found=found, wanted=wanted)
    elif path not in MAY_BE_EMPTY:
        nothing = Unread("the device listed none")
        yield Leaf(path=path, of=of, channel=channel, state="unread", found=nothing, wanted=None)


def _parts(value: Any) -> bool:
    return isinstance(value, tuple) and bool(value) and is_dataclass(value[0])


def _unread(part: Any) -> bool:
    """True for a part that the rule expected and the driver said nothing of."""
    return any(isinstance(getattr(part, f.name), Unread) for f in fields(part))


def _named_only(part: Any) -> bool:
    """True for a part that says nothing but that it is there."""
    return all(f.name in KEYS for f in fields(part))


def _walk_parts(found: tuple[Any, ...], wanted: tuple[Any, ...], path: str) -> Iterator[Leaf]:
    before, after = keyed(found), keyed(wanted)
    every = dict.fromkeys([*before, *after])
    often = Counter(identity[0][-1] for identity in every)
    for identity in every:
        name = identity[0][-1]
        there = _walk_part(before.get(identity), after.get(identity), path, str(name))
        yield from there if often[name] == 1 else (replace(leaf, shared=True) for leaf in there)


def _walk_part(found: Any, wanted: Any, path: str, name: str) -> Iterator[Leaf]:
    """A part that is on both sides, or on one: None stands for the other."""
    part = wanted if found is None else found
    channel = getattr(part, "channel", None)
    if found is not None and wanted is not None and _named_only(part):
        yield Leaf(path=path, of=name, channel=channel, state="same", found=part, wanted=part)
    elif found is not None and wanted is not None:
        yield from _walk(found, wanted, path, name, channel)
    elif wanted is not None and _unread(part):
        yield from _walk(part, part, path, name, channel)
    else:
        yield Leaf(path=path, of=name, channel=channel, state="differs", found=found, wanted=wanted)
