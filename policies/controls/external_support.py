"""4.2.22: visiting engineers are checked: who, when, by whom."""

from sightline.policy.register import WITH_DEVICES, RegisterControl

control = RegisterControl(
    "external-support",
    title="Outside support is checked",
    severity="medium",
    asks="Every visiting engineer was identified and accompanied: who, when and by whom is on file",
    kinds=WITH_DEVICES,
)
