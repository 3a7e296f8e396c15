"""A device that gives the answers it is told to."""

from collections.abc import Callable

from sightline import drivers
from sightline.drivers.onvif.words import DEVICE, MEDIA, MEDIA2
from sightline.settings import Audio
from sightline.wire.http import Reply
from tests.drivers_onvif import tape

ENVELOPE = (
    '<s:Envelope xmlns:s="http://www.w3.org/2003/05/soap-envelope"><s:Body><{0}Response>{1}</{0}Response></s:Body>'
    "</s:Envelope>"
)
SERVICE = "<Service><Namespace>{}</Namespace><XAddr>http://192.0.2.1/{}</XAddr></Service>"
PICTURE = (
    "<VideoSourceConfiguration><SourceToken>v</SourceToken></VideoSourceConfiguration><VideoEncoderConfiguration/>"
)
SOUND = "<AudioSourceConfiguration/><AudioEncoderConfiguration/>"
PICTURE2 = "<VideoSource><SourceToken>v</SourceToken></VideoSource><VideoEncoder/>"
SOUND2 = "<AudioSource/><AudioEncoder/>"


def device(**answers: str) -> Callable[[tape.Key], Reply]:
    """A device of both media services; `answers` by operation, `m2_GetProfiles` for media2's."""
    listed = "".join(SERVICE.format(name, path) for name, path in ((DEVICE, "d"), (MEDIA, "m"), (MEDIA2, "m2")))
    known = {"GetServices": listed, "GetDeviceInformation": "<Model>m</Model>", **answers}

    def answer(key: tape.Key) -> Reply:
        operation = tape.operation(key)
        name = f"m2_{operation}" if key[1].startswith(f"{{{MEDIA2}}}") else operation
        if name not in known:
            return tape.reply(*tape.NOT_SUPPORTED)
        return tape.reply(200, ENVELOPE.format(operation, known[name]).encode())

    return answer


def profile(token: str, content: str) -> str:
    return f'<Profiles token="{token}"><Name/>{content}</Profiles>'


def second(token: str, content: str) -> str:
    return profile(token, f"<Configurations>{content}</Configurations>")


def audio(**answers: str) -> Audio:
    found = drivers.read("onvif", tape.play(device(**answers))[0], "audio")
    assert isinstance(found, Audio)
    return found


def heard(found: Audio) -> dict[str, object]:
    assert isinstance(found.streams, tuple)
    return {stream.stream: stream.enabled for stream in found.streams}
