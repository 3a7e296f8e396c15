"""What lies in the folders for exports, by name: each file or folder there is one extract."""

from sightline.drivers.linux.session import Session, reason
from sightline.errors import DeviceError, UnexpectedReply
from sightline.settings import Exported, Maybe, Unsupported

#: Names end with a zero byte and come as hexadecimal; last is find's own status, behind a slash, which no name has. An
#: empty lost+found is the file system's.
SCRIPT = r"""
need find
extracts() {
  [ -d "$2" ] || { echo "folder $1 missing"; return; }
  printf 'folder %s ' "$1"
  { timeout "$patience" find "$2/" -mindepth 1 -maxdepth 1 ! \( -name lost+found -type d -empty \) -printf '%f\0'
    printf '/%d\0' "$?"; } | head -c 1000000 | od -An -v -tx1 | tr -d ' \n'
  echo
}
each_export extracts
exit 0
"""


def read(device: Session) -> Maybe[tuple[Exported, ...]]:
    """Of every folder; unknown where one could not be looked into whole."""
    folders = device.target.host.exports
    if not folders:
        return Unsupported("the inventory names no `exports` folder of this host: where exports go is not known")
    try:
        rows = [line.split(" ") for line in device.words("extracts").get("folder", [])]
        if [row[0] for row in rows] != [str(place) for place in range(len(folders))]:
            raise UnexpectedReply("what lies in the folders for exports did not come whole")
        named = [(folder, name) for folder, row in zip(folders, rows, strict=True) for name in _names(folder, row)]
    except DeviceError as problem:
        return reason(problem)
    return tuple(Exported(name=f"{folder.rstrip('/')}/{name}") for folder, name in named)


def _names(folder: str, row: list[str]) -> list[str]:
    if row[1:] == ["missing"]:
        raise UnexpectedReply(f"{folder} is no folder on the host")
    try:
        [text] = row[1:]
        *names, status, rest = bytes.fromhex(text).split(b"\0")
    except ValueError:
        raise UnexpectedReply(f"{folder}: its names did not come whole, or are more than can be listed") from None
    if rest or status != b"/0":
        raise UnexpectedReply(f"{folder} could not be looked into whole")
    return sorted(_written(name) for name in names)


def _written(name: bytes) -> str:
    """The whole name as a site file can have it: what cannot be printed is escaped, and no two become one by that."""
    text = name.decode("utf-8", "backslashreplace").strip(" ")
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)
