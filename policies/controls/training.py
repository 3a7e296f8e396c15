"""4.2.24, 5.1: induction and training; reviewers hold the licences that they need."""

from sightline.policy.register import RegisterControl

control = RegisterControl(
    "training",
    title="Operators are trained and licensed",
    severity="medium",
    asks="Everybody with access had induction and training this year, and holds the licence that reviewing needs",
)
