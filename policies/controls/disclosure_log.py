"""4.2.8, 4.2.9: disclosures follow the procedure, are raised with the data protection officer, and logged."""

from sightline.policy.register import RegisterControl

control = RegisterControl(
    "disclosure-log",
    title="Disclosures are logged",
    severity="high",
    asks="Every disclosure of footage was raised with the data protection officer and stands in the log",
    kinds=("estate",),
)
