"""`sightline audit`, over what real runs leave, and what runs leave there."""

import json
import sqlite3
from pathlib import Path
from typing import Any

import pytest

from tests.cli.quick import Quick
from tests.labsite import CAMERA, NVR, LabSite


def shown(site: LabSite, sightline: Quick, *words: str) -> list[dict[str, Any]]:
    """The entries that `audit show` gives."""
    ended = sightline.at(site, "audit", "show", "--format", "json", "--last", "0", *words)
    assert (ended.status, ended.err) == (0, "")
    entries: list[dict[str, Any]] = json.loads(ended.out)["entries"]
    return entries


def verified(site: LabSite, sightline: Quick, *words: str) -> tuple[int, dict[str, Any]]:
    """Exit status and verdict of `audit verify`."""
    ended = sightline.at(site, "audit", "verify", "--format", "json", *words)
    found: dict[str, Any] = json.loads(ended.out)
    return ended.status, found


def edit(site: LabSite, statement: str, *values: int) -> None:
    """What somebody who can write to the file could do."""
    with sqlite3.connect(site.folder / ".sightline" / "records.db") as connection:
        connection.execute(statement, values)
    connection.close()


def test_a_check_leaves_its_start_the_logins_the_secrets_and_its_end(site: LabSite, sightline: Quick) -> None:
    sightline.at(site, "check", CAMERA, "--operator", "nina", "--reason", "nightly")
    entries = shown(site, sightline)
    events = ["run-start", "secret-read", "box-remembered", "login", *2 * ["incident"], "run-end", "signing-key"]
    assert [one["event"] for one in entries] == events
    assert {(one["who"], one["why"]) for one in entries} == {("nina", "nightly")}
    assert len({one["run"] for one in entries}) == 1
    assert {one["device"] for one in entries if one["event"] == "login"} == {CAMERA}
    assert verified(site, sightline)[0] == 0


def test_a_harden_leaves_each_write_with_before_and_after_and_no_secret(site: LabSite, sightline: Quick) -> None:
    assert sightline.at(site, "harden", CAMERA, "--yes", "--accounts").status in (0, 2)
    entries = shown(site, sightline, "--device", CAMERA)
    writes = [one for one in entries if one["event"] == "write"]
    done = [one for one in entries if one["event"] == "written"]
    assert writes
    assert [one["what"]["setting"] for one in writes] == [one["what"]["setting"] for one in done]
    assert all(one["what"]["before"] != one["what"]["wanted"] for one in writes)
    assert all(one["what"]["not_taken"] == [] for one in done)
    file = site.folder / ".sightline"
    kept = b"".join(path.read_bytes() for path in file.rglob("*") if path.is_file() and "records.db" in path.name)
    for name, value in site.environment.items():
        secret = value.partition(":")[2]
        assert secret.encode() not in kept, name


def test_a_refused_login_and_one_that_is_not_tried_again_stand_there(site: LabSite, sightline: Quick) -> None:
    site.environment = {name: value.replace("admin:", "admin:wrong-") for name, value in site.environment.items()}
    sightline.at(site, "check", NVR)
    sightline.at(site, "check", NVR)
    entries = shown(site, sightline, "--device", NVR)
    assert [one["event"] for one in entries] == ["login-refused", "refusal"]
    assert "wrong-" not in json.dumps(entries)
    assert entries[0]["what"]["user"] == "admin"
    assert "not sent again" in entries[1]["what"]["reason"]


def test_show_narrows_and_prints_a_table(site: LabSite, sightline: Quick) -> None:
    sightline.at(site, "check", "--reason", "first [bold]")
    sightline.at(site, "check", CAMERA, "--reason", "second")
    runs = list(dict.fromkeys(one["run"] for one in shown(site, sightline)))
    assert len(runs) == 2
    assert {one["run"] for one in shown(site, sightline, "--run", runs[1])} == {runs[1]}
    assert {one["event"] for one in shown(site, sightline, "--event", "login")} == {"login"}
    assert {one["site"] for one in shown(site, sightline, "--device", "riverside-court")} == {"riverside-court"}
    second = next(one["at"] for one in shown(site, sightline) if one["run"] == runs[1])
    assert {one["run"] for one in shown(site, sightline, "--since", second)} == {runs[1]}
    assert shown(site, sightline, "--since", "2999-01-01") == []
    table = sightline.at(site, "audit", "show", "--event", "run-start")
    assert table.out.count("run-start") == 2
    assert "why=first [bold]" in table.out
    last = sightline.at(site, "audit", "show", "--last", "1", "--format", "json")
    assert len(json.loads(last.out)["entries"]) == 1


def test_verify_names_what_was_changed_and_export_carries_it_away(
    site: LabSite, sightline: Quick, tmp_path: Path
) -> None:
    sightline.at(site, "check")
    export, key = tmp_path / "audit.jsonl", tmp_path / "audit.pem"
    assert sightline.at(site, "audit", "export", str(export), "--reason", "for the auditor").status == 0
    assert sightline.at(site, "audit", "public-key", "--output", str(key)).status == 0
    offline = ["audit", "verify", "--export", str(export), "--public-key", str(key)]
    nowhere = dict.fromkeys(site.environment, "")
    told = sightline(*offline, folder=tmp_path, environment=nowhere)
    assert (told.status, told.err) == (0, "")
    assert "signed up to entry" in told.out
    [head] = [line.split()[1] for line in told.out.splitlines() if line.startswith("head ")]
    assert sightline(*offline, "--head", head, folder=tmp_path).status == 0
    assert sightline(*offline, "--head", f"{head[:-4]}0000", folder=tmp_path).status == 2
    edit(site, "UPDATE audit_entries SET who = 'somebody else' WHERE number = 2")
    status, found = verified(site, sightline)
    assert (status, found["state"], found["flaw"]["entry"], found["flaw"]["kind"]) == (2, "broken", 2, "changed")
    words = sightline.at(site, "audit", "verify")
    assert "BROKEN at entry 2: entry 2 is not as it was written" in words.out
    export.write_bytes(export.read_bytes().replace(b'"number":3', b'"number":4', 1))
    assert "BROKEN at entry 3" in sightline(*offline, folder=tmp_path).out


