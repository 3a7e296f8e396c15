"""Where footage may leave the host: folders for exports, what lies there, and media that somebody plugs in."""

from collections.abc import Iterator

from sightline.drivers.linux import extracts
from sightline.drivers.linux.ours import put
from sightline.drivers.linux.session import Session, reason
from sightline.errors import DeviceError, UnexpectedReply, WriteRefused
from sightline.settings import Account, Export, ExportRight, Maybe, StoreEncryption, Unread, known
from sightline.settings import Unsupported as Unsupportable

SCRIPT = {
    "exports": r"""
crypted() {
  case "$(cat "$1/dm/uuid" 2>/dev/null)" in CRYPT-*) return 0 ;; esac
  [ -n "$(ls "$1/slaves" 2>/dev/null)" ] || return 1
  for part in "$1"/slaves/*; do (crypted "$(readlink -f -- "$part")") || return 1; done
}
place() {
  [ -d "$2" ] || { printf 'place %s missing\n' "$1"; return; }
  kind="$(findmnt -n -o FSTYPE -T "$2")"; block="/sys/dev/block/$(findmnt -n -o MAJ:MIN -T "$2" | tr -d ' ')"
  real="$(readlink -f -- "$block")"
  if [ -e "$block" ] && crypted "$real"; then lock=crypt; else lock=plain; fi
  printf 'place %s %s %s\n' "$1" "${kind:-unknown}" "$lock"
}
command -v findmnt >/dev/null && each_export place
exit 0
""",
    "extracts": extracts.SCRIPT,
    "removable": r"""
rule=/etc/udev/rules.d/70-sightline-removable.rules
[ -f "$rule" ] && sed 's/^/rule /' "$rule"
cat /etc/modprobe.d/*.conf | awk '$1 == "install" && $3 ~ /^(\/usr)?\/bin\/(false|true)$/ {print "barred", $2}'
for driver in usb_storage uas mmc_block; do [ -d "/sys/module/$driver" ] && printf 'loaded %s\n' "$driver"; done
for slot in /sys/class/mmc_host/*; do [ -e "$slot" ] && printf 'slot %s\n' "${slot##*/}"; done
for tool in usbmount pmount udevil devmon ldm; do command -v "$tool" >/dev/null && printf 'mounter %s\n' "$tool"; done
systemctl is-active --quiet autofs && echo 'mounter autofs'
awk '/^[^#]/ && $4 ~ /(^|,)users?(,|$)/ {print "mounter fstab"}' /etc/fstab
exit 0
""",
    "readers": r"""
need runuser
[ "$(id -u)" = 0 ] || exit 1
enters() {
  while IFS=: read -r name _ uid _ _ _ shell; do
    case "${shell##*/}" in nologin | false | sync | shutdown | halt) continue ;; esac
    if ! runuser -u "$name" -- test -x /; then answer=unknown
    elif runuser -u "$name" -- test -x "$2"; then answer=yes; else answer=no; fi
    printf 'reader %s:%s\n' "$name" "$answer"
  done <<ACCOUNTS
$(getent passwd)
ACCOUNTS
}
each_recording enters
echo end
""",
}
FUSE = ("fuse.gocryptfs", "ecryptfs")
#: Such a file system may lie on several disks, of which its mount names one.
MANY_DISKS = ("btrfs", "zfs", "bcachefs")
RULE_FILE = "/etc/udev/rules.d/70-sightline-removable.rules"
RULE = """# Written by Sightline: of media that are plugged in, only encrypted ones are offered for mounting.
SUBSYSTEM=="block", ENV{ID_BUS}=="usb", ENV{ID_FS_USAGE}!="crypto", ENV{UDISKS_IGNORE}="1", ENV{UDISKS_AUTO}="0"
SUBSYSTEM=="block", KERNEL=="mmcblk[0-9]*p[0-9]*", ATTRS{removable}=="1", ENV{ID_FS_USAGE}!="crypto", ENV{UDISKS_IGNORE}="1"
"""
MEDIA = "removable media"


def read(device: Session) -> Export:
    """A folder for exports is as safe as what is mounted under it. Whoever may become root can mount anything."""
    stores = (*_places(device), _media(device))
    return Export(rights=_rights(device), stores=stores, extracts=extracts.read(device))


def _places(device: Session) -> Iterator[StoreEncryption]:
    folders = device.target.host.exports
    if not folders:
        why = "the inventory names no `exports` folder of this host: where exports go is not known"
        yield StoreEncryption(store="exports", encrypted=Unsupportable(why))
    for index, folder in enumerate(folders):
        yield StoreEncryption(store=folder, encrypted=_encrypted(device, index, folder))


