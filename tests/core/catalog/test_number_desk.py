"""Blocks of numbers: returned, expired, cut, shrunk; rolls; and never one number twice."""

import subprocess
import sys
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.catalog import Catalogue
from procstation.catalog.number_desk import NumberDesk
from procstation.config import BarcodesSection, RangeSection
from procstation.errors import ConfigError, InputRefused
from procstation.items import require_apart
from procstation.store.rows import TitleRow, Words

MAIN = RangeSection(name="main", prefix="3123400", first=1, last=30)
SECTION = BarcodesSection(ranges=(MAIN,), block=10, lease_days=30)


class Library:
    """Some stations on one store, and a calendar."""

    def __init__(self, catalogue: Catalogue) -> None:
        self.catalogue = catalogue
        self.today = "2026-03-01T08:00:00+00:00"

    def desk(self, station: str, section: BarcodesSection = SECTION) -> NumberDesk:
        return NumberDesk(self.catalogue.store, section, station, lambda: self.today)

    def give(self, barcode: str) -> None:
        """Give a barcode to a new item of a new title."""
        title = TitleRow(0, barcode, *[""] * 12, None)
        with self.catalogue.store.writing() as rows:
            title_id = rows.add_title(title, Words("", "", ""))
        self.catalogue.assign_barcode(title_id, barcode, by="anna", at=self.today)


@pytest.fixture
def library(store_url: str) -> Iterator[Library]:
    catalogue = Catalogue.open(store_url)
    yield Library(catalogue)
    catalogue.close()


def serial(barcode: str) -> int:
    """Prefix of 7, serial of 6, check digit."""
    return int(barcode[7:13])


def test_a_station_is_told_how_many_numbers_are_left_for_it(library: Library) -> None:
    one, two = library.desk("bench-1"), library.desk("bench-2")
    assert one.take().left == 29
    # The other took a block of ten, so it is twenty less one that bench-1 can still get.
    assert two.take() == ("31234000000115", 19)
    assert one.take() == ("31234000000024", 18)


def test_what_is_given_back_is_leased_before_new_numbers(library: Library) -> None:
    one, two = library.desk("bench-1"), library.desk("bench-2")
    assert [serial(one.take().barcode) for _ in range(3)] == [1, 2, 3]
    assert one.return_rest(by="anna") == 7
    assert [serial(two.take().barcode) for _ in range(8)] == [4, 5, 6, 7, 8, 9, 10, 11]
    assert serial(one.take().barcode) == 21
    [latest, *_] = [event for event in one.events("main") if event.act == "returned"]
    assert latest == ("2026-03-01T08:00:00+00:00", "returned", "main", 4, 10, "bench-1", "anna")


def test_what_others_leave_unused_for_too_long_goes_back(library: Library) -> None:
    one, two = library.desk("bench-1"), library.desk("bench-2")
    one.take()
    library.today = "2026-03-31T07:59:00+00:00"
    assert two.expire() == 0
    assert serial(two.take().barcode) == 11
    library.today = "2026-04-05T08:00:00+00:00"
    # Its own block never expires, however old it is.
    assert serial(one.take().barcode) == 2
    library.today = "2026-05-01T08:00:00+00:00"
    assert [serial(one.take().barcode) for _ in range(9)] == [3, 4, 5, 6, 7, 8, 9, 10, 12]
    assert {event.act for event in one.events("main")} == {"leased", "expired"}
    with pytest.raises(InputRefused, match="do not expire"):
        library.desk("bench-1", BarcodesSection(ranges=(MAIN,), lease_days=0)).expire()


def test_numbers_that_were_given_out_and_spoiled_are_given_back(library: Library) -> None:
    desk = library.desk("bench-1")
    barcodes = desk.lease(10)
    assert desk.return_numbers(barcodes[3], barcodes[5]) == 3
    assert [serial(one) for one in desk.lease(5)] == [4, 5, 6, 11, 12]
    assert serial(desk.take().barcode) == 13


def test_numbers_of_items_or_of_nobody_are_not_given_back(library: Library) -> None:
    desk = library.desk("bench-1")
    barcodes = desk.lease(10)
    library.give(barcodes[4])
    with pytest.raises(InputRefused, match=f"{barcodes[4]} is the number of an item"):
        desk.return_numbers(barcodes[3], barcodes[5])
    with pytest.raises(InputRefused, match="Of these 2 numbers only 1 are leased"):
        desk.return_numbers(barcodes[9], "31234000000115")
    with pytest.raises(InputRefused, match="not the ends of a stretch"):
        desk.return_numbers(barcodes[9], barcodes[8])
    with pytest.raises(InputRefused, match="not the ends of a stretch"):
        desk.return_numbers("31234000000100", barcodes[9])


def test_a_block_for_a_station_elsewhere_is_gone_here(library: Library) -> None:
    desk = library.desk("bench-1")
    assert desk.lease_block(12, station="branch", by="anna") == (1, 12)
    assert serial(desk.take().barcode) == 13
    library.today = "2027-03-01T08:00:00+00:00"
    assert library.desk("bench-2").expire() == 9
    with pytest.raises(InputRefused, match="no 20 numbers in a row"):
        desk.lease_block(20, station="branch")


def test_a_range_that_ends_sooner_than_it_did_gives_nothing_beyond(library: Library) -> None:
    library.desk("bench-1").take()
    shorter = RangeSection(name="main", prefix="3123400", first=1, last=4)
    desk = library.desk("bench-1", BarcodesSection(ranges=(shorter,), block=10))
    assert [serial(desk.take().barcode) for _ in range(3)] == [2, 3, 4]
    with pytest.raises(InputRefused, match="used up: 4 was its last"):
        desk.take()
    [use] = desk.uses()
    assert use.left == 0
    assert "serials up to 10 were leased, and the range ends at 4" in use.trouble[0]
    # Widened again, it goes on where it was.
    assert serial(library.desk("bench-1").take().barcode) == 5


