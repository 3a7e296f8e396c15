"""The lab's Frigate as tests use it: a server on a free port, and an estate of that one device."""

from functools import partial

from sightline.drivers.frigate.session import Session
from sightline.lab.frigate.devices import RECORDER
from tests.drivers import makesite
from tests.labsite import mixed_site

NAME = RECORDER.name
running = partial(mixed_site, specs=[RECORDER])
session = partial(makesite.session, Session)
