"""4.2.32: devices in vehicles used for work follow the policy."""

from sightline.policy.register import RegisterControl

control = RegisterControl(
    "vehicles",
    title="Cameras in vehicles follow the policy",
    severity="high",
    asks="Sound is off, footage goes within the limit, the clock is right, and nobody else has access",
    kinds=("vehicle",),
)
