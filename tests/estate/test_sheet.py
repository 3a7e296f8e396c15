"""The register as a sheet: what goes out comes back, and nothing in it is a formula."""

import io
import zipfile
from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sightline.errors import EstateError
from sightline.estate.attest import Attestation
from sightline.estate.sheet import COLUMNS, FORMULA, read_sheet, write_sheet
from sightline.policy.register import Entry

DAY = date(2026, 11, 25)
HEAD = "register,control,by,when,until,evidence,reference,note\n"
text = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs", "Zl", "Zp"]), min_size=1, max_size=20)
words = st.builds(str.__add__, st.sampled_from(["", "'", "''", *FORMULA[:4]]), text.map(str.strip)).filter(
    lambda one: bool(one.strip()) and one == one.strip() and one.isprintable()
)
entries = st.builds(
    Entry,
    by=words,
    when=st.dates(date(1990, 1, 1)),
    until=st.none() | st.dates(date(1990, 1, 1)),
    evidence=words.filter(lambda one: "://" not in one),
    sha256=st.sampled_from(["", "a" * 64]),
    reference=st.just("") | words,
    note=st.just("") | words,
)


@pytest.mark.parametrize("name", ["register.csv", "register.xlsx"])
@settings(max_examples=25, deadline=None)
@given(
    given=st.lists(
        st.builds(Attestation, register=st.just("a/b"), control=st.just("signage"), entry=entries),
        min_size=1,
        max_size=4,
    )
)
def test_what_goes_out_comes_back(
    name: str, given: list[Attestation], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / name
    path.write_bytes(write_sheet(path, given))
    assert read_sheet(path, DAY) == given


@pytest.mark.parametrize("sign", FORMULA[:4])
def test_no_cell_that_goes_out_is_a_formula(sign: str) -> None:
    evil = Attestation(register="a/b", control="signage", entry=Entry(by=f"{sign}1+1", when=DAY, evidence="x"))
    assert f",'{sign}1+1," in write_sheet(Path("a.csv"), [evil]).decode()
    book = openpyxl.load_workbook(io.BytesIO(write_sheet(Path("a.xlsx"), [evil])))
    cell = book.worksheets[0]["C2"]
    assert (cell.data_type, cell.value) == ("s", f"'{sign}1+1")


def csv(tmp_path: Path, data: str | bytes) -> Path:
    """A CSV file."""
    path = tmp_path / "office.csv"
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    return path


def test_an_empty_day_is_today_and_an_office_program_marks_its_utf8(tmp_path: Path) -> None:
    path = csv(tmp_path, b"\xef\xbb\xbf" + f"{HEAD}a/b,signage,Zo\u00eb,,,signs.pdf,,\n,,,,,,,\n".encode())
    [given] = read_sheet(path, DAY)
    assert given.entry == Entry(by="Zo\u00eb", when=DAY, evidence="signs.pdf")


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (f"{HEAD}a/b,signage,=cmd|x,,,y,,\n", ":2: '=cmd|x' would be a formula; put an apostrophe before it"),
        (f"{HEAD}a/b,signage,#N/A,,,y,,\n", ":2: '#N/A' is what a formula gives that fails: write what is meant"),
        (f"{HEAD}a/b,signage,A,25.11.2026,,y,,\n", ":2: when: expected a date as 2026-10-31; found '25.11.2026'"),
        (f"{HEAD}a/b,signage,,,,y,,\n", ":2: an entry of the register has no key 'by'"),
        (f"{HEAD},signage,A,,,y,,\n", ":2: the cell register is empty"),
        (f"{HEAD}a/b,signage,A,,,y,,,more\n", ":2: this row has more cells than the first has names"),
        ("register,control,by,evidnce\n", ":1: no column is called 'evidnce'; did you mean 'evidence'?"),
        ("register,control,by,by,evidence\n", ":1: by is there twice"),
        ("register,by\n", ":1: the first row has no column control, evidence"),
        (HEAD, ": there is no row below the names of the columns"),
        ("", ": there is no row below the names of the columns"),
        (b"register,control\n\xff\xfe", ": not a CSV file in UTF-8: …"),
        (f'{HEAD}a/b,"signage', ": not a CSV file in UTF-8: …"),
    ],
)
def test_a_bad_sheet_is_answered_with_its_line(tmp_path: Path, data: str | bytes, says: str) -> None:
    path = csv(tmp_path, data)
    with pytest.raises(EstateError) as refused:
        read_sheet(path, DAY)
    first = str(refused.value).splitlines()[0]
    assert first.startswith(f"{path}{says.rstrip('…')}") if says.endswith("…") else first == f"{path}{says}"


