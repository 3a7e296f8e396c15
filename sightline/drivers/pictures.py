"""Commissioned views, and the pictures of now beside them. A picture is held no longer than the comparison takes."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING

from sightline.errors import UnexpectedReply, Unsupported
from sightline.settings import Absent, ChannelView, Unread, Views
from sightline.settings import Unsupported as Unsupportable

if TYPE_CHECKING:
    from sightline.wire.http import Reply
    from sightline.wire.likeness import Likeness, View
    from sightline.wire.picture import Picture

NOT_ASKED = Absent("the inventory says of no view here (`views`), and none was accepted")
NOT_LISTED = Unread("a view of it was accepted, and the device lists the channel no more; accept its views again")
NOT_ALIKE = Unread("it was not compared: the picture shows nothing")
NOT_SHARP = Unread("it was not compared: the picture shows another view")


@dataclass(frozen=True, kw_only=True)
class Accepted:
    """The view that a person has accepted for a channel, and the day."""

    view: "View"
    on: date


@dataclass(frozen=True, kw_only=True)
class Wish:
    """Of which channels a picture is taken: of `all_channels`, or of those with an accepted view; never of those that
    are a camera `elsewhere` in the inventory. `way_out` says how a view is accepted, `trouble` why those that were
    cannot be read. `took` is told of each picture.
    """

    all_channels: bool = False
    accepted: Mapping[str, Accepted] = field(default_factory=dict)
    elsewhere: frozenset[str] = frozenset()
    way_out: str = ""
    trouble: str = ""
    took: "Callable[[str, bytes, Picture, View], None] | None" = None


def look(wish: Wish, channels: Callable[[], Sequence[str]], take: Callable[[str], "Reply"]) -> Views:
    """One request for each channel that is asked. `take` gives the reply to the request for a channel's picture."""
    if wish.trouble:
        return Views(channels=Unread(wish.trouble))
    if not (wish.all_channels or wish.accepted):
        return Views(channels=NOT_ASKED)
    listed = channels()
    if not listed:
        raise UnexpectedReply("the device lists no channel")
    own = [channel for channel in dict.fromkeys(listed) if channel not in wish.elsewhere]
    asked = [channel for channel in own if wish.all_channels or channel in wish.accepted]
    gone = [channel for channel in wish.accepted if channel not in {*listed, *wish.elsewhere}]
    found = [_channel(wish, channel, take) for channel in asked] + [_unknown(channel, NOT_LISTED) for channel in gone]
    return Views(channels=tuple(found) or NOT_ASKED)


def _channel(wish: Wish, channel: str, take: Callable[[str], "Reply"]) -> ChannelView:
    from sightline.wire.likeness import compare, is_blank, view_of
    from sightline.wire.picture import picture

    try:
        reply = take(channel)
        shown = picture(reply)
    except UnexpectedReply as problem:
        return _unknown(channel, Unread(str(problem)))
    except Unsupported as problem:
        return _unknown(channel, Unsupportable(str(problem)))
    now = view_of(shown.grey)
    if wish.took is not None:
        wish.took(channel, reply.body, shown, now)
    before = wish.accepted.get(channel)
    if before is None:
        why = Unread(f"there is no commissioned view yet: {wish.way_out}")
        return _beside(channel, is_blank(now), None, why, why, shown.sha256)
    likeness = compare(before.view, now)
    return _beside(channel, likeness.blank, likeness, NOT_ALIKE, before.on.isoformat(), shown.sha256)


def _beside(
    channel: str, blank: bool, likeness: "Likeness | None", why: Unread, day: str | Unread, sha256: str
) -> ChannelView:
    """`why` stands for whatever was not compared."""
    compared = likeness is not None and likeness.covered is not None
    said = vars(likeness) if compared else {}
    soft = said.get("out_of_focus", why)
    return ChannelView(
        channel=channel,
        blank=blank,
        covered=said.get("covered", why),
        moved=said.get("moved", why),
        out_of_focus=NOT_SHARP if soft is None else soft,
        alike_percent=said.get("alike_percent", why),
        sharp_percent=said.get("sharp_percent", why),
        compared_with=day,
        picture=sha256,
    )


def _unknown(channel: str, why: Unread | Unsupportable) -> ChannelView:
    return ChannelView(
        channel=channel,
        blank=why,
        covered=why,
        moved=why,
        out_of_focus=why,
        alike_percent=why,
        sharp_percent=why,
        compared_with=why,
        picture=why,
    )
