"""A device of the services that it is told to have."""

from collections.abc import Callable

from sightline import drivers
from sightline.drivers.onvif.words import ANALYTICS, DEVICE, MEDIA, RECORDING, SEARCH
from sightline.settings import Setting
from sightline.wire.http import Reply
from tests.drivers_onvif import tape
from tests.drivers_onvif.answers import ENVELOPE, SERVICE

SERVICES = (DEVICE, MEDIA, ANALYTICS, RECORDING, SEARCH)
VIEW = '<VideoSourceConfiguration token="c"><SourceToken>v</SourceToken></VideoSourceConfiguration>'
ANALYSED = f'{VIEW}<VideoEncoderConfiguration/><VideoAnalyticsConfiguration token="a"/>'


def device(*services: str, **answers: str) -> Callable[[tape.Key], Reply]:
    """A device of these services, which answers by operation."""
    listed = "".join(SERVICE.format(name, f"s{number}") for number, name in enumerate(services))
    known_answers = {"GetServices": listed, "GetDeviceInformation": "<Model>m</Model>", **answers}

    def answer(key: tape.Key) -> Reply:
        name = tape.operation(key)
        if name not in known_answers:
            return tape.reply(*tape.NOT_SUPPORTED)
        return tape.reply(200, ENVELOPE.format(name, known_answers[name]).encode())

    return answer


def read(setting: str, *services: str, **answers: str) -> Setting:
    return drivers.read("onvif", tape.play(device(*(services or SERVICES), **answers))[0], setting)
