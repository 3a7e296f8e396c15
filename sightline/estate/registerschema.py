"""The keys of what people attest: `register:` of a system, and `inventory/register.yml`."""

import re
from pathlib import PurePath
from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field, model_validator

from sightline.estate.explain import Table
from sightline.estate.fields import Day, Slug, Text, matches
from sightline.estate.words import shown

#: A link leads to a host: one that was never filled in is no evidence.
LINK = re.compile(r"https://[^/]")
Sha256 = Annotated[str, matches(r"[0-9a-f]{64}", "the 64 digits of a SHA-256, 0-9 and a-f")]


def check_evidence(text: str) -> str:
    """A path below the estate's folder, which travels with it; or a link by https."""
    if "://" in text and not LINK.match(text):
        raise ValueError(f"{shown(text)} is neither a file's path nor a link as https://…")
    path = PurePath(text)
    if "://" not in text and (path.is_absolute() or text.startswith("~") or ".." in path.parts):
        raise ValueError(
            f"{shown(text)} is no path below the estate's folder, as inventory/signs.pdf: put it there; or a link as https://…"
        )
    return text


class EntryTable(Table):
    """One entry: who attested it, when, and by what evidence."""

    said: ClassVar[str] = "an entry of the register"
    by: Text
    when: Day
    until: Day | None = None
    evidence: Annotated[Text, AfterValidator(check_evidence)] | None = None
    sha256: Sha256 | None = None
    reference: Text | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _hash_of_a_file(self) -> "EntryTable":
        if self.sha256 and (not self.evidence or "://" in self.evidence):
            raise ValueError("a sha256 is that of a file: name it under evidence")
        return self


class PlaceTable(Table):
    """One of `places:` of a redeployable system."""

    said: ClassVar[str] = "a place"
    place: Text
    starts: Day = Field(alias="from")
    until: Day | None = None


class ExtractTable(Table):
    """One of `extracts:` of a system."""

    said: ClassVar[str] = "an extract"
    name: Text
    case: Text
    owner: Text
    place: Text
    review: Day
    destroyed: Day | None = None


class RegisterTable(Table):
    """`inventory/register.yml`: what is attested once for the whole estate."""

    said: ClassVar[str] = "the estate's register"
    register_: dict[Slug, EntryTable] = Field(alias="register")
