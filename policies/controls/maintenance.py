"""4.2.25: maintenance as contracted."""

from sightline.policy.register import RegisterControl

control = RegisterControl(
    "maintenance",
    title="Maintenance is done as contracted",
    severity="medium",
    asks="The maintenance visits of the contract took place, and what they found was put right",
)
