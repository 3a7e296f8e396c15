"""`sightline waivers`."""

import json
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from sightline.cli.acting import acting, who_and_why
from sightline.errors import EstateError
from sightline.reports.table import clean

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sightline.policy.waiver import Waiver
    from sightline.runs.waivers import Standing

operator_option = click.option("--operator", default=None, help="Who (default: the user of this machine).")


@click.group(epilog="Example: sightline waivers show")
def waivers() -> None:
    """Time-limited exceptions: propose one, let another person approve it, withdraw it, see where each stands.

    Where the policy names `approvers`, a waiver counts only once one of them has approved it as it stands: the approval
    is an entry of the signed audit chain over the waiver's hash. An approved audio exception (`no-audio`, with its
    devices and channels named one by one) turns sound on and off again: see `sightline schedule`.
    """


@waivers.command(epilog="Example: sightline waivers show --format json")
@click.option("--format", "form", type=click.Choice(["table", "json"]), default="table", help="How (default: table).")
@click.pass_obj
def show(estate: Path, form: str) -> None:
    """Every waiver: its hash, its days, who stands for it, whether it counts, and what it does."""
    from sightline.bridge.begin import begin
    from sightline.runs.waivers import standings

    work = begin(estate, verb="waivers")
    found = standings(work)
    work.chain.close()
    for doubt in work.doubts:
        click.echo(clean(doubt), err=True)
    if form == "json":
        click.echo(json.dumps({"schema": "sightline.waivers/1", "waivers": [_plain(one) for one in found]}, indent=1))
        return
    for one in found:
        for text in _lines(one):
            click.echo(clean(text))
    if not found:
        click.echo("there are no waivers")


def _plain(one: "Standing") -> dict[str, Any]:
    from sightline.estate.waiverfile import entry_of

    days = {"from": str(one.waiver.starts), "until": str(one.waiver.until)}
    acts = [{"device": device, "held": held or None} for device, held in one.acts]
    said = {"sha256": one.waiver.sha256, "state": one.state, "against": one.against or None, "acts": acts}
    return {**entry_of(one.waiver), **days, **said, "covers_nothing": list(one.strangers)}


def _lines(one: "Standing") -> "Iterator[str]":
    waiver = one.waiver
    channels = f", channels {', '.join(waiver.channels)}" if waiver.channels else ""
    yield f"{waiver.sha256[:8]}  {waiver.case}  {waiver.control} on {', '.join(waiver.devices)}{channels}"
    yield f"    {waiver.starts} to {waiver.until}: {one.state}{f' ({one.against})' if one.against else ''}"
    yield f"    {waiver.reason}; asked for by {waiver.author or 'nobody named'}, to be approved by {waiver.approved_by}"
    for stranger in one.strangers:
        yield f"    {stranger}: there it covers nothing"
    for device, held in one.acts:
        yield f"    {device}: {f'turns nothing on: {held}' if held else 'lets sound in (--apply-exceptions)'}"


def _day(_: click.Context, option: click.Parameter, value: str) -> date:
    """2026-10-31, and no other way of writing it: a day of the estate's time zone."""
    from sightline.estate.fields import parse_day

    try:
        return parse_day(value)
    except ValueError as problem:
        raise click.BadParameter(str(problem), param=option) from None


