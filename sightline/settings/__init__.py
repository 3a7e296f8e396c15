"""What a device can say of one subject, in our words and units, whatever its make.

One frozen dataclass per setting; this package imports nothing of ours. Times are UTC-aware, units stand in names,
and what could not be learned is a value of its own type (`unknown.py`), never a number or an empty text.
"""

from sightline.settings.accounts import Account, Accounts, ChannelLogin, Lockout
from sightline.settings.audio import Audio, AudioStream
from sightline.settings.clock import Clock
from sightline.settings.export import Export, ExportRight, StoreEncryption
from sightline.settings.firmware import Firmware
from sightline.settings.health import ChannelHealth, Health
from sightline.settings.identity import Identity
from sightline.settings.retention import Retention, Track
from sightline.settings.services import Service, Services
from sightline.settings.storage import Storage, Store
from sightline.settings.unknown import UNLIMITED, Absent, Maybe, Unlimited, Unread, Unsupported, known

Setting = Identity | Audio | Retention | Clock | Firmware | Services | Accounts | Export | Storage | Health
ALL: dict[str, type[Setting]] = {
    cls.__name__.lower(): cls
    for cls in (Identity, Audio, Retention, Clock, Firmware, Services, Accounts, Export, Storage, Health)
}

__all__ = [
    "ALL",
    "UNLIMITED",
    "Absent",
    "Account",
    "Accounts",
    "Audio",
    "AudioStream",
    "ChannelHealth",
    "ChannelLogin",
    "Clock",
    "Export",
    "ExportRight",
    "Firmware",
    "Health",
    "Identity",
    "Lockout",
    "Maybe",
    "Retention",
    "Service",
    "Services",
    "Setting",
    "Storage",
    "Store",
    "StoreEncryption",
    "Track",
    "Unlimited",
    "Unread",
    "Unsupported",
    "known",
]
