"""The setting `storage` of a device."""

from sightline import settings
from sightline.bridge.fact import SettingFact


class Storage(SettingFact):
    """`pyinfra inventory/estate.py fact facts.storage.Storage`."""

    setting = settings.Storage
