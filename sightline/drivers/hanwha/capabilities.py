"""attributes.cgi: what a unit says that it has and takes (reference, B; [HM], guide, 5.1).

`<capabilities><attributes><group><category><attribute …/>` and `<cgis><cgi><submenu><action><parameter …><dataType>`.
"""

from collections.abc import Mapping

from sightline.errors import UnexpectedReply, WriteRefused
from sightline.wire import xml

PATH = "/stw-cgi/attributes.cgi"


class Capabilities:
    """Two words of the device make a thing absent: a refusal, and that it is not listed here."""

    def __init__(self, root: xml.Element) -> None:
        self._root = root
        self._menus = {
            (cgi.get("name", ""), menu.get("name", "")): menu
            for cgi in xml.children(root, "cgis/cgi")
            for menu in xml.children(cgi, "submenu")
        }
        if xml.local(root) != "capabilities" or ("system", "deviceinfo") not in self._menus:
            raise UnexpectedReply(f"{PATH}: it does not list what the device has just answered")

    def lists(self, cgi: str, menu: str) -> bool:
        """Whether the unit has the menu."""
        return (cgi, menu) in self._menus

    def takes(self, cgi: str, menu: str, action: str, name: str) -> bool:
        """Whether the action has the parameter, for whoever asks."""
        return self._parameter(cgi, menu, action, name) is not None

    def spell(self, cgi: str, menu: str, action: str, values: Mapping[str, str | int | bool]) -> dict[str, str]:
        """The values as the unit writes them. WriteRefused for what it does not list, or not within these limits."""
        where, spelt = f"{cgi}/{menu} {action}", {}
        for name, value in values.items():
            parameter = self._parameter(cgi, menu, action, name)
            kinds = [] if parameter is None else [k for row in xml.children(parameter, "dataType") for k in row]
            if not kinds:
                raise WriteRefused(f"{where}: the device does not list {name}")
            spelt[name] = _spelt(f"{where}: {name}", kinds[0], value)
        return spelt

    def limit(self, group: str, name: str, channel: str) -> int | None:
        """An attribute of the group's Limit: the channel's own, or the one for all; None where there is none."""
        of = [one for one in xml.children(self._root, "attributes/group") if one.get("name") == group]
        limits = [one for row in of for one in xml.children(row, "category") if one.get("name") == "Limit"]
        own = [one for row in limits for one in xml.children(row, "channel") if one.get("number") == channel]
        for row in (*own, *limits):
            for attribute in xml.children(row, "attribute"):
                if attribute.get("name") == name:
                    return xml.number(attribute.get("value", ""))
        return None

    def _parameter(self, cgi: str, menu: str, action: str, name: str) -> xml.Element | None:
        listed = self._menus.get((cgi, menu))
        actions = [] if listed is None else [one for one in xml.children(listed, "action") if one.get("name") == action]
        for row in (parameter for one in actions for parameter in xml.children(one, "parameter")):
            if row.get("name") == name and row.get("request") == "true":
                return row
        return None


def _spelt(where: str, kind: xml.Element, value: str | int | bool) -> str:
    if isinstance(value, bool):
        if xml.local(kind) != "bool":
            raise WriteRefused(f"{where} is no switch on this device")
        return kind.get(str(value).lower(), str(value))
    if isinstance(value, int):
        least, most = xml.number(kind.get("min", "")), xml.number(kind.get("max", ""))
        if xml.local(kind) != "int" or not (least or 0) <= value <= (value if most is None else most):
            raise WriteRefused(f"{where} takes no {value}: the device lists {least} to {most}")
        return str(value)
    entries = [one.get("value") for one in xml.children(kind, "entry")]
    if xml.local(kind) == "enum" and value not in entries:
        raise WriteRefused(f"{where} takes no {value}: the device lists {', '.join(map(str, entries))}")
    return value
