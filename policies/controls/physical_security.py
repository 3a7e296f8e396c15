"""4.2.15, 4.2.19: recorders, displays and cameras are out of reach of those who should not have them."""

from sightline.policy.register import RegisterControl

control = RegisterControl(
    "physical-security",
    title="Recorders, displays and cameras are physically secure",
    severity="medium",
    asks="Recorders and displays are locked away, and cameras cannot be reached or damaged easily",
)
