"""A still picture of each channel, by snapshot.cgi: its channels count from 1 (reference, 0)."""

from sightline.drivers.dahua.channels import encoders
from sightline.drivers.dahua.session import Session
from sightline.drivers.pictures import look
from sightline.settings import Views

STILL = "/cgi-bin/snapshot.cgi?channel="


def read(device: Session) -> Views:
    """By digest, also where RPC2 took our login before: a refusal there ends the session as well."""
    channels = lambda: [one.channel for one in encoders(device)]  # noqa: E731 - one line
    return look(device.target.views, channels, lambda channel: device.still(f"{STILL}{channel}"))
