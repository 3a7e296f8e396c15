"""All that is wrong with an estate, gathered over all its files, each with its line."""

from pathlib import Path
from typing import TypeVar

from pydantic import ValidationError

from sightline.errors import EstateError
from sightline.estate.explain import Table, explain, matter
from sightline.estate.words import clean
from sightline.estate.yamlfile import Broken, Location, Marks, parse, read_text

T = TypeVar("T", bound=Table)


class Problems:
    """Reads files, keeps what is wrong with them, and raises it as one EstateError."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.found: dict[tuple[str, int, str], None] = {}
        self._marks: dict[Path, Marks] = {}

    def read(self, path: Path, model: type[T]) -> T | None:
        """The file as `model`, or None with its problems kept."""
        try:
            text = read_text(path)
            return self._validated(path, text, model)
        except Broken as error:
            self._keep(path, error.line, error.text)
            return None

    def _validated(self, path: Path, text: str, model: type[T]) -> T | None:
        document = parse(text)
        if document is None:
            raise Broken(0, "this file is empty")
        try:
            return model.model_validate(document)
        except ValidationError as error:
            marks = self._marks[path] = Marks(text)
            for detail in matter(error.errors(include_url=False)):
                line, node = marks.find(detail["loc"])
                self._keep(path, line, explain(detail, model, node))
            return None

    def add(self, path: Path, location: Location, text: str) -> None:
        """Keeps a problem at a place of a file that was read well."""
        self._keep(path, self.line(path, location), text)

    def add_file(self, path: Path, text: str) -> None:
        """Keeps a problem with a file as a whole."""
        self._keep(path, 0, text)

    def line(self, path: Path, location: Location) -> int:
        """The line of a place in a file that was read well."""
        if path not in self._marks:
            self._marks[path] = Marks(read_text(path))
        return self._marks[path].find(location)[0]

    def place(self, path: Path, location: Location) -> str:
        """`file:line`, for a message that names a second place."""
        return f"{self.name(path)}:{self.line(path, location)}"

    def name(self, path: Path) -> str:
        """The path as a message shows it: below the estate's folder where it lies there."""
        return clean(path.relative_to(self.folder) if path.is_relative_to(self.folder) else path)

    def _keep(self, path: Path, line: int, text: str) -> None:
        self.found[(self.name(path), line, text)] = None

    def raise_any(self) -> None:
        """Raises EstateError with one line per problem, sorted by file and line."""
        lines = [f"{name}:{line}: {text}" if line else f"{name}: {text}" for name, line, text in sorted(self.found)]
        if lines:
            raise EstateError("\n".join(lines))


def validate(path: Path, model: type[T], folder: Path | None = None) -> T:
    """One file as `model`. Raises EstateError with all its problems, named as below `folder`."""
    problems = Problems(folder or path.parent)
    result = problems.read(path, model)
    problems.raise_any()
    assert result is not None
    return result
