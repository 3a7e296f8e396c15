"""What a device answered, asked once until a write."""

from collections.abc import Callable, Hashable, Mapping
from typing import Generic, TypeVar

from sightline.errors import DeviceError, UnexpectedReply, Unsupported

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


class Kept(Generic[K, V]):
    """Answers by what was asked. What the device has not, or answers oddly, is kept as well, and raised again."""

    def __init__(self) -> None:
        self._answers: dict[K, V | DeviceError] = {}

    def get(self, key: K, ask: Callable[[], V]) -> V:
        """The answer; it is asked for where it is not kept."""
        if key not in self._answers:
            try:
                self._answers[key] = ask()
            except (UnexpectedReply, Unsupported) as problem:
                self._answers[key] = problem
        kept = self._answers[key]
        if isinstance(kept, DeviceError):
            raise kept
        return kept

    def update(self, answers: Mapping[K, V | DeviceError]) -> None:
        """Keeps answers that came together."""
        self._answers.update(answers)

    def clear(self) -> None:
        """Forgets them all."""
        self._answers.clear()
