"""Who the host is: its system, its machine, and the number that systemd gave it (os-release(5), machine-id(5))."""

from hashlib import sha256

from sightline.drivers.linux.session import Session, only
from sightline.drivers.linux.system import release, version
from sightline.errors import UnexpectedReply
from sightline.settings import Identity

SCRIPT = {
    "identity": r"""
printf 'name %s\n' "$(uname -n)"
printf 'machine %s\n' "$(cat /etc/machine-id)"
printf 'debian %s\n' "$(cat /etc/debian_version 2>/dev/null)"
grep -E '^(ID|NAME|PRETTY_NAME|VERSION_ID)=' /etc/os-release | sed 's/^/os /' | tr -d '"'"'"
for key in sys_vendor product_name; do
  [ -r "/sys/class/dmi/id/$key" ] && printf '%s %s\n' "$key" "$(head -n 1 "/sys/class/dmi/id/$key")"
done
[ -r /proc/device-tree/model ] && printf 'tree %s\n' "$(tr -d '\000' </proc/device-tree/model)"
exit 0
""",
}
HEX = frozenset("0123456789abcdef")


def read(device: Session) -> Identity:
    """The serial number is made from the machine's id, which is a secret by its own manual."""
    found, system = device.words("identity"), release(device)
    machine = only(found, "machine")
    if len(machine) != 32 or set(machine) - HEX or not int(machine, 16):
        raise UnexpectedReply("/etc/machine-id holds no machine's id")
    return Identity(
        vendor=_first(found, "sys_vendor", "tree") or system["NAME"],
        model=_first(found, "product_name", "tree") or system["PRETTY_NAME"],
        serial=sha256(f"sightline {machine}".encode()).hexdigest()[:24],
        firmware=version(device),
        name=only(found, "name"),
        kind="recorder",
    )


def _first(found: dict[str, list[str]], *names: str) -> str:
    texts = (found[name][0].strip() for name in names if name in found)
    return next((text for text in texts if text), "")
