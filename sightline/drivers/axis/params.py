"""param.cgi: its list, line by line (reference, A0.1)."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from sightline.errors import UnexpectedReply
from sightline.wire.clean import clean

LINE = re.compile(r"(?:root\.)?([A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)+)=(.*)")
NO_GROUP = re.compile(r"# Error: Error -1 getting param in group '(?:root\.)?([^']*)'!?")
QUOTED = re.compile(r'([A-Za-z0-9_-]+)="([^"\n]*)"')
#: Everything that the settings rest on, in one request of less than 1024 characters, which old servers may not take.
#: A value of its own is asked for by its name, so that its silence is seen. The last one ends every tree.
GROUPS = (
    "API.RemoteSyslog1",
    "Audio.NbrOfConfigs",
    "Audio.*.Enabled",
    "AudioSource.NbrOfSources",
    "AudioSource.*.AudioSupport",
    "Brand",
    "HTTPS.Enabled",
    "HTTPS.AllowTLS1",
    "HTTPS.AllowTLS11",
    "Image.*.Enabled",
    "Image.*.Overlay.MaskWindows",
    "Image.*.Text",
    "ImageSource.NbrOfSources",
    "Network.AxisNS.Enabled",
    "Network.Bonjour.Enabled",
    "Network.Bonjour.FriendlyName",
    "Network.DNSUpdate.Enabled",
    "Network.FTP.Enabled",
    "Network.Interface.*.dot1x.Enabled",
    "Network.RTP",
    "Network.RTSP.Enabled",
    "Network.RTSP.ProtViewer",
    "Network.SSH.Enabled",
    "Network.UPnP.Enabled",
    "Network.UPnP.NATTraversal.Enabled",
    "NetworkShare.*.Address",
    "Properties.API.WebService.ONVIF.ONVIF",
    "Properties.ApiDiscovery",
    "Properties.Audio.Audio",
    "Properties.DynamicOverlay",
    "Properties.Firmware",
    "Properties.LocalStorage",
    "Properties.PrivacyMask.PrivacyMask",
    "Properties.System.SerialNumber",
    "Properties.Tampering.Tampering",
    "RemoteService.Enabled",
    "SNMP.Enabled",
    "SNMP.V1",
    "SNMP.V2c",
    "Storage",
    "System.AccessLog",
    "System.BoaGroupPolicy",
    "System.BoaProtViewer",
    "Tampering",
    "Time",
    "WebService.DiscoveryMode.Discoverable",
)
ON, OFF = ("yes", "on", "true"), ("no", "off", "false")


@dataclass(frozen=True)
class Params:
    """Values by their names without `root.`. `silent` are the groups of which the device said nothing at all."""

    values: Mapping[str, str]
    silent: frozenset[str]

    def get(self, name: str) -> str | None:
        """None where it is not listed. It must be one that was asked for."""
        found = self.values.get(name)
        assert found is not None or any(covers(group, name) for group in GROUPS), f"{name} was not asked for"
        return found

    def was_answered(self, name: str) -> bool:
        """True where the device said something of its group, were it that there is none."""
        return not any(covers(group, name) for group in self.silent)

    def numbered(self, pattern: str) -> Iterator[tuple[int, str, str]]:
        """Number, name and value of `Audio.A#.Enabled`, by number."""
        form, head = _form(pattern), pattern.partition("#")[0]
        found = ((form.fullmatch(name), name, value) for name, value in self.values.items() if name.startswith(head))
        yield from sorted((int(match[1]), name, value) for match, name, value in found if match)


@cache
def _form(pattern: str) -> re.Pattern[str]:
    return re.compile(re.escape(pattern).replace(r"\#", "([0-9]{1,4})"))


def covers(group: str, name: str) -> bool:
    """Whether a parameter is in a group, or is it; `*` is any one level."""
    if "*" not in group:
        return name == group or name.startswith(f"{group}.")
    parts, own = group.split("."), name.split(".")
    return len(parts) <= len(own) and all(part in ("*", it) for part, it in zip(parts, own, strict=False))


def numbered_twice(params: Params, pattern: str) -> Iterator[tuple[int, int, str]]:
    """Both numbers and the name of each `Image.I#.Overlay.MaskWindows.M#.Enabled`, in their order."""
    form = _form(pattern)
    found = ((form.fullmatch(name), name) for name in params.values)
    yield from sorted((int(match[1]), int(match[2]), name) for match, name in found if match)


def parse(body: bytes, asked: Sequence[str]) -> Params:
    """A list counts only if its last line ends and the last one asked for is there, or said not to be.

    A list that was cut at a line lacks it; of any other that is silent nothing is known.
    """
    text = _text(body)
    if not text.endswith("\n"):
        raise UnexpectedReply("the last line does not end")
    values: dict[str, str] = {}
    none: set[str] = set()
    for line in text.splitlines():
        _line(line, values, none)
    silent = {group for group in asked if group not in none and group not in values}
    silent -= {group for group in silent if any(covers(group, name) for name in values)}
    if asked[-1] in silent or not values:
        raise UnexpectedReply(f"the list ends before {asked[-1]}")
    return Params(values, frozenset(silent))


def _line(line: str, values: dict[str, str], none: set[str]) -> None:
    if missing := NO_GROUP.fullmatch(line.strip()):
        none.add(missing[1])
        return
    found = LINE.fullmatch(line)
    if found is None:
        if line.strip():
            raise UnexpectedReply(f"no parameter: {clean(line)!r}")
        return
    if values.setdefault(found[1], found[2].strip()) != found[2].strip():
        raise UnexpectedReply(f"{found[1]} is listed twice, and not the same")


def _text(body: bytes) -> str:
    """Old firmware writes ISO-8859-1, newer UTF-8."""
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError:
        return body.decode("iso-8859-1")


def boolean(value: str) -> bool | None:
    """By the five spellings of A0.1; None for any other word."""
    word = value.lower()
    return True if word in ON else False if word in OFF else None


def quoted(body: bytes) -> dict[str, tuple[str, ...]]:
    """Lines of `name="one,two"` (A8): a quotation mark that does not close is a list that was cut."""
    found: dict[str, tuple[str, ...]] = {}
    for line in _text(body).splitlines():
        row = QUOTED.fullmatch(line.strip())
        if row is None and line.strip():
            raise UnexpectedReply(f"no list of names: {clean(line)!r}")
        if row is not None:
            names = tuple(name.strip() for name in row[2].split(",") if name.strip())
            if found.setdefault(row[1], names) != names:
                raise UnexpectedReply(f"{row[1]} is listed twice, and not the same")
    return found
