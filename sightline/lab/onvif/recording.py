"""A recording: what one model and firmware answers to each call, and what it has no answer to."""

from functools import cache
from importlib.resources import files

from lxml import etree

from sightline.lab.onvif import soap

SUFFIX = ".xml"


@cache
def _load(name: str, package: str) -> dict[str, bytes]:
    """From the package's folder of that name: one file per call, `tds.GetUsers.xml`, each a whole envelope."""
    folder = files(package).joinpath(name)
    found = {
        entry.name.removesuffix(SUFFIX).replace(".", ":"): entry.read_bytes()
        for entry in folder.iterdir()
        if entry.name.endswith(SUFFIX)
    }
    if not found:
        raise LookupError(f"no recording {name}")
    return found


class Documents:
    """The answers as trees of their own, to be changed by what is written."""

    def __init__(self, name: str, package: str = __package__) -> None:
        self._name, self._package = name, package
        self._trees = {call: self._fresh(call) for call in _load(name, package)}

    def _fresh(self, call: str) -> soap.Element:
        body = soap.child(etree.fromstring(_load(self._name, self._package)[call]), "Body")
        if body is None or len(body) != 1:
            raise ValueError(f"{self._name}: {call} holds no answer")
        return body[0]

    def __contains__(self, call: str) -> bool:
        return call in self._trees

    def __getitem__(self, call: str) -> soap.Element:
        return self._trees[call]

    def first(self, call: str) -> soap.Element:
        """The answer as it was before anybody changed it."""
        return self._fresh(call)
