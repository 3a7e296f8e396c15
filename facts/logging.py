"""The setting `logging` of a device."""

from sightline import settings
from sightline.bridge.fact import SettingFact


class Logging(SettingFact):
    """`pyinfra inventory/estate.py fact facts.logging.Logging`."""

    setting = settings.Logging
