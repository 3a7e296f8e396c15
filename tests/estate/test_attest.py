"""An attestation is written whole or not at all, with the SHA-256 of evidence that is there."""

import difflib
import hashlib
import multiprocessing
import os
import stat
import time
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from sightline.errors import EstateError
from sightline.estate.attest import Attestation, attest, entries_of
from sightline.estate.attested import evidence_now, register_of
from sightline.estate.content import attested_controls
from sightline.estate.load import load_estate
from sightline.policy.register import Entry, Swap
from sightline.settings import Unread
from tests.estate.conftest import SITE
from tests.policy.shipped import ATTESTED

HEARD: list[list[Attestation]] = []
DAY = date(2026, 11, 25)
ENTRY = Entry(by="A. Manager", when=DAY, evidence="signs.pdf")
SIGNAGE = Attestation(register="court/main", control="signage", entry=ENTRY)
SHA = hashlib.sha256(b"a photograph").hexdigest()


@pytest.fixture
def estate(folder: Path) -> Path:
    """The small estate, with evidence."""
    (folder / "signs.pdf").write_bytes(b"a photograph")
    return folder


def write(folder: Path, *given: Attestation) -> list[Attestation]:
    """As the verb does it."""
    return attest(load_estate(folder), ATTESTED, given, HEARD.append)


def site(folder: Path) -> Path:
    """The site's file."""
    return folder / "inventory" / "sites" / "court.yml"


def test_an_entry_stands_in_the_site_file_and_is_read_again(estate: Path) -> None:
    site(estate).chmod(0o640)
    [done] = write(estate, SIGNAGE)
    assert done.entry == replace(ENTRY, sha256=SHA)
    assert load_estate(estate).sites[0].systems[0].register == {"signage": done.entry}
    changed = [
        line for line in difflib.ndiff(SITE.splitlines(), site(estate).read_text().splitlines()) if line[0] in "+-?"
    ]
    line = f"{{by: A. Manager, when: 2026-11-25, evidence: signs.pdf, sha256: {SHA}}}"
    assert changed == ["+     register:", f"+       signage: {line}"]
    assert stat.S_IMODE(site(estate).stat().st_mode) == 0o640, "its own mode"
    assert entries_of(load_estate(estate)) == [done]


def test_the_estates_own_register_is_made_and_added_to(estate: Path) -> None:
    review = Attestation(register="estate", control="policy-review", entry=ENTRY)
    write(estate, review)
    write(estate, replace(review, control="complaints-contact"), SIGNAGE)
    loaded = load_estate(estate)
    assert list(loaded.register) == ["policy-review", "complaints-contact"]
    assert (estate / "inventory" / "register.yml").read_text().startswith("# What is attested once")


def test_a_link_has_no_hash(estate: Path) -> None:
    link = replace(ENTRY, evidence="https://intranet.example/signs")
    [done] = write(estate, replace(SIGNAGE, entry=link))
    assert done.entry.sha256 == ""
    assert evidence_now(estate, done.entry) == ""


@pytest.mark.parametrize(
    ("given", "says"),
    [
        (replace(SIGNAGE, control="signag"), "did you mean 'signage'?"),
        (replace(SIGNAGE, control="no-audio"), "'no-audio' is no control that people attest"),
        (replace(SIGNAGE, control="system-kinds"), "is no control that people attest"),
        (replace(SIGNAGE, register="court/man"), "did you mean 'court/main'?"),
        (replace(SIGNAGE, register="court"), "no system 'court'"),
        (replace(SIGNAGE, control="policy-review"), "not attested of 'court/main', which is of kind site"),
        (replace(SIGNAGE, register="estate"), "not attested of 'estate', which is of kind estate"),
        (replace(SIGNAGE, entry=replace(ENTRY, evidence="gone.pdf")), "gone.pdf cannot be read (No such file"),
        (replace(SIGNAGE, entry=replace(ENTRY, evidence="inventory")), "inventory cannot be read (it is no file)"),
        (replace(SIGNAGE, entry=replace(ENTRY, evidence="")), "no evidence is named"),
        (replace(SIGNAGE, entry=replace(ENTRY, sha256="b" * 64)), f"its SHA-256 is {SHA}"),
        (replace(SIGNAGE, entry=replace(ENTRY, until=date(2026, 1, 1))), "until (2026-01-01) is before 2026-11-25"),
    ],
)
def test_what_would_not_count_is_refused_and_nothing_is_written(estate: Path, given: Attestation, says: str) -> None:
    with pytest.raises(EstateError) as refused:
        write(estate, replace(SIGNAGE, control="overt"), given)
    assert says in str(refused.value)
    assert site(estate).read_text() == SITE


