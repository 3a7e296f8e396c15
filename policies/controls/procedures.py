"""4.2.6, 4.2.7, 5.2: an operating procedure for the system."""

from sightline.policy.register import RegisterControl

control = RegisterControl(
    "procedures",
    title="An operating procedure is in force",
    severity="medium",
    asks="The operating procedure of this system is written, in force and known to its operators",
)
