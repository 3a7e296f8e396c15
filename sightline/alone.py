"""Which command lines need no device, and so no gevent. Read before anything else is imported."""

#: Verbs that only read records and files: gevent is half of their start, and they need none.
ALONE = ("history", "diff", "report", "records", "policy", "incident")
_OPTION = "--estate"


def verb(words: list[str]) -> str:
    """The verb of a command line, "" where there is none."""
    left = iter(words)
    for word in left:
        if word == _OPTION:
            next(left, "")
        elif not word.startswith("-"):
            return word
    return ""
