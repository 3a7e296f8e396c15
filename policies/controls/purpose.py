"""4.1, 4.2.1: one documented purpose, in a legitimate aim, that meets a pressing need."""

from sightline.policy.register import RegisterControl

control = RegisterControl(
    "purpose",
    title="The purpose is documented and still holds",
    severity="high",
    asks="The purpose in the site file is the only one, it is legitimate, and the need is still pressing",
)
