"""Which system runs on the host (os-release(5))."""

from sightline.drivers.linux.session import Session
from sightline.errors import UnexpectedReply


def release(device: Session) -> dict[str, str]:
    """What /etc/os-release says: ID, NAME and PRETTY_NAME at least."""
    pairs = [line.partition("=") for line in device.words("identity").get("os", [])]
    found = {key: value for key, _, value in pairs if value}
    if missing := {"ID", "NAME", "PRETTY_NAME"} - found.keys():
        raise UnexpectedReply(f"/etc/os-release has no {', '.join(sorted(missing))}")
    return found


def version(device: Session) -> str:
    """The system's version as people say it; Debian's point release where there is one."""
    system, point = release(device), device.words("identity").get("debian", [""])[0]
    return f"{system['NAME']} {point}" if system["ID"] == "debian" and point else system["PRETTY_NAME"]
