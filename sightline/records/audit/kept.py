"""The last head that this machine signed, beside the records: it tells when the records' newest entries are cut off."""

import json
from pathlib import Path

from sightline.errors import EstateError
from sightline.estate.files import write_private
from sightline.estate.words import clean
from sightline.records.audit.head import Head
from sightline.records.audit.verify import Kept


def place(folder: Path) -> Path:
    """Where it is, in the estate's folder."""
    return folder / ".sightline" / "audit-head.json"


def keep(folder: Path, head: Head) -> str:
    """Remembers it. Returns what went wrong, or ""."""
    path = place(folder)
    try:
        write_private(path, (json.dumps({"number": head.number, "sha256": head.sha256}) + "\n").encode())
    except OSError as problem:
        return f"{clean(path)}: the head of the audit chain could not be kept ({problem.strerror})"
    return ""


def known(folder: Path) -> list[Kept]:
    """What was kept; nothing where there is no such file. Raises EstateError for a damaged one."""
    path = place(folder)
    try:
        found = json.loads(path.read_bytes())
        return [(int(found["number"]), str(found["sha256"]))]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, KeyError, TypeError):
        text = "the kept head of the audit chain cannot be read; look into it, then remove it"
        raise EstateError(f"{clean(path)}: {text}") from None
