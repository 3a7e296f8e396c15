"""An estate's own controls are code. It runs only as it stood when a person accepted it, by hash.

The hashes are kept in the user's own configuration, so that whoever can change the estate can't accept the change.
"""

import json
import os
from hashlib import sha256
from pathlib import Path

from sightline.errors import EstateError
from sightline.estate.files import write_private
from sightline.estate.words import clean

Hashes = dict[str, str]


def trust_file() -> Path:
    """`$XDG_CONFIG_HOME/sightline/trust.json`; a relative XDG_CONFIG_HOME is no place, as its standard says."""
    configured = Path(os.environ.get("XDG_CONFIG_HOME", ""))
    return (configured if configured.is_absolute() else Path.home() / ".config") / "sightline" / "trust.json"


def own_sources(estate_folder: Path) -> dict[str, bytes]:
    """The Python files of `policies/controls/`, by their path below the estate."""
    folder = estate_folder.resolve()
    paths = sorted((folder / "policies" / "controls").rglob("*.py"))
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def check_trust(estate_folder: Path, content_root: Path) -> dict[str, bytes]:
    """The sources that may run: compile these very bytes. Raises EstateError naming each file that is not trusted.

    An estate that is the content root itself (a checkout) has no controls of its own.
    """
    if estate_folder.resolve() == content_root.resolve():
        return {}
    sources = own_sources(estate_folder)
    trusted, broken = read_trust()
    problems = differences(hashes(sources), trusted.get(str(estate_folder.resolve()), {}))
    if not problems:
        return sources
    if broken:
        problems.append(f"{clean(trust_file())}: cannot be read, so nothing is trusted")
    raise EstateError("\n".join([*problems, "look at the files, then run `sightline trust` to accept them"]))


def differences(now: Hashes, trusted: Hashes) -> list[str]:
    """One line for each file that is new, changed or gone."""
    new = [f"{clean(name)}: new Python file, not trusted yet" for name in now if name not in trusted]
    changed = [f"{clean(n)}: changed since it was trusted" for n in now if n in trusted and trusted[n] != now[n]]
    gone = [f"{clean(name)}: was trusted and is gone" for name in trusted if name not in now]
    return sorted(new + changed + gone)


def accept(estate_folder: Path) -> tuple[str, ...]:
    """Trusts the estate's Python as it stands, and names the files."""
    folder = str(estate_folder.resolve())
    accepted = hashes(own_sources(estate_folder))
    everything = {**read_trust()[0], folder: accepted}
    if not accepted:
        del everything[folder]
    write_private(trust_file(), (json.dumps({"estates": everything}, indent=1, sort_keys=True) + "\n").encode())
    return tuple(accepted)


def hashes(sources: dict[str, bytes]) -> Hashes:
    """SHA-256 of each file."""
    return {name: sha256(data).hexdigest() for name, data in sources.items()}


def read_trust() -> tuple[dict[str, Hashes], bool]:
    """The hashes by estate, and True where the file is there and can't be understood."""
    try:
        found = json.loads(trust_file().read_bytes())["estates"]
        return {str(folder): {str(k): str(v) for k, v in files.items()} for folder, files in found.items()}, False
    except FileNotFoundError:
        return {}, False
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}, True
