"""What one run carries to every device: the estate, its secrets, its state, and what the operator allowed."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import cached_property
from typing import TYPE_CHECKING, Any, Self

from sightline.bridge.exempt import exempt_on
from sightline.bridge.holds import Holds
from sightline.bridge.trail import last_scheduled
from sightline.errors import DeviceError, LoginRefused, NotAllowed, UntrustedCertificate
from sightline.estate.model import Device, Estate
from sightline.estate.secrets import Store
from sightline.estate.sounding import Soundings
from sightline.estate.state import State
from sightline.policy.control import Control
from sightline.policy.policy import Policy
from sightline.policy.register import RegisterControl
from sightline.policy.rhythm import missed
from sightline.policy.waiver import Waiver
from sightline.policy.writable import Bounds
from sightline.records.audit.chain import Chain
from sightline.records.journal import Journal
from sightline.records.recorder import Recorder
from sightline.records.shared import Shared

if TYPE_CHECKING:
    from sightline.wire.likeness import View


@dataclass(frozen=True, kw_only=True)
class Options:
    """What the operator said on the command line. `accept_loss` is the case that answers for lost footage.

    `accept_views` takes a picture of every channel, into the run's `shots`. `apply_exceptions`: approved audio
    exceptions are put into effect.
    """

    accept_loss: str | None = None
    accounts: bool = False
    retry_login: bool = False
    accept_views: bool = False
    apply_exceptions: bool = False


@dataclass(frozen=True)
class Shot:
    """A picture that a person may accept: the file, its SHA-256, and what is kept of it."""

    file: bytes = field(repr=False)
    sha256: str
    view: "View"


@dataclass(kw_only=True)
class Work:
    """One run. `protected` names, by device, the accounts that a recorder uses to reach it; `holds` are our locks,
    `shots` the pictures that were taken to be accepted, by device and channel.

    `controls` judge devices, `attested` what people attest; `recorder` takes what is judged, from the run's start on.
    `doubts` are what the records could not tell of waivers and the schedule.
    """

    id: str
    estate: Estate
    secrets: Store
    state: State
    journal: Journal
    chain: Chain
    controls: Mapping[str, Control[Any]]
    attested: Mapping[str, RegisterControl] = field(default_factory=dict)
    options: Options = field(default_factory=Options)
    protected: dict[str, set[str]] = field(default_factory=dict)
    doubts: list[str] = field(default_factory=list)
    recorder: Recorder | None = None
    shots: dict[str, dict[str, Shot]] = field(default_factory=dict, repr=False)
    holds: Holds = field(init=False)
    _refused: set[tuple[str, str]] = field(default_factory=set, repr=False)
    soundings: Soundings = field(init=False)

    def __post_init__(self) -> None:
        self.holds = Holds(self.state, self.id, Shared(lambda: self.chain.database, self.id))
        self.soundings = Soundings(self.state)

    def __copy__(self) -> Self:
        """The same run: pyinfra copies host data at each look."""
        return self

    def to_json(self) -> str:
        """For pyinfra's own command line, which prints host data."""
        return self.id

    def record(self, event: str, *, device: str = "", **what: Any) -> None:
        """What is about to be done: in the audit chain and in the journal, on the disk when this returns.

        Raises EstateError or Busy where it cannot be: then it must not be done.
        """
        self.chain.append(event, device=device, **what)
        self.journal.add(event, **({"device": device} if device else {}), **what)

    def recorded(self, event: str, *, device: str, **what: Any) -> None:
        """What has been done: in the journal at once, in the chain within a second."""
        self.chain.note(event, device=device, **what)
        self.journal.add(event, device=device, **what)

    def refused(self, device: str, problem: DeviceError, *, sent: bool) -> None:
        """Where a rule of ours has kept something from a device, that is in the chain, once a run.

        `sent` is True where a login was: a refusal after that is the device's own.
        """
        ours = isinstance(problem, NotAllowed | UntrustedCertificate) or (
            isinstance(problem, LoginRefused) and not sent
        )
        if ours and (device, str(problem)) not in self._refused:
            self._refused.add((device, str(problem)))
            self.chain.note("refusal", device=device, reason=str(problem))

    @cached_property
    def scheduled(self) -> datetime | None:
        """When the last scheduled run that reached its end began; None where there is none."""
        return last_scheduled(self.chain, self.id, self.doubts)

    @cached_property
    def attended(self) -> datetime | None:
        """The same of one that applied exceptions: it alone turns off what another run turned on."""
        return last_scheduled(self.chain, self.id, self.doubts, acting=True)

    @property
    def unattended(self) -> str:
        """Why nobody would turn off what is turned on now; "" where a scheduled run would."""
        what = "scheduled run with --apply-exceptions"
        return missed(self.attended, datetime.now(UTC), self.estate.policy.schedule_hours, what)

    @property
    def missed(self) -> str:
        """What is wrong with the scheduled run before this moment; "" where it took place in time."""
        return missed(self.scheduled, datetime.now(UTC), self.estate.policy.schedule_hours)

    def policy_for(self, device: Device, login: str) -> Policy:
        """The policy as it stands for the device now: what it is judged by."""
        now = datetime.now(UTC)
        views, shortened = self.state.has_views(device.id), self.state.shortened(device.id)
        policy = self.estate.policy_for(device, now, login, views_accepted=views, shortened=shortened)
        return replace(policy, exempt=exempt_on(self, device, now))

    def policy_to_write(self, device: Device, login: str) -> Policy:
        """The same, with the exceptions in effect that are remembered to be so, where the operator said so."""
        policy = self.policy_for(device, login)
        noted = tuple(one for one in policy.exempt if self.soundings.has(device.id, one.waiver.sha256))
        return replace(policy, exempt=noted, acts=self.options.apply_exceptions)

    def kept(self, control: str, device: Device, policy: Policy) -> tuple[Waiver, ...]:
        """Waivers by which a write leaves a device as it was found; one that acts is what is written."""
        acting = [one.waiver for one in policy.exempt if policy.acts and not one.held]
        return tuple(waiver for waiver in self.estate.waivers_for(control, device, policy.now) if waiver not in acting)

    def bounds(self, device: Device, login: str) -> Bounds:
        """How far a write on the device may go, now that `login` is ours there."""
        return Bounds(
            accounts=self.options.accounts,
            protected={*self.protected.get(device.id, ()), login},
            elsewhere=frozenset(self.estate.channels_of(device)),
            encrypted=device.address.scheme == "https",
        )

    @property
    def asked(self) -> dict[str, Control[Any]]:
        """The controls that the policy asks of devices, by slug, in the clauses' order."""
        return self.asked_by(self.estate.policy)

    def asked_by(self, policy: Policy) -> dict[str, Control[Any]]:
        """Those that one of two policies asks."""
        return {slug: self.controls[slug] for slug in policy.slugs if slug in self.controls}

    def in_order(self) -> list[Control[Any]]:
        """Controls that can be hardened; what may cut us or a recorder off goes last (safety rule 3)."""
        able = [control for control in self.asked.values() if control.remedy.startswith("harden")]
        return sorted(able, key=lambda control: control.cuts)
