"""Whether each camera still shows what it showed when it was commissioned."""

from dataclasses import dataclass

from sightline.settings.unknown import Maybe


@dataclass(frozen=True, kw_only=True)
class ChannelView:
    """One picture, taken now, beside the commissioned view.

    `blank`: one colour all over. `covered`: a third of its edges are gone, or two fifths of it are other than before.
    `moved`: it fits better shifted or turned, or shows something else. `alike_percent` is how well its edges lie on
    those of the commissioned view, `sharp_percent` its sharpness as a share of that one's. `compared_with` is the
    day on which that was accepted, `picture` the SHA-256 of the file that came.
    """

    channel: str
    blank: Maybe[bool]
    covered: Maybe[bool]
    moved: Maybe[bool]
    out_of_focus: Maybe[bool]
    alike_percent: Maybe[int]
    sharp_percent: Maybe[int]
    compared_with: Maybe[str]
    picture: Maybe[str]


@dataclass(frozen=True, kw_only=True)
class Views:
    """The channels that are asked for a picture, each once; Absent where none is."""

    channels: Maybe[tuple[ChannelView, ...]]
