"""Who approved which waiver, out of the signed chain. What cannot be proven is not approved."""

from datetime import datetime

from sightline.policy.waiver import Approval
from sightline.records.audit import store
from sightline.records.audit.chain import Chain
from sightline.records.audit.proof import proven

PROPOSAL, APPROVAL, WITHDRAWAL = "waiver-proposal", "waiver-approval", "waiver-withdrawal"


def approvals(chain: Chain) -> dict[str, Approval]:
    """By the waiver's hash, its last approval under a signed head that was not taken back.

    A withdrawal counts unsigned as well. Raises EstateError where the chain is broken, or cannot be read.
    """
    withdrawn: dict[str, int] = {}
    with chain.database.reading() as connection:
        for entry in store.entries(connection, store.Filter(event=WITHDRAWAL)):
            withdrawn[str(entry.what.get("sha256"))] = entry.number
    found = {}
    for entry in proven(chain, APPROVAL):
        sha = str(entry.what.get("sha256"))
        if entry.number > withdrawn.get(sha, 0):
            found[sha] = Approval(by=entry.who, at=datetime.fromisoformat(entry.at))
    return found
