"""4.2.28: all cameras work; recordings, times, positions and names are right."""

from sightline.policy.register import RegisterControl

control = RegisterControl(
    "monthly-review",
    title="The system was reviewed this month",
    severity="medium",
    asks="All cameras work, recordings are valid, and time stamps, names and positions are right",
    every="system_review_months",
)
