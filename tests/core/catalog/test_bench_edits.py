from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from procstation.catalog import Catalogue
from procstation.errors import InputRefused
from procstation.items import CallNumber, Scheme

BENCH = {"by": "anna", "at": "2026-03-01T11:00:00"}


@pytest.fixture
def filled(catalogue: Catalogue, build: Any, written: Callable[..., Path]) -> Catalogue:
    """Title 1 with an item that waits and one that does not; title 2 without items."""
    one = build(
        "001 1", "245 10 $aOne", "050 00 $aQA1$b.B2", "952 ## $aM$bM$t1", "952 ## $aM$bM$p1000002"
    )
    two = build("001 2", "245 10 $aTwo", "942 ## $cBK")
    catalogue.load([written(one, two)])
    return catalogue


def test_a_new_item_gets_a_barcode_and_the_call_number_of_its_title(filled: Catalogue) -> None:
    item = filled.assign_barcode(1, "1000009", copy="3", **BENCH)

    assert filled.by_barcode("1000009") == (item, filled.title(1))
    assert item.call_number == CallNumber("QA1 .B2", Scheme.LCC, "050")
    assert (item.title_id, item.copy) == (1, "3")


def test_an_item_that_waits_gets_a_barcode(filled: Catalogue) -> None:
    waiting = filled.items_of(1)[0]
    item = filled.assign_barcode(1, "1000009", item_id=waiting.id, **BENCH)

    assert item == replace(waiting, barcode="1000009")
    assert filled.counts() == (2, 2)


def test_assigning_again_is_no_harm(filled: Catalogue) -> None:
    first = filled.assign_barcode(2, "1000009", **BENCH)
    again = filled.assign_barcode(2, "1000009", **BENCH)
    by_id = filled.assign_barcode(2, "1000009", item_id=first.id, **BENCH)

    assert first == again == by_id
    assert filled.counts() == (2, 3)


def test_a_barcode_of_another_item_is_refused_with_its_title(filled: Catalogue) -> None:
    with pytest.raises(InputRefused, match="1000002 is on another item: One"):
        filled.assign_barcode(2, "1000002", **BENCH)
    waiting = filled.items_of(1)[0]
    with pytest.raises(InputRefused, match="1000002 is on another item"):
        filled.assign_barcode(1, "1000002", item_id=waiting.id, **BENCH)
    with pytest.raises(InputRefused, match="1000002 is on another item"):
        filled.save_item(replace(waiting, barcode="1000002"), waiting, **BENCH)


def test_what_is_not_there_is_refused(filled: Catalogue) -> None:
    with pytest.raises(InputRefused, match="no title number 99"):
        filled.assign_barcode(99, "1000009", **BENCH)
    with pytest.raises(InputRefused, match="no item number 1"):
        filled.assign_barcode(2, "1000009", item_id=1, **BENCH)
    with pytest.raises(InputRefused, match="has barcode 1000002 already"):
        filled.assign_barcode(1, "1000009", item_id=filled.items_of(1)[1].id, **BENCH)
    with pytest.raises(InputRefused, match="No item has barcode 1000009"):
        filled.set_status("1000009", "lost", **BENCH)
    waiting = filled.items_of(1)[0]
    with pytest.raises(InputRefused, match="no item number 77"):
        filled.save_item(replace(waiting, id=77), waiting, **BENCH)


def test_undo_of_a_new_item_removes_it(filled: Catalogue) -> None:
    filled.assign_barcode(2, "1000009", **BENCH)
    filled.unassign_barcode("1000009", **BENCH)

    assert filled.by_barcode("1000009") is None
    assert filled.items_of(2) == []


def test_undo_at_an_item_that_waited_lets_it_wait_again(filled: Catalogue) -> None:
    before = filled.items_of(1)
    filled.assign_barcode(1, "1000009", item_id=before[0].id, **BENCH)
    filled.unassign_barcode("1000009", **BENCH)

    assert filled.items_of(1) == before


def test_a_barcode_the_library_system_knows_is_not_taken_back(filled: Catalogue) -> None:
    with pytest.raises(InputRefused, match="the library system knows it"):
        filled.unassign_barcode("1000002", **BENCH)


def test_tags_are_found_both_ways(filled: Catalogue) -> None:
    filled.record_tag("1000002", "e00401001234abcd", "iso28560-3", **BENCH)
    filled.record_tag(
        "1000002", "E004010012340002", "iso28560-3", by="ben", at="2026-03-01T12:00:00"
    )

    tag = filled.tag_of("1000002")
    assert tag is not None
    assert (tag.uid, tag.written_by) == ("E004010012340002", "ben")
    assert [one.uid for one in filled.tags_of("1000002")] == [
        "E004010012340002",
        "E00401001234ABCD",
    ]
    item = filled.item_of_tag("E00401001234ABCD")
    assert item is not None
    assert item.barcode == "1000002"

    filled.record_tag("1000099", "E004010012340002", "iso28560-3", **BENCH)
    assert filled.item_of_tag("E004010012340002") is None
    filled.forget_tag("e00401001234abcd")
    assert filled.tag_of("1000002") is None
