"""An estate of the lab: a part of it, on ports of its own."""

import socket
from contextlib import closing
from pathlib import Path

import pytest

from sightline.cli import main
from sightline.errors import EstateError
from sightline.estate.load import load_estate
from sightline.lab import LabError, mixed
from sightline.lab.control import HOST, PORT
from sightline.lab.daemon import control, control_port
from sightline.runs.lab import fill, up

USUAL = {spec.name: spec for spec in mixed()}


def test_a_part_of_the_lab_on_ports_of_its_own(tmp_path: Path) -> None:
    fill(tmp_path, ["mixed-site/dahua-*"], shift=4000)
    devices = load_estate(tmp_path).devices
    assert [device.id for device in devices] == ["mixed-site/dahua-cam", "mixed-site/dahua-nvr"]
    for device in devices:
        usual = USUAL[device.id]
        assert device.address.port == usual.port + 4000
        assert dict(device.ports) == {service: port + 4000 for service, port in usual.ports.items()}


def test_without_a_name_and_a_shift_it_is_the_whole_lab_as_it_stands_in_the_content(tmp_path: Path) -> None:
    fill(tmp_path)
    assert {device.id for device in load_estate(tmp_path).devices} > USUAL.keys()


def test_a_name_that_matches_nothing_writes_nothing(tmp_path: Path) -> None:
    with pytest.raises(EstateError, match=r"no simulated device matches mixed-site/dauha; there are .*dahua-cam"):
        fill(tmp_path, ["mixed-site/axis-cam", "mixed-site/dauha"])
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("words", [["--estate", "LAB", "lab", "up"], ["demo", "--keep", "LAB"]], ids=" ".join)
def test_a_place_where_nothing_can_be_written_is_named(tmp_path: Path, words: list[str]) -> None:
    (tmp_path / "file").write_text("no folder")
    here = str(tmp_path / "file" / "lab")
    with pytest.raises(EstateError, match=f"{here}: the lab's estate cannot be written \\(Not a directory\\)"):
        main.main([here if word == "LAB" else word for word in words], standalone_mode=False)


def test_a_state_folder_that_cannot_be_written_is_named_before_the_lab_starts(tmp_path: Path) -> None:
    fill(tmp_path, ["mixed-site/axis-cam"], shift=4000)
    (tmp_path / ".sightline" / "lab").write_text("no folder")
    with pytest.raises(EstateError, match=r"lab's estate cannot be written \(File exists\)"):
        up(tmp_path)


def test_an_estate_that_is_there_keeps_its_own_ports(tmp_path: Path) -> None:
    fill(tmp_path, ["mixed-site/axis-cam"])
    before = (tmp_path / "inventory" / "sites" / "mixed-site.yml").read_text()
    with pytest.raises(EstateError, match="use an empty folder"):
        up(tmp_path, shift=4000)
    assert (tmp_path / "inventory" / "sites" / "mixed-site.yml").read_text() == before


def test_a_lab_that_does_not_answer_is_told_in_plain_words() -> None:
    with closing(socket.create_server((HOST, 0))) as free:
        port = free.getsockname()[1]
    with pytest.raises(LabError, match=f"^no lab answers at {HOST}:{port}: Connection refused$"):
        control("/advance", {"hours": 1}, port=port)


def test_where_no_lab_runs_the_control_is_at_the_usual_port(tmp_path: Path) -> None:
    assert control_port(tmp_path) == PORT
