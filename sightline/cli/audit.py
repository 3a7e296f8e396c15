"""`sightline audit`."""

import json
import re
import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.cli.acting import acting, opened_chain, who_and_why
from sightline.cli.output import console, form_option, print_json
from sightline.errors import EstateError
from sightline.policy.counted import counted

if TYPE_CHECKING:
    from sightline.records.audit.verify import Kept, Verdict
    from sightline.runs.pull import Pulled

STATUS = {"good": 0, "broken": 2, "unproven": 3}
HEAD = re.compile(r"([1-9][0-9]{0,15}):([0-9a-f]{64})")
NEWEST = 50


@click.group(epilog="Example: sightline audit verify")
def audit() -> None:
    """The audit chain: who did what, when and why, in entries that nobody can change unseen."""


@audit.command(epilog="Example: sightline audit show --device riverside-court/nvr-1 --since 2026-11-01")
@click.option("--run", default="", metavar="RUN", help="Only this run.")
@click.option("--device", default="", metavar="SITE[/DEVICE]", help="Only this site or device.")
@click.option("--since", default="", metavar="DATE", help="Only from this day or moment on.")
@click.option("--event", default="", metavar="EVENT", help="Only this event, such as write or waiver-approval.")
@click.option("--last", type=click.IntRange(0), default=NEWEST, show_default=True, help="The newest so many; 0: all.")
@form_option
@click.pass_obj
def show(estate: Path, run: str, device: str, since: str, event: str, last: int, form: str) -> None:
    """Show entries of the chain, the newest at the end. It does not verify them: that is `audit verify`."""
    from sightline.records.audit.store import Filter, newest
    from sightline.reports.audit import document, table

    with opened_chain(estate) as (settings, chain), chain.database.reading() as connection:
        moment = _moment(since, settings.timezone) if since else ""
        only = Filter(run=run, device=device, event=event, since=moment)
        found = newest(connection, only, last)
    if form == "json":
        print_json(document(found))
    else:
        console().print(table(found))


@audit.command(epilog="Example: sightline audit verify --export audit.jsonl --public-key audit.pem")
@click.option(
    "--export",
    "file",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="An exported chain instead of the estate's own; with --public-key it needs no estate.",
)
@click.option(
    "--public-key",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    help="The key that is trusted, a PEM file (default: that of the estate's secret store).",
)
@click.option(
    "--head", "heads", multiple=True, metavar="NUMBER:HASH", help="A head that you kept: it must be in there."
)
@click.option("--since", default="", metavar="DATE", help="Only from this day on: what is before was verified before.")
@form_option
@click.pass_obj
def verify(
    estate: Path, file: Path | None, public_key: Path | None, heads: tuple[str, ...], since: str, form: str
) -> None:
    """Verify the chain: that each entry is as it was written and follows the one before, and who signed for it.

    Exit status: 0 whole and signed; 2 broken, and the first entry that was changed, removed, put in or moved is named;
    3 whole, and not signed by a key that is trusted.
    """
    from sightline.reports.audit import verdict_document, verdict_lines

    if file and since:
        raise click.UsageError("--since is for the estate's own chain: an export is verified from where it begins")
    verdict = _verified(estate, file, public_key, [_head(text) for text in heads], since)
    if form == "json":
        print_json(verdict_document(verdict))
    else:
        for line in verdict_lines(verdict):
            click.echo(line)
    sys.exit(STATUS[verdict.state])


def _verified(estate: Path, file: Path | None, public_key: Path | None, heads: "list[Kept]", since: str) -> "Verdict":
    from sightline.records.audit.exported import judge as judge_export
    from sightline.records.audit.exported import key_in

    keys = [key_in(public_key)] if public_key else None
    if file is not None and keys is not None:
        return judge_export(file, keys, heads)
    with opened_chain(estate) as (settings, chain):
        from sightline.records.audit.proof import judge, trusted

        if file is not None:
            return judge_export(file, trusted(chain.keys), heads)
        return judge(chain, keys, heads, since=_moment(since, settings.timezone) if since else "")


