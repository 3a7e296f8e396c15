"""The source as the house's tests read it."""

import ast
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
OURS = ("sightline", "facts", "deploys", "policies", "inventory")


@dataclass(frozen=True)
class Module:
    """One file and its dotted name."""

    name: str
    path: Path

    @property
    def text(self) -> str:
        """What it holds."""
        return self.path.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        """The same, parsed."""
        return parsed(self.path)

    @property
    def shown(self) -> str:
        """The path as a message names it."""
        return str(self.path.relative_to(ROOT))

    def imports(self) -> Iterator[tuple[str, int]]:
        """Every module that it names, also inside functions and behind TYPE_CHECKING, with the line.

        `from a import b` names `a.b` where that is a module of ours, else `a`.
        """
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, node.lineno) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                base = node.module or ""
                assert node.level == 0, f"{self.shown}:{node.lineno}: a relative import"
                for alias in node.names:
                    below = f"{base}.{alias.name}"
                    yield (below if below in names() else base), node.lineno


@cache
def parsed(path: Path) -> ast.Module:
    """A file's tree, once."""
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def modules(*folders: str) -> tuple[Module, ...]:
    """Every module below some folders of the root."""
    found = []
    for folder in folders:
        for path in sorted((ROOT / folder).rglob("*.py")):
            parts = path.relative_to(ROOT).with_suffix("").parts
            found.append(Module(".".join(parts[:-1] if parts[-1] == "__init__" else parts), path))
    return tuple(found)


@cache
def names() -> frozenset[str]:
    """The dotted names of all modules of ours."""
    return frozenset(module.name for module in modules(*OURS))
