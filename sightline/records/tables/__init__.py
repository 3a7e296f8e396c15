"""The tables of the records, one file per subject. `migrations/` makes them; a test holds that both agree."""

from sightline.records.tables import attestations, audit, findings, incidents, runs
from sightline.records.tables.base import metadata

__all__ = ["attestations", "audit", "findings", "incidents", "metadata", "runs"]
