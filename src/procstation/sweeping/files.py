"""What a scanner dropped as a file, of whatever maker and program, as reads.

Every line that is not empty is a read, is unreadable with its reason, or only says something about
other lines. Nothing a file can hold makes reading it fail.
"""

import re
import tempfile
from dataclasses import dataclass, replace
from datetime import tzinfo
from pathlib import Path

from procstation.errors import StationError
from procstation.items import BarcodeRange
from procstation.language import grouped, mark, tr
from procstation.sweeping.dropped_formats import format_of, read_format, read_list
from procstation.sweeping.dropped_lines import Taking
from procstation.sweeping.dropped_tables import read_table, table_of
from procstation.sweeping.dropped_text import Text, text_of
from procstation.sweeping.dropped_times import Clock, DateOrder
from procstation.sweeping.model import ScanFile, Unreadable

PLACE_CODES = (
    r"(?:SHELF|BAY|LOC|LOCATION|RANGE|AISLE|STACK|REGAL|FACH)(?:[-_ :.#/]\S.*|[0-9]{1,4}[A-Z]?)"
)
"""Shelf tags and bay markers, unless a library says otherwise."""
MOST_BYTES = 64 << 20
"""Of a file; a day of a handheld is a hundredth of it."""
PACKED = b"PK\x03\x04"
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
NO_WORKBOOK = mark(
    "no workbook that can be read; open it in a spreadsheet program and save it as XLSX or CSV"
)


@dataclass(frozen=True, slots=True)
class FileRules:
    """What a library knows of its files; all of it may be left to be found out.

    Attributes:
        date_order: How the parts of dates follow each other.
        column: Of the barcode, from 1; 0 is to be found out.
        place_codes: A regular expression for the codes that mark a place.
        zone: Of the scanners' clocks; None is the zone of this computer.
        ranges: The barcodes of this library.
    """

    date_order: DateOrder = ""
    column: int = 0
    place_codes: str = PLACE_CODES
    zone: tzinfo | None = None
    ranges: tuple[BarcodeRange, ...] = ()


def read_scan_file(data: bytes, rules: FileRules | None = None) -> ScanFile:
    """Read a file that a scanner dropped. Never fails: what cannot be read is said, by line."""
    rules = rules or FileRules()
    if data.startswith(OLD_OFFICE):
        return _refused(tr("workbook of before 2007"))
    if data.startswith(PACKED):
        text = _workbook(data)
        return _refused(tr("workbook")) if text is None else _read(text, rules)
    return _read(text_of(data), rules)


def _read(text: Text, rules: FileRules) -> ScanFile:
    clock = Clock(rules.date_order, rules.zone)
    taking = Taking(re.compile(rules.place_codes, re.IGNORECASE).fullmatch, rules.ranges)
    if (found := format_of(text)) is not None:
        if not clock.order and found.name == "Bitatek Cyclops":
            clock.order = "ymd"
        read = read_format(text, found, taking, clock)
    else:
        table = table_of(text)
        column = rules.column - 1 if rules.column > 0 else None
        as_table = table and read_table(text, table, taking, clock, rules.ranges, column)
        read = as_table or read_list(text, taking)
    if clock.never_set:
        said = tr(
            "{never_set} times are of a clock nobody has set, and are left out",
            never_set=grouped(clock.never_set),
        )
        return replace(read, why=f"{read.why}; {said}")
    return read


def _refused(kind: str) -> ScanFile:
    return ScanFile((), (Unreadable(1, "", NO_WORKBOOK),), kind, tr("by its first bytes"))


def _workbook(data: bytes) -> Text | None:
    """Return the first sheet as lines with tabs; None when it cannot be read."""
    from procstation.catalog.table_settings import TableSettings  # noqa: PLC0415
    from procstation.catalog.xlsx_table import XlsxTable  # noqa: PLC0415

    lines: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "dropped.xlsx")
        path.write_bytes(data)
        try:
            for row in XlsxTable(path, TableSettings()).rows():
                lines += [""] * (row.number - 1 - len(lines))
                lines.append("\t".join(cell.replace("\t", " ") for cell in row.cells).rstrip("\t"))
        except StationError:
            return None
    return Text([" ".join(line.splitlines()) if "\n" in line else line for line in lines], True)
