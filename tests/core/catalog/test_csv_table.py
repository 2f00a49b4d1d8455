from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procstation.catalog import csv_table
from procstation.catalog.csv_table import CsvTable, delimiter_of
from procstation.catalog.table import Row
from procstation.catalog.table_settings import TableSettings
from procstation.errors import ConfigError

Write = Callable[..., Path]


def _table(path: Path, **said: str) -> CsvTable:
    return CsvTable(path, TableSettings(**said))  # type: ignore[arg-type]


def _cells(path: Path, **said: str) -> list[tuple[str, ...]]:
    return [row.cells for row in _table(path, **said).rows()]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_found_out(delimiter: str, ends: str, written: Write) -> None:
    rows = ["barcode,title", '1,"A, B"', '"2",C', '3,"two' + ends + 'lines"']
    text = ends.join(row.replace(",", delimiter) for row in rows) + ends
    assert _cells(written(text.encode())) == [
        ("barcode", "title"),
        ("1", f"A{delimiter} B"),
        ("2", "C"),
        ("3", f"two{ends}lines"),
    ]


def test_rows_say_where_they_are(written: Write) -> None:
    path = written('barcode;titre\n\n1;"É\nÈ"\n ; \n2;x'.encode())
    rows = list(_table(path).rows())
    assert [(row.number, row.offset) for row in rows] == [(1, 0), (3, 15), (6, 29)]
    for row in rows:
        assert path.read_bytes()[row.offset :].startswith(row.cells[0].encode())


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Ž1;Études"),
        ("utf-8-sig", "1;Études"),
        ("utf-16", "1;Études 日本"),
        ("cp1252", "1;Études “françaises”"),
        ("latin-1", "1;\x81Études"),
        ("cp1251", "1;Война и мир"),
    ],
)
def test_the_encoding_is_proved_by_the_bytes(encoding: str, text: str, written: Write) -> None:
    path = written((text + "\r\n2;x\r\n").encode(encoding))
    first, second = _table(path).rows()
    assert ";".join(first.cells) == text
    assert path.read_bytes()[second.offset :].decode(encoding.removesuffix("-sig"))[0] == "2" or (
        encoding == "utf-16"
    )


def test_an_encoding_that_is_said_is_used(written: Write) -> None:
    path = written("1;Élan\n2;x\n".encode("cp850"))
    assert _cells(path, encoding="cp850")[0] == ("1", "Élan")
    with pytest.raises(ConfigError, match="no encoding 'klingon'"):
        _table(path, encoding="klingon")


def test_single_wrong_bytes_cost_no_row(written: Write) -> None:
    path = written("1;Élan\n2;Été\n".encode() + b"3;No\xebl\n")
    assert _cells(path)[2] == ("3", "Noël")


@pytest.mark.parametrize(
    "line",
    ['2;"never closed', '2;"a "quoted" word"', '2;an inch is 1"', '2;"a"b'],
)
def test_a_stray_quote_costs_at_most_its_own_row(line: str, written: Write) -> None:
    path = written(f"1;one\n{line}\n3;three\n4;four\n".encode())
    cells = _cells(path)
    assert [row[0] for row in cells] == ["1", "2", "3", "4"]
    assert cells[2:] == [("3", "three"), ("4", "four")]


def test_a_delimiter_may_be_stated(written: Write) -> None:
    assert _cells(written(b"sep=;\r\na,b;c\r\n1,2;3\r\n")) == [("a,b", "c"), ("1,2", "3")]


def test_a_line_without_end_does_not_fill_the_memory(
    written: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(csv_table, "MAX_LINE", 100)
    rows = list(_table(written(b"1,2\n3," + b"x" * 250 + b"\n4,5\n")).rows())
    assert rows[0].cells == ("1", "2")
    assert "longer than" in rows[1].fault
    assert rows[-1].cells == ("4", "5")


@pytest.mark.parametrize(
    ("text", "delimiter"),
    [
        ("a;b,c;d\n1;2,3;4\n5;6;7\n", ";"),
        ("a,b\n1,x;y\n2,z\n", ","),
        ("one two\nthree four\n", None),
        ("12345678\n23456789\n", None),
        ("", None),
    ],
)
def test_the_delimiter_is_the_steadiest(text: str, delimiter: str | None) -> None:
    assert delimiter_of(text) == delimiter


_CELLS = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=9)


@given(
    rows=st.lists(st.tuples(_CELLS, _CELLS, _CELLS), max_size=6),
    delimiter=st.sampled_from([",", ";", "\t"]),
)
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_what_a_program_writes_is_read_back(
    rows: list[tuple[str, ...]], delimiter: str, tmp_path: Path
) -> None:
    lines = [delimiter.join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows]
    path = tmp_path / "table.csv"
    path.write_bytes("\r\n".join(["", *lines]).encode())
    expected = [row for row in rows if any(cell.strip() for cell in row)]
    assert _cells(path, delimiter=delimiter, encoding="utf-8") == expected


@given(data=st.binary(max_size=120))
@settings(deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_no_bytes_are_too_strange_and_no_line_is_lost(data: bytes, tmp_path: Path) -> None:
    path = tmp_path / "any.csv"
    path.write_bytes(b"1,2\n" + data + b"\n8,9\n")
    rows = list(_table(path, delimiter=",", encoding="latin-1").rows())
    assert all(isinstance(row, Row) for row in rows)
    assert rows[0].cells == ("1", "2")
    assert rows[-1].cells[-2:] == ("8", "9") or b'"' in data
