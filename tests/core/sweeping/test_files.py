"""Dropped files of every maker: each line is a read, unreadable, or about others."""

from datetime import UTC, timedelta, timezone
from io import BytesIO
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from procstation.sweeping.dropped_text import text_of
from procstation.sweeping.files import FileRules, read_scan_file
from procstation.sweeping.model import ScanFile

UTC_RULES = FileRules(zone=UTC)
ONE, TWO, THREE = "31234000875612", "31234000875620", "31234000875638"
PATRON = "21234000875614"


def read(text: str | bytes, rules: FileRules = UTC_RULES) -> ScanFile:
    return read_scan_file(text.encode() if isinstance(text, str) else text, rules)


def codes(found: ScanFile) -> list[str]:
    return [one.barcode for one in found.reads]


def told(found: ScanFile) -> list[tuple[int, str]]:
    return [(one.line, one.reason) for one in found.unreadable]


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
@pytest.mark.parametrize("encoding", ["ascii", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_a_list_in_any_encoding_with_any_line_end(end: str, encoding: str) -> None:
    found = read(f"{ONE}{end}{end}  {TWO}  {end}'{THREE}{end}".encode(encoding))

    assert [(one.barcode, one.line) for one in found.reads] == [(ONE, 1), (TWO, 3), (THREE, 4)]
    assert (found.kind, found.unreadable) == ("list", [])


def test_what_a_scanner_puts_ahead_and_behind_is_no_part_of_a_code() -> None:
    assert codes(read(f']F0{ONE}\n"{TWO}"\n{THREE}\n\x1a')) == [ONE, TWO, THREE]


def test_the_separator_of_gs1_ends_no_line() -> None:
    assert told(read("0112345\x1d10ABC\n")) == [(1, "characters in it that no barcode has")]


def test_an_opticon_file(corpus: Path) -> None:
    found = read((corpus / "scanner-dumps" / "opticon-SCANNED.TXT").read_bytes())

    assert found.kind == "Opticon"
    assert [(one.barcode, one.at) for one in found.reads] == [
        ("8710841030181", "2009-11-23T14:41:03Z"),
        ("8710841090246", "2009-11-23T14:41:04Z"),
        ("9780131103627", "2009-11-23T14:41:00Z"),
    ]


@pytest.mark.parametrize(
    "line",
    [
        "{code},003278,14:41:03,05/03/2024",
        "{code},1,003278,14:41:03,05/03/2024",
        "{code:<50},{kind:<18},14:41:03,05/03/2024",
    ],
)
def test_opticon_writes_the_day_first_though_no_date_says_so(line: str) -> None:
    lines = [line.format(code=code, kind="CODABAR") for code in (ONE, TWO)]
    found = read("\r\n".join([*lines, ""]))

    assert codes(found) == [ONE, TWO]
    assert {one.at for one in found.reads} == {"2024-03-05T14:41:03Z"}


def test_a_zebra_file_with_headings_again_and_again() -> None:
    heading = "Date,Time,Symbology,Barcode\n"
    row = "03/{day}/2024,02:07:09 PM,Code 128,{code}\n"
    first = row.format(day="05", code=ONE) + row.format(day="15", code=TWO)
    found = read(heading + first + heading + row.format(day="16", code=THREE))

    assert [(one.barcode, one.at, one.line) for one in found.reads] == [
        (ONE, "2024-03-05T14:07:09Z", 2),
        (TWO, "2024-03-15T14:07:09Z", 3),
        (THREE, "2024-03-16T14:07:09Z", 5),
    ]
    assert (list(found.marks), list(found.unreadable)) == ([1, 4], [])


def test_dates_that_could_be_either_are_asked_for() -> None:
    text = f"{ONE};05.03.2024 14:07:09\n{TWO};06.03.2024 14:07:10\n"

    undecided = read(text)
    assert [(one.barcode, one.at) for one in undecided.reads] == [(ONE, ""), (TWO, "")]
    assert "--date-order" in undecided.why
    assert read(text, FileRules("dmy", zone=UTC)).reads[0].at == "2024-03-05T14:07:09Z"
    assert read(text, FileRules("mdy", zone=UTC)).reads[0].at == "2024-05-03T14:07:09Z"


def test_times_are_of_the_zone_of_the_scanner_unless_they_say_theirs() -> None:
    rules = FileRules(zone=timezone(timedelta(hours=-5)))
    text = f"{ONE},2024-03-05 22:07:09\n{TWO},2024-03-05T22:07:09+01:00\n"

    assert [one.at for one in read(text, rules).reads] == [
        "2024-03-06T03:07:09Z",
        "2024-03-05T21:07:09Z",
    ]


def test_a_clock_that_was_never_set_is_said_and_not_believed() -> None:
    found = read(f"{ONE},1970-01-01 00:07:09\n{TWO},1970-01-01 00:07:11\n")

    assert [one.at for one in found.reads] == ["", ""]
    assert "2 times are of a clock nobody has set" in found.why


@pytest.mark.parametrize("month", ["13", "02"])
def test_a_date_there_is_not_spoils_no_read(month: str) -> None:
    found = read(f"{ONE},2024-03-05 10:00:00\n{TWO},2024-{month}-31 10:00:00\n")
    assert [one.at for one in found.reads] == ["2024-03-05T10:00:00Z", ""]


def test_places_and_items_of_an_oph_1005() -> None:
    found = read(
        f'"2/12/2016 23:12:15","A1-3","{ONE}"\n"2/12/2016 23:12:17","A1-3","{TWO}"\n'
        f'"2/13/2016 23:12:17","A1-4","{THREE}"\n'
    )
    assert [(one.barcode, one.place, one.at) for one in found.reads] == [
        (ONE, "A1-3", "2016-02-12T23:12:15Z"),
        (TWO, "A1-3", "2016-02-12T23:12:17Z"),
        (THREE, "A1-4", "2016-02-13T23:12:17Z"),
    ]


def test_a_place_code_stands_for_the_codes_behind_it() -> None:
    found = read(f"{ONE}\nBAY-12\n{TWO}\n{TWO}\nshelf 3\n{THREE}\n")

    assert [(one.barcode, one.place) for one in found.reads] == [
        (ONE, ""),
        (TWO, "BAY-12"),
        (TWO, "BAY-12"),
        (THREE, "shelf 3"),
    ]
    assert list(found.marks) == [2, 5]
    assert [one.place for one in read(f"%PS-BAY-EAST\n{ONE}\n").reads] == ["EAST"]
    own = FileRules(place_codes=r"R\d\d")
    assert [one.place for one in read(f"R07\n{ONE}\n", own).reads] == ["R07"]


def test_a_table_with_a_column_of_places() -> None:
    found = read(f"Shelf\tItem\tBarcode\nA1\t1\t{ONE}\nA2\t2\t{TWO}\n")
    assert [(one.barcode, one.place) for one in found.reads] == [(ONE, "A1"), (TWO, "A2")]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_the_barcode_is_found_among_other_numbers(delimiter: str) -> None:
    rows = [("000123", "17", code, "1") for code in (ONE, TWO, THREE)]
    assert codes(read("\n".join(map(delimiter.join, rows)) + "\n")) == [ONE, TWO, THREE]
    chosen = FileRules(column=2)
    assert codes(read("\n".join(map(delimiter.join, rows)) + "\n", chosen)) == ["17"] * 3


def test_sierra_lines() -> None:
    found = read(f"n:{ONE}\r\nN: {TWO}\r\n" * 9 + f"{THREE}\r\n")

    assert (found.kind, codes(found)) == ("Sierra inventory", [ONE, TWO] * 9)
    assert told(found) == [(19, "no n: in front of it")]


@pytest.mark.parametrize("stamp", ["2024/03/05 14:07:09", "20240305140709"])
@pytest.mark.parametrize("delimiter", [",", "\t", "|", " "])
def test_cyclops_records_and_their_marks(stamp: str, delimiter: str) -> None:
    text = "".join(
        f"{mark}1F{delimiter}{stamp}{delimiter}{code:<100}\r\n"
        for mark, code in (("+", ONE), ("-", TWO), ("#", THREE), ("-", PATRON))
    )
    found = read(text)

    assert found.kind == "Bitatek Cyclops"
    assert [(one.barcode, one.at) for one in found.reads] == [
        (ONE, "2024-03-05T14:07:09Z"),
        (THREE, "2024-03-05T14:07:09Z"),
    ]
    reason = "it was deleted at the scanner"
    assert [tuple(one) for one in found.unreadable] == [(2, TWO, reason), (4, "…", reason)]


def test_a_portable_with_lines_of_date_and_time() -> None:
    found = read(f"DATE240305\nTIME140709\n{ONE}\n{TWO}\nTIME140809\n{THREE}\nEOF\n")

    assert [(one.barcode, one.at) for one in found.reads] == [
        (ONE, "2024-03-05T14:07:09Z"),
        (TWO, "2024-03-05T14:07:09Z"),
        (THREE, "2024-03-05T14:08:09Z"),
    ]
    assert list(found.marks) == [1, 2, 5, 7]


def test_baracoda_frames() -> None:
    whole = f"<UPL>: start 00002\n{ONE}\n{TWO}\n<UPL>: transmission OK\n"
    assert (codes(read(whole)), list(read(whole).unreadable)) == ([ONE, TWO], [])

    broken = read(whole.replace("OK", "NOK"))
    assert codes(broken) == [ONE, TWO]
    assert [line for line, _ in told(broken)] == [4]

    cut = read(f"<UPL>: start 00002\n{ONE}\n31234000")
    assert codes(cut) == [ONE]
    assert told(cut) == [(3, "the file ends in the middle of this line")]


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        (f"{ONE}\n{TWO}\n312340008", 2),
        (f"{ONE},1,14:00:00,23/11/2009\r\n{TWO},1,14:00:00,23/11/2009\r\n{THREE},1,14:", 2),
        (f"14:00:00,{ONE}\n14:00:01,{TWO}\n14:00:02,3123400", 2),
        (f"n:{ONE}\nn:{TWO}\nn:31234", 2),
    ],
)
def test_half_a_line_at_the_end_is_reported(text: str, kept: int) -> None:
    found = read(text)

    assert len(found.reads) == kept
    assert told(found) == [(3, "the file ends in the middle of this line")]


