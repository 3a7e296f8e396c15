"""Where footage leaves a host, and what has: from the host's word to the draft of an incident, and back."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from sightline import drivers
from sightline.cli import main
from sightline.drivers.linux.export import SCRIPT
from sightline.settings import Export, Unread, Unsupported
from tests.drivers_linux.judging import verdicts, write_estate
from tests.drivers_linux.tape import Tape, changed, moment, recorded, session

DIRTY, HARDENED = recorded("dirty"), recorded("hardened")
NOTHING = b"2f3000"


def export(output: bytes, **more: Any) -> dict[str, Any]:
    found = drivers.read("linux", session(output, moment("hardened"), **more), "export")
    assert isinstance(found, Export)
    assert isinstance(found.stores, tuple)
    return {store.store: store.encrypted for store in found.stores}


def test_an_export_folder_is_as_safe_as_what_is_mounted_there() -> None:
    assert export(HARDENED) == {"/srv/exports": True, "removable media": True}
    plain = changed(HARDENED, "exports", (b"fuse.gocryptfs", b"ext4"))
    assert export(plain)["/srv/exports"] is False
    assert export(changed(plain, "exports", (b"ext4 plain", b"ext4 crypt")))["/srv/exports"] is True
    assert isinstance(export(changed(plain, "exports", (b"ext4", b"btrfs")))["/srv/exports"], Unsupported)
    assert isinstance(export(HARDENED, exports=())["exports"], Unsupported)


def test_media_are_encrypted_by_our_rule_to_the_letter_or_kept_out_by_the_kernel() -> None:
    loose = changed(HARDENED, "removable", (b'!="crypto"', b'=="crypto"'))
    assert export(loose)["removable media"] is False
    assert export(changed(HARDENED, "removable", (b"rule #", b"mounter usbmount\nrule #")))["removable media"] is False
    usb = b"barred usb-storage\nbarred uas"
    for said, kept_out in (
        (usb, True),
        (b"barred usb-storage", False),
        (usb + b"\nloaded usb_storage", False),
        (usb + b"\nslot mmc0", False),
        (usb + b"\nbarred mmc-block\nslot mmc0", True),
        (usb + b"\nbarred mmc_block\nslot mmc0\nloaded mmc_block", False),
    ):
        assert export(changed(DIRTY, "removable", (b"", said)))["removable media"] is kept_out, said


def test_a_driver_of_media_that_is_part_of_the_kernel_is_not_kept_out(tmp_path: Path) -> None:
    """/proc/modules does not list it, and `modprobe` is never asked for it."""
    for name in ("module/usb_storage", "module/mmc_block", "class/mmc_host/mmc0"):
        (tmp_path / name).mkdir(parents=True)
    script = SCRIPT["removable"].replace("/sys/", f"{tmp_path}/")
    said = subprocess.run(["sh", "-c", script], capture_output=True, text=True, check=True).stdout.splitlines()
    assert {"loaded usb_storage", "loaded mmc_block", "slot mmc0"} <= set(said)
    assert "loaded uas" not in said


def test_who_may_look_in_is_told_or_unread() -> None:
    for old, new, told in (
        (b"reader evidence:yes", b"reader evidence:no", False),
        (b"reader evidence:yes", b"reader evidence:no\nreader evidence:yes", True),
        (b"reader evidence:yes", b"reader evidence:unknown", Unread),
        (b"reader evidence:yes\n", b"", Unread),
    ):
        found: Any = drivers.read(
            "linux", session(changed(HARDENED, "readers", (old, new)), moment("hardened")), "export"
        )
        local = next(right.local for right in found.rights if right.account == "evidence")
        assert isinstance(local, Unread) if told is Unread else local is told


def holding(names: bytes) -> dict[str, str]:
    """Verdicts where the folder for exports says this of what lies there."""
    return verdicts(changed(HARDENED, "extracts", (NOTHING, names)), "hardened")


def listing(*names: bytes, status: bytes = b"/0") -> bytes:
    return b"".join(name + b"\0" for name in (*names, status)).hex().encode()


def test_every_name_in_a_folder_for_exports_is_an_extract() -> None:
    output = changed(HARDENED, "extracts", (NOTHING, listing(b"case 9.zip", b".x", b"\xff\nlong", b"0")))
    found: Any = drivers.read("linux", session(output, moment("hardened")), "export")
    assert [one.name for one in found.extracts] == [
        "/srv/exports/.x",
        "/srv/exports/0",
        r"/srv/exports/\xff\nlong",
        "/srv/exports/case 9.zip",
    ]
    assert holding(listing())["extracts-listed"] == "compliant"
    assert holding(listing(b"0"))["extracts-listed"] == "drift"
    none: Any = drivers.read("linux", session(HARDENED, moment("hardened"), exports=()), "export")
    assert isinstance(none.extracts, Unsupported)


@pytest.mark.parametrize(
    "names",
    [(b"x" * 200 + b"1.mp4", b"x" * 200 + b"2.mp4"), (b"\xfe.mp4", b"\xff.mp4"), (b"a\nb.mp4", b"a b.mp4")],
    ids=["long", "no UTF-8", "a line end"],
)
def test_no_two_extracts_are_taken_for_one(names: tuple[bytes, bytes]) -> None:
    """An entry for the one would hide the other."""
    output = changed(HARDENED, "extracts", (NOTHING, listing(*names)))
    found: Any = drivers.read("linux", session(output, moment("hardened")), "export")
    assert len({one.name for one in found.extracts}) == 2
    assert all(one.name.isprintable() for one in found.extracts)


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"missing",
        b"2f3",
        listing(status=b"/1"),
        listing(status=b"/124"),
        listing(status=b"0"),
        listing(b"a", status=b"b"),
        listing(b"a")[:-2],
        b"2f3000 2f3000",
        b"2f3000\nfolder 1 2f3000",
    ],
)
def test_a_folder_for_exports_that_was_not_read_whole_is_unread(said: bytes) -> None:
    assert holding(said)["extracts-listed"] == "unread"


@pytest.fixture
def estate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """One recorder, whose folder for exports holds a clip."""
    folder = tmp_path / "estate"
    write_estate(folder, "ssh://recorder@127.0.0.1:9")
    monkeypatch.setenv("SIGHTLINE_SECRET_COURT_LINUX_1", "recorder:x")
    said = changed(HARDENED, "extracts", (NOTHING, listing(b"clip.mp4")))
    monkeypatch.setattr("sightline.drivers.linux.session.Ssh", lambda **_: Tape(said, moment("hardened")))
    return folder


def check(estate: Path) -> tuple[str, list[dict[str, Any]]]:
    """The control's verdict, and the incidents that the run tells of."""
    ended = CliRunner().invoke(main, ["--estate", str(estate), "check", "--format", "json"], catch_exceptions=False)
    report = json.loads(ended.stdout)
    verdicts = {one["control"]: one["verdict"] for one in report["findings"]}
    told = [one for one in report["incidents"] if one["kind"] == "export-unlisted"]
    return verdicts["extracts-listed"], told


def test_an_export_without_an_entry_is_drafted_once_and_gone_once_it_is_listed(estate: Path) -> None:
    verdict, [drafted] = check(estate)
    assert (verdict, drafted["new"], drafted["device"]) == ("drift", True, "linux-1")
    assert drafted["what"].startswith("/srv/exports/clip.mp4 is not in the site's list of extracts")
    verdict, [again] = check(estate)
    assert (verdict, again["new"], again["name"]) == ("drift", False, drafted["name"])
    file = estate / "inventory" / "sites" / "court.yml"
    site = yaml.safe_load(file.read_text())
    site["systems"][0]["extracts"] = [
        {"name": "clip", "case": "C-9", "owner": "D. Officer", "place": "/srv/exports/clip.mp4", "review": "2100-01-01"}
    ]
    file.write_text(yaml.safe_dump(site, sort_keys=False))
    assert check(estate) == ("compliant", [])
