"""2.2, 3.5: suppliers act as processors, can show that they comply, and can be audited."""

from sightline.policy.register import RegisterControl

control = RegisterControl(
    "supplier-terms",
    title="Suppliers are bound as processors, and can be audited",
    severity="medium",
    asks="Every supplier of this system has signed terms as a processor, and can show that it keeps to them",
)
