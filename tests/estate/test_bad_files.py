"""Every slip in a file is answered with its file, its line and the way out. One row, one slip."""

from pathlib import Path

import pytest

from sightline.errors import EstateError
from sightline.estate.load import load_estate
from tests.estate.slips import SITE, SLIPS, WAIVERS, Slip
from tests.estate.slips_register import REGISTER


def fits(line: str, says: str) -> bool:
    """`…` at the end stands for any rest, `:*:` for any line: a comment more in the policy moves its lines."""
    if ":*:" in says:
        line = line.replace(line.split(":")[1], "*", 1)
    return line.startswith(says[:-1]) if says.endswith("…") else line == says


@pytest.mark.parametrize("slip", [*SLIPS, *REGISTER], ids=lambda slip: slip.says[:70])
def test_a_slip_is_answered_with_its_line(folder: Path, slip: Slip) -> None:
    path = folder / slip.file
    text = path.read_text()
    assert slip.old in text
    path.write_text(text.replace(slip.old, slip.new, 1) if slip.old else slip.new)
    with pytest.raises(EstateError) as error:
        load_estate(folder)
    lines = str(error.value).splitlines()
    assert any(fits(line, slip.says) for line in lines), lines


def test_a_password_in_an_address_is_not_repeated(folder: Path) -> None:
    path = folder / SITE
    path.write_text(path.read_text().replace("https://10.0.0.5", "https://admin:hunter2@10.0.0.5"))
    with pytest.raises(EstateError) as error:
        load_estate(folder)
    assert "hunter2" not in str(error.value)


@pytest.mark.parametrize("url", ["mysql://a:hunter2@db/x", "postgresql+psycopg://a:hunter2@db/x?password=hunter2"])
def test_a_password_in_the_records_address_is_not_repeated(folder: Path, url: str) -> None:
    path = folder / "inventory" / "estate.yml"
    path.write_text(f"{path.read_text()}records: {url}\n")
    with pytest.raises(EstateError, match="records") as error:
        load_estate(folder)
    assert "hunter2" not in str(error.value)


def test_text_that_is_not_utf8_names_its_line(folder: Path) -> None:
    (folder / SITE).write_bytes(b"site: court\ntitle: Caf\xe9\n")
    with pytest.raises(EstateError, match=r"court.yml:2: this line is not UTF-8 text"):
        load_estate(folder)


def test_all_problems_of_all_files_are_named_at_once(folder: Path) -> None:
    (folder / SITE).write_text("site: a\nsystems: []\nbogus: 1\n")
    (folder / "inventory/sites/other.yml").write_text("site: b\nsystem: []\n")
    (folder / WAIVERS).unlink()
    with pytest.raises(EstateError) as error:
        load_estate(folder)
    lines = str(error.value).splitlines()
    assert [line.split(": ")[0] for line in lines] == [
        "inventory/sites/court.yml:2",
        "inventory/sites/court.yml:3",
        "inventory/sites/other.yml:1",
        "inventory/sites/other.yml:2",
        "policies/waivers.yml",
    ]


def test_a_site_that_stands_in_two_files_names_both(folder: Path) -> None:
    text = (folder / SITE).read_text().replace("10.0.0.5", "10.0.0.6")
    (folder / "inventory/sites/zebra.yml").write_text("# a comment\n" + text)
    with pytest.raises(EstateError, match=rf"zebra.yml:2: site 'court' is there already: {SITE}:1"):
        load_estate(folder)


def test_a_file_that_would_be_overlooked_is_refused(folder: Path) -> None:
    (folder / "inventory/sites/more").mkdir()
    for name in ("b.yaml", "c.YML", "d.Yaml"):
        (folder / "inventory/sites" / name).write_text("site: b")
    with pytest.raises(EstateError) as error:
        load_estate(folder)
    assert [line.split(":")[0] for line in str(error.value).splitlines()] == [
        "inventory/sites/b.yaml",
        "inventory/sites/c.YML",
        "inventory/sites/d.Yaml",
        "inventory/sites/more",
    ]


def test_a_folder_that_is_no_estate_says_how_to_make_one(tmp_path: Path) -> None:
    with pytest.raises(EstateError, match=r"is no estate.*sightline init DIR"):
        load_estate(tmp_path)


def test_a_file_that_is_too_large_is_not_read(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sightline.estate.yamlfile.LARGEST_BYTES", 5000)
    (folder / SITE).write_text("#" * 6000)
    with pytest.raises(EstateError, match=r"larger than 5000 bytes"):
        load_estate(folder)


def behind(name: str, role: str, ip: int) -> str:
    """One more device, which the recorder shows."""
    names = f"name: {name}, system: main, role: {role}, driver: hikvision, secret: {name}"
    return f"  - {{{names}, address: 'https://10.0.0.{ip}', behind: nvr-1/1}}\n"


@pytest.mark.parametrize(
    ("more", "says"),
    [
        (
            behind("a", "camera", 6) + behind("b", "camera", 7),
            f"{SITE}:14: channel 'nvr-1/1' is there already: {SITE}:13",
        ),
        ("    behind: nvr-1/1\n", f"{SITE}:13: nvr-1 cannot stand behind itself: name the recorder that keeps …"),
        ("    behind: a/1\n" + behind("a", "recorder", 6), f"{SITE}:14: a cannot stand behind itself: …"),
    ],
    ids=["two on one channel", "itself", "in a circle"],
)
def test_nobody_is_taken_for_recorded_elsewhere_by_a_slip(folder: Path, more: str, says: str) -> None:
    """What stands behind a recorder is not asked whether it records: its recorder is."""
    (folder / SITE).write_text((folder / SITE).read_text() + more)
    with pytest.raises(EstateError) as error:
        load_estate(folder)
    assert any(fits(line, says) for line in str(error.value).splitlines()), error.value


@pytest.mark.parametrize("number", ["031", "0o37", "0x1F", "1:30", "3_1", "0b11"])
def test_a_number_that_yaml_takes_for_another_one_is_refused(folder: Path, number: str) -> None:
    """031 is 25 to YAML 1.1: footage of six days more would go."""
    text = (folder / SITE).read_text()
    (folder / SITE).write_text(text.replace("    purpose:", f"    retention_days: {number}\n    purpose:"))
    line = text[: text.index("    purpose:")].count("\n") + 1
    with pytest.raises(EstateError) as error:
        load_estate(folder)
    assert f"{SITE}:{line}: " in str(error.value)
    if number != "0o37":  # text to YAML 1.1
        assert f"'{number}' is another number to YAML: write it plainly, as 31" in str(error.value)
