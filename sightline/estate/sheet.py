"""The register as a sheet, CSV or XLSX: one row for an entry. A cell is text or a day, and never a formula."""

import csv
import io
import re
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path

from pydantic import ValidationError

from sightline.errors import EstateError
from sightline.estate.attest import Attestation
from sightline.estate.explain import explain
from sightline.estate.registerschema import EntryTable
from sightline.estate.words import clean, nearest, shown
from sightline.policy.register import Entry

COLUMNS = ("register", "control", "by", "when", "until", "evidence", "sha256", "reference", "note")
NEEDED = ("register", "control", "by", "evidence")
#: What makes a spreadsheet program take a cell for a formula; an apostrophe before it keeps it text.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
KEPT = re.compile(r"'+[=+\-@\t\r]")
#: What a lookup that failed leaves in a sheet: an entry by that is by nobody.
FAILED = ("#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NUM!", "#NULL!")
LARGEST_BYTES, MOST_ROWS = 16 * 1024 * 1024, 100_000
#: How much an XLSX, which is a zip, may hold unpacked.
LARGEST_UNPACKED = 128 * 1024 * 1024
Cell = str | date | None
Row = tuple[int, dict[str, str]]


def read_sheet(path: Path, today: date) -> list[Attestation]:
    """The attestations of a sheet; an empty `when` is today. Raises EstateError with a line for each bad row."""
    if path.suffix.lower() not in (".csv", ".xlsx"):
        raise EstateError(f"{clean(path)}: expected a sheet that ends in .csv or .xlsx")
    try:
        if path.stat().st_size > LARGEST_BYTES:
            raise EstateError(f"{clean(path)}: this file is larger than {LARGEST_BYTES} bytes")
        lines = _xlsx(path) if path.suffix.lower() == ".xlsx" else _csv(path.read_bytes())
        rows = list(_rows(path, lines))
    except OSError as problem:
        raise EstateError(f"{clean(path)}: this file cannot be read: {problem.strerror or clean(problem)}") from None
    except (UnicodeDecodeError, csv.Error) as problem:
        raise EstateError(f"{clean(path)}: not a CSV file in UTF-8: {clean(problem)}") from None
    if not rows:
        raise EstateError(f"{clean(path)}: there is no row below the names of the columns")
    return _attestations(path, rows, today)


def _csv(data: bytes) -> Iterator[Sequence[object]]:
    text = io.StringIO(data.decode("utf-8-sig"), newline="")
    yield from csv.reader(text, strict=True)


def _xlsx(path: Path) -> Iterator[Sequence[object]]:
    """The first sheet. A file that openpyxl cannot read is refused, whatever it raises."""
    import openpyxl

    try:
        with zipfile.ZipFile(path) as packed:
            if sum(one.file_size for one in packed.infolist()) > LARGEST_UNPACKED:
                raise EstateError(f"{clean(path)}: this file holds more than {LARGEST_UNPACKED} bytes unpacked")
        book = openpyxl.load_workbook(path, read_only=True)
        sheet = book.worksheets[0]
        sheet.reset_dimensions()  # the file's own word for its size, by which openpyxl would leave columns out
        found = [[_formula(cell) for cell in row] for row in sheet.iter_rows(max_row=MOST_ROWS + 2)]
        book.close()
    except EstateError:
        raise
    except Exception as problem:  # noqa: BLE001 - it raises what it meets: KeyError, BadZipFile, its own
        raise EstateError(f"{clean(path)}: not an XLSX file that we read: {clean(problem)}") from None
    yield from found


def _formula(cell: object) -> object:
    """A formula's text begins with `=`, whatever it gives."""
    value = getattr(cell, "value", None)
    return f"={value}" if getattr(cell, "data_type", "") == "f" and not str(value).startswith("=") else value


def _rows(path: Path, lines: Iterable[Sequence[object]]) -> Iterator[Row]:
    """Each row by the names of its columns, with its line."""
    names: list[str] | None = None
    for number, cells in enumerate(lines, 1):
        if number > MOST_ROWS:
            raise EstateError(f"{clean(path)}: more than {MOST_ROWS} rows")
        texts = [_text(path, number, cell) for cell in cells]
        if not any(texts):
            continue
        if names is None:
            names = _names(path, number, texts)
        elif any(texts[len(names) :]):
            raise EstateError(f"{clean(path)}:{number}: this row has more cells than the first has names")
        else:
            yield number, {name: text for name, text in zip(names, texts, strict=False) if text}


