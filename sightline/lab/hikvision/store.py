"""The disk: what each track holds, and the limits that its documents put on it (reference, section 3)."""

from datetime import timedelta

from sightline.lab.clock import Clock
from sightline.lab.footage import HOUR, Footage
from sightline.lab.hikvision import validate, xml
from sightline.lab.hikvision.documents import Documents
from sightline.lab.spec import DeviceSpec

EXTENSION = "ContentMgmt/Storage/extension"
TRACKS = "ContentMgmt/record/tracks"


class Store:
    """Footage of every track, kept up once an hour, or when the lab moves the clock."""

    def __init__(self, spec: DeviceSpec, documents: Documents, clock: Clock) -> None:
        self._documents = documents
        self._clock = clock
        self._is_recorder = spec.kind == "recorder"
        self._kept_up_to = clock.now()
        self.held = {track: Footage(clock.now(), spec.footage_days) for track in spec.tracks}

    def live(self) -> None:
        """Records, overwrites and deletes up to the device's now."""
        self._kept_up_to = self._clock.now()
        for track, footage in self.held.items():
            document = self._documents.tree(f"{TRACKS}/{track}")
            footage.live(self._kept_up_to, self._limit(document), overwrites=self._overwrites(document))

    def look(self) -> dict[int, Footage]:
        """For a search: what was recorded until now; deleting waits for the device's hour."""
        if abs(self._clock.now() - self._kept_up_to) >= HOUR:
            self.live()
        for track, footage in self.held.items():
            document = self._documents.tree(f"{TRACKS}/{track}")
            footage.live(self._clock.now(), None, overwrites=self._overwrites(document))
        return self.held

    def rewind(self) -> None:
        self._kept_up_to = self._clock.now()
        for footage in self.held.values():
            footage.rewind(self._kept_up_to)

    def _limit(self, track: xml.Element | None) -> timedelta | None:
        """A recorder deletes after its Duration unless that is 0; a camera only where durationEnabled says so."""
        found = validate.DURATION.fullmatch(xml.text(track, "Duration"))
        span = timedelta(days=int(found[1]), hours=int(found[2])) if found else timedelta()
        enforced = xml.text(track, "durationEnabled") == "true" or self._is_recorder
        return span if enforced and span else None

    def _overwrites(self, track: xml.Element | None) -> bool:
        """LoopEnable: of the whole disk on a recorder, of the track on a camera."""
        extension = self._documents.tree(EXTENSION)
        return xml.text(extension if extension is not None else track, "LoopEnable") != "false"
