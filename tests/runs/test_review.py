"""Which record of a review is the last."""

import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from sightline.runs.review import FOLDER, last_review


def test_of_two_reviews_that_began_in_one_second_the_one_written_later_is_the_last(tmp_path: Path) -> None:
    folder = tmp_path / FOLDER
    folder.mkdir(parents=True)
    for place, (run, left) in enumerate([("review-ff00", "a no: cameras"), ("review-00ff", "a no: time-stamps")]):
        record = folder / f"here.main.monthly.20261126T050000Z-{run}.json"
        record.write_text(json.dumps({"open": [left]}))
        os.utime(record, ns=(0, place))
    (folder / "here.main.monthly.20261125T050000Z-review-ffff.json").write_text(json.dumps({"open": []}))
    work = SimpleNamespace(estate=SimpleNamespace(folder=tmp_path))
    site, system = SimpleNamespace(site="here"), SimpleNamespace(name="main", register={})
    last = last_review(cast("Any", work), cast("Any", site), cast("Any", system), "monthly")
    assert (last.problem, last.left) == ("", ("a no: time-stamps",))