def _names(path: Path, number: int, texts: Sequence[str]) -> list[str]:
    names = [text.lower() for text in texts]
    while names and not names[-1]:
        names.pop()
    for name in names:
        if name not in COLUMNS or names.count(name) > 1:
            wrong = f"no column is called {shown(name)}{nearest(name, COLUMNS)}"
            raise EstateError(f"{clean(path)}:{number}: {wrong if name not in COLUMNS else f'{name} is there twice'}")
    if missing := [name for name in NEEDED if name not in names]:
        raise EstateError(f"{clean(path)}:{number}: the first row has no column {', '.join(missing)}")
    return names


def _text(path: Path, number: int, cell: object) -> str:
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    text = str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell)
    if text.startswith(FORMULA):
        raise EstateError(f"{clean(path)}:{number}: {shown(text)} would be a formula; put an apostrophe before it")
    if text.strip() in FAILED:
        raise EstateError(
            f"{clean(path)}:{number}: {shown(text)} is what a formula gives that fails: write what is meant"
        )
    return (text[1:] if KEPT.match(text) else text).strip()


def _attestations(path: Path, rows: Iterable[Row], today: date) -> list[Attestation]:
    found, wrong = [], []
    for number, row in rows:
        register, control = row.pop("register", ""), row.pop("control", "")
        row.setdefault("when", today.isoformat())
        missing = [name for name, text in (("register", register), ("control", control)) if not text]
        wrong += [f"{clean(path)}:{number}: the cell {name} is empty" for name in missing]
        try:
            table = EntryTable.model_validate(row)
        except ValidationError as error:
            told = (explain(detail, EntryTable, None) for detail in error.errors(include_url=False))
            wrong += [f"{clean(path)}:{number}: {text}" for text in told]
            continue
        entry = Entry(**table.model_dump(exclude_none=True))
        found.append(Attestation(register=register, control=control, entry=entry, line=f"{clean(path)}:{number}"))
    if wrong:
        raise EstateError("\n".join([*wrong, "nothing was written"]))
    return found


def write_sheet(path: Path, entries: Iterable[Attestation]) -> bytes:
    """The sheet as bytes, by the ending of its name."""
    rows: list[dict[str, Cell]] = [
        {"register": one.register, "control": one.control, **vars(one.entry)} for one in entries
    ]
    if path.suffix.lower() == ".xlsx":
        return _xlsx_bytes(rows)
    if path.suffix.lower() != ".csv":
        raise EstateError(f"{clean(path)}: expected a name that ends in .csv or .xlsx")
    text = io.StringIO()
    writer = csv.DictWriter(text, COLUMNS)
    writer.writeheader()
    writer.writerows({name: _harmless(value) for name, value in row.items()} for row in rows)
    return text.getvalue().encode()


def _xlsx_bytes(rows: Iterable[dict[str, Cell]]) -> bytes:
    import xlsxwriter

    data = io.BytesIO()
    book = xlsxwriter.Workbook(data, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    sheet, bold = book.add_worksheet("register"), book.add_format({"bold": True})
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    sheet.write_row(0, 0, COLUMNS, bold)
    sheet.freeze_panes(1, 0)
    sheet.set_column(0, len(COLUMNS) - 1, 22)
    for number, row in enumerate(rows, 1):
        for column, name in enumerate(COLUMNS):
            value = row[name]
            if isinstance(value, date):
                sheet.write_datetime(number, column, datetime(value.year, value.month, value.day), day)
            elif value:
                sheet.write_string(number, column, _harmless(value))
    book.close()
    return data.getvalue()


def _harmless(value: Cell) -> str:
    """Text that a spreadsheet program does not run."""
    text = "" if value is None else str(value)
    return f"'{text}" if text.startswith(FORMULA) or KEPT.match(text) else text
