"""One item at two benches of a shared store."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from stores import Stores

from procstation.catalog import Catalogue
from procstation.errors import InputRefused
from procstation.linking import Release
from procstation.station.catalogue_acts import CatalogueActs

CODE = "31234000000018"


class Benches:
    """Two stations, each with a connection of its own, and one clock."""

    def __init__(self, first: Catalogue, second: Catalogue) -> None:
        self.at = "2026-03-01T14:02:00Z"
        self.one, self.two = (
            CatalogueActs(catalogue, lambda: "", lambda: self.at, name)
            for name, catalogue in (("bench-1", first), ("bench-2", second))
        )


def opened(url: str, folder: Path) -> Iterator[Benches]:
    table = folder / "items.csv"
    table.write_text(f"barcode,title\n{CODE},One\n")
    with closing(Catalogue.open(url)) as first, closing(Catalogue.open(url)) as second:
        first.load([table])
        yield Benches(first, second)


@pytest.fixture
def benches(postgres: Stores, tmp_path: Path) -> Iterator[Benches]:
    yield from opened(postgres.new(tmp_path), tmp_path)


def test_an_item_open_at_another_bench_is_said_and_taken_over_when_scanned_again(
    benches: Benches,
) -> None:
    benches.two.look_up(1, CODE)
    benches.at = "2026-03-01T14:05:00Z"
    with pytest.raises(InputRefused, match="is open at bench-2 since") as refused:
        benches.one.look_up(1, CODE)
    assert "scan it once more" in refused.value.do_next
    assert benches.one.look_up(2, CODE).matches
    with pytest.raises(InputRefused, match="is open at bench-1 since"):
        benches.two.look_up(2, CODE)


def test_an_item_that_is_released_or_left_for_long_is_free(benches: Benches) -> None:
    benches.two.look_up(1, CODE)
    benches.two.release(1, Release(CODE, ""))
    benches.one.look_up(1, CODE)
    benches.at = "2026-03-01T14:33:00Z"
    benches.two.look_up(2, CODE)


def test_a_station_that_begins_again_has_nothing_open(benches: Benches) -> None:
    benches.two.look_up(1, CODE)
    benches.two.open_items.release_all()
    assert benches.one.look_up(1, CODE).matches


def test_a_store_of_one_machine_keeps_no_account_of_it(tmp_path: Path) -> None:
    for benches in opened(Stores().new(tmp_path), tmp_path):
        benches.two.look_up(1, CODE)
        assert benches.one.look_up(1, CODE).matches
