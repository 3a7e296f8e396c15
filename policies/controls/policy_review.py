"""5.3, 6, 7, 8: linked documents, consultation, review every three years, equality assessment."""

from sightline.policy.register import RegisterControl

control = RegisterControl(
    "policy-review",
    title="The policy was reviewed in time",
    severity="medium",
    asks="The policy, its linked documents, consultation and equality assessment were reviewed",
    every="policy_review_months",
    kinds=("estate",),
)
