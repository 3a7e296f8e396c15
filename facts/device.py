"""Many settings of a device in one question, which is what `check` asks."""

from sightline.bridge.fact import SettingsFact


class Device(SettingsFact):
    """`pyinfra inventory/estate.py fact facts.device.Device settings=audio,clock`."""
