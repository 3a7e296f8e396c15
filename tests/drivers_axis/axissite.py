"""The lab's Axis cameras as tests use them: servers on free ports, and an estate of these two."""

from functools import partial
from typing import get_args

from sightline.drivers.axis.session import Session
from sightline.lab.axis import devices
from sightline.settings import Outside, Setting
from tests.drivers import makesite
from tests.labsite import mixed_site

#: Every setting that a driver may read, those that no control asks for yet as well.
SETTINGS = tuple(cls.__name__.lower() for cls in get_args(Setting) if cls is not Outside)
CAM, OLD = devices.CAM.name, devices.OLD.name
SPECS = {spec.name: spec for spec in devices.DEVICES}
running = partial(mixed_site, specs=devices.DEVICES)
session = partial(makesite.session, Session)
