"""What a verb loads before it does anything."""

import json
import subprocess
import sys

import pytest

from sightline import alone
from tests.cli.quick import Quick
from tests.labsite import NVR, LabSite


def test_a_verb_that_opens_no_device_loads_no_engine() -> None:
    code = "import sys, sightline.__main__ as m\ntry: m.main()\nfinally: print('pyinfra' in sys.modules)"
    loaded = [
        subprocess.run(
            [sys.executable, "-c", code, *words, "--help"], capture_output=True, text=True, check=True
        ).stdout
        for words in (["secrets", "list"], ["check"])
    ]
    assert [said.splitlines()[-1] for said in loaded] == ["False", "True"]


#: Verbs one after the other in one process; at last whether gevent was loaded.
SEVERAL = """
import json, sys
import sightline.__main__ as entry
*before, _, asked = sys.argv
for words in json.loads(asked):
    sys.argv = [*before, *words]
    try:
        entry.main()
    except SystemExit as ended:
        assert ended.code in (0, 2, 3), (words, ended.code)
print("gevent" in sys.modules)
"""


@pytest.mark.parametrize(
    ("words", "verb"),
    [
        ([], ""),
        (["--help"], ""),
        (["check"], "check"),
        (["--estate", "history", "check"], "check"),
        (["--estate=check", "history", "--help"], "history"),
        (["--estate"], ""),
    ],
)
def test_the_verb_of_a_command_line(words: list[str], verb: str) -> None:
    assert alone.verb(words) == verb


def test_verbs_that_only_read_load_no_gevent(site: LabSite, sightline: Quick) -> None:
    for _ in range(2):
        sightline.at(site, "check")
    asked = [
        ["history", NVR],
        ["history", "no-audio"],
        ["diff", "previous", "latest"],
        ["report", "latest", "--format", "json"],
        ["records", "show"],
        ["records", "check"],
        ["records", "prune", "--keep-days", "1", "--yes"],
        ["policy"],
        ["incident", "list"],
        ["incident", "show", "INC-0001"],
        ["incident", "close", "INC-0001", "--reason", "r"],
    ]
    assert {words[0] for words in asked} == set(alone.ALONE)
    line = [sys.executable, "-c", SEVERAL, "--estate", str(site.folder), asked[0][0], json.dumps(asked)]
    ended = subprocess.run(line, capture_output=True, text=True, timeout=60, check=False)
    assert (ended.stdout.splitlines()[-1], ended.stderr) == ("False", "")
