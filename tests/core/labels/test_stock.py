from dataclasses import dataclass

import pytest

from procstation.config import read_section
from procstation.errors import ConfigError
from procstation.labels import LabelShelf, SheetStock
from procstation.labels.stock import check_stock

AVERY_5160 = {
    "kind": "sheet",
    "title": "Avery 5160",
    "page_width_mm": 215.9,
    "page_height_mm": 279.4,
    "label_width_mm": 66.67,
    "label_height_mm": 25.4,
    "columns": 3,
    "rows": 10,
    "left_mm": 3.97,
    "top_mm": 12.7,
    "pitch_x_mm": 70.64,
    "pitch_y_mm": 25.4,
}


def stock(**changes: object) -> SheetStock:
    return read_section(AVERY_5160 | changes, SheetStock, "test.toml")


def test_cells_count_along_rows() -> None:
    assert stock().cells == 30
    assert stock().cell(0) == (3.97, 12.7)
    assert stock().cell(2) == pytest.approx((145.25, 12.7))
    assert stock().cell(3) == pytest.approx((3.97, 38.1))
    assert stock().cell(29) == pytest.approx((145.25, 241.3))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"columns": 4}, r"4 columns .* end at 282\.56 mm; the page ends at 215\.9 mm"),
        ({"rows": 11}, r"11 rows .* end at 292\.10 mm; the page ends at 279\.4 mm"),
        ({"pitch_x_mm": 60}, "overlap"),
        ({"left_mm": 8.5}, "216.45"),
        ({"margin_mm": 13}, "leaves nothing"),
    ],
)
def test_what_does_not_fit_the_page_is_refused_with_the_sum(
    changes: dict[str, object], said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        check_stock(stock(**changes), "test.toml")


def test_all_stock_that_comes_along_holds(shelf: LabelShelf) -> None:
    kinds = {name: shelf.stock(name).kind for name in shelf.stock_names}
    assert {"sheet", "roll"} == set(kinds.values())
    assert {"avery-5160", "avery-l7651", "ol114", "roll-25x38", "roll-51x25"} <= set(kinds)


@dataclass(frozen=True)
class Sheet:
    """Columns, rows, label width and height, offsets and pitches."""

    name: str
    numbers: tuple[float, ...]


@pytest.mark.parametrize(
    "sheet",
    [
        Sheet("avery-l7651", (5, 13, 38.1, 21.2, 4.7, 10.9, 40.6, 21.2)),
        Sheet("ol114", (8, 5, 25.4, 50.8, 6.35, 12.7, 25.4, 50.8)),
        Sheet("herma-4677", (3, 7, 63.5, 38.1, 6.75, 15.5, 66.5, 38.1)),
    ],
    ids=lambda sheet: sheet.name,
)
def test_published_geometry(shelf: LabelShelf, sheet: Sheet) -> None:
    found = shelf.stock(sheet.name)
    assert isinstance(found, SheetStock)
    assert sheet.numbers == (
        found.columns,
        found.rows,
        found.label_width_mm,
        found.label_height_mm,
        found.left_mm,
        found.top_mm,
        found.pitch_x_mm,
        found.pitch_y_mm,
    )
