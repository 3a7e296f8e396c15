"""A new estate's folder: data that loads as it stands, with one commented example site."""

from pathlib import Path

from sightline.errors import EstateError
from sightline.estate.content import content_root
from sightline.estate.words import clean

SCAFFOLD = Path(__file__).resolve().parents[1] / "_scaffold"
#: Written from the content, so that they are kept in one place.
FROM_CONTENT = (
    "policies/housing_cctv.yml",
    "policies/firmware.yml",
    "policies/waivers.yml",
    "inventory/estate.py",
    "tests/site/test_policy.py",
    "tests/site/test_recorder_hosts.py",
)
#: Names that packaging would act on if they lay in the package as they are.
RENAMED = {"gitignore": ".gitignore"}


def init(folder: Path) -> tuple[Path, ...]:
    """Writes the estate and gives its files. Raises EstateError, and writes nothing, where one of them is there."""
    files = planned(folder)
    there = [path for path in files if path.exists() or path.is_symlink()]
    if there:
        raise EstateError("\n".join(f"{clean(path)}: is there already; nothing was written" for path in there))
    try:
        for path, source in files.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            with path.open("xb") as file:
                file.write(source.read_bytes())
    except OSError as error:
        raise EstateError(f"{clean(Path(error.filename or path))}: cannot be written: {error.strerror}") from None
    return tuple(files)


def planned(folder: Path) -> dict[Path, Path]:
    """Each file to write, and the one that it is a copy of."""
    own = {path.relative_to(SCAFFOLD): path for path in sorted(SCAFFOLD.rglob("*")) if is_data(path)}
    files = {folder / path.with_name(RENAMED.get(path.name, path.name)): source for path, source in own.items()}
    return files | {folder / name: content_root() / name for name in FROM_CONTENT}


def is_data(path: Path) -> bool:
    """True for a file that somebody wrote, not one that Python left behind."""
    return path.is_file() and "__pycache__" not in path.parts
