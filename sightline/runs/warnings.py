"""What a run tells its reader beside its findings: waivers that end or count for nothing, a scheduler that is late."""

from datetime import UTC, date, datetime

from sightline.bridge.work import Work
from sightline.policy.waiver import Waiver, state_of


def warnings(work: Work) -> list[str]:
    """Sentences, in the file's order of waivers. Nobody is told of a schedule that there never was."""
    today = work.estate.today(datetime.now(UTC))
    told = [_of(waiver, today, work.estate.objection(waiver)) for waiver in work.estate.waivers]
    late = work.missed if work.scheduled else ""
    return [sentence for sentence in (*told, late, *work.doubts) if sentence]


def _of(waiver: Waiver, today: date, against: str) -> str:
    where = f"waiver {waiver.case} ({waiver.control} on {', '.join(waiver.devices)})"
    match state_of(waiver, today, against):
        case "ends soon":
            left = (waiver.until - today).days
            return f"{where} ends on {waiver.until}, {_days(left)}"
        case "not approved":
            return f"{where} counts for nothing: {against}"
    return ""


def _days(left: int) -> str:
    return "today" if not left else "tomorrow" if left == 1 else f"in {left} days"
