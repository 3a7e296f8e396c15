"""What a device offers to the network, and whom it calls by itself."""

from dataclasses import dataclass

from sightline.settings.unknown import Maybe

#: Every name that a driver may give a service, and a site file may need or a policy allow.
SERVICES = {
    "upnp": "opens ports in the router by itself",
    "p2p-cloud": "the maker's cloud, reached without an open port",
    "platform": "registers with a management platform outside",
    "telnet": "a shell without encryption",
    "ssh": "a shell",
    "ssh-password": "a shell for whoever has or guesses a password",
    "ssh-root": "the superuser may log in over SSH",
    "ftp": "sends pictures or offers files by FTP",
    "snmp-v1": "SNMP with a community text for a password",
    "snmp-v2c": "SNMP with a community text for a password",
    "discovery": "announces itself on the network (Bonjour, WS-Discovery)",
    "ddns": "keeps a public name for its address",
    "multicast": "streams to whoever listens",
    "anonymous-view": "pictures without a login",
    "onvif": "the ONVIF interface",
    "http": "web interface without encryption",
    "https": "web interface",
    "rtsp": "streams",
}


@dataclass(frozen=True, kw_only=True)
class Service:
    """One service; Absent where the device says that it has no such thing."""

    service: str
    enabled: Maybe[bool]


@dataclass(frozen=True, kw_only=True)
class Services:
    """Each service at most once, in the order of SERVICES."""

    services: tuple[Service, ...]
