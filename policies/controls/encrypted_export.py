"""4.2.13: what leaves the system is encrypted.

No device in the reference forces its own exports to be encrypted. So the control is met by taking the right to export
on the box from every account but the named custodian (footage then leaves by `sightline export`, encrypted), and by
the encryption of the card or disk itself where the device has it.
"""

from dataclasses import replace

from sightline.policy.control import Control
from sightline.policy.policy import Policy, Severity
from sightline.settings import Absent, Export, ExportRight, known

control = Control(
    "encrypted-export",
    reads=Export,
    title="Footage cannot leave the box unencrypted",
    severity="high",
    looks_at=("rights.local", "stores.encrypted"),
    cuts=True,
)


@control.weighs
def severity(policy: Policy) -> Severity:
    """Mandatory for systems installed or upgraded since the policy's day, advised for older ones."""
    since, start = policy.declared.since, policy.encrypted_export_from
    return "high" if start is None or since is None or since >= start else "medium"


@control.wants
def wants(found: Export, policy: Policy) -> Export:
    rights, stores = found.rights, found.stores
    if known(rights):
        rights = tuple(_withdrawn(right, policy) for right in rights)
    if not isinstance(stores, Absent):
        stores = tuple(replace(store, encrypted=True) for store in stores)
    return replace(found, rights=rights, stores=stores)


def _withdrawn(right: ExportRight, policy: Policy) -> ExportRight:
    kept = right.inherent or (policy.declared.custodian and right.account == policy.declared.custodian)
    return right if kept else replace(right, local=False)


@control.explains
def explain(found: Export, policy: Policy) -> str:
    """Which of the two was judged."""
    judged = []
    if known(found.rights):
        judged.append("the right to export on the box")
        inherent = [right.account for right in found.rights if right.inherent]
        if inherent:
            judged[-1] += f" (an administrator's cannot be withdrawn: {', '.join(inherent)})"
    if not isinstance(found.stores, Absent) and any(known(store.encrypted) for store in found.stores):
        judged.append("the store's own encryption")
    return f"judged by {' and '.join(judged)}" if judged else ""
