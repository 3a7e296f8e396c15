"""4.2.23: nobody logs in without encryption."""

from dataclasses import replace

from sightline.policy.control import Control, NotMet
from sightline.policy.policy import Policy
from sightline.settings import Certificates, known

control = Control(
    "https-only",
    reads=Certificates,
    title="The web interface is encrypted, and only so",
    severity="high",
    looks_at=("https", "https_only"),
    shows=("https", "https_only", "certificate"),
    cuts=True,
)


@control.spares
def spare(policy: Policy) -> str:
    """A way in that another system needs stays; one over SSH has no web interface of ours."""
    if policy.declared.transport == "ssh":
        return "it is reached by SSH: its web interface is that of a program on it"
    return "another system needs its web interface without encryption" if "http" in policy.declared.needs else ""


@control.wants
def wants(found: Certificates, policy: Policy) -> Certificates:
    if known(found.certificate) and found.certificate.not_after < policy.now:
        raise NotMet(f"the certificate ran out on {found.certificate.not_after:%Y-%m-%d}: give the device a new one")
    return replace(found, https=True, https_only=True)


@control.explains
def explain(found: Certificates, policy: Policy) -> str:
    """Plain HTTP is not closed over plain HTTP: the way in would be gone."""
    if policy.declared.transport == "http" and found.https_only is not True:
        return "the inventory reaches it by http: give it an https address first, and it can be closed"
    return ""
