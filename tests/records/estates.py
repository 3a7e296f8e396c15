"""An estate as far as the records look at it."""

from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from sightline.estate.model import Estate, Limits, SecretsConfig
from sightline.policy.policy import Policy

NOW = datetime(2026, 11, 1, 3, tzinfo=UTC)


def estate(folder: Path, records: str = "sqlite:///.sightline/records.db") -> Estate:
    """Without sites; its secrets are in the environment."""
    return Estate(
        folder=folder,
        name="test",
        timezone=ZoneInfo("Europe/London"),
        secrets=SecretsConfig(store="env"),
        limits=Limits(),
        policy=Policy(name="test", version="1", now=NOW, today=NOW.date()),
        policy_file=folder / "policies" / "test.yml",
        waivers=(),
        sites=(),
        records=records,
    )
