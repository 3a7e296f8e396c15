"""The file systems under the recordings, and what the host says of their disks (smartctl(8), md(4))."""

from sightline.drivers.linux.session import Session, number
from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Maybe, Storage, Store, Unread
from sightline.settings import Unsupported as Unsupportable

SCRIPT = {
    "disks": r"""
need df
disks() {
  [ -e "$1/partition" ] && set -- "$(readlink -f -- "$1/..")"
  if [ -d "$1/slaves" ] && [ -n "$(ls "$1/slaves")" ]; then for part in "$1"/slaves/*; do (disks "$(readlink -f -- "$part")"); done
  else printf '%s\n' "${1##*/}"; fi
}
store() {
  printf 'size %s %s\n' "$1" "$(df -P -B1 -- "$2" | awk 'NR == 2 {print $2, $4}')"
  options="$(findmnt -n -o OPTIONS -T "$2")"
  case ",$options," in *,ro,*) printf 'state %s read-only\n' "$1" ;; esac
  [ -n "$options" ] && printf 'mounted %s %s\n' "$1" "$(findmnt -n -o FSTYPE -T "$2")"
  device="/sys/dev/block/$(findmnt -n -o MAJ:MIN -T "$2" | tr -d ' ')"
  [ -e "$device" ] || return
  command -v smartctl >/dev/null || { printf 'nosmart %s\n' "$1"; return; }
  for disk in $(disks "$(readlink -f -- "$device")" | sort -u); do
    printf 'smart %s %s %s\n' "$1" "$disk" "$(timeout 5 smartctl -H "/dev/$disk" | sed -n 's/^SMART.*: *//p' | head -n 1)"
  done
}
each_recording store
for array in /sys/block/md*/md; do
  [ -d "$array" ] && printf 'array %s %s\n' "$(cat "$array/array_state")" "$(cat "$array/degraded")"
done
exit 0
""",
}
WELL = ("PASSED", "OK")
NETWORK = ("nfs", "nfs4", "cifs", "smb3", "sshfs", "fuse.sshfs", "glusterfs", "ceph")


def read(device: Session) -> Storage:
    """One store per folder. A file system that takes no writes, or an array that lost a disk, is its state."""
    if not device.target.host.recordings:
        raise Unsupported("the inventory names no `recordings` folder of this host")
    found = device.words("disks")
    return Storage(
        stores=tuple(_store(found, str(index), folder) for index, folder in enumerate(device.target.host.recordings))
    )


def _store(found: dict[str, list[str]], index: str, folder: str) -> Store:
    sizes = [row[1:] for row in _of(found, "size", index)]
    if len(sizes) != 1 or len(sizes[0]) != 2:
        raise UnexpectedReply(f"df says nothing of {folder}")
    kinds = [row[1] for row in _of(found, "mounted", index) if len(row) > 1]
    return Store(
        store=folder,
        kind="network" if kinds and kinds[0] in NETWORK else "disk",
        state=_state(found, index),
        size_bytes=number(sizes[0][0], "a size"),
        free_bytes=number(sizes[0][1], "a size"),
    )


def _of(found: dict[str, list[str]], name: str, index: str) -> list[list[str]]:
    return [row for line in found.get(name, []) if (row := line.split())[:1] == [index]]


def _state(found: dict[str, list[str]], index: str) -> Maybe[str]:
    """What is wrong at once; well only by a disk's own word."""
    if states := _of(found, "state", index):
        return " ".join(states[0][1:])
    if bad := [line for line in found.get("array", []) if not line.endswith(" 0")]:
        return f"array {bad[0][:40]}"
    if not _of(found, "mounted", index):
        return Unread("the host does not say what is mounted there")
    if _of(found, "nosmart", index):
        return Unsupportable("the disks' own word is not to be had: smartmontools is not installed")
    smart = _of(found, "smart", index)
    if not smart:
        return Unsupportable("the host shows no disk behind the file system")
    silent = [row[1] for row in smart if len(row) < 3]
    words = [" ".join(row[2:]) for row in smart if len(row) > 2]
    if bad := [word for word in words if word not in WELL]:
        return bad[0][:60].lower()
    return Unsupportable(f"{silent[0][:40]} says nothing of its health") if silent else "ok"
