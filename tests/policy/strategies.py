"""Hypothesis strategies for every setting, with what could not be learned in every place where it may stand."""

from datetime import date, timedelta
from typing import Any

from hypothesis import strategies as st

from sightline.policy.policy import Declared, DeclaredAccount, Level, Policy
from sightline.settings import (
    ALL,
    UNLIMITED,
    Account,
    Accounts,
    Audio,
    AudioStream,
    ChannelHealth,
    ChannelLogin,
    Clock,
    Collector,
    Export,
    Exported,
    ExportRight,
    Firmware,
    Health,
    Identity,
    Lockout,
    Retention,
    Service,
    Services,
    Setting,
    Storage,
    Store,
    StoreEncryption,
    Track,
)
from sightline.settings.services import SERVICES
from tests.policy.strategies_picture import analytics, certificates, logging, masks, overlay, tamper, views
from tests.policy.unknowns import NOW, absent, channels, maybe, names, parts, words

streams = st.builds(AudioStream, channel=channels, stream=st.sampled_from(["101", "102"]), enabled=maybe(st.booleans()))
audio = st.builds(Audio, streams=st.one_of(parts(streams), absent), recorded=maybe(parts(streams)))
moments = st.integers(0, 5000).map(lambda hours: NOW - timedelta(hours=hours))


@st.composite
def tracks(draw: st.DrawFn) -> Track:
    """A number of days only where the limit is one."""
    days = draw(maybe(st.one_of(st.integers(1, 400), st.just(UNLIMITED))))
    kinds = ["days"] if isinstance(days, int) else ["bytes", "disk_share", "none"]
    return Track(
        channel=draw(channels),
        track=draw(st.sampled_from(["101", "201", "301"])),
        recording=draw(maybe(st.booleans())),
        limit=draw(st.sampled_from(kinds)),
        max_days=days,
        oldest=draw(maybe(st.one_of(st.none(), moments))),
    )


retention = st.builds(
    Retention,
    tracks=st.one_of(parts(tracks()), absent),
    overwrites_when_full=maybe(st.booleans()),
    protected=maybe(st.integers(0, 9)),
)
clock = st.builds(
    Clock,
    source=st.sampled_from(["ntp", "manual"]),
    servers=st.lists(st.sampled_from(["ntp.a", "ntp.b", "pool.ntp.org"]), max_size=3, unique=True).map(tuple),
    offset_seconds=maybe(st.one_of(st.integers(-20, 20).map(float), st.sampled_from([3600.0, -7200.0, 1e9]))),
    time_zone=words,
)
firmware = st.builds(
    Firmware,
    model=st.sampled_from(["DS-1", "DS-1/EU", "other"]),
    version=st.sampled_from(["V1", "V2"]),
    built=maybe(st.dates(date(2019, 1, 1), date(2027, 1, 1))),
)
services = st.builds(
    Services,
    services=st.lists(
        st.builds(Service, service=st.sampled_from(list(SERVICES)), enabled=maybe(st.booleans())),
        unique_by=lambda service: service.service,
    ).map(tuple),
)
roles = st.sampled_from(["administrator", "operator", "viewer", "other"])
switch = st.one_of(st.none(), st.booleans())
device_accounts = st.builds(Account, name=names, role=roles, store=st.just("device"), enabled=switch)
onvif_accounts = st.builds(Account, name=names, role=roles, store=st.just("onvif"), enabled=switch)
accounts = st.builds(
    Accounts,
    accounts=parts(device_accounts),
    onvif_accounts=maybe(parts(onvif_accounts)),
    lockout=maybe(
        st.builds(Lockout, enabled=st.booleans(), attempts=st.integers(0, 20), lock_seconds=maybe(st.integers(0, 9000)))
    ),
    default_password=maybe(st.booleans()),
    channel_logins=parts(st.builds(ChannelLogin, channel=channels, address=words, account=names)),
)
disks = st.sampled_from(["hdd1", "hdd2", "card"])
export = st.builds(
    Export,
    rights=maybe(parts(st.builds(ExportRight, account=names, local=maybe(st.booleans()), inherent=st.booleans()))),
    stores=st.one_of(parts(st.builds(StoreEncryption, store=disks, encrypted=maybe(st.booleans()))), absent),
    extracts=maybe(parts(st.builds(Exported, name=st.sampled_from(["/srv/exports/a.zip", "/srv/exports/b"])))),
)
storage = st.builds(
    Storage,
    stores=st.one_of(
        parts(
            st.builds(
                Store,
                store=disks,
                kind=st.sampled_from(["disk", "card", "network"]),
                state=st.sampled_from(["ok", "error", "unformatted"]),
                size_bytes=st.integers(0, 2**45),
                free_bytes=st.integers(0, 2**45),
            )
        ),
        absent,
    ),
)
health = st.builds(
    Health,
    channels=maybe(
        parts(
            st.builds(
                ChannelHealth,
                channel=channels,
                live=maybe(st.booleans()),
                recording=maybe(st.booleans()),
                newest=maybe(st.one_of(st.none(), moments)),
                gap_seconds=maybe(st.integers(0, 90_000).map(float)),
                address=maybe(st.sampled_from(["", "10.0.0.1", "10.0.0.2", "x; reboot"])),
            )
        )
    ),
)
identity = st.builds(
    Identity,
    vendor=words,
    model=words,
    serial=words,
    firmware=words,
    name=words,
    kind=st.sampled_from(["camera", "recorder"]),
)
SETTINGS: dict[str, st.SearchStrategy[Setting]] = {
    "identity": identity,
    "audio": audio,
    "retention": retention,
    "clock": clock,
    "firmware": firmware,
    "services": services,
    "accounts": accounts,
    "export": export,
    "storage": storage,
    "health": health,
    "masks": masks,
    "overlay": overlay,
    "analytics": analytics,
    "tamper": tamper,
    "views": views,
    "logging": logging,
    "certificates": certificates,
}
assert SETTINGS.keys() == ALL.keys(), "each setting has its strategy"


LEVEL = Level(driver="hikvision", model="DS-1*", version="V2", built=date(2026, 3, 1), released=date(2026, 4, 1))


def a_policy(**values: Any) -> Policy:
    """A policy on one day of November; `declared` values go to the device."""
    declared = values.pop("declared", {})
    about = {
        "driver": "hikvision",
        "role": "recorder",
        "transport": "https",
        "login": "admin",
        "accounts": (),
        "masks": 1,
        "exports": ("/srv/exports",),
        "views_accepted": True,
    }
    values.setdefault("log_collector", Collector(host="logs.a", port=514, protocol="udp"))
    values.setdefault("firmware", (LEVEL,))
    return Policy(
        name="test",
        version="1",
        now=NOW,
        today=NOW.date(),
        ntp=("ntp.a", "ntp.b"),
        **values,
        declared=Declared(**{**about, **declared}),
    )


policies = st.builds(
    lambda days, custodian, needs, until, role: a_policy(
        retention_days=days,
        declared={
            "custodian": custodian,
            "needs": needs,
            "role": role,
            "accounts": (DeclaredAccount(name="guard", role="operator", until=until),),
        },
    ),
    st.integers(1, 31),
    st.sampled_from(["", "evidence"]),
    st.sampled_from([(), ("onvif",), ("ssh", "onvif")]),
    st.sampled_from([None, NOW.date(), NOW.date() - timedelta(days=1)]),
    st.sampled_from(["recorder", "camera"]),
)
