"""The setting `clock` of a device."""

from sightline import settings
from sightline.bridge.fact import SettingFact


class Clock(SettingFact):
    """`pyinfra inventory/estate.py fact facts.clock.Clock`."""

    setting = settings.Clock
