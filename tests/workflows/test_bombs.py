"""Files made to fill the memory, at every door that files come in by: refused in words, at once."""

import io
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from openpyxl import Workbook

from procstation.cli.answer import FAILED
from procstation.cli.main import status_of
from procstation.copycat.sru_answer import read_answer
from procstation.errors import InputRefused, StationError
from procstation.sweeping.drop_folder import STABLE_S, DropFolder
from procstation.sweeping.files import MOST_BYTES, NO_WORKBOOK, read_scan_file

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = "xl/worksheets/sheet1.xml"
LAUGHS = "".join(
    f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' if n else '<!ENTITY l0 "lol">' for n in range(10)
)
BILLION_LAUGHS = f"<!DOCTYPE x [{LAUGHS}]>"
QUADRATIC = f'<!DOCTYPE x [<!ENTITY a "{"a" * 100_000}">]>'


def workbook(parts: dict[str, bytes]) -> bytes:
    """A workbook as it should be, but for some of its parts."""
    whole = io.BytesIO()
    book = Workbook()
    book.active.append(["barcode", "title"])  # type: ignore[union-attr]
    book.save(whole)
    changed = io.BytesIO()
    with (
        zipfile.ZipFile(whole) as before,
        zipfile.ZipFile(changed, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            if name not in parts:
                after.writestr(name, before.read(name))
        for name, data in parts.items():
            after.writestr(name, data)
    return changed.getvalue()


def sheet(rows: bytes) -> bytes:
    return b'<worksheet xmlns="%s"><sheetData>%s</sheetData></worksheet>' % (MAIN.encode(), rows)


def varied_cells(count: int) -> bytes:
    """Cells that pack as well as those of real sheets do, not better."""
    return b"".join(b"<c><v>%d</v></c>" % (number * 7919 % 1_000_003) for number in range(count))


def with_forged_size(data: bytes, name: str, size: int) -> bytes:
    """The archive says that a part has less bytes than it has."""
    forged = bytearray(data)
    for signature, at, names_at in ((b"PK\x03\x04", 22, 30), (b"PK\x01\x02", 24, 46)):
        start = forged.find(signature)
        while start >= 0:
            if forged[start + names_at :].startswith(name.encode()):
                struct.pack_into("<I", forged, start + at, size)
            start = forged.find(signature, start + 4)
    return bytes(forged)


def many_parts() -> bytes:
    return workbook({f"xl/media/{number}.bin": b"" for number in range(10_001)})


WORKBOOKS: dict[str, tuple[Callable[[], bytes], str]] = {
    "packed a thousand times": (
        lambda: workbook({SHEET: sheet(b"<row/>" + b" " * (64 << 20))}),
        "would unpack to 64 MB in xl/worksheets/sheet1.xml",
    ),
    "one row of everything": (
        lambda: workbook({SHEET: sheet(b"<row>" + varied_cells(300_000) + b"</row>")}),
        "more than 200,000 elements in one place",
    ),
    "one cell of everything": (
        lambda: workbook({SHEET: sheet(b"<row><c><v>%s" % (b"%d," * 9_000_000))}),
        "would unpack to|a row of more than 16 MB",
    ),
    "deep": (
        lambda: workbook({SHEET: sheet(b"<row>" + b"<c>" * 100_000)}),
        "more than 64 elements within each other",
    ),
    "styles without end": (
        lambda: workbook({"xl/styles.xml": b"<styleSheet>" + b"<xf/><row/>" * 120_000}),
        "more than 200,000 elements in one place in xl/styles.xml",
    ),
    "parts without end": (many_parts, "holds 10,0[0-9][0-9] files"),
    "billion laughs": (
        lambda: workbook({"xl/sharedStrings.xml": f"{BILLION_LAUGHS}<sst>&l9;</sst>".encode()}),
        "declares a document type",
    ),
    "laughs behind a comment": (
        lambda: workbook({SHEET: f"<!--{'-x' * 9000}-->{BILLION_LAUGHS}<a>&l9;</a>".encode()}),
        "declares a document type",
    ),
    "quadratic": (
        lambda: workbook({SHEET: f"{QUADRATIC}<a>{'&a;' * 100_000}</a>".encode()}),
        "declares a document type",
    ),
    "more than it says": (
        lambda: with_forged_size(workbook({SHEET: sheet(varied_cells(100_000))}), SHEET, 100),
        "is no workbook, or a damaged one",
    ),
}


@pytest.mark.long
@pytest.mark.parametrize("name", WORKBOOKS)
def test_workbooks(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    made, why = WORKBOOKS[name]
    file = tmp_path / "bomb.xlsx"
    file.write_bytes(made())
    assert file.stat().st_size < 4 << 20
    assert status_of(["--home", str(tmp_path / "home"), "catalog", "load", str(file)]) == FAILED
    error = capsys.readouterr().err
    with pytest.raises(InputRefused, match=why):
        raise InputRefused(error, "")
    assert "Traceback" not in error
    # A scanner's program drops workbooks too: there every file is read, and what is none is said.
    read = read_scan_file(file.read_bytes())
    assert [one.reason for one in read.unreadable] == [NO_WORKBOOK]


XML = {
    "billion laughs": f"{BILLION_LAUGHS}<x>&l9;</x>",
    "quadratic": f"{QUADRATIC}<x>{'&a;' * 10_000}</x>",
    "fetched": '<!DOCTYPE x [<!ENTITY a SYSTEM "file:///etc/passwd">]><x>&a;</x>',
    "deep": "<x>" * 1_000_000,
    "deep and closed": "<x>" * 50_000 + "</x>" * 50_000,
}


@pytest.mark.parametrize("name", XML)
def test_xml_that_is_loaded(name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "bomb.xml"
    file.write_text(XML[name])
    assert status_of(["--home", str(tmp_path / "home"), "catalog", "load", str(file)]) == FAILED
    assert "error: " in capsys.readouterr().err


@pytest.mark.long
@pytest.mark.parametrize("name", [*XML, "wide"])
def test_stock_of_other_programs(
    name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "bomb.template"
    wide = "<Glabels-templates>" + "<Template/>" * 300_000 + "</Glabels-templates>"
    file.write_text(XML.get(name, wide))
    command = ["--home", str(tmp_path / "home"), "label", "stock", "import", str(file)]
    assert status_of(command) == FAILED
    error = capsys.readouterr().err
    assert "declares entities" in error or "more than" in error


@pytest.mark.parametrize("name", XML)
def test_answers_of_other_catalogues(name: str) -> None:
    record = XML[name].replace("<x>", "<searchRetrieveResponse>", 1)
    with pytest.raises(StationError):
        read_answer(record.encode(), "the other catalogue")


@pytest.mark.parametrize("door", ["label stock import", "sweep add shelf"])
def test_files_without_end(door: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    home = ["--home", str(tmp_path / "home")]
    file = tmp_path / "endless.txt"
    with file.open("wb") as endless:
        # A hole: it takes no room on the disk.
        endless.truncate(MOST_BYTES + 1)
    assert status_of([*home, *door.split(), str(file)]) == FAILED
    assert " MB." in capsys.readouterr().err


def test_a_dropped_file_without_end_is_told_and_the_others_are_taken(tmp_path: Path) -> None:
    with (tmp_path / "endless.txt").open("wb") as endless:
        endless.truncate(MOST_BYTES + 1)
    (tmp_path / "shelf.txt").write_text("31234000875612\n")
    times = iter([0.0, 0.0, *[STABLE_S] * 4])
    folder = DropFolder(tmp_path, lambda: next(times))
    assert list(folder.ready()) == []
    assert [one.path.name for one in folder.ready()] == ["shelf.txt"]
    assert list(folder.troubles()) == [f"{tmp_path / 'endless.txt'} is longer than 64 MB."]
