"""The label templates of Koha's sample data read as stock.

The file is YAML of one regular form: rows of plain values under the name of a table. Only the rows
of `creator_templates` are read; layouts say what is printed, and profiles belong to a printer.
"""

import re
from collections.abc import Iterator, Mapping

from procstation.config import read_section
from procstation.errors import ConfigError, InputRefused
from procstation.labels.imported import Imported, checked
from procstation.labels.stock import SheetStock
from procstation.language import tr

TABLE = "creator_templates:"

MM_PER_UNIT = {"POINT": 25.4 / 72, "AGATE": 25.4 / 14, "INCH": 25.4, "MM": 1.0, "CM": 10.0}
"""What Koha's units are; an agate is a fourteenth of an inch."""

_TABLE_LINE = re.compile(r"\s*-\s+([a-z_]+:)\s*$")
_VALUE_LINE = re.compile(r"\s*(-\s+)?([a-z_]+):\s*(.*?)\s*$")


def koha_stock(text: str, file: str) -> list[Imported]:
    """Return every label template of a file, as stock or with the reason why not.

    Args:
        file: Its name, for messages.

    Raises:
        InputRefused: It has no label templates.
    """
    rows = [row for row in _rows(text) if "page_width" in row]
    if not rows:
        raise InputRefused(
            tr("{file} holds no label templates of Koha.", file=file),
            tr("Name a file that has {table!r}.", table=TABLE),
        )
    return [_imported(row) for row in rows]


def _rows(text: str) -> Iterator[dict[str, str]]:
    table, row = "", dict[str, str]()
    for line in text.splitlines():
        if begins := _TABLE_LINE.fullmatch(line):
            table = begins[1]
            continue
        value = _VALUE_LINE.fullmatch(line)
        if value is None or table != TABLE:
            continue
        if value[1]:
            yield row
            row = {}
        row[value[2]] = re.sub(r'^"(.*)"$', r"\1", value[3]).replace('\\"', '"')
    yield row


def _imported(row: Mapping[str, str]) -> Imported:
    called = " ".join((row.get("template_code") or "Koha template").split())
    number = row.get("template_id", "")
    # Two of Koha's samples share a code, so the number of the row belongs to the name.
    name = f"Koha {number} {called}" if number else f"Koha {called}"
    per_unit = MM_PER_UNIT.get(row.get("units", ""))
    if per_unit is None:
        return Imported(
            name,
            number,
            why_not=tr("Its unit is {unit!r}, which is not known.", unit=row.get("units", "")),
        )
    try:
        mm = {key: round(float(row[key]) * per_unit, 3) for key in _LENGTHS}
        facts = {
            "kind": "sheet",
            "title": f"{called} ({row.get('template_desc', '')})",
            "page_width_mm": mm["page_width"],
            "page_height_mm": mm["page_height"],
            "label_width_mm": mm["label_width"],
            "label_height_mm": mm["label_height"],
            "columns": int(row["cols"]),
            "rows": int(row["rows"]),
            "left_mm": mm["left_margin"],
            "top_mm": mm["top_margin"],
            "pitch_x_mm": round(mm["label_width"] + mm["col_gap"], 3),
            "pitch_y_mm": round(mm["label_height"] + mm["row_gap"], 3),
        }
    except KeyError as error:
        return Imported(name, number, why_not=tr("It has no {column}.", column=error.args[0]))
    except ValueError as error:
        return Imported(
            name, number, why_not=tr("One of its measures is no number: {error}.", error=error)
        )
    try:
        return checked(name, number, read_section(facts, SheetStock, name))
    except ConfigError as error:
        return Imported(name, number, why_not=error.what.removeprefix(f"{name}: "))


_LENGTHS = (
    "page_width",
    "page_height",
    "label_width",
    "label_height",
    "left_margin",
    "top_margin",
    "col_gap",
    "row_gap",
)
