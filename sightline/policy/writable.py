"""What `harden` may write. Everything else is judged, and named with the verb that can do it.

Never written here: what formats, flashes, resets or restarts, what deletes footage or an account, and what closes
the inventory's own way in (design, section 4).
"""

from collections.abc import Collection
from dataclasses import replace

from sightline.settings import Account, Accounts, Audio, Clock, Export, Maybe, Retention, Services, Setting, known

#: Services that may be the way in, ours or another system's.
WAYS_IN = ("http", "https", "rtsp")


def writable(found: Setting, wanted: Setting, *, accounts: bool, protected: Collection[str] = ()) -> Setting:
    """`wanted`, with everything that may not be written put back to what was found.

    `accounts` is `harden --accounts`; `protected` names accounts that a recorder uses to reach this camera.
    """
    match found, wanted:
        case Audio(), Audio():
            return wanted
        case Retention(), Retention():
            return _retention(found, wanted)
        case Clock(), Clock():
            return replace(wanted, offset_seconds=found.offset_seconds, time_zone=found.time_zone)
        case Services(), Services():
            before = {service.service: service for service in found.services}
            kept = (before.get(s.service, s) if s.service in WAYS_IN else s for s in wanted.services)
            return replace(wanted, services=tuple(kept))
        case Export(), Export():
            return replace(wanted, stores=found.stores)
        case Accounts(), Accounts():
            return _accounts(found, wanted, accounts=accounts, protected=protected)
    return found


def _retention(found: Retention, wanted: Retention) -> Retention:
    """Limits and overwriting; never what is held."""
    if not (isinstance(found.tracks, tuple) and isinstance(wanted.tracks, tuple)):
        return found
    held = {track.track: track.oldest for track in found.tracks}
    tracks = tuple(replace(track, oldest=held[track.track]) for track in wanted.tracks if track.track in held)
    return replace(wanted, tracks=tracks, protected=found.protected)


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
    """Found accounts less those that are wanted gone or disabled. None is added, no role is changed."""
    after = {account.name: account for account in wanted}
    return tuple(
        account if account.name in protected else replace(account, enabled=after[account.name].enabled)
        for account in found
        if account.name in after or account.name in protected
    )
