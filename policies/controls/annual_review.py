"""4.2.30: effectiveness is reviewed yearly."""

from sightline.policy.register import RegisterControl

control = RegisterControl(
    "annual-review",
    title="Effectiveness was reviewed this year",
    severity="medium",
    asks="The system still meets its purpose; what does not is put right or retired",
    every="effectiveness_months",
)
