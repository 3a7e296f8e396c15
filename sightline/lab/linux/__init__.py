"""A real Linux recorder: Debian's own systemd, sshd and services in a container with a network of its own.

It simulates nothing: `Recorder` boots it as a careless installer left it, at an address that this machine alone can
reach. It needs root and Debian's `mmdebstrap` and `systemd-container`; `why_not()` says what is missing.
"""

from sightline.lab.linux.needs import why_not
from sightline.lab.linux.recorder import ADMIN_PASSWORD, LOGIN, Recorder

__all__ = ["ADMIN_PASSWORD", "LOGIN", "Recorder", "why_not"]