@audit.command(epilog="Example: sightline audit export audit.jsonl --since 2026-11-01")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--since", default="", metavar="DATE", help="Only entries from this day or moment on.")
@who_and_why
@click.pass_obj
def export(estate: Path, file: Path, since: str, operator: str | None, reason: str) -> None:
    """Write the chain into FILE, as JSON lines with its heads: it proves itself with the public key alone.

    With --since a part of it, up to the newest entry: its heads prove that part.
    """
    from sightline.estate.load import load_settings
    from sightline.records.audit.export import export as write

    moment = _moment(since, load_settings(estate).timezone) if since else ""
    with acting(estate, operator, reason) as chain:
        chain.append("audit-export", file=file.name, since=moment)
        _say(chain.seal().warning)
        written = write(chain, file, moment)
    click.echo(f"wrote {file}: entries {written.first} to {written.last}, {written.heads} heads")
    if written.head is not None:
        click.echo(f"head {written.head.number}:{written.head.sha256}")
    click.echo("whoever verifies it needs `sightline audit public-key` as well, by another way")


@audit.command("public-key", epilog="Example: sightline audit public-key --output audit.pem")
@click.option("--output", type=click.Path(path_type=Path, dir_okay=False), help="Write to this file.")
@click.pass_obj
def public_key(estate: Path, output: Path | None) -> None:
    """Show the public key that verifies the chain (PEM). It is no secret; give it to whoever shall verify exports."""
    from sightline.records.audit import store
    from sightline.records.audit.head import pem
    from sightline.reports.document import write

    with opened_chain(estate) as (_, chain):
        with chain.database.reading() as connection:
            current = store.current_key(connection)
        key = chain.keys.now(current).public if current else ""
    if not key:
        raise EstateError("the audit chain has no signing key yet: the end of the first run makes it")
    if output is None:
        click.echo(pem(key), nl=False)
    else:
        write(pem(key), output)


