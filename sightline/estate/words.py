"""Words for messages: what a file says, safe to print, and the nearest word that would have been right."""

from collections.abc import Iterable
from difflib import get_close_matches
from pathlib import PurePath

LONGEST = 80


def clean(text: object) -> str:
    """`text` with all that a terminal could act on written as an escape, and cut at LONGEST (a path is whole)."""
    plain = "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in str(text))
    return plain if len(plain) <= LONGEST or isinstance(text, PurePath) else plain[: LONGEST - 1] + "…"


def shown(text: object) -> str:
    """`clean`, in quotes."""
    return f"'{clean(text)}'"


def listed(words: Iterable[str]) -> str:
    """The words, safe to print, with commas; "none" where there are none."""
    return ", ".join(clean(word) for word in words) or "none"


def nearest(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?`, or the words that are known."""
    words = sorted(known)
    return meant(word, words) or f"; known: {listed(words)}"


def meant(word: str, known: Iterable[str]) -> str:
    """`; did you mean 'x'?`; nothing where no word is near."""
    words = sorted(known)
    longer = [known for known in words if len(word) > 2 and known.startswith(word)]
    close = longer or get_close_matches(word, words, n=1, cutoff=0.6)
    return f"; did you mean {shown(close[0])}?" if close else ""
