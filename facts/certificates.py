"""The setting `certificates` of a device."""

from sightline import settings
from sightline.bridge.fact import SettingFact


class Certificates(SettingFact):
    """`pyinfra inventory/estate.py fact facts.certificates.Certificates`."""

    setting = settings.Certificates
