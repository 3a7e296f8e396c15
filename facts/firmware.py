"""The setting `firmware` of a device."""

from sightline import settings
from sightline.bridge.fact import SettingFact


class Firmware(SettingFact):
    """`pyinfra inventory/estate.py fact facts.firmware.Firmware`."""

    setting = settings.Firmware
