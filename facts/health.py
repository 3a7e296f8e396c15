"""The setting `health` of a device."""

from sightline import settings
from sightline.bridge.fact import SettingFact


class Health(SettingFact):
    """`pyinfra inventory/estate.py fact facts.health.Health`."""

    setting = settings.Health
