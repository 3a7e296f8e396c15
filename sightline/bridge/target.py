"""What a driver is told of a device: its address, its login, its pins, its limits."""

from sightline import drivers
from sightline.bridge.views import wish
from sightline.bridge.work import Work
from sightline.errors import NotAllowed
from sightline.estate.model import Device
from sightline.estate.secrets import AnySecret, KeySecret, Secret
from sightline.wire.http import Endpoint, Limits


def user_of(device: Device, secret: AnySecret) -> str:
    """Whose login it is. A key opens SSH alone, and the address says whose it is."""
    address = device.address
    if isinstance(secret, Secret):
        return secret.user
    if not isinstance(secret, KeySecret) or address.scheme != "ssh":
        raise NotAllowed(f"the secret {device.secret} is no user:password")
    if not address.user:
        raise NotAllowed(f"whose the key {device.secret} is, the address must say: ssh://USER@{address.host}")
    return address.user


def target(work: Work, device: Device, secret: AnySecret) -> drivers.Target:
    """Nothing is sent for it."""
    address, limits, pin = device.address, work.estate.limits, work.state.pins(device.id)
    return drivers.Target(
        endpoint=Endpoint(
            scheme=address.scheme,
            host=address.host,
            port=address.port,
            pin=(pin.certificate_sha256 if pin else "") or None,
            ca_file=work.estate.ca_file,
        ),
        user=user_of(device, secret),
        password=secret.password if isinstance(secret, Secret) else "",
        timezone=work.estate.timezone,
        limits=Limits(
            connect_seconds=limits.connect_seconds,
            read_seconds=limits.read_seconds,
            total_seconds=limits.total_seconds,
            reply_bytes=limits.reply_bytes,
        ),
        host=_host_side(work, device, secret),
        views=wish(work, device),
    )


def _host_side(work: Work, device: Device, secret: AnySecret) -> drivers.HostSide:
    audio = device.audio_setting
    return drivers.HostSide(
        key_file=secret.path if isinstance(secret, KeySecret) else None,
        known_hosts=work.state.known_hosts if device.address.scheme == "ssh" else None,
        sudo=device.sudo,
        recordings=device.recordings,
        exports=device.exports,
        audio=drivers.AudioSetting(**vars(audio)) if audio else None,
    )
