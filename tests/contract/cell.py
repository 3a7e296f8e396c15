"""One setting of one device: what the contract sees of it, and what the support matrix is made of."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sightline.bridge.codec import answered, decode, encode, line
from sightline.bridge.link import Answer, Link
from sightline.policy.compare import Leaf, leaves
from sightline.policy.control import NotMet
from sightline.settings import ALL, Setting
from sightline.settings.services import SERVICES


@dataclass(frozen=True, kw_only=True)
class Cell:
    """`status` is "ok" or that of the device's error, `reason` its words. `missing` has the reason of each field, and
    of each service, that the device gives no way to read in any of its parts."""

    status: str
    reason: str
    missing: Mapping[str, str]


def read(link: Link, setting: str) -> Cell:
    """Asks the device."""
    answer = link.read(setting)
    if answer["status"] != "ok":
        return Cell(status=answer["status"], reason=answer["reason"], missing={})
    found = decode(setting, answer["found"])
    assert found == answered(setting, line(answer)), "nothing is lost on the way"
    return Cell(status="ok", reason="", missing=_missing(found))


def _missing(found: Setting) -> dict[str, str]:
    parts: dict[str, list[Leaf]] = {}
    for leaf in leaves(found, found, tuple(vars(found))):
        parts.setdefault(leaf.of if leaf.of in SERVICES else leaf.path.replace(".", " "), []).append(leaf)
    return {
        name: own[0].found.reason for name, own in parts.items() if all(leaf.state == "unsupported" for leaf in own)
    }


def settle(link: Link, setting: str) -> list[Answer]:
    """Writes what the policy's controls would have of the setting; the answers where something was sent."""
    answers = []
    for control in link.work.in_order():
        if control.reads is ALL[setting]:
            found: Any = decode(setting, link.read(setting)["found"])
            try:
                wanted = control.wanted(found, link.work.policy_for(link.device, link.login))
            except NotMet:
                continue
            before = sent(link)
            answer = link.write(setting, encode(setting, wanted))
            answers += [answer] if sent(link) > before else []
    return answers


def sent(link: Link) -> int:
    """How many writes the link's session has sent."""
    return link._session.counts.writes if link._session else 0
