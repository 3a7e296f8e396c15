"""The setting `overlay` of a device."""

from sightline import settings
from sightline.bridge.fact import SettingFact


class Overlay(SettingFact):
    """`pyinfra inventory/estate.py fact facts.overlay.Overlay`."""

    setting = settings.Overlay