def test_verify_finds_a_cut_end_by_heads_and_by_the_one_kept_here(site: LabSite, sightline: Quick) -> None:
    sightline.at(site, "check", CAMERA)
    last = verified(site, sightline)[1]["last"]
    sightline.at(site, "check", CAMERA)
    edit(site, "DELETE FROM audit_entries WHERE number > ?", last)
    status, found = verified(site, sightline)
    assert (status, found["flaw"]["kind"], found["flaw"]["entry"]) == (2, "truncated", last + 1)
    edit(site, "DELETE FROM audit_heads WHERE number > ?", last)
    assert verified(site, sightline)[0] == 2
    after = sightline.at(site, "check", CAMERA)
    assert "is NOT signed" in after.err
    assert verified(site, sightline)[0] == 2, "and it stays so"


def test_without_a_key_runs_go_on_and_say_so(site: LabSite, sightline: Quick, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SIGHTLINE_SECRET_AUDIT_SIGNING_KEY")
    del site.environment["SIGHTLINE_SECRET_AUDIT_SIGNING_KEY"]
    ended = sightline.at(site, "check", CAMERA)
    assert ended.status == 2
    assert "warning: the audit chain's head at entry" in ended.err
    assert "SIGHTLINE_SECRET_AUDIT_SIGNING_KEY" in ended.err
    assert "openssl rand -hex 32" in ended.err
    words = sightline.at(site, "audit", "verify")
    assert words.status == 3
    assert "NOT PROVEN" in words.out
    assert "no signing key yet" in sightline.at(site, "audit", "public-key").err


def test_a_new_key_is_brought_in(site: LabSite, sightline: Quick, tmp_path: Path) -> None:
    sightline.at(site, "check", CAMERA)
    old = tmp_path / "old.pem"
    sightline.at(site, "audit", "public-key", "--output", str(old))
    refused = sightline.at(site, "audit", "rotate")
    assert refused.status == 1
    assert "audit/signing-key-next" in refused.err
    site.environment["SIGHTLINE_SECRET_AUDIT_SIGNING_KEY_NEXT"] = f"token:{'77' * 32}"
    done = sightline.at(site, "audit", "rotate", "--reason", "a year has passed")
    assert (done.status, done.err) == (0, "")
    assert "'audit/signing-key-next' signs from now on" in done.out
    sightline.at(site, "check", CAMERA)
    assert verified(site, sightline)[0] == 0
    assert verified(site, sightline, "--public-key", str(old))[0] == 0, "the old key vouches for the new one"


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["show", "--since", "yesterday"], "--since 'yesterday': a day such as 2026-11-01"),
        (["verify", "--head", "12"], "--head '12': it is NUMBER:HASH"),
        (["verify", "--export", "nowhere"], "does not exist"),
        (["verify", "--since", "soon"], "--since 'soon': a day"),
        (["export", "nowhere/audit.jsonl"], "the export cannot be written"),
        (["export", "audit.jsonl", "--since", "2999-01-01"], "has no entry since 2999"),
    ],
)
def test_what_could_not_run_is_1_in_one_clear_line(
    site: LabSite, sightline: Quick, words: list[str], says: str
) -> None:
    ended = sightline.at(site, "audit", *words)
    assert (ended.status, ended.out) == (1, "")
    assert says in ended.err
    assert "Traceback" not in ended.err


def test_a_key_file_that_is_none_is_named(site: LabSite, sightline: Quick, tmp_path: Path) -> None:
    (tmp_path / "no.pem").write_text("-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----\n")
    ended = sightline.at(site, "audit", "verify", "--public-key", str(tmp_path / "no.pem"))
    assert ended.status == 1
    assert "no.pem: no Ed25519 public key" in ended.err


def test_a_report_is_told_from_one_that_was_changed(site: LabSite, sightline: Quick, tmp_path: Path) -> None:
    file, again = tmp_path / "report.json", tmp_path / "again.json"
    sightline.at(site, "check", "--operator", "nina", "--format", "json", "--output", str(file))
    sightline.at(site, "report", "last", "--format", "json", "--output", str(again))
    for one in (file, again):
        ended = sightline.at(site, "audit", "report", str(one))
        assert (ended.status, ended.err) == (0, "")
        assert ", by nina: entry " in ended.out
    text = file.read_text()
    assert '"drift"' in text
    file.write_text(text.replace('"drift"', '"compliant"', 1))
    changed = sightline.at(site, "audit", "report", str(file))
    assert changed.status == 2
    assert "no run under a signed head left this report" in changed.out
    file.write_text("{")
    assert "no report as JSON" in sightline.at(site, "audit", "report", str(file)).err


def test_secrets_and_trust_leave_their_entries(site: LabSite, sightline: Quick) -> None:
    assert sightline.at(site, "trust", NVR, "--yes", "--operator", "nina", "--reason", "swapped").status == 0
    assert sightline.at(site, "secrets", "set", "x/y", stdin="admin:new\n").status == 1
    events = [(one["event"], one["device"], one["what"]) for one in shown(site, sightline)]
    assert ("device-trusted", NVR) in [one[:2] for one in events]
    [failed] = [what for event, _, what in events if event == "failed"]
    assert "can't be written" in failed["reason"]
    assert verified(site, sightline)[0] == 0