@audit.command(epilog="Example: sightline audit report report.json")
@click.argument("file", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.pass_obj
def report(estate: Path, file: Path) -> None:
    """Say whether FILE, a report as JSON, is the very one that a run left: its end in the chain has the report's hash.

    Exit status: 0 it is, and a signed head stands for it; 2 no run left it so, or it was changed.
    """
    from sightline.records.audit.proof import proven
    from sightline.records.canonical import canonical, digest

    try:
        sha256 = digest(canonical(json.loads(file.read_bytes()))).hex()
    except (OSError, ValueError, RecursionError):
        raise EstateError(f"{file}: no report as JSON (`sightline report RUN --format json --output FILE`)") from None
    with opened_chain(estate) as (_, chain):
        found = proven(chain, "run-end", report=sha256)
    for entry in found:
        click.echo(f"{file} is what run {entry.run} left at {entry.at}, by {entry.who}: entry {entry.number}")
    if not found:
        click.echo(f"{file}: no run under a signed head left this report")
    sys.exit(0 if found else 2)


@audit.command(epilog="Example: sightline audit rotate --reason 'a year has passed'")
@click.option("--lost", is_flag=True, help="The old key is gone: the new one comes in without its word, visibly so.")
@who_and_why
@click.pass_obj
def rotate(estate: Path, lost: bool, operator: str | None, reason: str) -> None:
    """Bring in a new signing key: an entry that the old one signs; from then on the new one signs."""
    from sightline.records.audit.rotate import rotate as bring_in

    with acting(estate, operator, reason) as chain:
        head, left = bring_in(chain, lost=lost)
    click.echo(f"a new key signs from entry {head.number} on: {head.key}")
    if left:
        click.echo(left)


@audit.command(epilog="Example: sightline audit pull riverside-court")
@click.argument("targets", nargs=-1, metavar="[TARGET]...")
@form_option
@who_and_why
@click.pass_obj
def pull(estate: Path, targets: tuple[str, ...], form: str, operator: str | None, reason: str) -> None:
    """Read devices' own logs from where the last pull ended, and keep them: the chain has their hash and count.

    Exit status: 0 every log was pulled; 3 one was not, with the reason; 1 it could not run.
    """
    from dataclasses import asdict

    from sightline.bridge.begin import begin
    from sightline.cli.running import begun, ended
    from sightline.cli.targets import select
    from sightline.runs.check import links
    from sightline.runs.pull import Pulled
    from sightline.runs.pull import pull as ask

    work = begin(estate, verb="pull")
    chosen = select(work, targets, tag=None, role=None, driver=None, limit_to_failed=None)
    work.secrets.names()
    begun(work, "pull", operator or work.chain.who, reason, targets=list(targets))
    found: list[Pulled] = []
    try:
        ask(work, links(work, chosen), found.append)
    finally:
        work.journal.close()
        ended(work, pulled=sum(one.status == "pulled" for one in found), devices=len(chosen))
    found.sort(key=lambda one: one.device)
    if form == "json":
        print_json([asdict(one) for one in found])
    else:
        for one in found:
            click.echo(_told(one))
    sys.exit(0 if all(one.status == "pulled" for one in found) else 3)


def _told(one: "Pulled") -> str:
    from sightline.estate.words import clean

    if one.status != "pulled":
        return f"{one.device:<28} {one.status}: {clean(one.reason)}"
    more = ", and it has more: pull again" if one.more else ""
    return f"{one.device:<28} {counted(one.count, 'entry', 'entries')}, sha256 {one.sha256[:16]}…{more}"


@audit.command(epilog="Example: sightline audit log riverside-court/nvr-1 --since 2026-11-01")
@click.argument("device", metavar="SITE/DEVICE")
@click.option("--since", default="", metavar="DATE", help="Only what was pulled from this day or moment on.")
@click.pass_obj
def log(estate: Path, device: str, since: str) -> None:
    """Show what was pulled of a device's own log: one JSON object a line, in the device's words.

    Exit status: 3 where some of it is no longer kept (`records prune`), which is said; 1 where it was changed, or
    nothing was ever pulled of that name and no device has it.
    """
    from sightline.estate.words import meant, shown
    from sightline.records.audit.pulled import logs

    gone, pulls = 0, 0
    with opened_chain(estate) as (settings, chain):
        for entry, found in logs(chain, device, _moment(since, settings.timezone) if since else ""):
            pulls += 1
            if found is None:
                gone += 1
                click.echo(f"entry {entry.number}: its {entry.what['count']} lines are not kept any more", err=True)
            for line in found or ():
                click.echo(json.dumps(line))
    known = [one.id for one in settings.devices]
    nothing = f"nothing was pulled of {shown(device)}{' since then' if since else ''}"
    if not pulls and device not in known:
        raise EstateError(f"{nothing}, and no device of the inventory is called so{meant(device, known)}")
    if not pulls:
        click.echo(f"{nothing}: `sightline audit pull {device}`", err=True)
    sys.exit(3 if gone else 0)


def _say(warning: str) -> None:
    if warning:
        click.echo(f"warning: {warning}", err=True)


def _head(text: str) -> "Kept":
    found = HEAD.fullmatch(text)
    if found is None:
        raise click.UsageError(f"--head {text!r}: it is NUMBER:HASH, as `sightline audit verify` prints it")
    return int(found[1]), found[2]


def _moment(text: str, zone: Any) -> str:
    """A day or a moment as entries write it; in the estate's time zone where it names none."""
    from sightline.records.audit.entry import stamp

    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        raise click.UsageError(
            f"--since {text!r}: a day such as 2026-11-01, or a moment such as 2026-11-01T08:30"
        ) from None
    return stamp(moment if moment.tzinfo else moment.replace(tzinfo=zone))
