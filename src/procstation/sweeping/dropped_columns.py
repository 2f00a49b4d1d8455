"""Which column of a dropped table is the barcode, the place, the date, the time."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from procstation.items import BarcodeKind, BarcodeRange, classify
from procstation.language import tr
from procstation.sweeping.dropped_lines import MOSTLY, bare, fault_of
from procstation.sweeping.dropped_times import (
    COMPACT_DATE,
    COMPACT_MOMENT,
    COMPACT_TIME,
    DATE,
    MOMENT,
    TIME,
)

DIGITS_COUNTED = 20
FORM_COUNTS = 20
"""What a right check digit adds to the digits of a code."""

HEADINGS = {
    "barcode": (
        *("barcode", "item barcode", "barcode number", "barcode data", "bar code", "code", "item"),
        *("item id", "data", "scan", "scanned data", "strichcode", "code barres", "ean", "epc"),
        *("uid", "tag", "value"),
    ),
    "place": (
        *("location", "place", "shelf", "bay", "shelf tag", "standort", "regal", "emplacement"),
        *("position", "area"),
    ),
    "moment": ("timestamp", "time stamp", "date time", "datetime", "scanned at", "scan time"),
    "date": ("date", "datum", "scan date", "day"),
    "time": ("time", "zeit", "uhrzeit", "heure", "hour"),
}
"""What a column is called, by what it holds."""
TIMES: tuple[str, ...] = ("moment", "date", "time")
"""Of them, those that tell when."""

_NAMED = {name: role for role, names in HEADINGS.items() for name in names}
_NO_WORD = re.compile(r"[\W_]+")

_LOOKS: tuple[tuple[str, re.Pattern[str]], ...] = (
    ("moment", MOMENT),
    ("date", DATE),
    ("time", TIME),
    ("moment", COMPACT_MOMENT),
    ("date", COMPACT_DATE),
)


@dataclass(frozen=True, slots=True)
class Columns:
    """Where a table keeps what; numbers from 0, None where it does not.

    Attributes:
        has_heading: The first row names the columns.
        why: How the column of the barcode was known.
    """

    barcode: int
    place: int | None = None
    moment: int | None = None
    date: int | None = None
    time: int | None = None
    has_heading: bool = False
    why: str = ""

    @property
    def is_opticon(self) -> bool:
        """Whether the time stands just ahead of the date, as all scanners of Opticon write it."""
        return self.time is not None and self.date == self.time + 1 and not self.has_heading


def columns_of(
    rows: Sequence[Sequence[str]], ranges: Sequence[BarcodeRange], chosen: int | None
) -> Columns | None:
    """Find the columns in some rows of one width; None where no column holds codes.

    Args:
        chosen: The column of the barcode, when somebody said it.
    """
    named = _named(rows[0])
    body = rows[1:] if named is not None and len(rows) > 1 else rows
    cells = [[row[at].strip() for row in body] for at in range(len(rows[0]))]
    looks = [_look(column) for column in cells]
    roles = named or {}
    by_look: dict[str, int] = {role: looks.index(role) for role in TIMES if role in looks}
    if "moment" not in by_look:
        _find_compact_time(cells, looks, by_look)
    at = {**by_look, **{role: n for role, n in roles.items() if role in TIMES}}
    scores = [
        0.0 if look else _score(column, ranges) for column, look in zip(cells, looks, strict=True)
    ]
    place = roles.get("place")
    if chosen is not None:
        barcode, why = chosen, tr("as was said")
    elif "barcode" in roles:
        barcode = roles["barcode"]
        why = tr("it is headed {title!r}", title=rows[0][barcode].strip())
    elif place is None and (pair := _place_and_item(cells, looks, scores)):
        place, barcode = pair
        why = tr("behind the time and a place that stays the same")
    else:
        if place is not None:
            scores[place] = 0.0
        barcode = max(range(len(scores)), key=lambda n: scores[n])
        why = tr("its codes are the longest")
        if not scores[barcode]:
            return None
    return Columns(
        barcode, place, at.get("moment"), at.get("date"), at.get("time"), named is not None, why
    )


def _named(row: Sequence[str]) -> dict[str, int] | None:
    """Return what a heading names, by role; None when it is no heading."""
    words = [_NO_WORD.sub(" ", bare(cell).lower()).strip() for cell in row]
    if any(any(letter.isdigit() for letter in word) and len(word) > 3 for word in words):
        return None
    roles: dict[str, int] = {}
    ranked = sorted(range(len(words)), key=lambda n: _rank(words[n]))
    for n in ranked:
        if role := _NAMED.get(words[n]):
            roles.setdefault(role, n)
    return roles if roles else ({} if all(words) else None)


def _rank(word: str) -> int:
    """Of two columns that could be the barcode, `barcode` is it rather than `item`."""
    role = _NAMED.get(word)
    return HEADINGS[role].index(word) if role else 0


def _look(column: Iterable[str]) -> str:
    filled = [cell for cell in column if cell]
    for role, pattern in _LOOKS:
        if filled and sum(1 for one in filled if pattern.fullmatch(one)) >= MOSTLY * len(filled):
            return role
    return ""


def _find_compact_time(
    cells: Sequence[Sequence[str]], looks: list[str], by_look: dict[str, int]
) -> None:
    """`140709` is a time only beside a date: alone it may be a number of any sort."""
    date = by_look.get("date")
    if date is None or "time" in by_look:
        return
    for at in (date + 1, date - 1):
        if 0 <= at < len(cells) and not looks[at]:
            filled = [cell for cell in cells[at] if cell]
            if filled and all(COMPACT_TIME.fullmatch(one) for one in filled):
                looks[at] = "time"
                by_look["time"] = at
                return


def _score(column: Sequence[str], ranges: Sequence[BarcodeRange]) -> float:
    """Say how much a column looks like barcodes: by their digits, check digits and variety."""
    codes = [bare(cell) for cell in column]
    good = [code for code in codes if code and not fault_of(code)]
    if not good:
        return 0.0
    points = 0
    for code in good:
        points += min(sum(letter.isdigit() for letter in code), DIGITS_COUNTED)
        found = classify(code, ranges)
        points += FORM_COUNTS * (found.valid and found.kind is not BarcodeKind.UNKNOWN)
    return points / len(codes) * (0.5 + 0.5 * len(set(good)) / len(good))


def _place_and_item(
    cells: Sequence[Sequence[str]], looks: Sequence[str], scores: Sequence[float]
) -> tuple[int, int] | None:
    """Return place and item of `time, location, item`; None when it is no such table."""
    if list(looks) != ["moment", "", ""] or not scores[2]:
        return None
    places, items = (set(filter(None, map(bare, cells[n]))) for n in (1, 2))
    if not places or len(places) > len(items) or scores[2] * 2 < scores[1]:
        return None
    return 1, 2
