"""Sets the moved clock: `clock.py FILE NIGHT`. Night 0 is noon of tomorrow; says the days of the nights 1 and 2.

Noon, so that a story of a minute does not run into another day.
"""

import json
import sys
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path


def main() -> None:
    """The first call chooses the day; the file beside it remembers that."""
    file, night = Path(sys.argv[1]), int(sys.argv[2])
    chosen = file.with_suffix(".day")
    if not chosen.exists():
        chosen.write_text((datetime.now(UTC).date() + timedelta(days=1)).isoformat())
    first = date.fromisoformat(chosen.read_text())
    noon = datetime(first.year, first.month, first.day, 12, tzinfo=UTC) + timedelta(days=night)
    file.write_text(f"+{noon.timestamp() - time.time():.0f}\n")
    print(json.dumps({"from": str(first + timedelta(days=1)), "until": str(first + timedelta(days=2))}))


if __name__ == "__main__":
    main()
