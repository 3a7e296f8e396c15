"""4.2.22: only authorised accounts, and a lock against guessing."""

from dataclasses import replace
from typing import Literal

from sightline.policy.control import Control, NotMet
from sightline.policy.policy import DeclaredAccount, Policy
from sightline.settings import Account, Accounts, Lockout, known

Role = Literal["administrator", "operator", "viewer", "other"]

#: What a lock must be at least: a guesser gets this many tries, then waits this long.
MAX_ATTEMPTS, LOCK_SECONDS = 5, 1800

control = Control(
    "accounts",
    reads=Accounts,
    title="Only authorised accounts can log in",
    severity="critical",
    looks_at=("accounts", "onvif_accounts", "lockout"),
    remedy="harden --accounts",
    cuts=True,
)
#: The more an account may do, the higher.
RANK = {"viewer": 0, "operator": 1, "administrator": 2}


@control.wants
def wants(found: Accounts, policy: Policy) -> Accounts:
    """Ours is authorised by being ours; the others by the site file, until their day."""
    if policy.declared.accounts is None:
        raise NotMet("accounts not declared: name those that may log in under the system's `accounts`")
    lockout = found.lockout
    if known(lockout):
        longest = lockout.lock_seconds
        locked = max(longest, LOCK_SECONDS) if known(longest) else longest
        attempts = lockout.attempts if 1 <= lockout.attempts <= MAX_ATTEMPTS else MAX_ATTEMPTS
        lockout = Lockout(enabled=True, attempts=attempts, lock_seconds=locked)
    return replace(
        found,
        accounts=_authorised(found.accounts, policy, store="device"),
        onvif_accounts=_authorised(found.onvif_accounts, policy, store="onvif")
        if known(found.onvif_accounts)
        else found.onvif_accounts,
        lockout=lockout,
    )


def _role(account: Account, declared: DeclaredAccount) -> Role:
    """The declared role; ONVIF knows other ones, so there it may do no more than was declared. How much one of another
    kind may do is not known: it stands for no declared role."""
    known_both = account.role in RANK and declared.role in RANK
    within = account.store == "onvif" and known_both and RANK[account.role] <= RANK[declared.role]
    return account.role if within else declared.role


def _authorised(accounts: tuple[Account, ...], policy: Policy, *, store: str) -> tuple[Account, ...]:
    """Unknown accounts go, or are disabled where the device can; declared ones that are missing are wanted there."""
    declared = {a.name: a for a in policy.declared.accounts or () if a.until is None or policy.today <= a.until}
    own = policy.declared.login
    kept = []
    for account in accounts:
        if account.name == own:
            kept.append(account)
        elif account.name in declared:
            kept.append(replace(account, role=_role(account, declared[account.name])))
        elif account.enabled is not None:
            kept.append(replace(account, enabled=False))
    there = {account.name for account in accounts}
    missing = [Account(name=n, role=a.role) for n, a in declared.items() if n not in there and store == "device"]
    return (*kept, *missing)