def _encrypted(device: Session, index: int, folder: str) -> Maybe[bool]:
    try:
        every = [line.split() for line in device.words("exports").get("place", [])]
        rows = [row[1:] for row in every if row[:1] == [str(index)]]
    except DeviceError as problem:
        return reason(problem)
    if rows == [["missing"]]:
        return Unread(f"{folder} is no folder on the host")
    if len(rows) != 1 or len(rows[0]) != 2 or rows[0][0] == "unknown":
        return Unread(f"the host does not say what is mounted under {folder}")
    kind, lock = rows[0]
    if kind in MANY_DISKS:
        return Unsupportable(f"{folder} lies on {kind}, which may have several disks: what encrypts them is not told")
    return kind in FUSE or lock == "crypt"


def _media(device: Session) -> StoreEncryption:
    """Our rule to the letter and nobody else who mounts; or a kernel that is kept from such media altogether, sticks
    and, where it has a slot, cards: none of their drivers is loaded, or part of it."""
    try:
        found = device.words("removable")
    except DeviceError as problem:
        return StoreEncryption(store=MEDIA, encrypted=reason(problem), enforceable=True)
    barred = {name.replace("-", "_") for name in found.get("barred", [])}
    kept_out = {"usb_storage", "uas"} | ({"mmc_block"} if found.get("slot") else set())
    shut = kept_out <= barred and not found.get("loaded")
    ruled = "\n".join(found.get("rule", [])) + "\n" == RULE and not found.get("mounter")
    return StoreEncryption(store=MEDIA, encrypted=shut or ruled, enforceable=True)


def _rights(device: Session) -> Maybe[tuple[ExportRight, ...]]:
    """Who may enter a folder of recordings. An administrator always may."""
    from sightline.drivers.linux import accounts

    try:
        if not device.target.host.recordings:
            return Unsupportable("the inventory names no `recordings` folder of this host")
        found = device.words("readers")
        if "end" not in found:
            raise UnexpectedReply("who may look into the recordings did not come whole")
        told = [line.partition(":")[::2] for line in found.get("reader", [])]
        people = accounts.read(device).accounts
    except DeviceError as problem:
        return reason(problem)
    return tuple(
        ExportRight(account=one.name, local=_local(one, told), inherent=one.role == "administrator")
        for one in people
        if one.enabled is not False
    )


def _local(one: Account, told: list[tuple[str, str]]) -> Maybe[bool]:
    """True where it may enter one folder; False only where each one said no."""
    answers = {answer for name, answer in told if name == one.name}
    if one.role == "administrator" or "yes" in answers:
        return True
    return False if answers == {"no"} else Unread(f"whether {one.name} may look into the recordings is not said")


def write(device: Session, found: Export, wanted: Export) -> None:
    """A rule for media that are plugged in; and an entry of its own for each account that is to look in no more."""
    if isinstance(found.stores, tuple) and isinstance(wanted.stores, tuple):
        before = {store.store: store.encrypted for store in found.stores}
        changed = [store.store for store in wanted.stores if store.encrypted != before.get(store.store)]
        if MEDIA in changed:
            _rule(device)
        if others := [name for name in changed if name != MEDIA]:
            raise WriteRefused(f"{', '.join(others)}: encrypting a folder means to move what is in it")
    if known(found.rights) and known(wanted.rights):
        had = {right.account: right.local for right in found.rights}
        for right in wanted.rights:
            if right.local is False and had.get(right.account) is True:
                _withdraw(device, right.account)


def _rule(device: Session) -> None:
    from pyinfra.operations import server

    mounters = device.words("removable").get("mounter", [])
    if mounters:
        raise WriteRefused(f"{mounters[0][:40]} mounts media by itself: remove it first")
    reload = "udevadm control --reload; udevadm trigger -s block || true"
    device.apply(put(RULE_FILE, RULE), server.shell._inner(commands=[reload]))


def _withdraw(device: Session, account: str) -> None:
    """By an access list: the folder's owner and group, by which the recorder's program writes, stay as they are."""
    from shlex import quote

    from pyinfra.operations import server

    if device.check("command -v setfacl").status:
        raise WriteRefused(f"{account} cannot be kept from the recordings: setfacl is missing (apt-get install acl)")
    for folder in device.target.host.recordings:
        device.apply(server.shell._inner(commands=[f"setfacl -m {quote(f'u:{account}:---')} -- {quote(folder)}"]))
