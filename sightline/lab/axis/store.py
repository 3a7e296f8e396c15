"""The card: what it holds, by the limit that its parameters set (reference, A3)."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from xml.sax.saxutils import quoteattr

from sightline.lab.axis.params import Params
from sightline.lab.axis.recording import Row
from sightline.lab.clock import Clock
from sightline.lab.footage import HOUR, Footage

DAY = timedelta(days=1)
CARD = "S0"
STAMP = "%Y-%m-%dT%H:%M:%S.%fZ"


class Store:
    """One continuous recording a day, stamped by the camera's clock; kept up once an hour, or when the lab moves it."""

    def __init__(self, disks: Sequence[Row], params: Params, clock: Clock, days: float, serial: str) -> None:
        self._disks = disks
        self._params = params
        self._clock = clock
        self._serial = serial
        self._kept_up_to = clock.now()
        self.footage = Footage(clock.now(), days)

    def live(self) -> None:
        """Records, overwrites and deletes up to the camera's now."""
        self._kept_up_to = self._clock.now()
        days = int(self._params[f"Storage.{CARD}.CleanupMaxAge"]) if self._overwrites else 0
        limit = timedelta(days=days) if days else None
        self.footage.live(self._kept_up_to, limit, overwrites=self._overwrites)

    def rewind(self) -> None:
        self._kept_up_to = self._clock.now()
        self.footage.rewind(self._kept_up_to)

    @property
    def _overwrites(self) -> bool:
        return self._params[f"Storage.{CARD}.CleanupPolicyActive"] == "fifo"

    def disks(self) -> bytes:
        """Each row with the policy of its group."""
        rows = "".join(f"  <disk {_attributes(self._disk(row))}/>\n" for row in self._disks)
        return _document("disk/list1.xsd", f'<disks numberofdisks="{len(self._disks)}" >{rows}</disks>')

    def _disk(self, row: Row) -> dict[str, str]:
        group = f"Storage.{row['group']}."
        policy = {"cleanuppolicy": "CleanupPolicyActive", "cleanupmaxage": "CleanupMaxAge"}
        return {
            **row,
            "name": "",
            "cleanuplevel": "99",
            **{name: self._params[group + own] for name, own in policy.items()},
            "locked": "no",
            "full": "no",
            "readonly": "no",
        }

    def recordings(self, *, most: int, ascending: bool, since: datetime | None, sound: bool) -> bytes:
        if abs(self._clock.now() - self._kept_up_to) >= HOUR:
            self.live()
        self.footage.live(self._clock.now(), None, overwrites=self._overwrites)
        every = list(self._days())
        found = [one for one in every if since is None or one[1] is None or one[1] >= since]
        shown = (found if ascending else found[::-1])[:most]
        rows = "".join(self._recording(start, stop, sound=sound) for start, stop in shown)
        counts = f'totalnumberofrecordings="{len(every)}" numberofrecordings="{len(found)}"'
        return _document("recording/list1.xsd", f"<recordings {counts} >\n{rows}</recordings>")

    def _days(self) -> Iterator[tuple[datetime, datetime | None]]:
        start, now = self.footage.oldest, self._clock.now()
        while start < now:
            end = min(start.replace(hour=0, minute=0, second=0, microsecond=0) + DAY, now)
            yield start, None if end == now else end
            start = end

    def _recording(self, start: datetime, stop: datetime | None, *, sound: bool) -> str:
        said = {
            "diskid": self._disks[0]["diskid"],
            "recordingid": f"{start:%Y%m%d_%H%M%S}_0A41_{self._serial}",
            "starttime": start.strftime(STAMP),
            "starttimelocal": start.strftime(STAMP.replace("Z", "+00:00")),
            "stoptime": stop.strftime(STAMP) if stop else "",
            "stoptimelocal": stop.strftime(STAMP.replace("Z", "+00:00")) if stop else "",
            "recordingtype": "continuous",
            "eventid": "continuous_sd",
            "eventtrigger": "",
            "recordingstatus": "completed" if stop else "recording",
            "source": "1",
        }
        audio = '<audio mimetype="audio/mpeg4-generic" bitrate="32000" samplerate="16000" />' if sound else ""
        video = '<video mimetype="video/x-h264" width="1920" height="1080" framerate="15:1" resolution="1920x1080" />'
        return f"<recording {_attributes(said)}>{video}{audio}</recording>\n"


def _attributes(row: Row) -> str:
    return " ".join(f"{name}={quoteattr(value)}" for name, value in row.items())


def _document(schema: str, content: str) -> bytes:
    return (
        '<?xml version="1.0"?>\n<root xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
        f'xsi:noNamespaceSchemaLocation="http://www.axis.com/vapix/http_cgi/{schema}">\n{content}\n</root>\n'
    ).encode()
