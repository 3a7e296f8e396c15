"""Facts over settings. A fact that could not be read is a value that says so, never a default."""

from typing import Any, ClassVar

from pyinfra.api.facts import FactBase

from sightline.bridge.codec import Found, answered, encode
from sightline.settings import ALL, Setting, Unread, Unsupported


class Reading:
    """One setting of one device, or why there is none."""

    def __init__(self, setting: str, found: Found) -> None:
        self.setting, self.found = setting, found

    def to_json(self) -> Any:
        """For pyinfra's own command line."""
        if isinstance(self.found, Unread):
            return {"status": self.found.status, "reason": self.found.reason}
        if isinstance(self.found, Unsupported):
            return {"status": "unsupported", "reason": self.found.reason}
        return {"status": "ok", "found": encode(self.setting, self.found)}


class SettingFact(FactBase[Reading]):
    """One setting: a subclass names it."""

    abstract = True
    setting: ClassVar[type[Setting]]

    def command(self) -> str:
        """What the connector is asked."""
        return f"read {self._name()}"

    def process(self, output: list[str]) -> Reading:
        """The one line of the answer."""
        return Reading(self._name(), answered(self._name(), output[0]))

    @classmethod
    def _name(cls) -> str:
        return cls.setting.__name__.lower()


class SettingsFact(FactBase[dict[str, Reading]]):
    """Many settings in one question: what `check` asks."""

    abstract = True

    def command(self, settings: str = ",".join(ALL)) -> str:
        """`settings` are names with commas between; all of them by default."""
        self.asked = settings.split(",")
        return f"read {' '.join(self.asked)}"

    def process(self, output: list[str]) -> dict[str, Reading]:
        """Each setting by its name; one that was asked for and not answered is Unread."""
        lines = dict(zip(self.asked, output, strict=True)) if len(output) == len(self.asked) else {}
        return {name: Reading(name, answered(name, lines.get(name, ""))) for name in self.asked}
