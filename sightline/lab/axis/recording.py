"""A recording: what one model and firmware has, one small file a subject."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

Row = Mapping[str, str]


@dataclass(frozen=True)
class Recording:
    """`params` are names without `root.`, in the camera's order. Firmware without `apis` has no JSON CGIs."""

    params: Mapping[str, str]
    apis: Mapping[str, str]
    accounts: Mapping[str, str]
    disks: Sequence[Row]
    applications: Sequence[Row]


@cache
def load(name: str) -> Recording:
    """From `sightline/lab/axis/<name>/`."""
    folder = files(__package__).joinpath(name)
    lines = folder.joinpath("param.txt").read_text().splitlines()
    params = {before: value for before, _, value in (line.partition("=") for line in lines)}
    apis = folder.joinpath("apis.json")
    rows = {kind: json.loads(folder.joinpath(f"{kind}.json").read_text()) for kind in ("disks", "applications")}
    return Recording(
        params=params,
        apis=json.loads(apis.read_text()) if apis.is_file() else {},
        accounts=json.loads(folder.joinpath("accounts.json").read_text()),
        **rows,
    )
