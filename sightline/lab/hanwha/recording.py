"""What one model and firmware shows: one file per menu, `media.videoprofile.json`, and `attributes.xml`."""

import json
from copy import deepcopy
from functools import cache
from importlib.resources import files
from typing import Any

from lxml import etree

SUFFIX = ".json"
Menus = dict[str, dict[str, Any]]


@cache
def _load(name: str) -> tuple[Menus, bytes]:
    folder = files(__package__).joinpath(name)
    menus = {
        entry.name.removesuffix(SUFFIX): json.loads(entry.read_text())
        for entry in folder.iterdir()
        if entry.name.endswith(SUFFIX)
    }
    if not menus:
        raise LookupError(f"no recording {name}")
    return menus, folder.joinpath("attributes.xml").read_bytes()


def menus(name: str) -> Menus:
    """A copy of one's own, to be changed by what is written."""
    return deepcopy(_load(name)[0])


class Attributes:
    """What the unit lists of itself; the lab's writes are held against it too."""

    def __init__(self, name: str) -> None:
        self.body = _load(name)[1]
        self._root = etree.fromstring(self.body)

    def parameters(self, menu: str, action: str) -> dict[str, etree._Element] | None:
        """The action's parameters and their types; None where it is not listed. `menu` is `media.videoprofile`."""
        cgi, _, name = menu.partition(".")
        path = f"cgis/cgi[@name='{cgi}']/submenu[@name='{name}']/action[@name='{action}']"
        found = self._root.find(path)
        if found is None:
            return None
        return {
            str(one.get("name")): kind for one in found.iterfind("parameter") for kind in one.iterfind("dataType/*")
        }
