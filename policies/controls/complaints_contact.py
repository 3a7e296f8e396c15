"""4.2.33: complaints follow the procedure."""

from sightline.policy.register import RegisterControl

control = RegisterControl(
    "complaints-contact",
    title="There is a contact for complaints",
    severity="medium",
    asks="The contact for complaints is published, and complaints of the year followed the procedure",
    kinds=("estate",),
)
