"""What can go wrong with a device, an estate or a run.

    SightlineError
    ├── EstateError        a file of the estate is wrong: names file, line and the way out (ValueError)
    ├── Busy               another run holds the device or the store (RuntimeError)
    └── DeviceError        one device; the others carry on
        ├── Unreachable        no connection, or no reply in time (ConnectionError)
        ├── LoginRefused       the device refused our credentials (PermissionError)
        ├── UntrustedCertificate  TLS or SSH host key: not vouched for, or not the pinned one (PermissionError)
        │   └── ChangedCertificate  it is another one than the pinned one (PermissionError)
        ├── LockedOut          the device has locked the account or the address (PermissionError)
        ├── NotAllowed         our own rule forbids the step: no request was sent (PermissionError)
        │   └── AnotherBox         another serial number than the remembered one answers (PermissionError)
        ├── Unsupported        the device says that it has no such thing (NotImplementedError)
        ├── UnexpectedReply    a reply that is short, broken or of another kind (ValueError)
        ├── WriteRefused       the device refused a write (RuntimeError)
        └── NotConverged       the device took a write and did not do it (RuntimeError)

Messages name the device and the endpoint, never a password.
"""

from typing import ClassVar, Literal

Status = Literal["unsupported", "refused", "unreachable", "unexpected"]


class SightlineError(Exception):
    """The root: catching it catches everything that Sightline raises on purpose."""


class EstateError(SightlineError, ValueError):
    """A file of the estate cannot be used; the message is one line per problem, `file:line: text`."""


class Busy(SightlineError, RuntimeError):
    """Another run, named in the message, holds what we need."""


class DeviceError(SightlineError):
    """Something about one device. `status` is what a fact's JSON line says of it."""

    status: ClassVar[Status] = "unexpected"


class Unreachable(DeviceError, ConnectionError):
    """No connection, a closed one, or no whole reply in time."""

    status = "unreachable"


class LoginRefused(DeviceError, PermissionError):
    """The device refused a request that carried credentials. Nothing more is sent to it."""

    status = "refused"


class UntrustedCertificate(DeviceError, PermissionError):
    """The certificate or host key is neither vouched for nor pinned, or it changed. No request was sent."""

    status = "refused"


class ChangedCertificate(UntrustedCertificate):
    """Another certificate or host key than the pinned one is shown."""


class LockedOut(DeviceError, PermissionError):
    """The device says that the account or our address is locked, and for how long where it says so."""

    status = "refused"


class NotAllowed(DeviceError, PermissionError):
    """A safety rule of ours stands against it; the message says which and how to go on."""

    status = "refused"


class AnotherBox(NotAllowed):
    """Another serial number answers than the one of the first meeting."""


class Unsupported(DeviceError, NotImplementedError):
    """The device says in its reply or its capabilities that it has no such thing."""

    status = "unsupported"


class UnexpectedReply(DeviceError, ValueError):
    """A reply that we cannot take for an answer: short, broken, too large, or of another kind."""


class WriteRefused(DeviceError, RuntimeError):
    """The device answered a write with a refusal; the message carries its words."""


class NotConverged(DeviceError, RuntimeError):
    """The device accepted a write and its next reading shows another value."""