def test_a_last_line_without_its_end_is_whole_when_it_looks_so() -> None:
    assert codes(read(f"{ONE}\n{TWO}")) == [ONE, TWO]


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("2.1234E+13", "a spreadsheet rounded this number"),
        ("nothing here", "no digit in it"),
        ("7" * 65, "65 characters"),
        ("3123\x0040", "characters in it that no barcode has"),
    ],
)
def test_a_bad_line_is_named_and_the_others_are_read(line: str, reason: str) -> None:
    found = read(f"{ONE}\n{line}\n{TWO}\n")

    assert codes(found) == [ONE, TWO]
    assert [(one.line, one.reason.startswith(reason)) for one in found.unreadable] == [(2, True)]


def test_rows_that_do_not_fit_are_named() -> None:
    rows = "".join(f"2024-03-05,14:00:0{n},{code}\n" for n, code in enumerate((ONE, TWO, THREE)))
    found = read(rows + "2024-03-05,14:00:09\n2024-03-05,14:00:09,14:00:09\n")

    assert codes(found) == [ONE, TWO, THREE]
    assert [line for line, _ in told(found)] == [4, 5]


def test_a_quotation_mark_nobody_closed_swallows_no_line() -> None:
    found = read(f'"{ONE}",1\n"{TWO},1\n"{THREE}",1\n')
    assert {one.line for one in found.reads} | {one.line for one in found.unreadable} == {1, 2, 3}
    assert ONE in codes(found)
    assert THREE in codes(found)


