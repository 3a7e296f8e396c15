"""4.2.17, 4.2.18: private property in view is masked, or its occupier agreed."""

from sightline.policy.register import WITH_DEVICES, RegisterControl

control = RegisterControl(
    "mask-consent",
    title="Private property in view is masked or agreed to",
    severity="high",
    asks="Every view was walked: private property is masked, or its occupier's permission is on file",
    kinds=WITH_DEVICES,
)
