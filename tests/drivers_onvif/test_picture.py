"""Masks and texts in the picture: what answers mean, and what silence does not."""

from dataclasses import replace
from pathlib import Path

import pytest

from sightline import drivers
from sightline.drivers.onvif.words import DEVICE, MEDIA, MEDIA2
from sightline.errors import UnexpectedReply, Unsupported, WriteRefused
from sightline.settings import Masks, Overlay, Setting, Unread, known
from sightline.settings import Unsupported as Unsupportable
from sightline.wire.http import Reply
from tests.drivers_onvif import tape
from tests.drivers_onvif.answers import profile
from tests.drivers_onvif.onvifsite import LOBBY, running, session
from tests.drivers_onvif.services import ANALYSED, VIEW, device, read

TEXT = (
    '<OSDs token="{0}"><VideoSourceConfigurationToken>c</VideoSourceConfigurationToken><Type>Text</Type>'
    "<Position><Type>UpperLeft</Type></Position><TextString><Type>{1}</Type><PlainText>{2}</PlainText></TextString></OSDs>"
)
MASK = '<Masks token="m"><ConfigurationToken>c</ConfigurationToken><Polygon>{}</Polygon><Enabled>{}</Enabled></Masks>'


def media2(setting: str, **answers: str) -> Setting:
    """By media2, whose profiles hang below <Configurations>."""
    view = '<Configurations><VideoSource token="c"><SourceToken>v</SourceToken></VideoSource></Configurations>'
    return read(setting, DEVICE, MEDIA2, **{"GetProfiles": profile("p", view), **answers})


def points(*corners: tuple[object, object]) -> str:
    return "".join(f'<Point x="{x}" y="{y}"/>' for x, y in corners)


def test_a_masks_share_is_that_of_its_polygon() -> None:
    square = points((-1, -1), (0, -1), (0, 0), (-1, 0))
    found = media2("masks", GetMasks=MASK.format(square, "true"))
    assert isinstance(found, Masks)
    assert known(found.masks)
    assert [(one.channel, one.mask, one.enabled, one.area_percent) for one in found.masks] == [("v", "m", True, 25.0)]
    nothing = media2("masks", GetMasks=MASK.format(points((0, 0), (1, 1)), "true"))
    assert isinstance(nothing, Masks)
    assert known(nothing.masks)
    assert nothing.masks[0].area_percent == 0


@pytest.mark.parametrize("corner", ["2", "nan", "inf", "", "x", "1e-1" * 9])
def test_a_mask_whose_corners_are_nowhere_is_not_known_to_cover_anything(corner: str) -> None:
    found = media2("masks", GetMasks=MASK.format(points((-1, -1), (0, corner), (0, 0)), "true"))
    assert isinstance(found, Masks)
    assert known(found.masks)
    assert isinstance(found.masks[0].enabled, Unread)
    assert isinstance(found.masks[0].area_percent, Unread)


def test_masks_that_share_a_token_are_no_list() -> None:
    one = MASK.format(points((0, 0)), "true")
    with pytest.raises(UnexpectedReply):
        media2("masks", GetMasks=one + one)


def test_a_device_without_the_call_may_mask_by_its_own_pages() -> None:
    with pytest.raises(Unsupported):
        media2("masks")
    with pytest.raises(Unsupported):
        read("masks", GetProfiles=profile("p", ANALYSED))


def overlay(*texts: str) -> Overlay:
    found = media2("overlay", GetOSDs="".join(texts))
    assert isinstance(found, Overlay)
    return found


def test_name_and_time_are_texts_of_the_picture() -> None:
    def one(*texts: str) -> tuple[object, ...]:
        found = overlay(*texts)
        assert known(found.channels)
        assert [channel.channel for channel in found.channels] == ["v"]
        return found.channels[0].text, found.channels[0].name_shown, found.channels[0].time_shown

    assert one() == ("", False, False)
    assert one(TEXT.format("1", "Plain", "Lobby"), TEXT.format("2", "DateAndTime", "")) == ("Lobby", True, True)
    assert one(TEXT.format("1", "Date", ""), TEXT.format("2", "Time", "")) == ("", False, True)
    assert one(TEXT.format("1", "Date", "")) == ("", False, False)
    assert one(TEXT.format("1", "Plain", "Lobby").replace(">c<", ">another<")) == ("", False, False)
    several = one(TEXT.format("1", "Plain", "Lobby"), TEXT.format("2", "Plain", "Estate"))
    assert isinstance(several[0], Unsupportable)


def test_a_picture_without_its_token_is_no_answer() -> None:
    nameless = VIEW.replace(' token="c"', "")
    for setting in ("overlay", "masks"):
        with pytest.raises(UnexpectedReply, match="has no token"):
            read(setting, DEVICE, MEDIA, MEDIA2, GetProfiles=profile("p", nameless), GetOSDs="", GetMasks="")


def test_a_text_of_an_unknown_kind_is_no_answer() -> None:
    with pytest.raises(UnexpectedReply):
        overlay(TEXT.format("1", "Zoom", ""))


def test_media_lists_the_texts_where_media2_says_that_it_has_no_such_call() -> None:
    answers = device(DEVICE, MEDIA, MEDIA2, GetProfiles=profile("p", VIEW), GetOSDs=TEXT.format("1", "Plain", "Yard"))

    def answer(key: tape.Key) -> Reply:
        old = not key[1].startswith(f"{{{MEDIA2}}}")
        return answers(key) if old or tape.operation(key) != "GetOSDs" else tape.reply(*tape.NOT_SUPPORTED)

    found = drivers.read("onvif", tape.play(answer)[0], "overlay")
    assert isinstance(found, Overlay)
    assert known(found.channels)
    assert [one.text for one in found.channels] == ["Yard"]


def test_what_is_wanted_over_the_picture_is_written_once(tmp_path: Path) -> None:
    with running(tmp_path) as site, session(site, LOBBY) as of:
        masks, texts = drivers.read("onvif", of, "masks"), drivers.read("onvif", of, "overlay")
        assert isinstance(masks, Masks)
        assert isinstance(texts, Overlay)
        assert known(masks.masks)
        assert known(texts.channels)
        on = Masks(masks=tuple(replace(one, enabled=True) for one in masks.masks))
        named = tuple(replace(one, text="Lobby & hall", name_shown=True, time_shown=True) for one in texts.channels)
        for setting, found, wanted in (("masks", masks, on), ("overlay", texts, Overlay(channels=named))):
            drivers.write("onvif", of, setting, found, wanted)
            assert drivers.read("onvif", of, setting) == wanted
            drivers.write("onvif", of, setting, wanted, wanted)
        assert [call for _, call in site.device(LOBBY).counters.writes] == [
            "tr2:SetMask",
            "tr2:SetOSD",
            "tr2:CreateOSD",
        ]
        back = Overlay(channels=tuple(replace(one, time_shown=False) for one in named))
        with pytest.raises(WriteRefused, match="nothing is taken out"):
            drivers.write("onvif", of, "overlay", Overlay(channels=named), back)
