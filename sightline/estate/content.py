"""Content: facts, deploys and controls. Sightline ships them; an estate may add controls, trusted by hash."""

import sys
from collections.abc import Iterator
from hashlib import sha256
from importlib import import_module
from pathlib import Path
from traceback import walk_tb
from types import ModuleType
from typing import Any

from sightline.errors import EstateError
from sightline.estate.checkregister import check_attested
from sightline.estate.load import policy_files
from sightline.estate.model import Estate
from sightline.estate.problems import Problems
from sightline.estate.trust import check_trust
from sightline.estate.words import clean, nearest, shown
from sightline.estate.yamlfile import parse, read_text
from sightline.policy.policy import Policy
from sightline.policy.register import RegisterControl

PACKAGE = Path(__file__).resolve().parents[1]
PARTS = ("facts", "deploys", "policies/controls")


def content_root() -> Path:
    """The checkout, where the parts stand beside the package; else what the wheel carries."""
    beside = PACKAGE.parent
    return beside if all((beside / part).is_dir() for part in PARTS) else PACKAGE / "_content"


def put_on_path() -> Path:
    """Puts the content root first on `sys.path`. Raises EstateError where a file in it would hide a standard module."""
    root = content_root()
    hiding = [path.name for path in sorted(root.iterdir()) if module_name(path) in sys.stdlib_module_names]
    if hiding:
        text = "hides a module of Python itself; rename it"
        raise EstateError("\n".join(f"{clean(root / name)}: {text}" for name in hiding))
    if sys.path[:1] != [str(root)]:
        sys.path.insert(0, str(root))
    return root


def module_name(path: Path) -> str:
    """The name under which a file or a package folder would be imported, or ""."""
    if path.is_dir():
        return path.name if (path / "__init__.py").exists() else ""
    return path.stem if path.suffix == ".py" else ""


def load_module(name: str) -> ModuleType:
    """A module of the content, such as `facts.device`. Raises EstateError where another one of that name won."""
    return _module(put_on_path(), name)


def _module(root: Path, name: str) -> ModuleType:
    try:
        module = import_module(name)
    except ModuleNotFoundError as error:
        raise EstateError(f"{clean(root)}: there is no {clean(name)} ({error})") from None
    file = Path(module.__file__ or "")
    if not file.resolve().is_relative_to(root.resolve()):
        raise EstateError(
            f"{clean(name)} comes from {clean(file)} and not from {clean(root)}: remove or rename that one"
        )
    return module


def sources(folder: Path) -> Iterator[Path]:
    """The Python files of a folder that are loaded, by name."""
    return (path for path in sorted(folder.glob("*.py")) if not path.name.startswith("_"))


def load_controls(estate: Estate) -> dict[str, Any]:
    """Every control by its slug: the shipped ones, then the estate's own in their place where the policy overrides.

    Raises EstateError for own Python that is not trusted, a slug that is there twice, or one that nothing answers.
    """
    return _loaded(estate, whole=True)


def load_all(estate: Estate) -> dict[str, Any]:
    """The same, also where nothing answers a slug of the policy: for whoever tells which one that is."""
    return _loaded(estate, whole=False)


def _loaded(estate: Estate, *, whole: bool) -> dict[str, Any]:
    root = put_on_path()
    trusted = check_trust(estate.folder, root)
    controls: dict[str, Any] = {}
    for path in sources(root / "policies" / "controls"):
        control = control_of(_module(root, f"policies.controls.{path.stem}"), path)
        if control.slug in controls:
            raise EstateError(f"{clean(path)}: the slug {shown(control.slug)} is there already")
        controls[control.slug] = control
    own = dict(own_controls(estate, trusted))
    check_slugs(estate, controls, own, whole=whole)
    return {**controls, **{slug: control for slug, (_, control) in own.items()}}


def attested_controls(estate: Estate) -> dict[str, RegisterControl]:
    """Those controls that people answer. Raises EstateError where an entry stands in the wrong register."""
    found = {slug: one for slug, one in load_controls(estate).items() if isinstance(one, RegisterControl)}
    check_attested(estate, found)
    return found


