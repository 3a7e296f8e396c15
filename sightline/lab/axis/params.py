"""param.cgi: parameters as they stand, what each may be, and the errors amid good lines (reference, A0.1)."""

import re
from collections.abc import Iterable, Mapping
from xml.sax.saxutils import quoteattr

KINDS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (r"Storage\.S\d+\.CleanupPolicyActive", ("fifo", "none")),
    (r"Time\.SyncSource", ("None", "NTP", "PC")),
    (r"RemoteService\.Enabled", ("oneclick", "yes", "no")),
    (r"System\.BoaGroupPolicy\.\w+", ("http", "https", "both")),
)
RANGES = ((r"Storage\.S\d+\.CleanupMaxAge", (0, 7000)), (r"System\.PreventDoSAttack\.DoS\w+", (0, 1000)))
PAIRS = (("yes", "no"), ("On", "Off"), ("Yes", "No"), ("true", "false"), ("anonymous", "password"))
FIXED = re.compile(r"(Brand|Properties)\..*|.*\.(NbrOf\w+|MaxNbrOf\w+|DiskID|VolatileServer|Status|Active)")
#: What an administrator alone sees.
HIDDEN = re.compile(r"(API|HTTPS|Network|RemoteService|SNMP|System|Time|WebService)\..*")


def covers(group: str, name: str) -> bool:
    """Levels of a group, each a name or a `*`, at the head of a parameter's."""
    asked, own = group.split("."), name.split(".")
    return len(asked) <= len(own) and all(one in ("*", it) for one, it in zip(asked, own, strict=False))


class Params:
    """`pending` waits for a restart."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = dict(values)
        self._pending: dict[str, str] = {}

    def __getitem__(self, name: str) -> str:
        return self._values.get(name, "")

    def numbered(self, pattern: str) -> list[str]:
        """Names that fit."""
        return [name for name in self._values if re.fullmatch(pattern, name)]

    def listing(self, groups: Iterable[str], *, administrator: bool) -> bytes:
        """Groups in the order in which they were asked for; the one after an error comes without `root.` ([12.11])."""
        said, prefix = "", "root."
        for asked in groups:
            group = asked.removeprefix("root.")
            names = [name for name in self._values if not group or covers(group, name)]
            shown = [name for name in names if administrator or not HIDDEN.fullmatch(name)]
            said += "".join(f"{prefix}{name}={self._values[name]}\n" for name in shown)
            said += "" if shown else f"# Error: Error -1 getting param in group '{asked}'\n"
            prefix = "root." if shown else ""
        return said.encode()

    def definitions(self, groups: Iterable[str]) -> bytes:
        """The tree of some groups."""
        wanted = [group.removeprefix("root.") for group in groups]
        names = sorted(name for name in self._values if any(covers(group, name) for group in wanted))
        return (
            '<?xml version="1.0" encoding="iso-8859-1" ?>\n'
            '<parameterDefinitions xmlns="http://www.axis.com/ParameterDefinitionsSchema" version="1.0">\n'
            f'<group name="root">\n{self._tree(names, "")}</group>\n</parameterDefinitions>\n'
        ).encode("iso-8859-1", "replace")

    def _tree(self, names: list[str], above: str) -> str:
        said = ""
        rest = [name.removeprefix(above) for name in names]
        for own in [one for one in rest if "." not in one]:
            value = quoteattr(self._values[above + own])
            said += f"<parameter name={quoteattr(own)} value={value}>{self._type(above + own)}</parameter>\n"
        for group in dict.fromkeys(one.partition(".")[0] for one in rest if "." in one):
            below = [name for name in names if name.startswith(f"{above}{group}.")]
            said += f"<group name={quoteattr(group)}>\n{self._tree(below, f'{above}{group}.')}</group>\n"
        return said

    def _type(self, name: str) -> str:
        words, pair, limits = self._words(name), self._pair(name), self._range(name)
        if words:
            form = f"<enum>{''.join(f'<entry value={quoteattr(word)} />' for word in words)}</enum>"
        elif pair:
            form = f'<bool true="{pair[0]}" false="{pair[1]}" />'
        else:
            form = f'<int min="{limits[0]}" max="{limits[1]}" />' if limits else '<string maxlen="255" />'
        readonly = ' readonly="true"' if FIXED.fullmatch(name) else ""
        return f"<type{readonly}>{form}</type>"

    def _words(self, name: str) -> tuple[str, ...]:
        return next((words for pattern, words in KINDS if re.fullmatch(pattern, name)), ())

    def _range(self, name: str) -> tuple[int, int] | None:
        return next((limits for pattern, limits in RANGES if re.fullmatch(pattern, name)), None)

    def _pair(self, name: str) -> tuple[str, ...]:
        return next((pair for pair in PAIRS if self._values[name] in pair), ())

    def takes(self, name: str, value: str) -> bool:
        """Whether it may be that."""
        if name not in self._values or FIXED.fullmatch(name):
            return False
        limits = self._range(name)
        if limits:
            return value.isascii() and value.isdigit() and limits[0] <= int(value) <= limits[1]
        allowed = self._words(name) or self._pair(name)
        return value in allowed if allowed else len(value) <= 255

    def put(self, name: str, value: str, *, later: bool) -> None:
        (self._pending if later else self._values)[name] = value

    def apply_pending(self) -> None:
        """After a restart."""
        self._values |= self._pending
        self._pending.clear()
