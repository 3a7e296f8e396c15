"""The setting `export` of a device."""

from sightline import settings
from sightline.bridge.fact import SettingFact


class Export(SettingFact):
    """`pyinfra inventory/estate.py fact facts.export.Export`."""

    setting = settings.Export
