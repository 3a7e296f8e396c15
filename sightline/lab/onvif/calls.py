"""What the device does with a call of somebody whom it let in."""

from collections.abc import Callable
from copy import deepcopy

from lxml import etree

from sightline.lab.device import Switches
from sightline.lab.http import Response
from sightline.lab.onvif import analytics, outside, picture, soap
from sightline.lab.onvif.picture import Get, Set
from sightline.lab.onvif.profiles import MEDIA2, Profiles
from sightline.lab.onvif.recording import Documents
from sightline.lab.onvif.store import Store
from sightline.lab.onvif.time import TIME, Time
from sightline.lab.onvif.users import Users

IDENTITY, PROTOCOLS, SERVICES = "tds:GetDeviceInformation", "tds:GetNetworkProtocols", "tds:GetServices"
OTHER_SERIAL = "CVX9914000777"


class Calls:
    """Reads come from the recording with the state in it; writes change that state, at once or after a reboot."""

    def __init__(
        self,
        documents: Documents,
        users: Users,
        time: Time,
        store: Store,
        switches: Switches,
        reboot: Callable[[], None],
    ) -> None:
        self._documents = documents
        self._switches = switches
        self._pending: list[Callable[[], object]] = []
        profiles = Profiles(documents)
        self._gets: dict[str, Get] = {
            TIME: lambda _: time.show(),
            MEDIA2: profiles.media2,
            IDENTITY: lambda _: self._identity(),
            SERVICES: lambda sent: _services(documents, sent),
            "trt:GetStreamUri": lambda sent: _stream_uri(documents, sent),
            "tr2:GetStreamUri": lambda sent: _stream_uri2(documents, sent),
            "trt:GetSnapshotUri": lambda sent: _snapshot_uri("trt", documents, sent),
            "tr2:GetSnapshotUri": lambda sent: _snapshot_uri("tr2", documents, sent),
            "trc:GetRecordingConfiguration": lambda sent: _configuration(store, sent),
            "tse:GetRecordingInformation": lambda sent: store.information(soap.text(sent, "RecordingToken")),
            "tse:GetRecordingSummary": lambda _: store.summary(),
        }
        self._sets: dict[str, Set] = {
            "tds:SetSystemDateAndTime": time.set,
            "tds:SetNTP": time.set_ntp,
            "tds:SetDiscoveryMode": self._set_discovery,
            "tds:SetDynamicDNS": self._set_ddns,
            "tds:SetNetworkProtocols": self._set_protocols,
            "tds:DeleteUsers": users.delete,
            "tds:CreateUsers": users.create,
            "tds:SystemReboot": lambda _: reboot(),
            "tr2:RemoveConfiguration": lambda sent: profiles.remove(
                soap.text(sent, "ProfileToken"),
                tuple(soap.text(one, "Type") for one in soap.children(sent, "Configuration")),
            ),
            "trc:SetRecordingConfiguration": lambda sent: _configure(store, sent),
        }
        for kind in ("AudioSource", "AudioEncoder"):
            self._sets[f"trt:Remove{kind}Configuration"] = _removing(profiles, kind)
            self._sets[f"trt:Add{kind}Configuration"] = _adding(profiles, kind)
        for prefix in ("trt", "tr2"):
            for word, starts in (("Start", True), ("Stop", False)):
                self._sets[f"{prefix}:{word}MulticastStreaming"] = _casting(profiles, starts=starts)
        if picture.MASKS in documents:
            over = picture.Picture(documents)
            self._gets |= over.gets
            self._sets |= over.sets
        if analytics.RULES in documents:
            rules = analytics.Analytics(documents)
            self._gets |= {analytics.RULES: rules.rules, analytics.MODULES: rules.modules}
            self._sets["tan:DeleteRules"] = rules.delete

    def answer(self, call: soap.Call) -> Response:
        """Raises a Fault where the device refuses."""
        if call.name in self._sets:
            return self._write(call, self._sets[call.name])
        if call.name in self._gets:
            found = self._gets[call.name](call.arguments)
        elif call.name in self._documents:
            found = self._documents[call.name]
        else:
            raise soap.unknown_call()
        return soap.answer(found if isinstance(found, str) else soap.dump(found))

    def apply_pending(self) -> None:
        """What waited for a reboot."""
        for apply in self._pending:
            apply()
        self._pending.clear()

    def serves(self, protocol: str) -> bool:
        rows = soap.children(self._documents[PROTOCOLS], "NetworkProtocols")
        return not any(soap.text(row, "Name") == protocol and soap.text(row, "Enabled") == "false" for row in rows)

    def _write(self, call: soap.Call, change: Set) -> Response:
        if call.name == "tds:SystemReboot":
            change(call.arguments)
            return soap.answer(f"    <{call.name}Response><tds:Message>Rebooting</tds:Message></{call.name}Response>")
        if self._switches.refuse_put:
            return Response(403)
        said = None
        if self._switches.needs_reboot:
            self._pending.append(lambda: change(call.arguments))
        elif not self._switches.ignore_writes:
            said = change(call.arguments)
        return soap.done(call, said or "")

    def _identity(self) -> soap.Element:
        found = deepcopy(self._documents[IDENTITY])
        if self._switches.swapped:
            soap.put(found, "SerialNumber", OTHER_SERIAL)
        return found

    def _set_discovery(self, sent: soap.Element) -> None:
        mode = soap.text(sent, "DiscoveryMode")
        if mode not in ("Discoverable", "NonDiscoverable"):
            raise soap.bad_value("DiscoveryMode")
        soap.put(self._documents["tds:GetDiscoveryMode"], "DiscoveryMode", mode)

    def _set_ddns(self, sent: soap.Element) -> None:
        kind = soap.text(sent, "Type")
        if kind not in ("NoUpdate", "ClientUpdates", "ServerUpdates"):
            raise soap.bad_value("Type")
        soap.put(self._documents["tds:GetDynamicDNS"], "DynamicDNSInformation/Type", kind)

    def _set_protocols(self, sent: soap.Element) -> None:
        """The rows that were sent; others stay."""
        own = {soap.text(row, "Name"): row for row in soap.children(self._documents[PROTOCOLS], "NetworkProtocols")}
        for row in soap.children(sent, "NetworkProtocols"):
            name, enabled = soap.text(row, "Name"), soap.text(row, "Enabled")
            if name not in own or enabled not in ("true", "false"):
                raise soap.bad_value("no such protocol", "ServiceNotSupported")
            soap.put(own[name], "Enabled", enabled)


