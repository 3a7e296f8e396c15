"""Accounts by which a recorder reaches a camera are never taken from it (safety rule 12)."""

from collections.abc import Callable, Mapping, Sequence
from ipaddress import ip_address

from sightline.bridge.codec import answered, line
from sightline.bridge.link import Link
from sightline.bridge.work import Work
from sightline.settings import Accounts, known

Drifts = Mapping[str, set[str]]


def with_recorders(work: Work, links: Sequence[Link]) -> dict[str, Link]:
    """The links by device, and one to each recorder in front of a camera, which is only read.

    With `--accounts` every recorder of a camera's site: one that the inventory does not name may show it as well.
    """
    by_id = {link.device.id: link for link in links}
    wanted = {link.device.recorder for link in links}
    if work.options.accounts:
        sites = {link.device.site for link in links if link.device.role == "camera"}
        wanted |= {one.id for one in work.estate.devices if one.role == "recorder" and one.site in sites}
    for recorder in sorted(wanted - by_id.keys() - {""}):
        by_id[recorder] = Link(work, work.estate.device(recorder))
    return by_id


def close_others(by_id: Mapping[str, Link], links: Sequence[Link]) -> None:
    """Ends the links that `with_recorders` added."""
    own = {link.device.id for link in links}
    for device, link in by_id.items():
        if device not in own:
            link.close()


def protect(work: Work, by_id: Mapping[str, Link], drifts: Drifts, say: Callable[[str], None]) -> None:
    """Names the accounts of each camera that a recorder uses, for whatever writes accounts.

    Where a recorder cannot be asked, or does not say how it reaches a camera of its own, the accounts of its cameras
    are left as they are: their `accounts` are taken out of `drifts`.
    """
    asked = {device for device, slugs in drifts.items() if "accounts" in slugs}
    if not work.options.accounts or not asked:
        return
    recorders = {device: link for device, link in by_id.items() if link.device.role == "recorder"}
    for name, link in recorders.items():
        of_site = [one for one in by_id.values() if one.device.role == "camera" and _may_show(link, one)]
        if not of_site or asked.isdisjoint(one.device.id for one in of_site):
            continue
        accounts = answered("accounts", line(link.read("accounts")))
        for camera in of_site:
            used = _used(accounts, camera, name) if isinstance(accounts, Accounts) else None
            if used is not None:
                work.protected.setdefault(camera.device.id, set()).update(used)
            elif camera.device.id in asked:
                drifts[camera.device.id].discard("accounts")
                say(f"{camera.device.id}: accounts: not written: its recorder {name} does not say which one it uses")


def _may_show(recorder: Link, camera: Link) -> bool:
    return camera.device.site == recorder.device.site or camera.device.recorder == recorder.device.id


def _used(accounts: Accounts, camera: Link, recorder: str) -> set[str] | None:
    """By channel, or by address; None where the recorder may show the camera and does not say by which account.

    A camera whose address is a name cannot be found among addresses.
    """
    device, logins = camera.device, accounts.channel_logins
    if not known(logins):
        return None
    behind = device.recorder == recorder
    rows = [
        login
        for login in logins
        if login.address == device.address.host or (behind and login.channel == device.recorder_channel)
    ]
    expected = behind or (bool(logins) and not _is_number(device.address.host))
    if (expected and not rows) or any(not login.account for login in rows):
        return None
    return {login.account for login in rows}


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
