"""4.2.15, 4.2.19: disks and cards work."""

from dataclasses import replace

from sightline.policy.control import Control, NotMet
from sightline.policy.policy import Policy
from sightline.settings import Absent, Storage

control = Control(
    "storage-health",
    reads=Storage,
    title="Disks and cards are healthy",
    severity="high",
    looks_at=("stores.state",),
    shows=("stores",),
    remedy="",
)


@control.wants
def wants(found: Storage, policy: Policy) -> Storage:
    if isinstance(found.stores, Absent):
        if policy.declared.role == "recorder":
            raise NotMet("a recorder without a disk records nothing")
        return found
    return replace(found, stores=tuple(replace(store, state="ok") for store in found.stores))
