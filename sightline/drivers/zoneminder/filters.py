"""Its saved filters: what deletes events. The REST interface has no word for them (recorders.md, 3, item 3).

They are read from the web form that shows them and written by sending it, as of 1.36 (skins/classic/views/filter.php,
includes/actions/filter.php, scripts/zmfilter.pl). What a value of 0 chooses is not marked in that form.
"""

import re
from dataclasses import dataclass
from typing import Any

from sightline.drivers.zoneminder.session import VERSION, Session
from sightline.errors import UnexpectedReply, Unsupported
from sightline.wire import html, plainjson

OURS, RELEASE = "Sightline retention", "1.36."
#: What must have gone well before an event is deleted, or makes another thing of it.
OTHER_ACTIONS = ("Archive", "Unarchive", "Video", "Upload", "Email", "Message", "Execute", "Copy", "Move")
CSRF, MOST = "__csrf_magic", 50
AGE = re.compile(r"-([0-9]{1,5}) days?")
PERCENT = re.compile(r"[0-9]{1,2}")
TERM = re.compile(r"filter\[Query\]\[terms\]\[([0-9]+)\]\[(attr|op|val|cnj|obr|cbr)\]")
TIMES = ("StartDateTime", "EndDateTime")
UNARCHIVED = ("Archived", "=", "0")


@dataclass(frozen=True, kw_only=True)
class Filter:
    """A filter that runs by itself and deletes what it finds, and does nothing else to it.

    `terms` are attribute, operator and value, all of which must be true; `whole` where no number of events is set.
    """

    number: str
    name: str
    terms: tuple[tuple[str, str, str], ...]
    whole: bool

    @property
    def days(self) -> int | None:
        """The age in days beyond which it deletes every event, archived ones aside; None for another filter."""
        rest = [term for term in self.terms if term != UNARCHIVED]
        if not self.whole or len(rest) != 1 or len(self.terms) > 2:
            return None
        [(attribute, operator, value)] = rest
        age = AGE.fullmatch(value)
        return int(age[1]) if attribute in TIMES and operator in ("<", "<=") and age and int(age[1]) else None

    @property
    def when_full(self) -> bool:
        """It makes room on a full disk: the shipped filter PurgeWhenFull does."""
        rest = {term for term in self.terms if term not in (UNARCHIVED, ("EndDateTime", "IS NOT", "NULL"))}
        return len(rest) == 1 and all(
            attribute == "DiskPercent" and operator in (">", ">=") and PERCENT.fullmatch(value) is not None
            for attribute, operator, value in rest
        )


def filters(device: Session) -> list[Filter]:
    """Those that delete by themselves. Raises Unsupported for a release whose form is not known."""
    release = plainjson.need(device.get(VERSION), str, "version")
    if not release.startswith(RELEASE):
        raise Unsupported(f"the form of its filters is known for {RELEASE}x alone, this is {release[:20]}")
    if plainjson.need(device.get("host/daemonCheck"), int, "result") != 1:
        raise UnexpectedReply("its programs do not run: no filter deletes")
    background = [number for number, text in _listed(device).items() if re.search(r"\*&?$", text)]
    if len(background) > MOST:
        raise UnexpectedReply(f"{len(background)} filters that run by themselves")
    found = [_filter(number, device) for number in background]
    return [one for one in found if one is not None]


def set_days(device: Session, days: int) -> None:
    """Our own filter, with that age: as it was where somebody changed it, a new one where there is none."""
    own = [number for number, text in _listed(device).items() if re.fullmatch(rf"[0-9]+ {OURS}\*?&?", text)]
    number = own[0] if own else ""
    form = html.form(device.page(f"view=filter&Id={number}"), "contentForm")
    term = "filter[Query][terms]"
    device.send(
        f"view=filter&Id={number}",
        {
            CSRF: html.fields(form).get(CSRF) or "",
            "action": "Save",
            "object": "filter",
            "filter[Name]": OURS,
            f"{term}[0][attr]": "Archived",
            f"{term}[0][op]": "=",
            f"{term}[0][val]": "0",
            f"{term}[1][cnj]": "and",
            f"{term}[1][attr]": "EndDateTime",
            f"{term}[1][op]": "<",
            f"{term}[1][val]": f"-{days} day",
            "filter[Query][sort_field]": "Id",
            "filter[Query][sort_asc]": "1",
            "filter[Query][limit]": "0",
            "filter[AutoDelete]": "1",
            "filter[Background]": "1",
        },
    )


def _listed(device: Session) -> dict[str, str]:
    """Number and text of each, as in `1 PurgeWhenFull*`: the star is for those that run by themselves."""
    found = html.choices(html.form(device.page("view=filter"), "selectForm"), "Id")
    return {number: text for number, text in found.items() if re.fullmatch(r"[0-9]{1,9}", number)}


def _filter(number: str, device: Session) -> Filter | None:
    """None for one that deletes nothing, or not without more ado."""
    fields = html.fields(html.form(device.page(f"view=filter&Id={number}"), "contentForm"))

    def ticked(name: str) -> bool:
        return fields.get(f"filter[{name}]") == "1"

    if "filter[AutoDelete]" not in fields or fields.get("filter[Name]") is None:
        raise UnexpectedReply(f"filter {number}: its form lacks fields")
    if not (ticked("AutoDelete") and ticked("Background")) or any(ticked(f"Auto{name}") for name in OTHER_ACTIONS):
        return None
    return Filter(
        number=number,
        name=fields["filter[Name]"] or "",
        terms=_terms(number, fields),
        whole=fields.get("filter[Query][limit]") in ("", "0"),
    )


def _terms(number: str, fields: dict[str, str | None]) -> tuple[tuple[str, str, str], ...]:
    """With `or`, brackets, or a choice that is not marked, it is a filter that is not understood: no terms."""
    rows: dict[int, dict[str, Any]] = {}
    for name, value in fields.items():
        if found := TERM.fullmatch(name):
            rows.setdefault(int(found[1]), {})[found[2]] = value
    if not rows or sorted(rows) != list(range(len(rows))):
        raise UnexpectedReply(f"filter {number}: its terms did not come whole")
    plain = all(
        row.get("attr") and row.get("op") and row.get("cnj", "and") == "and"
        and {row.get("obr"), row.get("cbr")} <= {None, "", "0"}
        for row in rows.values()
    )  # fmt: skip
    zero = {"val": None}
    told = [(row["attr"], row["op"], {**zero, **row}["val"]) for row in rows.values()] if plain else []
    return tuple((attribute, operator, "0" if value is None else value) for attribute, operator, value in told)
