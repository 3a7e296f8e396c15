"""4.2.3: signs name operator, contact and purpose, at entries and near cameras."""

from sightline.policy.register import RegisterControl

control = RegisterControl(
    "signage",
    title="Signs are up and right",
    severity="high",
    asks="Signs with operator, contact and purpose stand at every entry and near the cameras, and can be read",
)
