"""Items saved by somebody who read them before somebody else changed them."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from procstation.catalog import Catalogue, Item
from procstation.catalog.bench_edits import Signed
from procstation.catalog.meanwhile import ChangedMeanwhile, save_over
from procstation.items import CallNumber, Scheme

ONE, TWO = (
    {"by": "bench-1", "at": "2026-03-01T11:00:00"},
    {"by": "bench-2", "at": "2026-03-01T11:05:00"},
)
CODE = "31234000000018"
TABLE = "barcode,title,location,volume,call number\n{},One,STACKS,{},QA1 .B2\n"


@pytest.fixture
def read(catalogue: Catalogue, tmp_path: Path) -> Callable[[], Item]:
    """Reads the item."""
    file = tmp_path / "items.csv"
    file.write_text(TABLE.format(CODE, ""))
    catalogue.load([file])

    def _read() -> Item:
        held = catalogue.by_barcode(CODE)
        assert held is not None
        return held[0]

    return _read


def test_fields_that_only_one_of_them_changed_are_kept_of_both(
    catalogue: Catalogue, read: Callable[[], Item]
) -> None:
    was = read()
    catalogue.save_item(replace(was, location="REF"), was, **ONE)
    with catalogue.store.writing() as rows:
        saved, others = save_over(rows, replace(was, copy="c.2"), was, Signed(**TWO))

    assert saved == read() == replace(was, location="REF", copy="c.2")
    assert others is not None
    assert (others.fields, others.by, others.at) == (("location",), ONE["by"], ONE["at"])


def test_a_field_that_both_changed_is_not_overwritten(
    catalogue: Catalogue, read: Callable[[], Item]
) -> None:
    was = read()
    catalogue.save_item(replace(was, location="REF"), was, **ONE)
    with pytest.raises(ChangedMeanwhile, match=r"location .* elsewhere, by bench-1") as refused:
        catalogue.save_item(replace(was, location="ANNEX", copy="c.2"), was, **TWO)

    assert refused.value.others.item == read() == replace(was, location="REF")
    assert refused.value.others.fields == ("location",)


def test_both_may_want_the_same_and_one_may_ask_twice(
    catalogue: Catalogue, read: Callable[[], Item]
) -> None:
    was = read()
    wanted = replace(was, call_number=CallNumber("QA76 .B3", Scheme.LCC, "bench"))
    catalogue.save_item(wanted, was, **ONE)
    with catalogue.store.writing() as rows:
        assert save_over(rows, wanted, was, Signed(**TWO)) == (wanted, None)


def test_a_load_is_named_as_what_changed_it(
    catalogue: Catalogue, read: Callable[[], Item], tmp_path: Path
) -> None:
    was = read()
    newer = tmp_path / "newer.csv"
    newer.write_text(TABLE.format(CODE, "v.3"))
    catalogue.load([newer])
    with pytest.raises(ChangedMeanwhile, match=r"volume .* by a file of the library system"):
        catalogue.save_item(replace(was, volume="v.2"), was, **TWO)
    assert catalogue.save_item(replace(was, location="REF"), was, **TWO).volume == "v.3"
