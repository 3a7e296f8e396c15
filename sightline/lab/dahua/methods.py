"""What the device does with a method of somebody whom it let in, by whichever way it came."""

from collections.abc import Callable
from typing import Any

from sightline.lab.clock import Clock
from sightline.lab.dahua.login import Login
from sightline.lab.dahua.recording import Tables
from sightline.lab.dahua.store import WALL, ZONE, Store
from sightline.lab.device import SimulatedDevice, Switches
from sightline.lab.spec import DeviceSpec

NO_METHOD, BAD_PARAM, NO_DATA, REFUSED = 268894210, 268894211, 285409284, 268959743
DENIED = 403
OTHER_SERIAL = "9C0OTHER000077"
FIRST = "admin"
Params = dict[str, Any]
WRITES = ("configManager.setConfig", "userManager.addUser", "userManager.deleteUser")
#: What accounts of the group `user` may not read.
SECRET = ("userManager.", "SecurityScan.")


class Fault(Exception):
    """A refusal; carries the error's code and message."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


class Methods:
    """Answers are `(result, params)`."""

    def __init__(
        self, spec: DeviceSpec, tables: Tables, clock: Clock, login: Login, store: Store, switches: Switches
    ) -> None:
        self._spec, self._tables, self._clock, self._login = spec, tables, clock, login
        self._store, self._switches = store, switches
        self._linked: dict[int, SimulatedDevice] = {}
        self._passwords = dict(spec.channel_passwords)
        self._pending: list[Callable[[], None]] = []
        box, itself = tables.itself["magicBox"], tables.itself
        self._known: dict[str, Callable[[Params], Any]] = {
            "configManager.getMemberNames": lambda _: {"names": tables.names},
            "configManager.getConfig": self._table,
            "configManager.setConfig": lambda sent: self._put(str(sent.get("name")), sent.get("table")),
            "global.keepAlive": lambda _: {"timeout": 60},
            "global.getCurrentTime": lambda _: {"time": clock.now().astimezone(ZONE).strftime(WALL)},
            "magicBox.getSerialNo": lambda _: {"sn": self._serial()},
            "magicBox.getDeviceType": lambda _: {"type": box["deviceType"]},
            "magicBox.getDeviceClass": lambda _: {"type": box["class"]},
            "magicBox.getVendor": lambda _: {"Vendor": box["vendor"]},
            "magicBox.getMachineName": lambda _: {"name": tables["General"]["MachineName"]},
            "magicBox.getSoftwareVersion": lambda _: {"version": box["version"]},
            "magicBox.getSystemInfo": lambda _: self._system(),
            "userManager.getUserInfoAll": lambda _: {"users": itself["users"]},
            "userManager.addUser": lambda sent: self._add(sent.get("user") or {}),
            "userManager.deleteUser": lambda sent: self._delete(str(sent.get("name"))),
            "SecurityScan.getReport": lambda _: itself["scan"],
            "StorageDeviceManager.getDeviceInfos": lambda _: {"device": itself["disks"]},
            "recordManager.getStateAll": lambda _: itself["state"],
        }
        if "connections" in itself:
            self._known["LogicDeviceManager.getCameraState"] = lambda _: {"states": self._states()}

    def link(self, linked: dict[int, SimulatedDevice]) -> None:
        self._linked = linked

    def apply_pending(self) -> None:
        """What waited for a restart."""
        for apply in self._pending:
            apply()
        self._pending.clear()

    def call(self, user: str, method: str, params: Params, handle: int | None) -> tuple[Any, Any]:
        """Raises Fault where the device refuses."""
        if self._login.group(user) != "admin" and (method in WRITES or method.startswith(SECRET)):
            raise Fault(DENIED, "Authority:check failure.")
        if method in WRITES and self._switches.refuse_put:
            raise Fault(REFUSED, "Unknown error! error code was not set in service!")
        if method.startswith("mediaFileFind."):
            return self._search(method.removeprefix("mediaFileFind."), params, handle)
        if method not in self._known:
            raise Fault(NO_METHOD, "Component error: Method not found!")
        return True, self._known[method](params)

    def _search(self, action: str, params: Params, handle: int | None) -> tuple[Any, Any]:
        if action == "factory.create":
            return self._store.create(), None
        if handle not in self._store.finders:
            raise Fault(BAD_PARAM, "Component error: invalid object!")
        if action == "findFile":
            if not self._store.find(handle, params["condition"]):
                raise Fault(NO_DATA, "Component error: no data!")
        elif action == "findNextFile":
            found = self._store.page(handle, int(params["count"]))
            return True, {"found": len(found), "infos": found}
        elif action == "destroy":
            del self._store.finders[handle]
        elif action != "close":
            raise Fault(NO_METHOD, "Component error: Method not found!")
        return True, None

    def _system(self) -> Params:
        box = self._tables.itself["magicBox"]
        names = ("deviceType", "hardwareVersion", "processor", "updateSerial")
        return {"serialNumber": self._serial(), **{name: box[name] for name in names}}

    def _serial(self) -> str:
        own: str = self._spec.serial or self._tables.itself["magicBox"]["serialNumber"]
        return OTHER_SERIAL if self._switches.swapped else own

    def _table(self, sent: Params) -> Params:
        """An unknown name and a right that is missing get the same answer (recorded: NVR608H)."""
        name = str(sent.get("name"))
        if name not in self._tables:
            raise Fault(DENIED, "Authority:check failure.")
        return {"table": self._tables[name]}

    def _put(self, name: str, table: Any) -> Params:
        if not self._tables.fits(name, table):
            raise Fault(BAD_PARAM, "Component error: invalid param!")
        if self._switches.ignore_writes:
            return {"options": []}
        if self._switches.needs_reboot:
            self._pending.append(lambda: self._stand(name, table))
            return {"options": ["NeedReboot"]}
        self._stand(name, table)
        return {"options": []}

    def _stand(self, name: str, table: Any) -> None:
        self._tables.put(name, table)
        if name == "NTP" and table["Enable"]:
            self._clock.set(self._clock.now() - self._clock.error)

    def _add(self, user: Params) -> Params:
        """As CGI sends it: RPC2 would send the password's hash."""
        users, name, password = self._tables.itself["users"], user.get("Name"), user.get("Password", "")
        if not name or any(row["Name"] == name for row in users) or len(password) < 8:
            raise Fault(BAD_PARAM, "Password Too Weak!" if name else "Component error: invalid param!")
        if not (self._switches.ignore_writes or self._switches.needs_reboot):
            fresh = {"Group": user.get("Group", "user"), "Id": 1 + max(row["Id"] for row in users), "Name": name}
            users.append({**users[-1], "Memo": user.get("Memo", ""), "Reserved": False, **fresh})
            self._login.learn(name, password)
        return {}

    def _delete(self, name: str) -> Params:
        row = next((row for row in self._tables.itself["users"] if row["Name"] == name), None)
        if row is None or row["Reserved"] or name == FIRST:
            raise Fault(BAD_PARAM, "Component error: the user cannot be deleted!")
        if not (self._switches.ignore_writes or self._switches.needs_reboot):
            self._tables.itself["users"].remove(row)
        return {}

    def _states(self) -> list[Params]:
        """A lab camera behind a channel is connected while it lets the recorder in."""
        found = []
        for index, recorded in enumerate(self._tables.itself["connections"]):
            camera, state = self._linked.get(index + 1), recorded
            if camera is not None:
                there = camera.listening and not camera.switches.dead and not camera.switches.hang
                user = self._tables["RemoteDevice"][f"uuid:System_CONFIG_NETCAMERA_INFO_{index}"]["UserName"]
                good = there and camera.lets_in(user, self._passwords.get(index + 1, ""))
                state = "Connected" if good else "Unconnect"
            found.append({"channel": index, "connectionState": state})
        return found
