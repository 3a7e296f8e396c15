"""The setting `accounts` of a device."""

from sightline import settings
from sightline.bridge.fact import SettingFact


class Accounts(SettingFact):
    """`pyinfra inventory/estate.py fact facts.accounts.Accounts`."""

    setting = settings.Accounts
