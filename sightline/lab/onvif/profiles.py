"""Media profiles, in the forms of media and media2, and what is taken out of them (reference, D2)."""

from copy import deepcopy

from sightline.lab.onvif import soap
from sightline.lab.onvif.recording import Documents

MEDIA, MEDIA2 = "trt:GetProfiles", "tr2:GetProfiles"
SOUND = ("AudioSource", "AudioEncoder")
#: The schema's order of configurations.
ORDER = ("Name", "VideoSource", "AudioSource", "VideoEncoder", "AudioEncoder", "Analytics", "PTZ", "Metadata")


class Profiles:
    """Both forms show the same profiles: what one service changes, the other shows."""

    def __init__(self, documents: Documents) -> None:
        self._documents = documents

    def media2(self, sent: soap.Element) -> soap.Element:
        """The configurations of the types that were asked for; names alone where none was."""
        types = {(one.text or "").strip() for one in soap.children(sent, "Type")}
        shown = deepcopy(self._documents[MEDIA2])
        for profile in soap.children(shown, "Profiles"):
            below = soap.child(profile, "Configurations")
            for one in list(below) if below is not None else []:
                if below is not None and not types & {"All", soap.local(one)}:
                    below.remove(one)
        return shown

    def remove(self, token: str, kinds: tuple[str, ...]) -> None:
        """What is not there is no error."""
        for kind in kinds:
            if kind not in SOUND:
                raise soap.unknown_call()
        profile, below = self._both(token)
        for kind in kinds:
            for above, name in ((profile, f"{kind}Configuration"), (below, kind)):
                found = soap.child(above, name)
                if found is not None:
                    above.remove(found)

    def add(self, token: str, kind: str, configuration: str) -> None:
        """Back in, as it was in the recording."""
        profile, below = self._both(token)
        for above, call, name in ((profile, MEDIA, f"{kind}Configuration"), (below, MEDIA2, kind)):
            fresh = next((one for one in self._documents.first(call).iter() if soap.local(one) == name), None)
            if fresh is None or fresh.get("token") != configuration:
                raise soap.bad_value("no such configuration", "NoConfig")
            if soap.child(above, name) is None:
                _insert(above, fresh)

    def multicast(self, token: str, *, starts: bool) -> None:
        for above in self._both(token):
            for one in above.iter():
                if soap.local(one) == "AutoStart":
                    one.text = str(starts).lower()

    def _both(self, token: str) -> tuple[soap.Element, soap.Element]:
        profile, second = self._named(MEDIA, token), self._named(MEDIA2, token)
        below = soap.child(second, "Configurations")
        if below is None:
            raise ValueError(f"profile {token} has no <Configurations>")
        return profile, below

    def _named(self, call: str, token: str) -> soap.Element:
        for profile in soap.children(self._documents[call], "Profiles"):
            if profile.get("token") == token:
                return profile
        raise soap.bad_value("no such profile", "NoProfile")


def _insert(above: soap.Element, fresh: soap.Element) -> None:
    rank = {name: place for place, name in enumerate(ORDER)}

    def place(element: soap.Element) -> int:
        return rank.get(soap.local(element).removesuffix("Configuration"), len(ORDER))

    above.insert(sum(1 for one in above if place(one) < place(fresh)), fresh)
