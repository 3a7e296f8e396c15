"""The card: what the recording holds, by the limit that its configuration sets (reference, D3)."""

import re
from datetime import UTC, datetime, timedelta

from sightline.lab.clock import Clock
from sightline.lab.footage import HOUR, Footage
from sightline.lab.onvif import soap
from sightline.lab.onvif.recording import Documents

RECORDINGS = "trc:GetRecordings"
DURATION = re.compile(r"P(?:(\d{1,5})D)?(?:T(?:(\d{1,6})H)?(?:(\d{1,6})M)?(?:(\d{1,9})S)?)?", re.ASCII)
INFORMATION = """    <tse:GetRecordingInformationResponse>
      <tse:RecordingInformation>
        <tt:RecordingToken>{token}</tt:RecordingToken>
        {source}
        <tt:EarliestRecording>{first}</tt:EarliestRecording>
        <tt:LatestRecording>{last}</tt:LatestRecording>
        <tt:Content>{content}</tt:Content>
{tracks}
        <tt:RecordingStatus>Recording</tt:RecordingStatus>
      </tse:RecordingInformation>
    </tse:GetRecordingInformationResponse>"""
TRACK = """        <tt:Track>
          <tt:TrackToken>{token}</tt:TrackToken>
          <tt:TrackType>{kind}</tt:TrackType>
          <tt:Description>{description}</tt:Description>
          <tt:DataFrom>{first}</tt:DataFrom>
          <tt:DataTo>{last}</tt:DataTo>
        </tt:Track>"""
SUMMARY = """    <tse:GetRecordingSummaryResponse>
      <tse:Summary>
        <tt:DataFrom>{first}</tt:DataFrom>
        <tt:DataUntil>{last}</tt:DataUntil>
        <tt:NumberRecordings>1</tt:NumberRecordings>
      </tse:Summary>
    </tse:GetRecordingSummaryResponse>"""


def span(text: str) -> timedelta:
    found = DURATION.fullmatch(text)
    if found is None or text.endswith(("P", "T")):
        raise soap.bad_value("MaximumRetentionTime is no duration", "BadConfiguration")
    days, hours, minutes, seconds = (int(part or 0) for part in found.groups())
    return timedelta(days=days, hours=hours, minutes=minutes, seconds=seconds)


class Store:
    """One recording, overwritten when the card is full; kept up once an hour, or when the lab moves the clock."""

    def __init__(self, documents: Documents, clock: Clock, days: float) -> None:
        self._documents = documents
        self._clock = clock
        self._kept_up_to = clock.now()
        self.footage = Footage(clock.now(), days)

    def live(self) -> None:
        """Records, overwrites and deletes up to the device's now."""
        self._kept_up_to = self._clock.now()
        limit = span(soap.text(self._item(), "Configuration/MaximumRetentionTime"))
        self.footage.live(self._kept_up_to, limit or None, overwrites=True)

    def rewind(self) -> None:
        self._kept_up_to = self._clock.now()
        self.footage.rewind(self._kept_up_to)

    def information(self, token: str) -> str:
        item = self.named(token)
        times = self._times()
        tracks = [
            TRACK.format(
                token=soap.text(track, "TrackToken"),
                kind=soap.text(track, "Configuration/TrackType"),
                description=soap.text(track, "Configuration/Description"),
                **times,
            )
            for track in soap.every(item, "Tracks/Track")
        ]
        source = soap.child(item, "Configuration/Source")
        content = soap.text(item, "Configuration/Content")
        shown = "" if source is None else soap.dump(source)
        return INFORMATION.format(token=token, source=shown, content=content, tracks="\n".join(tracks), **times)

    def summary(self) -> str:
        return SUMMARY.format(**self._times())

    def named(self, token: str) -> soap.Element:
        item = self._item()
        if soap.text(item, "RecordingToken") != token:
            raise soap.bad_value("no such recording", "NoRecording")
        return item

    def configure(self, token: str, configuration: soap.Element) -> None:
        """Takes a whole configuration; deleting waits for the device's hour."""
        item = self.named(token)
        span(soap.text(configuration, "MaximumRetentionTime"))
        own = soap.child(item, "Configuration")
        if own is None or not soap.text(configuration, "Source/SourceId"):
            raise soap.bad_value("the configuration is not whole", "BadConfiguration")
        own[:] = list(configuration)

    def _item(self) -> soap.Element:
        return next(soap.children(self._documents[RECORDINGS], "RecordingItem"))

    def _times(self) -> dict[str, str]:
        now = self._clock.now()
        if abs(now - self._kept_up_to) >= HOUR:
            self.live()
        self.footage.live(now, None, overwrites=True)
        return {"first": _stamp(self.footage.oldest), "last": _stamp(now)}


def _stamp(when: datetime) -> str:
    return when.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
