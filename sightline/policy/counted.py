"""A number with its noun, as people write it."""


def counted(number: int, noun: str, plural: str = "") -> str:
    """`1 device`, `2 devices`; `plural` where it is not the noun with an s."""
    return f"{number} {noun if number == 1 else plural or noun + 's'}"
