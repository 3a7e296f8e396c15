"""4.2.20, 4.2.21: displays cannot be seen by the public."""

from sightline.policy.register import WITH_DEVICES, RegisterControl

control = RegisterControl(
    "displays",
    title="Displays cannot be seen by the public",
    severity="medium",
    asks="No display of this system can be seen by the public, unless it shows them where they stand",
    kinds=WITH_DEVICES,
)
