"""The setting `views` of a device."""

from sightline import settings
from sightline.bridge.fact import SettingFact


class Views(SettingFact):
    """`pyinfra inventory/estate.py fact facts.views.Views`."""

    setting = settings.Views
