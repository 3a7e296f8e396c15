"""4.2.12: what was exported on the device is in the site's list of extracts.

It is asked only where the inventory names the folders for exports, as on a recorder host. What lies in one is listed
where an extract of the system that is not destroyed has its path as `place`, or its name (with or without the ending)
as `name`.
"""

from dataclasses import replace

from sightline.policy.control import Control
from sightline.policy.extract import Extract
from sightline.policy.policy import Policy
from sightline.settings import Export, known

control = Control(
    "extracts-listed",
    reads=Export,
    title="What was exported is in the list of extracts",
    severity="high",
    looks_at=("extracts",),
    remedy="",
)


@control.spares
def spare(policy: Policy) -> str:
    return "" if policy.declared.exports else "the inventory names no `exports` folder on it"


@control.wants
def wants(found: Export, policy: Policy) -> Export:
    if not known(found.extracts):
        return found
    entries = [one for one in policy.declared.extracts if one.stands(policy.today)]
    listed = (one for one in found.extracts if any(_is(one.name, entry) for entry in entries))
    return replace(found, extracts=tuple(listed))


def _is(path: str, entry: Extract) -> bool:
    name = path.rpartition("/")[2]
    return entry.place.rstrip("/") == path or entry.name in (name, name.rpartition(".")[0])
