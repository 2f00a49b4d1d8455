"""What a tag said of an item stays when it is written anew, or is said to be lost."""

from dataclasses import replace
from typing import Any

import pytest

from procstation.errors import InputRefused
from procstation.tagging import SitePolicy, TagTorn, TagWriter, UndoFolder
from procstation.tags import Model, TagRecord, decode, encode

UID = bytes.fromhex("E00401105B6C7D8E")
SITE = SitePolicy(owner="DE-1")
ITEM = "1000000056"
OLD = TagRecord(ITEM, "DE-1", 3, 2, 0x20, {6: "QA268", 17: "Faust, zweiter Teil"})


def laid(lay: Any, record: TagRecord, model: Model = Model.ISO28560_2, size: int = 112) -> Any:
    data = encode(record, model, size=size).data.ljust(size, b"\0")
    return lay(data, dsfid=6 if model is Model.ISO28560_2 else 0x3E)


def on(pad: Any) -> TagRecord:
    tag = pad.tags[UID]
    record = decode(bytes(tag.memory), dsfid=tag.dsfid).record
    assert record is not None
    return record


def test_a_tag_that_says_more_than_this_library_writes_is_left_as_it_is(
    lay: Any, undo: UndoFolder
) -> None:
    pad = laid(lay, OLD, Model.ISO28560_3)
    report = TagWriter(pad, undo, SITE).write_item(UID, ITEM)
    assert on(pad) == OLD
    assert report.blocks_written == 0
    assert report.warnings == ()


def test_parts_that_were_said_replace_those_on_the_tag(lay: Any, undo: UndoFolder) -> None:
    pad = laid(lay, OLD, Model.ISO28560_3)
    TagWriter(pad, undo, SITE).write_item(UID, ITEM, 4, 1)
    assert on(pad) == replace(OLD, parts=4, part=1)


def test_a_library_may_keep_its_own_data_alone_and_then_it_is_said(
    lay: Any, undo: UndoFolder
) -> None:
    pad = laid(lay, OLD, Model.ISO28560_3)
    report = TagWriter(pad, undo, replace(SITE, keep_all=False)).write_item(UID, ITEM)
    assert on(pad) == TagRecord(ITEM, "DE-1", 3, 2, 0x10)
    assert report.warnings == (
        "Element 6 (shelf location) 'QA268' is left out.",
        "Element 17 (title) 'Faust, zweiter Teil' is left out.",
    )


def test_another_librarys_item_is_not_taken_over_unasked(lay: Any, undo: UndoFolder) -> None:
    pad = laid(lay, replace(OLD, owner="DK-718500"), Model.ISO28560_3)
    before = bytes(pad.tags[UID].memory)
    writer = TagWriter(pad, undo, SITE)
    with pytest.raises(InputRefused, match="belongs to DK-718500, and this library is DE-1"):
        writer.write_item(UID, ITEM)
    assert bytes(pad.tags[UID].memory) == before
    report = writer.write_item(UID, ITEM, take_over=True)
    assert on(pad) == OLD
    assert report.warnings == ("The owner DK-718500 is left out: it says DE-1 now.",)


def test_a_former_name_of_this_library_needs_no_leave(lay: Any, undo: UndoFolder) -> None:
    pad = laid(lay, replace(OLD, owner="DE-OLD"), Model.ISO28560_3)
    site = replace(SITE, former_owners=frozenset({"DE-OLD"}))
    report = TagWriter(pad, undo, site).write_item(UID, ITEM)
    assert on(pad) == OLD
    assert report.warnings == ("The owner DE-OLD is left out: it says DE-1 now.",)


def test_a_library_without_an_isil_leaves_the_owner_there_is(lay: Any, undo: UndoFolder) -> None:
    pad = laid(lay, replace(OLD, owner="DK-718500"), Model.ISO28560_3)
    report = TagWriter(pad, undo, replace(SITE, owner=None)).write_item(UID, ITEM, 3, 1)
    assert on(pad).owner == "DK-718500"
    assert report.warnings == ()


def test_of_another_item_nothing_is_carried_over(lay: Any, undo: UndoFolder) -> None:
    pad = laid(lay, OLD, Model.ISO28560_3)
    report = TagWriter(pad, undo, SITE).write_item(UID, "2000000001", expect_replacing=ITEM)
    assert on(pad).elements == {}
    assert on(pad).item == "2000000001"
    assert report.warnings == ()


def test_a_torn_write_is_finished_with_all_that_was_there(lay: Any, undo: UndoFolder) -> None:
    pad = laid(lay, OLD, Model.ISO28560_3)
    pad.bytes_left = 9
    writer = TagWriter(pad, undo, SITE)
    with pytest.raises(TagTorn):
        writer.write_item(UID, ITEM, 4, 1)
    pad.away.clear()
    pad.bytes_left = None
    writer.write_item(UID, ITEM)
    assert on(pad) == OLD
    assert undo.all_unfinished() == []


def test_a_torn_write_of_a_blank_tag_is_finished_as_it_was_meant(
    lay: Any, undo: UndoFolder
) -> None:
    pad = lay(bytes(112), dsfid=0x3E)
    pad.bytes_left = 9
    writer = TagWriter(pad, undo, SITE)
    with pytest.raises(TagTorn):
        writer.write(UID, OLD)
    pad.away.clear()
    pad.bytes_left = None
    writer.write_item(UID, ITEM)
    assert on(pad) == OLD


def test_a_record_given_whole_says_what_it_drops(lay: Any, undo: UndoFolder) -> None:
    pad = laid(lay, OLD, Model.ISO28560_3)
    report = TagWriter(pad, undo, SITE).write(UID, SITE.record(ITEM, 3, 2))
    assert on(pad).elements == {}
    assert "Element 17 (title) 'Faust, zweiter Teil' is left out." in report.warnings