def test_the_number_of_a_patron_is_not_in_what_is_reported() -> None:
    found = read(f"{ONE}\n+12 {PATRON} \x01 {TWO}\n")
    assert [one.text for one in found.unreadable] == [f"+12 … \x01 {TWO}"]


def test_workbooks() -> None:
    book = Workbook()
    sheet = book.worksheets[0]
    for row in (["Barcode", "Scanned at"], [int(ONE), "2024-03-05 14:07:09"], [], [TWO, ""]):
        sheet.append(row)
    file = BytesIO()
    book.save(file)
    found = read(file.getvalue())

    assert [(one.barcode, one.at, one.line) for one in found.reads] == [
        (ONE, "2024-03-05T14:07:09Z", 2),
        (TWO, "", 4),
    ]
    damaged = read(file.getvalue()[:700])
    assert (list(damaged.reads), len(damaged.unreadable)) == ([], 1)
    assert "CSV" in damaged.unreadable[0].reason


def test_every_line_of_a_large_file_is_read() -> None:
    data = "".join(
        f"3123400{n:07d},003278,14:{n // 60 % 60:02d}:{n % 60:02d},{n % 28 + 1:02d}/11/2009\r\n"
        for n in range(30_000)
    ).encode()
    assert len(read(data).reads) == 30_000


PIECES = st.sampled_from(
    [
        *(ONE, TWO, PATRON, "Barcode", "n:", ",", ";", "\t", "|", '"', "'", "\r", "\n", "\r\n"),
        *("DATE240305", "TIME140709", "EOF", "<UPL>: start 1", "<UPL>: transmission OK", "BAY-1"),
        *("+1F,2024/03/05 14:07:09,", "05/03/2024", "14:07:09", "1970-01-01 00:00:00", "\x1a"),
        *("\0", "\x1d", "\u2028", "é", "2.1E+13", " ", "٣", "²", "9999-12-31 23:59:59", "]F0"),
    ]
)


@pytest.mark.long
@settings(max_examples=300, deadline=None)
@given(st.one_of(st.binary(max_size=300), st.lists(PIECES).map(lambda one: "".join(one).encode())))
@example(b"PK\x03\x04")
@example(b"\xff\xfe\x00")
@example(b"0001-01-01 00:00:00,3123\n")
def test_any_bytes_are_read_and_every_line_is_accounted_for(data: bytes) -> None:
    found = read_scan_file(data)

    lines = [one.line for one in found.reads] + [one.line for one in found.unreadable]
    lines += found.marks
    if not data.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        numbered = enumerate(text_of(data).lines, start=1)
        filled = {number for number, line in numbered if line.strip()}
        assert filled <= set(lines)
    assert len(lines) == len(set(lines))
    assert all(one.reason for one in found.unreadable)
