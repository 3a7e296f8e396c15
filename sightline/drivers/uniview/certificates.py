"""HTTPS and its certificate: LAPI has one switch and a way in for a certificate (reference, C6 and C14), ONVIF more."""

from dataclasses import replace

from sightline.drivers.onvif import certificates as onvif
from sightline.drivers.uniview.session import Session
from sightline.settings import Certificates, Unsupported

DOT1X = Unsupported("the fields of NetWork/IEEE8021x are not confirmed (reference, C14)")


def read(device: Session) -> Certificates:
    """By ONVIF's list of protocols, and its security service where there is one."""
    return replace(onvif.read(device.onvif), dot1x=DOT1X)
