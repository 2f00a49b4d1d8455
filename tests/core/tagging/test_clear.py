"""A tag is emptied whole, by the rules of every other write, and can be given back what it held."""

from collections.abc import Callable
from typing import Any

import pytest

from procstation.errors import InputRefused
from procstation.tagging import SitePolicy, TagTorn, TagWriter, UndoFolder
from procstation.tags import TagRecord, decode, iso28560_3

UID = bytes.fromhex("E00401105B6C7D8E")
ITEM = TagRecord("A-1620154429", "DK-718500", 1, 1, 0x10)
MEMORY = iso28560_3.encode(ITEM).data

Lay = Callable[..., Any]


def item_on(pad: Any) -> str | None:
    tag = pad.tags[UID]
    return decode(bytes(tag.memory), dsfid=tag.dsfid, block_size=tag.block_size).item


def test_it_is_empty_keeps_its_security_and_comes_back(lay: Lay, undo: UndoFolder) -> None:
    pad = lay(MEMORY, afi=0x07)
    before = bytes(pad.tags[UID].memory)
    writer = TagWriter(pad, undo, SitePolicy())
    report = writer.clear(UID, ITEM.item)
    assert not any(pad.tags[UID].memory)
    assert (report.content.item, pad.tags[UID].afi) == (None, 0x07)
    assert writer.clear(UID, ITEM.item).blocks_written == 0
    (image,) = undo.images(UID)
    writer.restore(UID, image)
    assert bytes(pad.tags[UID].memory) == before


def test_another_items_tag_is_not_emptied(lay: Lay, undo: UndoFolder) -> None:
    pad = lay(MEMORY)
    with pytest.raises(InputRefused, match="holds another item: A-1620154429"):
        TagWriter(pad, undo, SitePolicy()).clear(UID, "31236021099999")
    assert pad.writes == []


def test_what_is_locked_and_names_the_item_is_refused_before_the_first_byte(
    lay: Lay, undo: UndoFolder
) -> None:
    pad = lay(MEMORY)
    pad.tags[UID].locked = set(range(8))
    with pytest.raises(InputRefused, match="it will always name A-1620154429"):
        TagWriter(pad, undo, SitePolicy()).clear(UID, ITEM.item)
    assert pad.writes == []


@pytest.mark.parametrize("tear", [1, 5, 9, 20])
def test_torn_it_is_finished_when_it_is_back(lay: Lay, undo: UndoFolder, tear: int) -> None:
    pad = lay(MEMORY)
    pad.bytes_left = tear
    writer = TagWriter(pad, undo, SitePolicy())
    with pytest.raises(TagTorn):
        writer.clear(UID, ITEM.item)
    assert item_on(pad) in {None, ITEM.item}
    pad.bytes_left = None
    pad.away.clear()
    writer.clear(UID, ITEM.item)
    assert not any(pad.tags[UID].memory)
    assert undo.unfinished(UID) is None
