"""One rule of the policy: a pure function from what was found to what the policy would have there."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, fields, is_dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from sightline.policy.policy import Policy, Severity
from sightline.settings import Absent, Setting, Unread, Unsupported

if TYPE_CHECKING:
    from sightline.policy.witness import Peers, Witnesses

S = TypeVar("S", bound=Setting)
Wants = Callable[[S, Policy], S]
UNKNOWN = (Unread, Unsupported, Absent)
#: The fields that name a part of a setting.
KEYS = ("channel", "stream", "track", "kind", "service", "store", "name", "account", "mask", "host")


class NotMet(Exception):
    """Raised by `wants` where no field of the setting could carry what is missing: a drift with this reason."""


@dataclass
class Control(Generic[S]):
    """A slug of the policy, the setting it reads, and the fields of it that it judges.

    `looks_at` names the fields (all, where empty): unknowns elsewhere do not touch the verdict. `shows` names what a
    report prints of found and wanted; properties count. `remedy` says who can put it right: "harden", another verb,
    or "" where it only judges. `cuts` marks writes that may cut off us or a recorder: they go last.
    `spare` says why a device is not judged by it ("" where it is): the inventory asks nothing of the kind there.
    `severity` may depend on the policy (a new system must encrypt, an old one should). `witnesses` says what probes
    from outside saw of the same values, `peers` what the recorder or camera at the other end does.
    """

    slug: str
    reads: type[S]
    title: str
    severity: Severity
    looks_at: tuple[str, ...] = ()
    shows: tuple[str, ...] = ()
    remedy: str = "harden"
    cuts: bool = False
    weigh: Callable[[Policy], Severity] | None = None
    explain: Callable[[S, Policy], str] | None = None
    witnesses: "Witnesses | None" = None
    peers: "Peers | None" = None
    spare: Callable[[Policy], str] | None = None
    _wants: Wants[S] | None = field(default=None, repr=False)

    def wants(self, function: Wants[S]) -> Wants[S]:
        """Decorates the rule."""
        self._wants = function
        return function

    def explains(self, function: Callable[[S, Policy], str]) -> Callable[[S, Policy], str]:
        """Decorates a function that adds a sentence to the finding's reason; "" adds nothing."""
        self.explain = function
        return function

    def weighs(self, function: Callable[[Policy], Severity]) -> Callable[[Policy], Severity]:
        """Decorates a function that gives the severity for one device."""
        self.weigh = function
        return function

    def spares(self, function: Callable[[Policy], str]) -> Callable[[Policy], str]:
        """Decorates a function that says why the control asks nothing of a device; "" where it does."""
        self.spare = function
        return function

    def spared(self, policy: Policy) -> str:
        """Why the device is not judged, or ""."""
        return self.spare(policy) if self.spare else ""

    def witnessed(self, function: "Witnesses") -> "Witnesses":
        """Decorates a function that gives what was seen from outside of the values that this control judges."""
        self.witnesses = function
        return function

    def confirmed(self, function: "Peers") -> "Peers":
        """Decorates a function that gives what the device at the other end of a channel says of the same values."""
        self.peers = function
        return function

    def wanted(self, found: S, policy: Policy) -> S:
        """What the policy would have there. What was not read is not wanted to be otherwise (safety rule 2)."""
        if self._wants is None:
            raise TypeError(f"control {self.slug} has no rule: decorate a function with @control.wants")
        wanted: S = keep_unknown(found, self._wants(found, policy))
        return wanted

    @property
    def judged(self) -> tuple[str, ...]:
        """The names of the fields that decide the verdict."""
        return self.looks_at or tuple(f.name for f in fields(self.reads))

    def weight(self, policy: Policy) -> Severity:
        """The severity on the device that the policy was narrowed to; the control's own where it cannot be told."""
        try:
            return self.weigh(policy) if self.weigh else self.severity
        except Exception:  # noqa: BLE001 - a weight that fails must not end the run for all
            return self.severity


def keep_unknown(found: Any, wanted: Any) -> Any:
    """`wanted`, with every value that is unknown in `found` put back as it was found."""
    if isinstance(found, UNKNOWN):
        return found
    if is_dataclass(found) and not isinstance(found, type) and type(found) is type(wanted):
        kept = {f.name: keep_unknown(getattr(found, f.name), getattr(wanted, f.name)) for f in fields(found)}
        return type(found)(**kept)
    if isinstance(found, tuple) and isinstance(wanted, tuple):
        before = keyed(found)
        return tuple(keep_unknown(before.get(identity, item), item) for identity, item in keyed(wanted).items())
    return wanted


def key(part: Any) -> Any:
    """What makes a part of a setting the same part: the fields of it that are names."""
    if not is_dataclass(part) or isinstance(part, UNKNOWN):
        return part
    return tuple(getattr(part, name) for name in KEYS if hasattr(part, name))


def keyed(parts: tuple[Any, ...]) -> dict[tuple[Any, int], Any]:
    """Parts by their key, and by their place among those of one key: a device may list two disks by one name."""
    seen: Counter[Any] = Counter()
    found = {}
    for part in parts:
        identity = key(part)
        found[identity, seen[identity]] = part
        seen[identity] += 1
    return found
