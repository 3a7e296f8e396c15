"""4.2.20, 4.2.21: monitored displays are limited, and signed as monitored."""

from sightline.policy.register import RegisterControl

control = RegisterControl(
    "monitoring-signage",
    title="Monitored displays are signed as such",
    severity="medium",
    asks="The area says that it is monitored, and the monitored displays are no more than its purpose needs",
    kinds=("monitored",),
)