def test_the_same_twice_is_refused(estate: Path) -> None:
    with pytest.raises(EstateError, match="attested twice"):
        write(estate, SIGNAGE, SIGNAGE)


def test_a_file_that_cannot_be_changed_in_place_gives_the_lines_to_write_by_hand(estate: Path) -> None:
    text = SITE.replace("    installed: 2026-10-01\n", "    register: &r {overt: {by: B, when: 2026-10-01}}\n")
    site(estate).write_text(text + "  # end\n")
    second = "  - {name: two, purpose: Same, register: *r}\ndevices:"
    site(estate).write_text(text.replace("devices:", second))
    with pytest.raises(EstateError) as refused:
        write(estate, replace(SIGNAGE, register="court/two"))
    assert "by hand, under register:\n  signage: {by: A. Manager, when: 2026-11-25" in str(refused.value)


@pytest.mark.parametrize(
    "anchored", ["&r {}", "&r\n      overt: {by: B, when: 2026-11-01}"], ids=["on one line", "a block"]
)
def test_a_register_that_others_refer_to_gives_the_lines_as_well(estate: Path, anchored: str) -> None:
    site(estate).write_text(SITE.replace("devices:", f"    register: {anchored}\ndevices:"))
    before = site(estate).read_text()
    for more in ((), (replace(SIGNAGE, control="training"),)):
        with pytest.raises(EstateError, match=r"cannot be changed in place.*\n  signage: \{by: A. Manager"):
            write(estate, SIGNAGE, *more)
    assert site(estate).read_text() == before


def test_each_is_noted_before_anything_is_written(estate: Path) -> None:
    def full(given: list[Attestation]) -> None:
        assert [one.entry.sha256 for one in given] == [SHA]
        raise EstateError("the journal cannot be written (No space left on device)")

    with pytest.raises(EstateError, match="No space left"):
        attest(load_estate(estate), ATTESTED, [SIGNAGE], full)
    assert site(estate).read_text() == SITE


