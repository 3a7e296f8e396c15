"""The setting `retention` of a device."""

from sightline import settings
from sightline.bridge.fact import SettingFact


class Retention(SettingFact):
    """`pyinfra inventory/estate.py fact facts.retention.Retention`."""

    setting = settings.Retention