def test_a_range_whose_numbers_look_different_now_is_refused(library: Library) -> None:
    library.desk("bench-1").take()
    other = RangeSection(name="main", prefix="3999900", first=1, last=30)
    desk = library.desk("bench-1", BarcodesSection(ranges=(other,)))
    with pytest.raises(InputRefused, match="leased as prefix 3123400, 14 characters, check luhn"):
        desk.take()
    assert "now it is prefix 3999900" in desk.uses()[0].trouble[0]


def test_the_use_of_a_range_says_who_holds_what(library: Library) -> None:
    library.desk("bench-1").take()
    library.desk("bench-2").lease(5)
    [use] = library.desk("bench-1").uses()
    assert (use.first, use.last, use.given_out, use.left) == (1, 30, 6, 24)
    assert [(one.station, one.first, one.last) for one in use.held] == [("bench-1", 2, 10)]


def test_a_roll_is_never_leased_and_tells_what_was_skipped(library: Library) -> None:
    roll = RangeSection(name="roll 7", prefix="31235", first=100, last=199, preprinted=True)
    desk = library.desk("bench-1", BarcodesSection(ranges=(roll, MAIN)))
    for barcode in ("31235000001018", "31235000001034", "31235000001042", "31235000001109"):
        library.give(barcode)
    use = desk.uses()[0]
    assert use.given_out == 4
    assert use.skipped == ((100, 100), (102, 102), (105, 109))
    assert use.left == 89
    assert serial(desk.take().barcode) == 1
    with pytest.raises(ConfigError):
        desk.lease(1, "roll 7")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (
            RangeSection(name="b", prefix="3123400", first=30, last=40),
            "'main' and 'b' have numbers",
        ),
        (RangeSection(name="b", prefix="31234", first=2, last=2), "'main' and 'b' have numbers"),
        (RangeSection(name="b", prefix="3123400", check="none", first=300), "'main' and 'b'"),
        (RangeSection(name="main", prefix="9", first=1), "Two barcode ranges are named 'main'"),
        (RangeSection(name="b", prefix="9", first=9, last=8), "ends at 8, before its first"),
    ],
)
def test_ranges_that_do_not_go_together_are_refused_by_name(other: RangeSection, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        require_apart((MAIN, other))


@pytest.mark.parametrize(
    "other",
    [
        RangeSection(name="b", prefix="3123400", first=31, last=40),
        RangeSection(name="all", prefix="3"),
        RangeSection(name="short", prefix="3123400", length=12, first=1),
        RangeSection(name="b", prefix="31234", first=31, last=99),
    ],
)
def test_ranges_beside_each_other_go_together(other: RangeSection) -> None:
    require_apart((MAIN, other))


ACTS = st.sampled_from(["take", "lease", "return", "expire", "later", "block"])


@settings(max_examples=25, deadline=None)
@given(acts=st.lists(st.tuples(ACTS, st.sampled_from(["a", "b", "c"])), max_size=40))
def test_whatever_is_leased_returned_and_expired_no_number_comes_twice(
    tmp_path_factory: pytest.TempPathFactory, acts: list[tuple[str, str]]
) -> None:
    folder = tmp_path_factory.mktemp("numbers")
    catalogue = Catalogue.open(f"sqlite:///{folder / 'store.sqlite'}")
    library, given_out = Library(catalogue), list[int]()
    for act, station in acts:
        desk = library.desk(station)
        try:
            if act == "take":
                given_out.append(serial(desk.take().barcode))
            elif act == "lease":
                given_out += map(serial, desk.lease(3))
            elif act == "return":
                desk.return_rest()
            elif act == "expire":
                desk.expire()
            elif act == "block":
                first, last = desk.lease_block(2, station="elsewhere")
                given_out += range(first, last + 1)
            else:
                month = int(library.today[5:7]) % 12 + 1
                library.today = f"2026-{month:02}-28T08:00:00+00:00"
        except InputRefused:
            pass
    [use] = library.desk("a").uses()
    catalogue.close()
    assert len(given_out) == len(set(given_out))
    assert set(given_out) <= set(range(1, 31))
    assert use.left == 30 - len(given_out)


PLAY = """
import random, sys
from procstation.catalog import Catalogue
from procstation.catalog.number_desk import NumberDesk
from procstation.config import BarcodesSection, RangeSection
from procstation.errors import InputRefused
ranges = (RangeSection(name="main", prefix="3123400", first=1),)
catalogue = Catalogue.open(sys.argv[1])
clock = iter(range(10_000))
desk = NumberDesk(catalogue.store, BarcodesSection(ranges=ranges, block=4, lease_days=1),
                  sys.argv[2], lambda: f"20{next(clock) % 80 + 10}-01-01T00:00:00+00:00")
dice = random.Random(sys.argv[2])
for _ in range(40):
    act = dice.random()
    if act < 0.6:
        print(desk.take().barcode)
    elif act < 0.8:
        print("\\n".join(desk.lease(3)))
    else:
        desk.return_rest()
catalogue.close()
"""


def test_processes_that_lease_and_give_back_at_once_never_share_a_number(store_url: str) -> None:
    Catalogue.open(store_url).close()
    runs = [
        subprocess.Popen(
            [sys.executable, "-c", PLAY, store_url, name], stdout=subprocess.PIPE, text=True
        )
        for name in ("bench-1", "bench-2", "bench-3")
    ]
    found = [line for run in runs for line in run.communicate(timeout=60)[0].split()]
    assert [run.returncode for run in runs] == [0, 0, 0]
    assert len(found) == len(set(found)) > 60
