"""Text that came from a device, for people's eyes."""

LONGEST = 80


def clean(said: bytes | str, longest: int = LONGEST) -> str:
    """One printable line, without what a terminal could act on; cut at `longest` characters."""
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else said
    words = " ".join(text[: 8 * longest].split())
    plain = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in words)
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"