def own_controls(estate: Estate, trusted: dict[str, bytes]) -> Iterator[tuple[str, tuple[str, Any]]]:
    """The slug, file and control of each of the estate's own files, run from the very bytes that are trusted."""
    seen: dict[str, str] = {}
    for name, source in trusted.items():
        path = estate.folder / name
        if path.parent.name != "controls" or path.name.startswith("_"):
            continue
        control = control_of(run_source(path, source), path)
        if control.slug in seen:
            raise EstateError(
                f"{clean(name)}: the slug {shown(control.slug)} is in {clean(seen[control.slug])} already"
            )
        seen[control.slug] = name
        yield control.slug, (name, control)


def run_source(path: Path, source: bytes) -> ModuleType:
    """The module of a source. Not through the import system, which would take a cached .pyc that nobody hashed."""
    module = ModuleType(f"sightline_estate_controls.{path.stem}")
    module.__file__ = str(path)
    sys.modules[module.__name__] = module
    try:
        exec(compile(source, str(path), "exec"), module.__dict__)  # noqa: S102 - a person trusted these bytes
    except Exception as error:
        kind = type(error).__name__
        said = error.msg if isinstance(error, SyntaxError) else f"{kind}: {error}" if str(error) else kind
        raise EstateError(f"{clean(path)}{_line(path, error)}: this control does not load: {clean(said)}") from error
    return module


def control_of(module: ModuleType, path: Path) -> Any:
    """The module's control."""
    control = getattr(module, "control", None)
    if not isinstance(getattr(control, "slug", None), str):
        raise EstateError(f"{clean(path)}: a control's file has a `control` with a slug")
    return control


def check_slugs(estate: Estate, shipped: dict[str, Any], own: dict[str, tuple[str, Any]], *, whole: bool) -> None:
    """Own slugs against shipped ones, and the policy's against both where it is to be `whole`."""
    problems = Problems(estate.folder)
    for slug, (name, _) in own.items():
        if slug in shipped and slug not in estate.policy.overrides:
            text = f"the slug {shown(slug)} is a shipped one; add it to overrides of the policy, or name it otherwise"
            problems.add_file(estate.folder / name, text)
    for i, slug in enumerate(estate.policy.overrides):
        if slug not in own:
            text = f"no control of this estate overrides {shown(slug)}{nearest(slug, own)}"
            problems.add(estate.policy_file, ("overrides", i), text)
    policies = (estate.policy, estate.policy.before) if whole else ()
    for path, policy in zip((estate.policy_file, estate.older_file), policies, strict=False):
        if path is not None and policy is not None:
            check_controls(problems, path, policy, {**shipped, **own})
    problems.raise_any()


def check_controls(problems: Problems, path: Path, policy: Policy, controls: dict[str, Any]) -> None:
    """Every slug that a policy asks for is there. Its file is read again only to tell the line of one that is not."""
    if all(slug in controls for clause in policy.clauses for slug in clause.controls):
        return
    for i, clause in enumerate(parse(read_text(path))["clauses"]):
        for j, slug in enumerate(clause.get("controls", [])):
            if slug not in controls:
                problems.add(path, ("clauses", i, "controls", j), f"no control {shown(slug)}{nearest(slug, controls)}")


def policy_sha256(estate: Estate) -> str:
    """One hash over the policy's files, every control and every fact: their names and what they hold."""
    root = content_root()
    own = check_trust(estate.folder, root)
    files = {f"estate/{path.name}": path.read_bytes() for path in policy_files(estate)}
    files |= {f"estate/{name}": data for name, data in own.items()}
    for folder in ("facts", "policies/controls"):
        files |= {f"content/{folder}/{path.name}": path.read_bytes() for path in (root / folder).glob("*.py")}
    digest = sha256()
    for name, data in sorted(files.items()):
        for part in (name.encode("utf-8", "surrogateescape"), data):
            digest.update(len(part).to_bytes(8, "big") + part)
    return digest.hexdigest()


def _line(path: Path, error: Exception) -> str:
    """`:line` of the file where it went wrong; nothing where that is not known."""
    if isinstance(error, SyntaxError) and error.filename == str(path):
        return f":{error.lineno}"
    here = [number for frame, number in walk_tb(error.__traceback__) if frame.f_code.co_filename == str(path)]
    return f":{here[-1]}" if here else ""
