"""The setting `services` of a device."""

from sightline import settings
from sightline.bridge.fact import SettingFact


class Services(SettingFact):
    """`pyinfra inventory/estate.py fact facts.services.Services`."""

    setting = settings.Services
