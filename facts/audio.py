"""The setting `audio` of a device."""

from sightline import settings
from sightline.bridge.fact import SettingFact


class Audio(SettingFact):
    """`pyinfra inventory/estate.py fact facts.audio.Audio`."""

    setting = settings.Audio
