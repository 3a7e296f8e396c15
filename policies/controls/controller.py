"""2.3, 2.4: the system is ours; one that another controller runs is listed, and not judged."""

from sightline.policy.register import RegisterControl

control = RegisterControl(
    "controller",
    title="It is known who the controller of the system is",
    severity="medium",
    asks="We are the controller of this system, and the regulator's fee for it is paid",
)
