"""Every clause of the written policy has a control, one still to come, or a reason to be outside."""

from pathlib import Path

from sightline.estate.load import load_estate
from sightline.policy.coverage import coverage
from sightline.policy.policy import Policy
from sightline.runs.coverage import asked_of

ROOT = Path(__file__).resolve().parents[2]
#: The written policy's own numbers: a constant, so that a row that gets lost is missed.
CLAUSES = [
    *("1.1", "1.2", "1.3"),
    *("2.1", "2.2", "2.3", "2.4", "2.5", "2.6", "2.7", "2.8", "2.9"),
    *("3.1", "3.2", "3.3", "3.4", "3.5"),
    "4.1",
    *("4.2.1", "4.2.2", "4.2.3", "4.2.4", "4.2.5", "4.2.6", "4.2.7", "4.2.8", "4.2.9", "4.2.10", "4.2.11"),
    *("4.2.12", "4.2.13", "4.2.14", "4.2.15", "4.2.16", "4.2.17", "4.2.18", "4.2.19", "4.2.20", "4.2.21", "4.2.22"),
    *("4.2.23", "4.2.24", "4.2.25", "4.2.26", "4.2.27", "4.2.28", "4.2.29", "4.2.30", "4.2.31", "4.2.32", "4.2.33"),
    *("4.3", "4.4", "4.5"),
    *("5.1", "5.2", "5.3"),
    *("6", "7", "8"),
]
CONTROLS = {
    "1.1": ("system-kinds",),
    "1.3": ("roles",),
    "2.2": ("supplier-terms",),
    "2.3": ("controller",),
    "2.5": ("overt",),
    "2.7": ("banned-analytics",),
    "3.2": ("asset-register",),
    "4.2.1": ("purpose",),
    "4.2.2": ("dpia",),
    "4.2.3": ("signage",),
    "4.2.4": ("no-audio",),
    "4.2.5": ("roles",),
    "4.2.6": ("procedures",),
    "4.2.8": ("disclosure-log",),
    "4.2.10": ("retention", "oldest-recording"),
    "4.2.11": ("extract-register",),
    "4.2.12": ("extract-register", "extracts-listed"),
    "4.2.13": ("encrypted-export",),
    "4.2.15": ("tamper", "storage-health", "physical-security"),
    "4.2.17": ("masks", "mask-consent"),
    "4.2.20": ("displays", "monitoring-signage"),
    "4.2.22": ("accounts", "external-support"),
    "4.2.23": ("remote-defaults", "https-only", "default-login"),
    "4.2.24": ("training",),
    "4.2.25": ("maintenance",),
    "4.2.26": ("firmware",),
    "4.2.16": ("views",),
    "4.2.27": ("cameras-live", "views"),
    "4.2.28": ("clock", "overlay", "recording", "monthly-review"),
    "4.2.29": ("device-log", "audit-log"),
    "4.2.30": ("annual-review",),
    "4.2.31": ("breach-signals",),
    "4.2.32": ("vehicles",),
    "4.2.33": ("complaints-contact",),
    "5.3": ("policy-review",),
}


def policy() -> Policy:
    """The policy of this repository."""
    return load_estate(ROOT).policy


def test_every_clause_is_there_once_and_answered() -> None:
    clauses = policy().clauses
    assert sorted(clause.clause for clause in clauses) == sorted(CLAUSES)
    for clause in clauses:
        assert clause.says
        assert clause.kinds
        assert clause.controls or clause.planned or clause.outside, clause.clause
        assert ("O" in clause.kinds) is bool(clause.outside), clause.clause


def test_no_clause_is_without_its_controls_or_a_reason() -> None:
    """The controls that are named are there: a clause whose control's file is gone is bare."""
    estate = load_estate(ROOT)
    rows = coverage(estate.policy.clauses, asked_of(estate), [])
    assert [row for row in rows if row.bare] == []


def test_the_controls_answer_the_clauses_that_they_are_for() -> None:
    by_clause = {clause.clause: clause.controls for clause in policy().clauses}
    for number, controls in CONTROLS.items():
        assert by_clause[number] == controls


def test_the_numbers_are_the_policys() -> None:
    value = policy()
    assert (value.name, value.version) == ("housing-cctv", "2026.1")
    assert (value.retention_days, value.deletion_lag_hours, value.clock_tolerance_seconds) == (31, 24, 5)
    assert (value.allowed_services, value.approvers, value.ntp) == ((), (), ("ntp.estate.example",))
    assert (value.attestation_months, value.dpia_months, value.effectiveness_months) == (12, 12, 12)
    assert (value.system_review_months, value.policy_review_months) == (1, 36)
    assert (value.default_login_attempt, value.witnesses, value.firmware_grace_days) == (False, "any", 30)
