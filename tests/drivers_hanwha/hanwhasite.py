"""The lab's Hanwha devices as tests use them: servers on free ports, and an estate of these two."""

from functools import partial

from sightline.drivers.hanwha.session import Session
from sightline.lab.hanwha.devices import CAMERA, DEVICES, RECORDER
from tests.drivers import makesite
from tests.labsite import mixed_site

CAM, NVR = CAMERA.name, RECORDER.name
running = partial(mixed_site, specs=DEVICES)
session = partial(makesite.session, Session)
