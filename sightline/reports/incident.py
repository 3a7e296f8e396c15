"""An incident's draft as a text that the data protection officer reads, and the file that holds it."""

import json
from datetime import datetime, timedelta
from pathlib import Path

from sightline.errors import EstateError
from sightline.estate.files import write_private
from sightline.policy.signal import SAYS
from sightline.records.incidents import Incident
from sightline.reports.table import clean

#: UK GDPR, article 33: how long after becoming aware of it a breach is to be notified.
NOTIFY = timedelta(hours=72)


def place(folder: Path, incident: Incident) -> Path:
    """Where the draft's file is, in the estate's folder."""
    return folder / ".sightline" / "incidents" / f"{incident.name}.md"


def save(folder: Path, incident: Incident) -> Path:
    """Writes the file anew, readable by its owner alone. Raises EstateError, naming it, where it cannot be written."""
    path = place(folder, incident)
    try:
        write_private(path, text(incident).encode())
    except OSError as problem:
        raise EstateError(f"{path}: the draft cannot be written ({problem.strerror})") from problem
    return path


def text(incident: Incident) -> str:
    """What, where, since when, the evidence, and what became of it. Words of devices are escaped."""
    of = {str(kind): words for kind, words in SAYS.items()}
    where = "/".join(filter(None, (incident.site, incident.device))) or "the estate"
    since = f"{_moment(incident.opened)}, {_by(incident)}; seen last {_moment(incident.seen)}"
    lines = [
        f"# {incident.name}: {of.get(incident.kind, incident.kind)}",
        "",
        "Draft for the data protection officer.",
        "",
        f"- What: {clean(incident.what)}",
        f"- Where: {clean(where)}",
        f"- Since: {since}",
        *([f"- Not there any more since {_moment(incident.gone)}"] if incident.gone else []),
        f"- To decide: is it a breach of personal data? If so, UK GDPR, article 33: notify by "
        f"{_moment(incident.opened + NOTIFY)}",
        f"- State: {_state(incident)}",
        "",
        "## Evidence",
        "",
        *(f"    {clean(line)}" for line in json.dumps(incident.evidence, indent=1, ensure_ascii=False).splitlines()),
    ]
    return "\n".join(lines) + "\n"


def _by(incident: Incident) -> str:
    return f"by run {incident.run}" if incident.run else f"reported by {clean(incident.operator)}"


def _state(incident: Incident) -> str:
    if incident.closed is None:
        return "open"
    return f"closed by {clean(incident.closed_by)}, {_moment(incident.closed)}: {clean(incident.closed_reason)}"


def _moment(when: datetime) -> str:
    return f"{when:%Y-%m-%d %H:%M} UTC"
