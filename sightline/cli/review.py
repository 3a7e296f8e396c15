"""`sightline review`."""

import getpass
import sys
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from sightline.cli.output import give, output_options
from sightline.cli.running import attested, checked, finish, run_options, start
from sightline.errors import EstateError

if TYPE_CHECKING:
    from sightline.bridge.work import Work
    from sightline.estate.model import Site
    from sightline.estate.system import System
    from sightline.policy.finding import Finding
    from sightline.policy.review import Answer, Kind
    from sightline.records.result import Result
    from sightline.runs.review import Last

    Systems = list[tuple[Site, System]]
    Given = tuple[str, dict[str, dict[str, Answer]]]


@click.command(epilog="Example: sightline review riverside-court --monthly --answers november.yml")
@click.argument("target", metavar="SITE[/SYSTEM]")
@click.option("--monthly", is_flag=True, help="Cameras, recordings, time stamps, names and positions.")
@click.option("--annual", is_flag=True, help="Effectiveness against the purpose.")
@click.option(
    "--answers", type=click.Path(path_type=Path, exists=True, dir_okay=False), help="The answers, from a file."
)
@click.option("--template", is_flag=True, help="Print a file of answers to be filled in, and end.")
@output_options
@run_options
@click.pass_obj
def review(
    estate: Path,
    target: str,
    monthly: bool,
    annual: bool,
    answers: Path | None,
    template: bool,
    form: str,
    output: Path | None,
    every: bool,
    operator: str | None,
    reason: str,
    retry_login: bool,
) -> None:
    """Check a site, ask what only people can see, and leave a record of both.

    The answers are asked for here, or come from a file. A no needs a note, and so does a yes against what was found.
    Where every answer is a yes, the register has the review; a no leaves its record and no entry. Exit status: that of
    the check, and 2 where an answer is a no.
    """
    from sightline.bridge.begin import begin
    from sightline.bridge.work import Options
    from sightline.cli.targets import choose
    from sightline.estate.answers import template as printed
    from sightline.policy.register import OURS
    from sightline.policy.review import QUESTIONS
    from sightline.runs.check import links

    if monthly == annual:
        raise click.UsageError("say --monthly or --annual, one of them")
    kind: Kind = "monthly" if monthly else "annual"
    work = begin(estate, verb="review", options=Options(retry_login=retry_login))
    chosen = choose(work, [target], tag=None, role=None, driver=None, limit_to_failed=None)
    systems = [(site, system) for site, system in chosen.systems if system.kind in OURS]
    if not systems:
        raise EstateError(f"target {target!r} has no system of ours to review: give a site, or SITE/SYSTEM")
    if len({site.site for site, _ in systems}) > 1:
        raise EstateError(f"target {target!r} is more than one site: a review is of one")
    names = [system.name for _, system in systems]
    if template:
        click.echo(printed(names, QUESTIONS[kind]), nl=False)
        return
    given = _given(answers, names, kind)
    over = links(work, chosen.devices)
    result = start(work, "review", operator, reason, [target])
    good = False
    try:
        checked(work, result, over, close=True)
        good = _reviewed(work, result, kind, systems, given)
    finally:
        report = finish(work, result)
    give(report, form=form, output=output, every=every)
    sys.exit(result.status if good else 2)


def asks_here() -> bool:
    """True where somebody sits at a terminal."""
    return sys.stdin.isatty()


def _given(answers: Path | None, systems: list[str], kind: "Kind") -> "Given | None":
    """Who answers, and what; None where it is to be asked."""
    from sightline.estate.answers import read_answers
    from sightline.policy.review import QUESTIONS

    if answers is not None:
        return read_answers(answers, systems, QUESTIONS[kind])
    if not asks_here():
        way = f"--answers FILE.yml; `--{kind} --template` prints one to be filled in"
        raise EstateError(f"nothing was reviewed: there is no terminal to ask at; give {way}")
    return None


def _reviewed(work: "Work", result: "Result", kind: "Kind", systems: "Systems", given: "Given | None") -> bool:
    """True where every answer is a yes. The register is judged after it, as the files have it then."""
    from sightline.estate.load import load_estate
    from sightline.runs.register import judge_register, registers_of

    now, before = datetime.now(UTC), registers_of(work.estate, systems, work.chain.database, whole=False)
    result.register = [one for own in before for one in judge_register(work.estate, work.attested, own, now)]
    try:
        return _answered(work, result, kind, systems, given)
    finally:
        result.register.clear()
        work.estate = replace(work.estate, sites=load_estate(work.estate.folder).sites)
        names = {(site.site, system.name) for site, system in systems}
        every = [(site, system) for site in work.estate.sites for system in site.systems]
        attested(work, result, [(site, one) for site, one in every if (site.site, one.name) in names], whole=False)


def _answered(work: "Work", result: "Result", kind: "Kind", systems: "Systems", given: "Given | None") -> bool:
    """All is weighed before anything is recorded."""
    from sightline.runs.review import last_review, of_system, record, weigh

    asked, weighed = None if given else _asked_reviewer(), []
    for site, system in systems:
        last, findings = last_review(work, site, system, kind), of_system(result, kind, site, system)
        reviewer, answers = given if given else (asked, {})
        own = answers[system.name] if given else _asked(kind, system, findings, last)
        weighed.append((site, system, reviewer, weigh(kind, system, own, findings, last), last))
    good = True
    for site, system, reviewer, points, last in weighed:
        done = record(work, result, kind, site, system, str(reviewer), points, last)
        good = good and done.attested
        said = "the register has it" if done.attested else "not in the register: an answer is a no"
        click.echo(f"{site.site}/{system.name}: {kind} review in {done.record}; {said}", err=True)
    return good


def _asked_reviewer() -> str:
    return str(click.prompt("Who reviews", default=getpass.getuser(), err=True))


def _asked(kind: "Kind", system: "System", findings: "list[Finding]", last: "Last") -> "dict[str, Answer]":
    """Each question at the terminal, with what the check says of the same."""
    from sightline.estate.words import clean
    from sightline.policy.review import QUESTIONS, Answer
    from sightline.runs.review import contrary

    click.echo(f"\n{clean(system.name)}: {clean(system.purpose)}", err=True)
    given = {}
    for question in QUESTIONS[kind]:
        found = contrary(question, findings, last)
        for line in found:
            click.echo(f"  the check: {clean(line)}", err=True)
        yes = click.confirm(f"  {question.asks}", err=True)
        note = "" if yes and not found else click.prompt("  Note", err=True)
        given[question.slug] = Answer(yes=yes, note=note)
    return given
