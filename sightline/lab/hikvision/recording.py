"""A recording: the documents of one model and firmware, and what it refuses."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

SUFFIX = ".xml"


@dataclass(frozen=True)
class Recording:
    """URLs are below /ISAPI/. A refusal is an HTTP status, or the statusCode and subStatusCode of a 403; `*` is what
    any URL gets that is in neither."""

    documents: Mapping[str, bytes]
    refusals: Mapping[str, int | tuple[int, str]]

    def refusal(self, url: str) -> int | tuple[int, str]:
        return self.refusals.get(url, self.refusals["*"])


@cache
def load(name: str) -> Recording:
    """From `sightline/lab/hikvision/<name>/`: one file per URL, its `/` written as `.`, and `refusals.json`."""
    folder = files(__package__).joinpath(name)
    documents = {
        entry.name.removesuffix(SUFFIX).replace(".", "/"): entry.read_bytes()
        for entry in folder.iterdir()
        if entry.name.endswith(SUFFIX)
    }
    listed = json.loads(folder.joinpath("refusals.json").read_text())
    refusals = {url: said if isinstance(said, int) else (int(said[0]), str(said[1])) for url, said in listed.items()}
    return Recording(documents, refusals)
