"""What the bench asks of the store that is no step of an item."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from procstation.catalog import Catalogue
from procstation.linking import ItemsCounted
from procstation.station.catalogue_acts import CatalogueActs

TABLE = """barcode,title,library,location
31234000000008,One,Main,Stacks
31234000000016,Two,Main,Stacks
31234000000024,Three,Branch,Stacks
31234000000032,Four,Branch,Branch
"""


@pytest.fixture
def acts(tmp_path: Path) -> Iterator[CatalogueActs]:
    file = tmp_path / "items.csv"
    file.write_text(TABLE, encoding="utf-8")
    catalogue = Catalogue.open(f"sqlite:///{tmp_path / 'store.sqlite'}")
    catalogue.load([file])
    catalogue.record_tag("31234000000016", "E004010012345678", "3m", by="b", at="2026-03-01")
    yield CatalogueActs(catalogue, lambda: "", lambda: "2026-03-01T10:00:00Z", "bench-1")
    catalogue.close()


@pytest.mark.parametrize(
    ("place", "counted"),
    [
        ("STACKS", ItemsCounted("Stacks", 3, 1)),
        ("main", ItemsCounted("Main", 2, 1)),
        ("branch", ItemsCounted("Branch", 2, 0)),
        ("STAKCS", ItemsCounted("STAKCS", 0, hint="Did you mean 'Stacks'?")),
        ("xyzzy", ItemsCounted("xyzzy", 0, hint="Known names: Branch, Main, Stacks.")),
    ],
)
def test_items_of_a_location_or_a_library_are_counted(
    acts: CatalogueActs, place: str, counted: ItemsCounted
) -> None:
    assert acts.count(place) == counted
