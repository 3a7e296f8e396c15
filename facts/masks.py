"""The setting `masks` of a device."""

from sightline import settings
from sightline.bridge.fact import SettingFact


class Masks(SettingFact):
    """`pyinfra inventory/estate.py fact facts.masks.Masks`."""

    setting = settings.Masks
