"""The setting `tamper` of a device."""

from sightline import settings
from sightline.bridge.fact import SettingFact


class Tamper(SettingFact):
    """`pyinfra inventory/estate.py fact facts.tamper.Tamper`."""

    setting = settings.Tamper
