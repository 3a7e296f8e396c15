"""A real ZoneMinder: Debian's own, with its database, web server and a camera, in a container of its own network.

It simulates nothing: `ZoneMinder` boots it as a careless installer left it. It needs what the lab's Linux recorder
needs; `why_not()` says what is missing.
"""

from sightline.lab.linux.needs import why_not
from sightline.lab.zoneminder.recorder import LOGIN, PASSWORD, ZoneMinder

__all__ = ["LOGIN", "PASSWORD", "ZoneMinder", "why_not"]
