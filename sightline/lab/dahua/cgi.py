"""CGI: methods as a query, answers as lines (reference, 0.1)."""

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from sightline.lab.dahua.methods import BAD_PARAM, DENIED, NO_DATA, Fault, Methods
from sightline.lab.dahua.recording import Tables
from sightline.lab.http import Request, Response

TEXT = "text/plain;charset=utf-8"
STEP = re.compile(r"([^.\[\]]+)|\[(\d+)\]")
#: By CGI's name; what is in neither list is not there.
PLAIN = {
    *("global.getCurrentTime", "magicBox.getSystemInfo", "magicBox.getSerialNo", "magicBox.getDeviceType"),
    *("magicBox.getDeviceClass", "magicBox.getVendor", "magicBox.getMachineName", "magicBox.getSoftwareVersion"),
    *("userManager.getUserInfoAll", "userManager.deleteUser", "configManager.getConfig"),
}
#: RPC2 and CGI count a search's channels from 0 and from 1.
SEARCH = ("findFile", "findNextFile", "close", "destroy", "factory.create")
#: What CGI writes in one line, or under another name.
FLAGS = ("Anonymous", "PwdScore", "PasswordModifiedTime")


def answer(request: Request, user: str, methods: Methods, tables: Tables) -> Response:
    """For somebody whom digest let in."""
    parts = urlsplit(request.target)
    interface = parts.path.removeprefix("/cgi-bin/").removesuffix(".cgi")
    query = dict(parse_qsl(parts.query, keep_blank_values=True))
    method = f"{interface}.{query.pop('action', '')}"
    try:
        return _said(_lines(method, query, user, methods, tables))
    except Fault as fault:
        if fault.code == DENIED:
            body = b'{"error":{"code":403,"message":"Authority:check failure."},"result":false}'
            return Response(403, body, "application/json")
        absent = fault.code not in (BAD_PARAM, NO_DATA)
        return Response(501 if absent else 400, f"Error\r\n{fault.message}".encode(), TEXT)


def _lines(method: str, query: dict[str, str], user: str, methods: Methods, tables: Tables) -> list[str]:
    if method == "configManager.setConfig":
        _set(query, user, methods, tables)
        return ["OK"]
    if method == "userManager.addUser":
        sent = {key.removeprefix("user."): value for key, value in query.items()}
        methods.call(user, method, {"user": sent}, None)
        return ["OK"]
    if method == "storageDevice.getDeviceAllInfo":
        disks = methods.call(user, "StorageDeviceManager.getDeviceInfos", {}, None)[1]["device"]
        return list(_flat("list.info", [_disk(row) for row in disks]))
    if method.startswith("mediaFileFind.") and method.removeprefix("mediaFileFind.") in SEARCH:
        return _search(method, query, user, methods)
    if method not in PLAIN:
        raise Fault(0, "Not Implemented!")
    _, params = methods.call(user, method, query, None)
    return list(_shown(method, query, params)) or ["OK"]


def _shown(method: str, query: dict[str, str], params: dict[str, Any]) -> Iterator[str]:
    if method == "configManager.getConfig":
        yield from _flat(f"table.{query['name']}", params["table"])
    elif method == "magicBox.getSoftwareVersion":
        yield f"version={params['version']['Version']},build:{params['version']['BuildDate']}"
    elif method == "global.getCurrentTime":
        yield f"result={params['time']}"
    else:
        renamed = {"Vendor": "vendor", "type": "class" if method.endswith("Class") else "type"}
        for name, value in params.items():
            rows = [_user(row) for row in value] if name == "users" else value
            yield from _flat(renamed.get(name, name), rows)


def _search(method: str, query: dict[str, str], user: str, methods: Methods) -> list[str]:
    condition: dict[str, Any] = {"Channel": int(query.get("condition.Channel", "1")) - 1}
    condition |= {name: query.get(f"condition.{name}", "") for name in ("StartTime", "EndTime")}
    params = {"condition": condition, "count": query.get("count", "1")}
    result, found = methods.call(user, method, params, int(query.get("object", "0")))
    if method.endswith("create"):
        return [f"result={result}"]
    if found is None:
        return ["OK"]
    return [f"found={found['found']}", *_flat("items", found["infos"])]


def _set(query: dict[str, str], user: str, methods: Methods, tables: Tables) -> None:
    """Each key of a table, in one request; a value is of the kind that stands there."""
    changed: dict[str, Any] = {}
    for key, value in query.items():
        name, *steps = (word or int(index) for word, index in STEP.findall(key))
        if name not in tables:
            raise Fault(DENIED, "Authority:check failure.")
        node = changed.setdefault(str(name), tables.copy(str(name)))
        try:
            for step in steps[:-1]:
                node = node[step]
            node[steps[-1]] = _like(node[steps[-1]], value)
        except (LookupError, TypeError, ValueError) as error:
            raise Fault(BAD_PARAM, "Bad Request!") from error
    for name, table in changed.items():
        methods.call(user, "configManager.setConfig", {"name": name, "table": table}, None)


def _like(stands: Any, value: str) -> Any:
    if isinstance(stands, bool):
        return {"true": True, "false": False}[value]
    return int(value) if isinstance(stands, int) else value


def _disk(row: dict[str, Any]) -> dict[str, Any]:
    parts = [
        {
            "IsError": False,
            "Path": part["Name"],
            "TotalBytes": f"{part['Total']:.6f}",
            "Type": "ReadWrite",
            "UsedBytes": f"{part['Total'] - part['Remain']:.6f}",
        }
        for part in row["Partitions"]
    ]
    return {"Detail": parts, "HealthDataFlag": 0, "Name": row["Name"], "State": row["State"]}


def _user(row: dict[str, Any]) -> dict[str, Any]:
    return {("ID" if name == "Id" else name): value for name, value in row.items() if name not in FLAGS}


def _flat(name: str, value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key in sorted(value):
            yield from _flat(f"{name}.{key}", value[key])
    elif isinstance(value, list):
        for index, below in enumerate(value):
            yield from _flat(f"{name}[{index}]", below)
    else:
        yield f"{name}={str(value).lower() if isinstance(value, bool) else value}"


def _said(lines: list[str]) -> Response:
    return Response(200, "".join(f"{line}\r\n" for line in lines).encode(), TEXT)
