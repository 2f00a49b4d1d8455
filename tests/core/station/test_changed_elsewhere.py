"""Two benches of one store change the same item."""

from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from procstation.catalog import Catalogue, Item
from procstation.linking import Changed, ChangedElsewhere, ChangeItem, Undo
from procstation.station.catalogue_acts import CatalogueActs

CODE = "31234000000018"
AT = "2026-03-01T14:02:00+00:00"


@pytest.fixture
def benches(store_url: str, tmp_path: Path) -> Iterator[tuple[CatalogueActs, CatalogueActs]]:
    table = tmp_path / "items.csv"
    table.write_text(f"barcode,title,location,volume\n{CODE},One,STACKS,\n")
    with closing(Catalogue.open(store_url)) as one, closing(Catalogue.open(store_url)) as two:
        one.load([table])
        yield (
            CatalogueActs(one, lambda: "", lambda: AT, "bench-1"),
            CatalogueActs(two, lambda: "", lambda: AT, "bench-2"),
        )


def read(acts: CatalogueActs) -> Item:
    [match] = acts.match_all(1, [CODE]).matches
    assert match.item is not None
    return match.item


def test_each_keeps_what_the_other_did_and_is_told(
    benches: tuple[CatalogueActs, CatalogueActs],
) -> None:
    one, two = benches
    seen = read(one)
    two.change(1, ChangeItem(CODE, {"volume": "v.2"}, read(two)))
    told = one.change(2, ChangeItem(CODE, {"location": "REF"}, seen))
    assert isinstance(told, Changed)
    assert told.meanwhile.startswith("bench-2 changed it meanwhile, on 2026-03-01")
    assert told.meanwhile.endswith("volume: (nothing) → v.2")
    assert (read(two).location, read(two).volume) == ("REF", "v.2")

    asked = two.change(3, ChangeItem(CODE, {"location": "ANNEX", "copy": "c.2"}, seen))
    assert isinstance(asked, ChangedElsewhere)
    assert asked.fields == ("location",)
    assert "bench-1 changed it meanwhile" in asked.detail
    assert asked.record == read(one)
    assert read(one).copy == ""


def test_an_undo_leaves_what_the_other_did_since(
    benches: tuple[CatalogueActs, CatalogueActs], undo_of: Callable[[Item], Undo]
) -> None:
    one, two = benches
    was = read(one)
    one.change(1, ChangeItem(CODE, {"location": "REF", "volume": "v.2"}, was))
    two.change(1, ChangeItem(CODE, {"location": "ANNEX"}, read(two)))
    said = one.take_back(2, undo_of(was))
    assert said == "volume: v.2 → (nothing); the location stays ANNEX, as others have it since"
    assert (read(one).location, read(one).volume) == ("ANNEX", "")


@pytest.fixture
def undo_of() -> Callable[[Item], Undo]:
    fields = {"location": "REF", "volume": "v.2"}

    def _undo(was: Item) -> Undo:
        return Undo(CODE, unassign=False, uid="", restore=was, fields=tuple(fields), became=fields)

    return _undo
