import pytest

from procstation.config import read_section
from procstation.errors import ConfigError
from procstation.labels import LabelShelf, RollStock, SheetStock
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


def test_margins_that_leave_nothing_of_a_roll_are_refused() -> None:
    roll = RollStock(
        kind="roll", title="x", label_width_mm=54, label_height_mm=17, turn=90, margin_feed_mm=27
    )
    with pytest.raises(ConfigError, match="27 mm at both ends leaves nothing of 54 mm"):
        check_stock(roll, "test.toml")


def test_all_stock_that_comes_along_holds(shelf: LabelShelf) -> None:
    kinds = {name: shelf.stock(name).kind for name in shelf.stock_names}
    assert {"sheet", "roll"} == set(kinds.values())
    assert {"avery-5160", "avery-l7651", "ol114", "roll-25x38", "roll-51x25"} <= set(kinds)


LETTER, A4 = (215.9, 279.4), (210.0, 297.0)

SHEETS = """
avery-5160        L  3 10  66.67 25.4   3.97 12.7    70.64 25.4
gaylord-jd-ml3000 L  3 10  66.68 25.4   4.76 12.7    69.85 25.4
avery-5161        L  2 10  101.6 25.4   3.97 12.7    106.36 25.4
avery-5162        L  2 7   101.6 33.87  3.97 21.17   106.36 33.87
avery-5163        L  2 5   101.6 50.8   4.13 12.7    106.36 50.8
avery-5167        L  4 20  44.45 12.7   7.14 12.7    52.39 12.7
avery-8195        L  4 15  44.45 16.92  7.54 13.49   51.59 16.92
avery-6570        L  4 8   44.45 31.75  12.7 12.7    49.23 31.75
avery-5366        L  2 15  87.31 16.93  13.49 12.7   101.6 16.93
avery-5460        S  2 7   38.1 19.05   8.89 9.65    44.45 19.05
gaylord-8511      L  1 8   25.4 31.75   12.7 15.24   25.4 31.75
gaylord-spine     L  8 6   22.1 38.1    7.87 17.27   25.15 41.4
ol114             L  8 5   25.4 50.8    6.35 12.7    25.4 50.8
ol1905            L  4 8   44.45 31.75  11.89 12.7   49.21 31.75
ol28              L  9 10  19.05 25.4   10.23 12.7   22.05 25.4
ol6950            L  3 10  57.15 19.05  9.52 15.88   69.85 25.4
wl-875            L  3 10  66.67 25.4   4.76 12.7    69.85 25.4
avery-l7651       A4 5 13  38.1 21.2    4.7 10.9     40.6 21.2
avery-l7160       A4 3 7   63.99 38.1   7.48 15.49   66.04 38.1
avery-l7163       A4 2 7   99.1 38.1    3.35 15.17   103.01 38.1
avery-l4732       A4 5 16  35.6 16.9    11 13        38.1 16.9
avery-l4770       A4 4 10  45.7 25.4    10 22        48.5 25.4
herma-4606        A4 5 13  38 21.2      9.5 10.5     38 21.2
herma-4607        A4 4 16  48.3 16.9    8.5 14       48.3 16.9
herma-4608        A4 4 11  48.3 25.4    8.5 8.5      48.3 25.4
herma-4100        A4 6 16  30.48 16.93  7.5 18.5     32.9 16.93
herma-4677        A4 3 7   63.5 38.1    6.75 15.5    66.5 38.1
"""
"""Name, sheet, columns, rows, label, first label, pitch; as the makers and open collections
(gLabels, Koha's samples, SpineOMatic) publish them."""

ROLLS = """
dymo-30330 19 51
dymo-30332 25 25
dymo-30336 25 54
dymo-30334 57 32
dymo-30299 27 22
dymo-30252 28 89
dymo-30321 36 89
dymo-30324 54 70
dymo-30256 59 102
dymo-99014 54 101
dymo-99017 12 50
dymo-30373 25 51
brother-dk-1201 29 90
brother-dk-1202 62 100
brother-dk-1204 17 54
brother-dk-1208 38 90
roll-25x38 25.4 38.1
"""
"""Name, width across the print head, length."""

