"""SOAP to one device: its time, where its services are, and its answers (reference, sections C and G)."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, TypeVar

from sightline.drivers import Target
from sightline.drivers.onvif import calls, places, wsdl
from sightline.drivers.onvif.calls import INFORMATION, TIME, Call
from sightline.drivers.onvif.login import Login
from sightline.drivers.onvif.moments import device_time
from sightline.drivers.onvif.words import DEVICE, MEDIA, MEDIA2, SHORT
from sightline.errors import DeviceError, UnexpectedReply, Unsupported, WriteRefused
from sightline.wire import xml
from sightline.wire.http import Http, Reply

T = TypeVar("T")


class Session:
    """One device. Answers are read once and kept until a write.

    Before the first request with credentials the time, the services and the login that is wanted are asked for
    without any. `proven` is another interface's login at the same address, where there is one.
    """

    def __init__(self, target: Target, proven: Http | None = None) -> None:
        self.target = target
        self._login = Login(target, self._ahead, proven)
        self.counts = self._login.counts
        #: True where the device gave its profiles to nobody in particular.
        self.open_view = False
        self._kept: dict[Call, tuple[xml.Element, datetime] | DeviceError] = {}
        self._made: dict[Callable[[Session], Any], Any] = {}
        self._places: dict[str, str] = {}
        self._denied: set[tuple[str, str]] = set()
        self._stuck: DeviceError | None = None
        self._tells_time = True

    def close(self) -> None:
        """There is no logout: the connection is closed."""
        self._login.close()

    def forget(self) -> None:
        """Drops every answer that was read, the time as well; the places of the services stay."""
        self._kept.clear()
        self._made.clear()
        self._stuck = None

    def once(self, make: "Callable[[Session], T]") -> T:
        """What is made of answers that were read, kept as long as they are."""
        if make not in self._made:
            self._made[make] = make(self)
        found: T = self._made[make]
        return found

    def ask(self, service: str, operation: str, arguments: str = "") -> xml.Element:
        """The answer to a call that changes nothing; `arguments` are whole elements.

        Raises Unsupported where the device lists no such service, or says that it has no such call.
        """
        return self._asked((service, operation, arguments))[0]

    def time(self) -> tuple[xml.Element, datetime]:
        """The device's date and time, and the moment (UTC) at which it was true."""
        return self._asked(TIME)

    def still(self, path: str) -> Reply:
        """A picture, which is kept nowhere."""
        self._begin()
        return self._login.still(path)

    def tell(self, service: str, operation: str, **arguments: Any) -> None:
        """A call that changes something, built by onvif-zeep."""
        self._tell((service, operation, ""), wsdl.body(service, operation, arguments))

    def tell_by_hand(self, service: str, operation: str, arguments: str) -> None:
        """A call that changes something, for what onvif-zeep cannot build; `arguments` are whole elements."""
        call = (service, operation, arguments)
        self._tell(call, calls.request(call))

    def lists(self, service: str) -> bool:
        """Whether the device names the service. That it does not proves nothing of the device."""
        self._begin()
        return service in self._places

    def denies(self, service: str, capability: str) -> bool:
        """Whether its own list of services says that it has not got that capability; one that says nothing may."""
        self._begin()
        return (service, capability) in self._denied

    def _tell(self, call: Call, body: str) -> None:
        """Never sent to a device that asks for no login."""
        service, operation, _ = call
        self._begin()
        path = self._place(service)
        if self._login.scheme is None:
            self._find_login()
        if self._login.scheme is None:
            raise UnexpectedReply(f"{operation}: no login was asked for; nothing is written to an open device")
        self.counts.writes += 1
        try:
            reply = self._login.ourselves(path, body, reads=False)
        finally:
            self.forget()
        try:
            calls.answer(call, reply)
        except (UnexpectedReply, Unsupported) as problem:
            raise WriteRefused(f"the device refused the write: {problem}") from problem

    def _asked(self, call: Call) -> tuple[xml.Element, datetime]:
        self._begin()
        self._keep(call)
        kept = self._kept[call]
        if isinstance(kept, DeviceError):
            raise kept
        return kept

    def _keep(self, call: Call) -> None:
        if call not in self._kept:
            try:
                self._kept[call] = self._read(call)
            except (UnexpectedReply, Unsupported) as problem:
                self._kept[call] = problem

    def _begin(self) -> None:
        """The login is proven by the one call that every device has for every account (reference, D1)."""
        self._login.alive()
        if self._stuck is not None:
            raise self._stuck
        if self._places:
            return
        try:
            self._read_time()
            self._places, self._denied = places.find(lambda call: self._read(call)[0])
            self._find_login()
        except (UnexpectedReply, Unsupported) as problem:
            self._places, self._stuck = {}, problem
            raise
        self._keep(INFORMATION)
        self._login.alive()

    def _read(self, call: Call) -> tuple[xml.Element, datetime]:
        """As nobody while no login is asked for; the time always (reference, A7)."""
        path = self._place(call[0])
        if (call == TIME and self._tells_time) or self._login.scheme is None:
            reply = self._login.nobody(path, calls.request(call))
            if not self._login.is_wanted(reply):
                return calls.answer(call, reply), reply.at
            self._tells_time = self._tells_time and call != TIME
            self._login.choose(reply)
        reply = self._login.ourselves(path, calls.request(call), reads=True)
        return calls.answer(call, reply), reply.at

    def _place(self, service: str) -> str:
        path = places.ENTRY if service == DEVICE else self._places.get(service)
        if path is None:
            raise Unsupported(f"the device lists no {SHORT[service]} service")
        return path

    def _read_time(self) -> None:
        """Before anything is signed. A device that tells it to nobody gets tokens by our own clock."""
        reply = self._login.nobody(places.ENTRY, calls.request(TIME))
        if self._login.is_wanted(reply):
            self._tells_time = False
            self._login.choose(reply)
            return
        try:
            self._kept[TIME] = calls.answer(TIME, reply), reply.at
        except (UnexpectedReply, Unsupported) as problem:
            self._kept[TIME] = problem

    def _find_login(self) -> None:
        """Asks for the profiles as nobody. The refusal says which login is wanted; an answer, that all may look."""
        if self._login.scheme is not None:
            return
        service = next((one for one in (MEDIA, MEDIA2) if one in self._places), DEVICE)
        call = (service, "GetUsers" if service == DEVICE else "GetProfiles", "")
        reply = self._login.nobody(self._place(service), calls.request(call))
        if self._login.is_wanted(reply):
            self._login.choose(reply)
            return
        try:
            calls.answer(call, reply)
            self.open_view = self.open_view or service != DEVICE
        except (UnexpectedReply, Unsupported):
            return  # no answer: the next call asks as nobody again

    def _ahead(self) -> timedelta:
        if TIME not in self._kept and self._tells_time:
            self._read_time()
        kept = self._kept.get(TIME)
        try:
            return device_time(kept[0]) - kept[1] if isinstance(kept, tuple) else timedelta()
        except UnexpectedReply:
            return timedelta()
