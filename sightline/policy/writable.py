"""What `harden` may write. Everything else is judged, and named with the verb that can do it.

Never written here: what formats, flashes, resets or restarts, what deletes footage or an account, what closes the
inventory's own way in (design, section 4), and what a waiver covers.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, fields, is_dataclass, replace
from typing import Any

from sightline.policy.control import keep_unknown, keyed
from sightline.policy.waiver import Waiver
from sightline.settings import (
    Account,
    Accounts,
    Analytics,
    Audio,
    Certificates,
    Clock,
    Export,
    Logging,
    Masks,
    Maybe,
    Overlay,
    Retention,
    Services,
    Setting,
    Tamper,
    known,
)

#: Services that may be the way in, ours or another system's.
WAYS_IN = ("http", "https", "rtsp")


@dataclass(frozen=True, kw_only=True)
class Bounds:
    """How far a write on one device may go.

    `accounts` is `harden --accounts`; `protected` names accounts that must stay: our own, and those by which a
    recorder reaches this camera. `elsewhere` are a recorder's channels whose cameras are written themselves.
    `encrypted` is our own way in.
    """

    accounts: bool = False
    protected: Collection[str] = ()
    elsewhere: Collection[str] = ()
    encrypted: bool = False


def writable(found: Setting, wanted: Setting, bounds: Bounds, waivers: Sequence[Waiver] = ()) -> Setting:
    """`wanted`, with everything that may not be written put back to what was found. It never adds a part.

    `waivers` are those in force for the control that wants it.
    """
    todo = _waived(found, keep_unknown(found, wanted), waivers)
    match found, todo:
        case Audio(), Audio():
            streams, recorded = _listed(found.streams, todo.streams), _listed(found.recorded, todo.recorded)
            return Audio(streams=streams, recorded=recorded)
        case Retention(), Retention():
            return _retention(found, todo)
        case Clock(), Clock():
            return replace(todo, offset_seconds=found.offset_seconds, time_zone=found.time_zone)
        case Services(), Services():
            before = {service.service: service for service in found.services}
            services = _listed(found.services, todo.services)
            return Services(services=tuple(before[s.service] if s.service in WAYS_IN else s for s in services))
        case Export(), Export():
            return _export(found, todo)
        case Accounts(), Accounts():
            return _accounts(found, todo, accounts=bounds.accounts, protected=bounds.protected)
    return _of_channels(found, todo, bounds)


def _of_channels(found: Setting, todo: Setting, bounds: Bounds) -> Setting:
    match found, todo:
        case Masks(), Masks():
            return Masks(masks=_here(found.masks, _switched(found.masks, todo.masks), bounds))
        case Overlay(), Overlay():
            return Overlay(channels=_here(found.channels, _listed(found.channels, todo.channels), bounds))
        case Analytics(), Analytics():
            return Analytics(functions=_switched(found.functions, todo.functions))
        case Tamper(), Tamper():
            return Tamper(detections=_switched(found.detections, todo.detections))
        case Logging(), Logging():  # a log is never ended, nor taken from everybody who gets it
            return Logging(kept=todo.kept or found.kept, collectors=todo.collectors or found.collectors)
        case Certificates(), Certificates():  # encryption is never taken away
            only = todo.https_only if bounds.encrypted and todo.https_only is True else found.https_only
            return replace(found, https=todo.https or found.https, https_only=only)
    return found


def _switched(found: Any, wanted: Any) -> Any:
    """The parts that the device listed, on or off as they are wanted, and nothing else of them changed."""
    if not (isinstance(found, tuple) and isinstance(wanted, tuple)):
        return found
    pairs = zip(found, _listed(found, wanted), strict=True)
    return tuple(replace(old, enabled=new.enabled) for old, new in pairs)


def _here(found: Any, wanted: Any, bounds: Bounds) -> Any:
    """Masks and names are written at one place, the camera where there is one: a recorder reads them back."""
    if not (isinstance(found, tuple) and isinstance(wanted, tuple)):
        return found
    return tuple(old if old.channel in bounds.elsewhere else new for old, new in zip(found, wanted, strict=True))


def _waived(found: Any, wanted: Any, waivers: Sequence[Waiver]) -> Any:
    """An exception is not undone: what a waiver covers stays as it was found."""
    if any(not waiver.channels for waiver in waivers):
        return found
    if not waivers or not is_dataclass(found) or type(found) is not type(wanted):
        return wanted
    parts = {}
    for f in fields(wanted):
        before, after = getattr(found, f.name), getattr(wanted, f.name)
        if isinstance(before, tuple) and isinstance(after, tuple):
            old = keyed(before)
            parts[f.name] = tuple(
                old[key] if key in old and any(w.touches(getattr(part, "channel", None)) for w in waivers) else part
                for key, part in keyed(after).items()
            )
    return replace(wanted, **parts) if not isinstance(wanted, type) else wanted


def _listed(found: Any, wanted: Any) -> Any:
    """The parts that the device listed, in its order, as they are wanted: none is added, none taken away."""
    if not (isinstance(found, tuple) and isinstance(wanted, tuple)):
        return found
    after = keyed(wanted)
    return tuple(after.get(key, part) for key, part in keyed(found).items())


def _export(found: Export, wanted: Export) -> Export:
    """Rights; and of stores those that a rule can make so. Encrypting a disk or card formats it."""
    stores = found.stores
    if isinstance(found.stores, tuple):
        after = zip(found.stores, _listed(found.stores, wanted.stores), strict=True)
        stores = tuple(new if old.enforceable else old for old, new in after)
    return replace(found, rights=_listed(found.rights, wanted.rights), stores=stores)


def _retention(found: Retention, wanted: Retention) -> Retention:
    """Limits and overwriting; never what is held or whether it records."""
    if not (isinstance(found.tracks, tuple) and isinstance(wanted.tracks, tuple)):
        return found
    pairs = zip(found.tracks, _listed(found.tracks, wanted.tracks), strict=True)
    tracks = tuple(replace(old, max_days=new.max_days, limit=new.limit) for old, new in pairs)
    return replace(found, tracks=tracks, overwrites_when_full=wanted.overwrites_when_full)


def _accounts(found: Accounts, wanted: Accounts, *, accounts: bool, protected: Collection[str]) -> Accounts:
    """The lock against guessing always; accounts only when asked for, and only away."""
    if not accounts:
        return replace(found, lockout=wanted.lockout)
    onvif: Maybe[tuple[Account, ...]] = found.onvif_accounts
    if known(found.onvif_accounts) and known(wanted.onvif_accounts):
        onvif = _fewer(found.onvif_accounts, wanted.onvif_accounts, protected)
    kept = _fewer(found.accounts, wanted.accounts, protected)
    return replace(found, accounts=kept, onvif_accounts=onvif, lockout=wanted.lockout)


def _fewer(found: tuple[Account, ...], wanted: tuple[Account, ...], protected: Collection[str]) -> tuple[Account, ...]:
    """Found accounts less those that are wanted gone or disabled. None is added or enabled, no role is changed."""
    after = {account.name: account for account in wanted}
    kept = []
    for account in found:
        if account.name in protected:
            kept.append(account)
        elif account.name in after:
            off = account.enabled is True and after[account.name].enabled is False
            kept.append(replace(account, enabled=False) if off else account)
    return tuple(kept)
