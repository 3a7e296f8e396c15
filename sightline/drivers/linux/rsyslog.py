"""What rsyslog passes on whole, by its configuration (rsyslog.conf(5)).

A collector counts only where nothing before it can keep a message back: from the first statement that is not followed,
nothing counts any more.
"""

import re
from collections.abc import Iterable, Iterator

from sightline.settings import Collector

FOLDER = "/etc/rsyslog.d/*.conf"
QUOTED = re.compile(r'"(?:\\.|[^"\\])*"')
COMMENT = re.compile(r'("(?:\\.|[^"\\])*")|#.*')
#: Statements that keep no message back.
OBJECT = re.compile(r"(module|input|global|main_queue|template|timezone)\s*\([^(){};]*\)", re.I)
DIRECTIVE = re.compile(
    r"\$(ModLoad|FileOwner|FileGroup|FileCreateMode|DirCreateMode|Umask|WorkDirectory|PrivDropTo\w+|MaxMessageSize"
    r"|ActionFileDefaultTemplate|RepeatedMsgReduction|KLogPermitNonKernelFacility|ActionQueue\w+|ActionResume\w+)\s.*",
    re.I,
)
INCLUDE = re.compile(rf'(\$IncludeConfig\s+|include\(\s*file="){re.escape(FOLDER)}("(\s+mode="\w+")?\s*\))?', re.I)
RULE = re.compile(r"([\w*,]+\.[\w*!=,.;]+)\s+(\S.*)")
FILTER = re.compile(r"(:\w+\s*,|&)\s*\S.*")
STOPS = re.compile(r"(^|\s)(~|stop)$", re.I)
LEGACY = re.compile(r"(@@?)(?:\(o\))?(\[[0-9A-Fa-f:.]+\]|[\w.-]+)(?::(\d{1,5}))?(?:;\w+)?")
ACTION = re.compile(r'action\s*\((\s*[\w.]+\s*=\s*"")*\s*\)', re.I)
VALUE = re.compile(r'([\w.]+)\s*=\s*"((?:\\.|[^"\\])*)"')
#: Of a forwarding action: what cannot make it leave anything out.
PLAIN = re.compile(
    r"type|target|port|protocol|template|name|queue\.(?!discard)\w+|action\.resume\w+|keepalive(\.\w+)?|tcp_framing"
    r"|streamdriver\w*(\.\w+)?|resendlastmsgonreconnect|rebindinterval"
)
HOST = re.compile(r"[\w.:-]{1,253}")
#: A statement of more lines has no end: each line looks at all before it.
MOST_LINES = 100
#: What brings the host's own messages in.
SOURCES = ("imuxsock", "imjournal")
LOADS = re.compile(rf"(\$ModLoad\s+|\bload=\")({'|'.join(SOURCES)})\b", re.I)


def collectors(main: Iterable[str], parts: Iterable[str]) -> tuple[tuple[Collector, ...], str]:
    """Those that get every message, and the word from which on the configuration is not followed ("" at its end)."""
    found: list[Collector] = []
    for text in _included(list(main), list(parts)):
        bare = QUOTED.sub('""', text)
        forward = _forward(text)
        if forward is not None:
            found.append(forward)
        elif not _harmless(text, bare):
            return tuple(found), text.split()[0][:40]
    return tuple(found), ""


def loads(lines: Iterable[str]) -> set[str]:
    """The sources of the host's own messages that are loaded."""
    told = [LOADS.search(text) for text in statements(lines)]
    return {one[2].lower() for one in told if one}


def _included(main: list[str], parts: list[str]) -> Iterator[str]:
    for text in statements(main):
        if INCLUDE.fullmatch(text):
            yield from statements(parts)
        else:
            yield text


def statements(lines: Iterable[str]) -> Iterator[str]:
    """One after the other, without comments; what stands in round brackets may go over several lines."""
    whole, count = "", 0
    for line in lines:
        text = line.strip()
        if text.startswith("#") or not text:
            continue
        whole, count = f"{whole} {text}".strip(), count + 1
        if re.search(r"\w\s*\(", QUOTED.sub('""', whole)):
            whole = COMMENT.sub(lambda part: part[1] or "", whole).strip()
        bare = QUOTED.sub('""', whole)
        if bare.count("(") <= bare.count(")") or count >= MOST_LINES:
            yield whole
            whole, count = "", 0
    if whole:
        yield whole


def _harmless(text: str, bare: str) -> bool:
    if OBJECT.fullmatch(bare):
        return "ruleset" not in bare.lower()
    if STOPS.search(text) or text.endswith("\\") or set("{}") & set(bare) or bare.count("(") > bare.count(")"):
        return False
    return any(kind.fullmatch(text) for kind in (DIRECTIVE, RULE, FILTER)) or ACTION.fullmatch(bare) is not None


def _forward(text: str) -> Collector | None:
    rule = RULE.fullmatch(text)
    if rule and rule[1] != "*.*":
        return None
    what = rule[2] if rule else text
    if old := LEGACY.fullmatch(what):
        return _collector(old[2].strip("[]"), old[3] or "514", "tcp" if old[1] == "@@" else "udp")
    if not ACTION.fullmatch(QUOTED.sub('""', what)):
        return None
    said = {key.lower(): value for key, value in VALUE.findall(what)}
    if said.get("type") != "omfwd" or not all(PLAIN.fullmatch(key) for key in said):
        return None
    protocol = "tls" if said.get("streamdrivermode") == "1" else said.get("protocol", "udp").lower()
    return _collector(said.get("target", ""), said.get("port", "514"), protocol)


def _collector(host: str, port: str, protocol: str) -> Collector | None:
    if not (HOST.fullmatch(host) and port.isascii() and port.isdigit() and 0 < int(port) < 65_536):
        return None
    for kind in ("udp", "tcp", "tls"):
        if protocol == kind:
            return Collector(host=host, port=int(port), protocol=kind)
    return None
