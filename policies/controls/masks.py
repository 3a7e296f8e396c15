"""4.2.17, 4.2.18: private property is covered, as the inventory says."""

from dataclasses import replace

from sightline.policy.control import Control, NotMet
from sightline.policy.policy import Policy
from sightline.settings import Absent, Mask, Masks, known

control = Control(
    "masks",
    reads=Masks,
    title="Private property is covered",
    severity="high",
    looks_at=("masks.enabled", "masks.area_percent"),
    shows=("masks",),
)


@control.spares
def spare(policy: Policy) -> str:
    return "" if policy.declared.masks else "the inventory asks for no mask here"


@control.wants
def wants(found: Masks, policy: Policy) -> Masks:
    """What is drawn is switched on. Where too few are drawn, only a person can say where."""
    if isinstance(found.masks, Absent):
        raise NotMet(f"{policy.declared.masks} masks are asked for, and it has none: {found.masks.reason}")
    if not known(found.masks):
        return found
    drawn = [mask for mask in found.masks if _drawn(mask)]
    if len(drawn) < policy.declared.masks and all(_told(mask) for mask in found.masks):
        raise NotMet(f"{policy.declared.masks} masks are asked for and {len(drawn)} are drawn: draw them at the device")
    return replace(found, masks=tuple(_on(mask) for mask in found.masks))


def _told(mask: Mask) -> bool:
    """A picture that has no masks, by the device's own word, has none that could be drawn."""
    return known(mask.area_percent) or isinstance(mask.area_percent, Absent)


def _drawn(mask: Mask) -> bool:
    return known(mask.area_percent) and mask.area_percent > 0


def _on(mask: Mask) -> Mask:
    return replace(mask, enabled=True) if _drawn(mask) or not known(mask.area_percent) else mask