def test_a_disk_that_is_full_leaves_the_file_as_it_was(estate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(os, "fsync", full)
        with pytest.raises(EstateError, match=r"court.yml: this file cannot be written \(No space"):
            write(estate, SIGNAGE)
    assert site(estate).read_text() == SITE
    assert [path.name for path in site(estate).parent.iterdir()] == ["court.yml"], "nothing is left lying about"


def test_a_file_that_changed_meanwhile_is_not_written(estate: Path) -> None:
    loaded = load_estate(estate)
    other = SITE.replace("  - name: main\n", "  - {name: new, purpose: Other}\n  - name: main\n")
    site(estate).write_text(other)
    with pytest.raises(EstateError, match="changed meanwhile"):
        attest(loaded, ATTESTED, [SIGNAGE], HEARD.append)
    assert site(estate).read_text() == other


def _many(folder: Path, slug: str) -> None:
    write(folder, replace(SIGNAGE, control=slug))


def test_several_processes_lose_nothing(estate: Path) -> None:
    slugs = ["signage", "overt", "purpose", "roles", "training", "maintenance"]
    spawn = multiprocessing.get_context("spawn")
    running = [spawn.Process(target=_many, args=(estate, slug)) for slug in slugs]
    for process in running:
        process.start()
    for process in running:
        process.join(60)
    assert [process.exitcode for process in running] == [0] * len(slugs)
    assert load_estate(estate).sites[0].systems[0].register.keys() == set(slugs)


def _again_and_again(folder: Path) -> None:
    for number in range(10_000):
        write(folder, replace(SIGNAGE, entry=replace(ENTRY, note=f"walk {number}")))


def test_a_process_that_is_killed_leaves_a_file_that_is_whole(estate: Path) -> None:
    spawn, notes = multiprocessing.get_context("spawn"), set()
    for number in range(4):
        running = spawn.Process(target=_again_and_again, args=(estate,))
        before = site(estate).read_text()
        running.start()
        late = time.monotonic() + 60
        while site(estate).read_text() == before and time.monotonic() < late:
            time.sleep(0.002)
        time.sleep(0.003 * number)
        running.kill()
        running.join()
        entry = load_estate(estate).sites[0].systems[0].register["signage"]
        assert entry.sha256 == SHA
        notes.add(entry.note)
    assert all(note.startswith("walk ") for note in notes)
    write(estate, SIGNAGE)
    assert [path.name for path in site(estate).parent.iterdir()] == ["court.yml"], "nothing is left lying about"


def test_evidence_is_as_it_lies_on_the_disk(estate: Path) -> None:
    entry = replace(ENTRY, sha256=SHA)
    assert evidence_now(estate, entry) == SHA
    (estate / "signs.pdf").write_bytes(b"another one")
    assert evidence_now(estate, entry) not in (SHA, None, "")
    (estate / "signs.pdf").unlink()
    assert evidence_now(estate, entry) is None
    assert evidence_now(estate, replace(entry, evidence="signs.pdf/x")) is None
    os.mkfifo(estate / "signs.pdf")
    assert evidence_now(estate, entry) == Unread("it is no file")
    loop = estate / "loop"
    loop.symlink_to(loop)
    assert isinstance(evidence_now(estate, replace(entry, evidence="loop")), Unread)


def test_an_entry_in_the_wrong_register_is_an_error_with_its_line(estate: Path) -> None:
    line = "    register: {policy-review: {by: B, when: 2026-10-01}, no-audio: {by: B, when: 2026-10-01}}\n"
    site(estate).write_text(SITE.replace("devices:", f"{line}devices:"))
    own = estate / "inventory" / "register.yml"
    own.write_text("register:\n  signage: {by: B, when: 2026-10-01}\n")
    with pytest.raises(EstateError) as refused:
        attested_controls(load_estate(estate))
    assert str(refused.value).splitlines() == [
        "inventory/register.yml:2: 'signage' is attested for each system: move it to a site file",
        "inventory/sites/court.yml:6: 'no-audio' is no control that people attest; known: annual-review, controller, "
        "displays, dpia, external-support, extract-register, maintenance, mask-consent, monitoring-signage, "
        "monthly-review, overt, physical-security, procedures, purpose, roles, signage, supplier-terms, system-kinds, "
        "training, vehicles",
        "inventory/sites/court.yml:6: 'policy-review' is attested once for the estate: move it to inventory/"
        "register.yml",
    ]  # fmt: skip


def test_dates_of_the_file_are_changes_of_the_system(estate: Path) -> None:
    text = SITE.replace("installed: 2026-10-01", "installed: 2026-10-01\n    upgraded: 2026-10-20")
    site(estate).write_text(text + "    installed: 2026-11-02\n")
    loaded = load_estate(estate, datetime(2026, 11, 25, tzinfo=UTC))
    place = loaded.sites[0]
    assert register_of(loaded, place, place.systems[0]).swaps == (
        Swap(device="the system", when=date(2026, 10, 20), what="upgraded"),
        Swap(device="nvr-1", when=date(2026, 11, 2), what="added or exchanged"),
    )
