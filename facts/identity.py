"""The setting `identity` of a device."""

from sightline import settings
from sightline.bridge.fact import SettingFact


class Identity(SettingFact):
    """`pyinfra inventory/estate.py fact facts.identity.Identity`."""

    setting = settings.Identity
