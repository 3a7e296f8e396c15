"""What is seen of a device from outside."""

from sightline import settings
from sightline.bridge.fact import SettingFact


class Outside(SettingFact):
    """`pyinfra inventory/estate.py fact facts.outside.Outside`."""

    setting = settings.Outside
