"""What is listed of footage that was taken out of a system."""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, kw_only=True)
class Extract:
    """Footage that was taken out. It is to be looked at again on the day `review`, until it is destroyed."""

    name: str
    case: str
    owner: str
    place: str
    review: date
    destroyed: date | None = None

    def stands(self, today: date) -> bool:
        """False once it is destroyed: one that is to be destroyed on a day still to come is there until then."""
        return self.destroyed is None or self.destroyed > today