def _services(documents: Documents, sent: soap.Element) -> soap.Element:
    """With what each can do only where that is asked for."""
    found = deepcopy(documents[SERVICES])
    for row in soap.children(found, "Service") if soap.text(sent, "IncludeCapability") != "true" else ():
        for said in list(soap.children(row, "Capabilities")):
            row.remove(said)
    return found


def _stream_uri(documents: Documents, sent: soap.Element) -> str:
    uri = outside.stream_uri(documents, soap.text(sent, "ProfileToken"))
    return (
        f"    <trt:GetStreamUriResponse><trt:MediaUri><tt:Uri>{uri}</tt:Uri>"
        "<tt:InvalidAfterConnect>false</tt:InvalidAfterConnect><tt:InvalidAfterReboot>false</tt:InvalidAfterReboot>"
        "<tt:Timeout>PT0S</tt:Timeout></trt:MediaUri></trt:GetStreamUriResponse>"
    )


def _stream_uri2(documents: Documents, sent: soap.Element) -> str:
    uri = outside.stream_uri(documents, soap.text(sent, "ProfileToken"))
    return f"    <tr2:GetStreamUriResponse><tr2:Uri>{uri}</tr2:Uri></tr2:GetStreamUriResponse>"


def _snapshot_uri(service: str, documents: Documents, sent: soap.Element) -> str:
    """With a host of its own idea, as devices behind a router have it."""
    token = soap.text(sent, "ProfileToken")
    outside.stream_uri(documents, token)
    uri = f"<{{}}:Uri>http://192.0.2.1/onvif/snapshot?token={token}</{{}}:Uri>"
    inner = uri.replace("{}", "tr2") if service == "tr2" else f"<trt:MediaUri>{uri.replace('{}', 'tt')}</trt:MediaUri>"
    return f"    <{service}:GetSnapshotUriResponse>{inner}</{service}:GetSnapshotUriResponse>"


def _configuration(store: Store, sent: soap.Element) -> str:
    own = soap.child(store.named(soap.text(sent, "RecordingToken")), "Configuration")
    shown = deepcopy(own) if own is not None else etree.Element("none")
    shown.tag = f"{{{soap.NAMESPACES['trc']}}}RecordingConfiguration"
    return f"<trc:GetRecordingConfigurationResponse>{soap.dump(shown)}</trc:GetRecordingConfigurationResponse>"


def _configure(store: Store, sent: soap.Element) -> None:
    configuration = soap.child(sent, "RecordingConfiguration")
    if configuration is None:
        raise soap.bad_value("no configuration", "BadConfiguration")
    store.configure(soap.text(sent, "RecordingToken"), configuration)


def _removing(profiles: Profiles, kind: str) -> Set:
    return lambda sent: profiles.remove(soap.text(sent, "ProfileToken"), (kind,))


def _adding(profiles: Profiles, kind: str) -> Set:
    return lambda sent: profiles.add(soap.text(sent, "ProfileToken"), kind, soap.text(sent, "ConfigurationToken"))


def _casting(profiles: Profiles, *, starts: bool) -> Set:
    return lambda sent: profiles.multicast(soap.text(sent, "ProfileToken"), starts=starts)
