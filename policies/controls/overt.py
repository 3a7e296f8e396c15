"""2.5, 2.6, 2.8: recording is overt."""

from sightline.policy.register import RegisterControl

control = RegisterControl(
    "overt",
    title="Recording is overt",
    severity="high",
    asks="No camera of this system is hidden or used covertly",
)