READ_ACROSS = {"dymo-30332", "dymo-30334", "dymo-99017", "dymo-30373", "roll-25x38"}


@pytest.mark.parametrize("line", SHEETS.split("\n")[1:-1], ids=lambda line: line.split()[0])
def test_published_sheets(shelf: LabelShelf, line: str) -> None:
    name, page, *numbers = line.split()
    found = shelf.stock(name)
    assert isinstance(found, SheetStock)
    pages = {"L": LETTER, "A4": A4, "S": (92.1, 142.9)}
    assert (found.page_width_mm, found.page_height_mm) == pages[page]
    assert [float(number) for number in numbers] == [
        found.columns,
        found.rows,
        found.label_width_mm,
        found.label_height_mm,
        found.left_mm,
        found.top_mm,
        found.pitch_x_mm,
        found.pitch_y_mm,
    ]


@pytest.mark.parametrize("line", ROLLS.split("\n")[1:-1], ids=lambda line: line.split()[0])
def test_published_rolls(shelf: LabelShelf, line: str) -> None:
    name, *size = line.split()
    found = shelf.stock(name)
    assert isinstance(found, RollStock)
    assert found.lies_mm == tuple(float(one) for one in size)
    along = found.label_width_mm > found.label_height_mm
    assert found.turn == (90 if along and name not in READ_ACROSS | {"dymo-30299"} else 0)


def test_two_labels_in_a_row(shelf: LabelShelf) -> None:
    jewelry, spines = shelf.stock("dymo-30299"), shelf.stock("roll-25x38-two-across")
    assert (jewelry.page_width_mm, jewelry.page_height_mm) == (54, 22)
    assert [spines.cell(index) for index in range(spines.cells)] == [(0, 0), (28.58, 0)]
    assert spines.page_width_mm == pytest.approx(28.58 + 25.4)


def test_a_row_of_labels_that_are_read_along_the_feed() -> None:
    found = read_section(ROW, RollStock, "test.toml")
    assert found.lies_mm == (20, 50)
    assert (found.page_width_mm, found.page_height_mm) == (50, 64)
    assert [found.cell(index) for index in range(3)] == [(0, 0), (0, 22), (0, 44)]
    check_stock(found, "test.toml")
    with pytest.raises(ConfigError, match="labels of 20 mm overlap, since they are 19 mm apart"):
        check_stock(read_section(ROW | {"pitch_mm": 19}, RollStock, "test.toml"), "test.toml")
    with pytest.raises(ConfigError, match="turn"):
        read_section(ROW | {"turn": 45}, RollStock, "test.toml")


ROW = {
    "kind": "roll",
    "title": "Three across, read along the feed",
    "label_width_mm": 50,
    "label_height_mm": 20,
    "turn": 270,
    "across": 3,
    "pitch_mm": 22,
}


def test_a_roll_that_the_printer_cuts(shelf: LabelShelf) -> None:
    found = shelf.stock("brother-dk-2205")
    assert isinstance(found, RollStock)
    assert (found.label_width_mm, found.continuous) == (62, True)


def test_the_cells_of_further_grids_are_counted_after_the_first() -> None:
    grid = {"columns": 1, "rows": 1, "left_mm": 10, "top_mm": 270, "pitch_x_mm": 1, "pitch_y_mm": 1}
    found = stock(rows=8, page_height_mm=300, more=[grid])
    assert found.cells == 25
    assert found.cell(23) == pytest.approx((145.25, 190.5))
    assert found.cell(24) == (10, 270)
    check_stock(found, "test.toml")
    with pytest.raises(ConfigError, match="labels 22 and 25 overlap"):
        check_stock(stock(rows=8, page_height_mm=300, more=[grid | {"top_mm": 200}]), "test.toml")
    with pytest.raises(IndexError):
        found.cell(25)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"hole_mm": 5}, "not round"),
        ({"shape": "round", "hole_mm": 23.5}, "leaves nothing"),
        ({"shape": "oval"}, "shape"),
    ],
)
def test_holes_are_in_round_labels(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        check_stock(stock(**changes), "test.toml")
