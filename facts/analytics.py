"""The setting `analytics` of a device."""

from sightline import settings
from sightline.bridge.fact import SettingFact


class Analytics(SettingFact):
    """`pyinfra inventory/estate.py fact facts.analytics.Analytics`."""

    setting = settings.Analytics
