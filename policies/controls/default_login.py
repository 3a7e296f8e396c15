"""4.2.23: no password that the maker shipped."""

from dataclasses import replace

from sightline.policy.control import Control
from sightline.policy.policy import Policy
from sightline.settings import Accounts

control = Control(
    "default-login",
    reads=Accounts,
    title="No default or known password",
    severity="critical",
    looks_at=("default_password",),
    remedy="secrets",
)


@control.wants
def wants(found: Accounts, policy: Policy) -> Accounts:
    return replace(found, default_password=False)
