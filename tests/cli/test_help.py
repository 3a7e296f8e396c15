"""Every `--help` has an example that can be copied as it stands."""

import shlex
from collections.abc import Iterator

import click
import pytest

from sightline.cli import main
from tests.cli.quick import Quick

NARROW = {"COLUMNS": "50", "TERMINAL_WIDTH": "50"}


def commands(group: click.Group, *before: str) -> Iterator[tuple[str, ...]]:
    """Every verb, and every group of them."""
    context = click.Context(group)
    for name in group.list_commands(context):
        command = group.get_command(context, name)
        yield (*before, name)
        if isinstance(command, click.Group):
            yield from commands(command, *before, name)


def examples(text: str) -> list[list[str]]:
    """The words of each line of a help text that is a command of ours; one line may have two."""
    lines = [line.strip().removeprefix("Example: ") for line in text.splitlines()]
    ours = [line for line in lines if line.startswith("sightline ")]
    return [shlex.split(part.partition("  ")[0]) for line in ours for part in line.split(" && ")]


def parsed(words: list[str]) -> click.Context:
    """What click makes of a command line, without running it; a file that it names need not be there."""
    context = main.make_context("sightline", words[1:], resilient_parsing=True)
    while isinstance(context.command, click.Group) and (left := [*context._protected_args, *context.args]):
        command = context.command.get_command(context, left[0])
        assert command is not None, words
        context = command.make_context(left[0], left[1:], parent=context, resilient_parsing=True)
    return context


@pytest.mark.parametrize("words", list(commands(main)), ids=" ".join)
def test_every_example_is_on_one_line_of_a_narrow_terminal_and_parses(sightline: Quick, words: tuple[str, ...]) -> None:
    found = examples(sightline(*words, "--help", environment=NARROW).out)
    assert found, "no example"
    for one in found:
        context = parsed(one)
        assert not context.args, one
        missing = [
            parameter.name
            for parameter in context.command.params
            if parameter.required
            and not isinstance(parameter.type, click.Path)
            and context.params.get(parameter.name or "") in (None, ())
        ]
        assert not missing, one
    assert any(" ".join(words) in " ".join(one) for one in found)
