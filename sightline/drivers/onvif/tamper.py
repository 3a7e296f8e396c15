"""Whether a covered or turned view is noticed, as far as a rule says so (reference, D12)."""

from typing import Literal

from sightline.drivers.onvif import rules
from sightline.drivers.onvif.profiles import reason
from sightline.drivers.onvif.session import Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Detection, Maybe, Tamper
from sightline.settings import Unsupported as Unsupportable

RULE = "Tampering"
Kind = Literal["covered", "moved", "video-loss"]
#: By which of a rule's modes each is noticed.
MODES: dict[Kind, frozenset[str]] = {
    "covered": frozenset(("ImageTooDark", "GlobalSceneChange")),
    "moved": frozenset(("GlobalSceneChange",)),
    "video-loss": frozenset(("SignalLoss",)),
}
NO_RULE = Unsupportable(
    "no rule notices it, and a device may do so without one: ONVIF lists events that are possible, not those that are "
    "on (onvif.md, D12)"
)


def read(device: Session) -> Tamper:
    """What no rule notices is not off: only a rule that is there says anything."""
    modes: dict[str, list[frozenset[str] | Unsupported | UnexpectedReply]] = {}
    for token, channel in rules.configurations(device).items():
        modes.setdefault(channel, []).append(_modes(device, token))
    return Tamper(
        detections=tuple(
            Detection(channel=channel, kind=kind, enabled=_enabled(kind, found))
            for channel, found in modes.items()
            for kind in MODES
        )
    )


def _modes(device: Session, token: str) -> frozenset[str] | Unsupported | UnexpectedReply:
    try:
        listed = rules.rules(device, token)
    except (Unsupported, UnexpectedReply) as problem:
        return problem
    return frozenset(mode for one in listed if one.standard and one.type == RULE for mode in one.modes)


def _enabled(kind: Kind, found: list[frozenset[str] | Unsupported | UnexpectedReply]) -> Maybe[bool]:
    if any(isinstance(one, frozenset) and one & MODES[kind] for one in found):
        return True
    return next((reason(one) for one in found if not isinstance(one, frozenset)), NO_RULE)
