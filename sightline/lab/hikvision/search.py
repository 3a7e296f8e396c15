"""ContentMgmt/search, logSearch and dailyDistribution: oldest first, in the device's own wall clock under a `Z`."""

import calendar
from collections.abc import Mapping
from datetime import datetime, timedelta

from sightline.lab.clock import Zone
from sightline.lab.footage import Footage, Segment
from sightline.lab.hikvision import replies, xml
from sightline.lab.http import Response

STAMP = "%Y-%m-%dT%H:%M:%SZ"
MAX_RESULTS = 40


def answer(
    url: str, sent: xml.Element, held: Mapping[int, Footage], zone: Zone, *, fails_before: datetime | None, echoes: bool
) -> Response:
    """A start before `fails_before` is a deviceError. `echoes`: with maxResults 1, numOfMatches tells the total."""
    try:
        since, until = (datetime.strptime(xml.text(sent, name), STAMP) for name in ("startTime", "endTime"))
        wanted, skip = int(xml.text(sent, "maxResults")), int(xml.text(sent, "searchResultPostion") or 0)
        tracks = [int(number) for number in xml.texts(sent, "trackID")]
    except ValueError:
        return replies.bad_content(url)
    if xml.local(sent) != "CMSearchDescription" or not tracks or wanted < 1:
        return replies.bad_content(url)
    if fails_before is not None and since < fails_before:
        return replies.status(500, 3, "deviceError", url)
    span = zone.moment(since), zone.moment(until)
    found = [(track, cut) for track in tracks if track in held for cut in held[track].segments(*span)]
    shown = found[skip : skip + min(wanted, MAX_RESULTS)]
    matches = len(found) if echoes and wanted == 1 else len(shown)
    left = len(found) - skip - len(shown)
    state = "MORE" if left > 0 else "OK" if shown else "NO MATCHES"
    items = "".join(_item(track, cut, zone) for track, cut in shown)
    body = (
        f'<CMSearchResult version="2.0" xmlns="{replies.NAMESPACE}">\n<searchID>{_plain(sent)}</searchID>\n'
        f"<responseStatus>true</responseStatus>\n<responseStatusStrg>{state}</responseStatusStrg>\n"
        f"<numOfMatches>{matches}</numOfMatches>\n<matchList>\n{items}</matchList>\n</CMSearchResult>\n"
    )
    return Response(200, xml.DECLARATION + body.encode())


def _plain(sent: xml.Element) -> str:
    return "".join(letter for letter in xml.text(sent, "searchID") if letter.isalnum() or letter in "{}-")


def _item(track: int, cut: Segment, zone: Zone) -> str:
    start, end = zone.wall(cut.start), zone.wall(cut.end)
    packed = [moment.strftime("%Y%m%dT%H%M%SZ") for moment in (start, end)]
    size = int((cut.end - cut.start).total_seconds()) * 524_288
    uri = f"rtsp://127.0.0.1/Streaming/tracks/{track}/?starttime={packed[0]}&amp;endtime={packed[1]}"
    return (
        "<searchMatchItem>\n<sourceID>{0000000000-0000-0000-0000-000000000000}</sourceID>\n"
        f"<trackID>{track}</trackID>\n<timeSpan>\n<startTime>{start.strftime(STAMP)}</startTime>\n"
        f"<endTime>{end.strftime(STAMP)}</endTime>\n</timeSpan>\n<mediaSegmentDescriptor>\n"
        "<contentType>video</contentType>\n<codecType>H.264-BP</codecType>\n"
        f"<playbackURI>{uri}&amp;name=ch{track // 100:02}_{cut.start:%j%H}0000&amp;size={size}</playbackURI>\n"
        "</mediaSegmentDescriptor>\n<metadataMatches>\n"
        "<metadataDescriptor>recordType.meta.hikvision.com/timing</metadataDescriptor>\n"
        "</metadataMatches>\n</searchMatchItem>\n"
    )


def days(url: str, sent: xml.Element, held: Footage, zone: Zone) -> Response:
    """Which days of a month have footage."""
    try:
        year, month = int(xml.text(sent, "year")), int(xml.text(sent, "monthOfYear"))
        last = calendar.monthrange(year, month)[1]
        rows = "".join(_day(datetime(year, month, number), held, zone) for number in range(1, last + 1))
    except (ValueError, OverflowError):
        return replies.bad_content(url)
    body = (
        f'<trackDailyDistribution version="2.0" xmlns="{replies.NAMESPACE}">\n<dayList>\n{rows}</dayList>\n'
        "</trackDailyDistribution>\n"
    )
    return Response(200, xml.DECLARATION + body.encode())


def _day(day: datetime, held: Footage, zone: Zone) -> str:
    until = day + timedelta(days=1)
    recorded = any(True for _ in held.segments(zone.moment(day), zone.moment(until)))
    kind = "<recordType>time</recordType>\n" if recorded else ""
    return (
        f"<day>\n<id>{day.day}</id>\n<dayOfMonth>{day.day}</dayOfMonth>\n<record>{str(recorded).lower()}</record>\n"
        f"{kind}</day>\n"
    )


def log(url: str, sent: xml.Element, now: datetime) -> Response:
    """The device's own log: the login that asks is in it, and nothing else is kept."""
    try:
        since, until = (datetime.strptime(xml.text(sent, name), STAMP) for name in ("startTime", "endTime"))
    except ValueError:
        return replies.bad_content(url)
    found = since <= now < until
    item = (
        "<searchMatchItem>\n<logDescriptor>\n<metaId>log.hikvision.com/Operation/remoteLogin</metaId>\n"
        f"<StartDateTime>{now.strftime(STAMP)}</StartDateTime>\n</logDescriptor>\n</searchMatchItem>\n"
    )
    body = (
        f'<CMSearchResult version="1.0" xmlns="urn:psialliance-org">\n<searchID>{_plain(sent)}</searchID>\n'
        f"<responseStatus>true</responseStatus>\n<responseStatusStrg>{'OK' if found else 'NO MATCHES'}"
        f"</responseStatusStrg>\n<numOfMatches>{int(found)}</numOfMatches>\n<matchList>\n{item if found else ''}"
        "</matchList>\n</CMSearchResult>\n"
    )
    return Response(200, xml.DECLARATION + body.encode())