@waivers.command(
    epilog="Example: sightline waivers propose --control no-audio --device riverside-court/entrance --channel 1 "
    "--case ASB-77 --reason 'Threats at the entrance' --from 2026-11-01 --until 2026-11-30 --approver DPO"
)
@click.option("--control", required=True, help="The control that it is an exception to.")
@click.option("--device", "devices", multiple=True, required=True, help="SITE/DEVICE; may be given again.")
@click.option("--channel", "channels", multiple=True, help="A channel; may be given again. None means all.")
@click.option("--case", required=True, help="The case that answers for it.")
@click.option("--reason", required=True, help="Why it is needed.")
@click.option("--from", "starts", callback=_day, metavar="YYYY-MM-DD", required=True, help="Its first day.")
@click.option("--until", callback=_day, metavar="YYYY-MM-DD", required=True, help="Its last day, that day included.")
@click.option("--approver", required=True, help="Who is to approve it: one of the policy's `approvers`.")
@operator_option
@click.pass_obj
def propose(estate: Path, /, operator: str | None, approver: str, **values: Any) -> None:
    """Write a waiver into policies/waivers.yml, with you as its author. It is not in force before it is approved."""
    from sightline.estate.state import State
    from sightline.policy.waiver import Waiver
    from sightline.records.approvals import PROPOSAL
    from sightline.runs import waivers as made

    with State(estate).lock("waivers.yml"), acting(estate, operator, values["reason"]) as chain:
        waiver = Waiver(author=chain.who, approved_by=approver, **values)
        chain.append(PROPOSAL, **_what(waiver))
        made.propose(estate, waiver)
    click.echo(f"proposed {waiver.sha256[:8]} ({clean(waiver.case)}); {clean(approver)} approves it:")
    click.echo(f"  sightline waivers approve {waiver.sha256[:8]} --operator '{clean(approver)}'")


@waivers.command(epilog="Example: sightline waivers approve ASB-77 --operator DPO")
@click.argument("waiver")
@who_and_why
@click.pass_obj
def approve(estate: Path, waiver: str, operator: str | None, reason: str) -> None:
    """Approve WAIVER, by its case or the beginning of its hash, exactly as it stands in the file.

    You are one of the policy's approvers, the one whom it names, and not who asked for it. Any change to it afterwards
    makes another waiver of it, that nobody has approved.
    """
    from sightline.estate.load import load_estate
    from sightline.records.approvals import APPROVAL
    from sightline.runs.waivers import may_approve, named

    loaded = load_estate(estate)
    found = named(loaded.waivers, waiver)
    with acting(estate, operator, reason) as chain:
        may_approve(found, chain.who, loaded.policy.approvers)
        chain.append(APPROVAL, **_what(found))
        sealed = chain.seal()
        if sealed.head is None or not sealed.head.signed:
            raise EstateError(f"this approval does not count: {sealed.warning}")
    click.echo(f"approved {found.sha256[:8]} ({clean(found.case)}) from {found.starts} to {found.until}")


@waivers.command(epilog="Example: sightline waivers withdraw ASB-77 --reason 'the case is closed'")
@click.argument("waiver")
@operator_option
@click.option("--reason", required=True, help="Why, for the record.")
@click.pass_obj
def withdraw(estate: Path, waiver: str, operator: str | None, reason: str) -> None:
    """End WAIVER at once: take its approval back, and it out of the file.

    What it has turned on is turned off by the next `harden --apply-exceptions` or scheduled run.
    """
    from sightline.estate.load import load_estate
    from sightline.estate.sounding import Soundings
    from sightline.estate.state import State
    from sightline.estate.waiverfile import remove
    from sightline.records.approvals import WITHDRAWAL
    from sightline.runs.waivers import named

    with State(estate).lock("waivers.yml"), acting(estate, operator, reason) as chain:
        found = named(load_estate(estate).waivers, waiver)
        chain.append(WITHDRAWAL, **_what(found))
        remove(estate / "policies" / "waivers.yml", found)
    click.echo(f"withdrawn {found.sha256[:8]} ({clean(found.case)})")
    if any(one.waiver == found.sha256 for one in Soundings(State(estate)).read()[0]):
        click.echo("sound that it let in is still on: run `sightline harden --apply-exceptions --yes` now", err=True)


def _what(waiver: "Waiver") -> dict[str, Any]:
    """What the chain keeps of it: all of it, and who sat at the keyboard."""
    import getpass

    from sightline.estate.waiverfile import entry_of

    days = {"from": str(waiver.starts), "until": str(waiver.until)}
    return {**entry_of(waiver), **days, "sha256": waiver.sha256, "user": getpass.getuser()}