def book(tmp_path: Path, *rows: tuple[object, ...]) -> Path:
    """An XLSX file as an office program writes it."""
    made = openpyxl.Workbook()
    assert made.active is not None
    for row in rows:
        made.active.append(row)
    made.save(tmp_path / "office.xlsx")
    return tmp_path / "office.xlsx"


def test_a_day_of_an_office_program_is_a_day(tmp_path: Path) -> None:
    names = ("register", "control", "by", "when", "evidence", "reference")
    path = book(tmp_path, names, ("a/b", "dpia", "A", datetime(2026, 11, 2), "y", 112.0))
    entry = read_sheet(path, DAY)[0].entry
    assert (entry.when, entry.reference) == (date(2026, 11, 2), "112")


def test_a_formula_of_an_office_program_is_refused(tmp_path: Path) -> None:
    path = book(tmp_path, ("register", "control", "by", "evidence"), ("a/b", "dpia", "=1+1", "y"))
    with pytest.raises(EstateError, match=r"office.xlsx:2: '=1\+1' would be a formula"):
        read_sheet(path, DAY)


def test_nobody_attests_by_a_formula_that_fails(tmp_path: Path) -> None:
    path = book(tmp_path, ("register", "control", "by", "evidence"), ("a/b", "dpia", "#REF!", "y"))
    with pytest.raises(EstateError, match=r"office.xlsx:2: '#REF!' is what a formula gives that fails"):
        read_sheet(path, DAY)


@pytest.mark.parametrize("size", ["A1", "A1:D2", "A1:E9"])
def test_no_column_is_lost_where_a_program_says_a_wrong_size(tmp_path: Path, size: str) -> None:
    """As some office programs do: an entry must not lose the day on which it ends."""
    path = book(tmp_path, (*COLUMNS[:4], "evidence", "until"), ("a/b", "dpia", "A", DAY, "y", DAY))
    packed = zipfile.ZipFile(io.BytesIO(path.read_bytes()))
    with zipfile.ZipFile(path, "w") as changed:
        for name in packed.namelist():
            changed.writestr(
                name, packed.read(name).replace(b'<dimension ref="A1:F2"', f'<dimension ref="{size}"'.encode())
            )
    assert f'"{size}"'.encode() in zipfile.ZipFile(path).read("xl/worksheets/sheet1.xml")
    assert [one.entry.until for one in read_sheet(path, DAY)] == [DAY]


@pytest.mark.parametrize("keep", [0, 10, 700, -30])
def test_half_a_file_is_refused(tmp_path: Path, keep: int) -> None:
    path = book(tmp_path, COLUMNS, ("a/b", "dpia", "A", "", "", "y"))
    path.write_bytes(path.read_bytes()[:keep])
    with pytest.raises(EstateError, match="not an XLSX file that we read"):
        read_sheet(path, DAY)


def test_a_file_that_unpacks_to_too_much_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "bomb.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/workbook.xml", b" " * 5_000_000)
    monkeypatch.setattr("sightline.estate.sheet.LARGEST_UNPACKED", 1_000_000)
    with pytest.raises(EstateError, match="more than 1000000 bytes unpacked"):
        read_sheet(path, DAY)


@pytest.mark.parametrize("name", ["a.ods", "a"])
def test_another_kind_of_file_is_refused(tmp_path: Path, name: str) -> None:
    (tmp_path / name).write_text("x")
    for refused in (lambda: read_sheet(tmp_path / name, DAY), lambda: write_sheet(tmp_path / name, [])):
        with pytest.raises(EstateError, match=r"\.csv or \.xlsx"):
            refused()
