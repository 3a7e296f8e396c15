"""A driver that may turn sound on for an exception turns it off again; any other refuses to, and writes nothing."""

from collections.abc import Iterator
from dataclasses import replace

import pytest

from sightline import drivers
from sightline.bridge.link import Link
from sightline.errors import DeviceError
from sightline.lab import SITE, mixed
from sightline.settings import Absent, Audio, AudioStream
from tests.labsite import LabSite, mixed_site

#: It lists no call that switches the sound of its profiles.
IN_PART = ("mixed-site/hanwha-nvr",)
SPECS = {spec.name: spec for spec in (*SITE, *mixed())}


def ways(found: Audio) -> Iterator[AudioStream]:
    for some in (found.streams, found.recorded):
        yield from some if isinstance(some, tuple) else ()


def switched(found: Audio, *, on: bool) -> Audio:
    """Every switch that is known."""

    def of(some: tuple[AudioStream, ...]) -> tuple[AudioStream, ...]:
        return tuple(replace(one, enabled=on) if isinstance(one.enabled, bool) else one for one in some)

    streams = found.streams if isinstance(found.streams, Absent) else of(found.streams)
    return Audio(streams=streams, recorded=of(found.recorded) if isinstance(found.recorded, tuple) else found.recorded)


def known(found: Audio) -> set[bool]:
    return {one.enabled for one in ways(found) if isinstance(one.enabled, bool)}


def read(link: Link) -> Audio:
    """Anew."""
    link.forget()
    found = drivers.read(link.device.driver, link._open(), "audio")
    assert isinstance(found, Audio)
    return found


def written(link: Link, wanted: Audio) -> Audio:
    """Past every guard of ours: what the driver itself does."""
    drivers.write(link.device.driver, link._open(), "audio", read(link), wanted)
    return read(link)


@pytest.fixture(scope="module")
def lab(tmp_path_factory: pytest.TempPathFactory) -> Iterator[LabSite]:
    """Every device of the lab."""
    with mixed_site(tmp_path_factory.mktemp("sound"), list(SPECS.values())) as site:
        yield site


@pytest.fixture
def link(request: pytest.FixtureRequest, lab: LabSite) -> Iterator[Link]:
    """To the device of that name."""
    work = lab.begin("harden")
    opened = Link(work, work.estate.device(request.param))
    yield opened
    opened.close()


@pytest.mark.parametrize("link", SPECS, indirect=True)
def test_what_lets_sound_in_takes_it_out_again_and_the_rest_refuse(link: Link) -> None:
    found = read(link)
    try:
        quiet = written(link, switched(found, on=False))
    except DeviceError:
        quiet = read(link)  # some of it is for a person to put right
    lets_in = drivers.lets_sound_in(link.device.driver)
    if lets_in and link.device.id not in IN_PART:
        assert known(written(link, switched(quiet, on=True))) == {True}
        assert known(written(link, switched(quiet, on=False))) == {False}
    elif not lets_in and False in known(quiet):
        with pytest.raises(DeviceError):
            written(link, switched(quiet, on=True))
        assert read(link) == quiet


def test_those_that_may_are_named() -> None:
    assert {name for name in drivers.names() if drivers.lets_sound_in(name)} == {"axis", "dahua", "hanwha", "hikvision"}
