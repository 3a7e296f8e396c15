"""What a device can say of one subject, in our words and units, whatever its make.

One frozen dataclass per setting; this package imports nothing of ours. Times are UTC-aware, units stand in names,
and what could not be learned is a value of its own type (`unknown.py`), never a number or an empty text.
"""

from typing import get_args

from sightline.settings.accounts import Account, Accounts, ChannelLogin, Lockout
from sightline.settings.analytics import Analytics, Function
from sightline.settings.audio import Audio, AudioStream
from sightline.settings.certificates import Certificate, Certificates
from sightline.settings.clock import Clock
from sightline.settings.export import Export, Exported, ExportRight, StoreEncryption
from sightline.settings.firmware import Firmware
from sightline.settings.health import ChannelHealth, Health
from sightline.settings.identity import Identity
from sightline.settings.logging import Collector, Logging
from sightline.settings.masks import Mask, Masks
from sightline.settings.outside import Outside, Sighting
from sightline.settings.overlay import ChannelOverlay, Overlay
from sightline.settings.retention import Retention, Track
from sightline.settings.services import Service, Services
from sightline.settings.storage import Storage, Store
from sightline.settings.tamper import Detection, Tamper
from sightline.settings.unknown import UNLIMITED, Absent, Maybe, Unlimited, Unread, Unsupported, known
from sightline.settings.views import ChannelView, Views

Setting = (
    Identity
    | Audio
    | Retention
    | Clock
    | Firmware
    | Services
    | Accounts
    | Export
    | Storage
    | Health
    | Masks
    | Overlay
    | Analytics
    | Tamper
    | Logging
    | Certificates
    | Views
    | Outside
)
#: What a driver reads, by name.
ALL: dict[str, type[Setting]] = {cls.__name__.lower(): cls for cls in get_args(Setting) if cls is not Outside}
#: What can be asked of a device, and what can be seen of it: the second needs no driver.
READABLE: dict[str, type[Setting]] = {**ALL, "outside": Outside}

__all__ = [
    "ALL",
    "READABLE",
    "UNLIMITED",
    "Absent",
    "Account",
    "Accounts",
    "Analytics",
    "Audio",
    "AudioStream",
    "Certificate",
    "Certificates",
    "ChannelHealth",
    "ChannelLogin",
    "ChannelOverlay",
    "ChannelView",
    "Clock",
    "Collector",
    "Detection",
    "Export",
    "ExportRight",
    "Exported",
    "Firmware",
    "Function",
    "Health",
    "Identity",
    "Lockout",
    "Logging",
    "Mask",
    "Masks",
    "Maybe",
    "Outside",
    "Overlay",
    "Retention",
    "Service",
    "Services",
    "Setting",
    "Sighting",
    "Storage",
    "Store",
    "StoreEncryption",
    "Tamper",
    "Track",
    "Unlimited",
    "Unread",
    "Unsupported",
    "Views",
    "known",
]
