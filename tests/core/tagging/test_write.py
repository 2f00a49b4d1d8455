"""The safe write, on a pad that tears, lies and fails."""

from collections.abc import Callable
from typing import Any

import pytest
from many_cases import in_one_test

from procstation.devices import DeviceFault, DeviceLost, TagLost, TagRefused
from procstation.errors import InputRefused, StationError
from procstation.tagging import Security, TagTorn, TagWriter, UndoFolder, WriteProgress
from procstation.tags import Model, TagRecord, decode, iso28560_2, iso28560_3

UID = bytes.fromhex("E00401105B6C7D8E")
OTHER_UID = bytes.fromhex("E00401105B6C7D8F")

OLD = TagRecord("A-1620154429", "DK-718500", 3, 2, 0x20)
NEW = TagRecord("31236021099999", "FI-Porna", 1, 1, 0x10)

Lay = Callable[..., Any]
WriterOn = Callable[..., TagWriter]


def memory_of(record: TagRecord, model: Model) -> bytes:
    codec = iso28560_2 if model is Model.ISO28560_2 else iso28560_3
    return codec.encode(record).data


@pytest.fixture(params=[Model.ISO28560_2, Model.ISO28560_3], ids=str)
def model(request: pytest.FixtureRequest) -> Model:
    assert isinstance(request.param, Model)
    return request.param


def test_a_blank_tag_is_written_verified_and_secured(
    lay: Lay, writer_on: WriterOn, undo: UndoFolder, model: Model
) -> None:
    pad = lay()
    seen: list[WriteProgress] = []
    report = writer_on(pad, model=model).write(UID, NEW, progress=seen.append)
    assert decode(bytes(pad.tags[UID].memory)).record == NEW
    assert (report.content.record, report.security.meaning) == (NEW, Security.SECURED)
    assert pad.tags[UID].afi == 0x07
    assert report.blocks_written == len(pad.writes)
    assert [step.step for step in seen] == ["blocks", "verify", "blocks", "verify", "security"]
    assert seen[2].total == len(pad.writes)
    assert undo.unfinished(UID) is None
    kept = undo.latest(UID)
    assert kept is not None
    assert (kept.memory, kept.afi, kept.item, kept.intended) == (bytes(112), 0, None, NEW.item)


def test_the_same_again_writes_nothing(lay: Lay, writer_on: WriterOn, model: Model) -> None:
    pad = lay()
    writer = writer_on(pad, model=model)
    writer.write(UID, NEW)
    written = len(pad.writes)
    report = writer.write(UID, NEW)
    assert (report.blocks_written, len(pad.writes)) == (0, written)
    assert pad.commands.count("write AFI") == 1


def test_the_same_record_coded_by_another_maker_is_left_alone(
    lay: Lay, writer_on: WriterOn
) -> None:
    octet_usage = memory_of(NEW, Model.ISO28560_2).replace(b"\x05\x01\x10", b"\x65\x01\x10")
    pad = lay(octet_usage, afi=0x07)
    writer = writer_on(pad, model=Model.ISO28560_2)
    assert writer.write(UID, NEW).blocks_written == 0
    assert writer.write(UID, NEW, anew=True).blocks_written > 0
    assert bytes(pad.tags[UID].memory) == memory_of(NEW, Model.ISO28560_2).ljust(112, b"\0")


@pytest.mark.long
@pytest.mark.parametrize("old_model", [Model.ISO28560_2, Model.ISO28560_3, None], ids=str)
def test_torn_at_every_byte_it_names_no_third_item_and_is_finished_on_return(
    lay: Lay, writer_on: WriterOn, undo: UndoFolder, model: Model, old_model: Model | None
) -> None:
    old = memory_of(OLD, old_model) if old_model else b""
    torn = 0
    for count in range(200):
        pad = lay(old, size=64, afi=0xC2)
        pad.bytes_left = count
        writer = writer_on(pad, model=model)
        try:
            writer.write(UID, NEW, expect_replacing=OLD.item)
            break
        except TagTorn as lost:
            error = lost
        assert error.image is not None
        assert error.image.memory == old.ljust(64, b"\0")
        assert "Lay it back" in error.do_next
        torn += 1
        item = decode(bytes(pad.tags[UID].memory), dsfid=0).item
        assert item in {None, OLD.item, NEW.item}
        assert pad.tags[UID].afi == 0xC2
        pad.bytes_left = None
        pad.away.clear()
        expected = OLD.item if item == OLD.item else None
        report = writer.write(UID, NEW, expect_replacing=expected)
        assert report.content.record == NEW
        assert bytes(pad.tags[UID].memory) == memory_of(NEW, model).ljust(64, b"\0")
        assert undo.unfinished(UID) is None
    assert torn > 30


def test_a_torn_tag_can_be_undone(lay: Lay, writer_on: WriterOn, undo: UndoFolder) -> None:
    old = memory_of(OLD, Model.ISO28560_3)
    pad = lay(old, afi=0xC2)
    pad.bytes_left = 20
    writer = writer_on(pad)
    with pytest.raises(TagTorn):
        writer.write(UID, NEW, expect_replacing=OLD.item)
    pad.bytes_left = None
    pad.away.clear()
    image = undo.latest(UID)
    assert image is not None
    report = writer.restore(UID, image)
    assert report.content.item == OLD.item
    assert bytes(pad.tags[UID].memory) == old.ljust(112, b"\0")
    assert undo.unfinished(UID) is None


def test_a_torn_tag_is_no_place_for_a_third_item(lay: Lay, writer_on: WriterOn) -> None:
    pad = lay(memory_of(OLD, Model.ISO28560_3))
    pad.bytes_left = 20
    writer = writer_on(pad)
    with pytest.raises(TagTorn):
        writer.write(UID, NEW, expect_replacing=OLD.item)
    pad.bytes_left = None
    pad.away.clear()
    with pytest.raises(InputRefused, match=f"it held {OLD.item} and was to hold {NEW.item}"):
        writer.write(UID, TagRecord("777"))
    assert writer.write(UID, TagRecord("777"), expect_replacing=NEW.item).content.item == "777"


def test_undo_and_undo_again(lay: Lay, writer_on: WriterOn, undo: UndoFolder, model: Model) -> None:
    pad = lay(memory_of(OLD, model), afi=0xC2)
    writer = writer_on(pad, model=model)
    writer.write(UID, NEW, expect_replacing=OLD.item)
    for item, afi in [(OLD.item, 0xC2), (NEW.item, 0x07), (OLD.item, 0xC2)]:
        image = undo.latest(UID)
        assert image is not None
        report = writer.restore(UID, image)
        assert (report.content.item, report.security.marks.afi) == (item, afi)


def test_restoring_stops_before_an_item_that_came_later(
    lay: Lay, writer_on: WriterOn, undo: UndoFolder
) -> None:
    pad = lay()
    writer = writer_on(pad)
    writer.write(UID, OLD)
    first = undo.latest(UID)
    assert first is not None
    writer.write(UID, NEW, expect_replacing=OLD.item)
    with pytest.raises(InputRefused, match=NEW.item):
        writer.restore(UID, first)
    assert writer.restore(UID, first, expect_replacing=NEW.item).content.model is Model.BLANK


def test_restoring_another_tag_is_refused(lay: Lay, writer_on: WriterOn, undo: UndoFolder) -> None:
    pad = lay()
    writer = writer_on(pad)
    writer.write(UID, OLD)
    image = undo.latest(UID)
    assert image is not None
    pad.tags[OTHER_UID] = pad.tags.pop(UID)
    with pytest.raises(InputRefused, match="The image is of tag E00401105B6C7D8E"):
        writer.restore(OTHER_UID, image)


@pytest.mark.parametrize(
    ("memory", "words"),
    [
        (memory_of(OLD, Model.ISO28560_3), f"holds another item: {OLD.item}"),
        (memory_of(OLD, Model.ISO28560_2), f"holds another item: {OLD.item}"),
        (b"\x12\x34\x56", "data of another kind (foreign)"),
        (bytes.fromhex("E1400E010308D101045501622E61FE"), "data of another kind (ndef)"),
        (b"\x21" + memory_of(OLD, Model.ISO28560_3)[1:], "data of another kind (foreign)"),
        (memory_of(OLD, Model.ISO28560_3)[:30] + b"X" * 2, "is damaged"),
        (memory_of(TagRecord("P1", usage=0x81), Model.ISO28560_2), "is a patron card"),
    ],
)
def test_what_is_on_the_tag_stops_the_write(
    lay: Lay, writer_on: WriterOn, undo: UndoFolder, memory: bytes, words: str
) -> None:
    pad = lay(memory)
    with pytest.raises(InputRefused) as refused:
        writer_on(pad).write(UID, NEW)
    assert words in refused.value.what
    assert pad.writes == []
    assert undo.images() == []


def test_consent_lets_foreign_data_be_replaced_but_never_a_patron_card(
    lay: Lay, writer_on: WriterOn
) -> None:
    foreign = writer_on(lay(b"\x12\x34\x56")).write(UID, NEW, overwrite_foreign=True)
    assert foreign.content.item == NEW.item
    card = lay(memory_of(TagRecord("P1", usage=0x81), Model.ISO28560_2))
    with pytest.raises(InputRefused, match="patron card") as refused:
        writer_on(card).write(UID, NEW, overwrite_foreign=True, expect_replacing="P1")
    assert "P1" not in str(refused.value)
    with pytest.raises(InputRefused, match="patron card"):
        writer_on(lay()).write(UID, TagRecord("P1", usage=0x81))


def test_a_second_tag_in_the_field_stops_the_write(lay: Lay, writer_on: WriterOn) -> None:
    pad = lay()
    pad.tags[OTHER_UID] = lay().tags[UID]
    with pytest.raises(InputRefused, match=r"More than one tag .*5B6C7D8E and 1 more"):
        writer_on(pad).write(UID, NEW)
    assert pad.writes == []
    writer_on(pad).write(UID, NEW, allow={OTHER_UID})
    assert not any(pad.tags[OTHER_UID].memory)


def test_no_tag_no_write(lay: Lay, writer_on: WriterOn) -> None:
    pad = lay()
    pad.away.add(UID)
    with pytest.raises(TagLost):
        writer_on(pad).write(UID, NEW)


def test_a_tag_too_small_or_locked_is_refused_before_the_first_write(
    lay: Lay, writer_on: WriterOn
) -> None:
    small = lay(size=32)
    long = TagRecord("1", "FI-E", elements={17: "a title"})
    with pytest.raises(InputRefused, match=r"The data need 45 bytes, the tag has 32"):
        writer_on(small).write(UID, long)
    locked = lay(memory_of(OLD, Model.ISO28560_2), locked={0, 1})
    with pytest.raises(InputRefused, match=r"Block 0 of the tag is locked"):
        writer_on(locked, model=Model.ISO28560_2).write(UID, NEW, expect_replacing=OLD.item)
    assert small.writes == locked.writes == []


def test_locked_blocks_after_the_data_are_left_over(lay: Lay, writer_on: WriterOn) -> None:
    pad = lay(bytes(80) + b"\x77" * 8, locked={20, 21})
    report = writer_on(pad, model=Model.ISO28560_2).write(UID, NEW, overwrite_foreign=True)
    assert report.content.item == NEW.item
    assert pad.tags[UID].memory[80:88] == b"\x77" * 8


def test_a_dsfid_that_contradicts_the_model_stops_the_write(lay: Lay, writer_on: WriterOn) -> None:
    pad = lay(dsfid=0x3E)
    with pytest.raises(InputRefused, match="With its DSFID 3E"):
        writer_on(pad, model=Model.ISO28560_2).write(UID, NEW)
    assert pad.writes == []


@pytest.mark.parametrize("lie", range(10))
def test_a_write_called_done_and_not_done_is_noticed_and_repeated(
    lay: Lay, writer_on: WriterOn, model: Model, lie: int
) -> None:
    pad = lay(memory_of(OLD, model))
    pad.lies = {lie}
    report = writer_on(pad, model=model).write(UID, NEW, expect_replacing=OLD.item)
    assert report.content.record == NEW
    assert bytes(pad.tags[UID].memory) == memory_of(NEW, model).ljust(112, b"\0")


def test_a_tag_that_keeps_nothing_is_as_it_was(
    lay: Lay, writer_on: WriterOn, undo: UndoFolder
) -> None:
    pad = lay()
    pad.lies = set(range(1000))
    with pytest.raises(DeviceFault, match="is as it was: it does not keep what is written"):
        writer_on(pad).write(UID, NEW)
    assert undo.unfinished(UID) is None


def test_a_block_that_keeps_nothing_leaves_no_item(
    lay: Lay, writer_on: WriterOn, undo: UndoFolder, model: Model
) -> None:
    pad = lay(memory_of(OLD, model))
    keep = type(pad)._program

    def forget_block_3(uid: bytes, tag: Any, start: int, piece: bytes) -> None:
        if start != 12:
            keep(pad, uid, tag, start, piece)

    pad._program = forget_block_3
    with pytest.raises(TagTorn, match="block"):
        writer_on(pad, model=model).write(
            UID, TagRecord("ABC-987654321"), expect_replacing=OLD.item
        )
    assert decode(bytes(pad.tags[UID].memory)).item is None
    assert undo.unfinished(UID) is not None


@in_one_test("command", range(12))
@pytest.mark.parametrize("error", [DeviceFault, DeviceLost, TagLost])
def test_trouble_at_every_command_ends_in_a_known_state(
    lay: Lay, writer_on: WriterOn, model: Model, command: int, error: type[StationError]
) -> None:
    pad = lay(memory_of(OLD, model), afi=0xC2)
    pad.trouble = {command: error("Noise on the line.", "Try again.")}
    writer = writer_on(pad, model=model)
    try:
        report = writer.write(UID, NEW, expect_replacing=OLD.item)
    except StationError:
        item = decode(bytes(pad.tags[UID].memory)).item
        assert item in {None, OLD.item, NEW.item}
        report = writer.write(UID, NEW, expect_replacing=OLD.item)
    assert report.content.record == NEW
    assert (report.security.marks.afi, pad.tags[UID].afi) == (0x07, 0x07)


def test_a_fault_in_mid_write_is_overcome_by_looking_again(
    lay: Lay, writer_on: WriterOn, model: Model
) -> None:
    pad = lay()
    pad.trouble = {3: DeviceFault("Wrong checksum.", "Try again.")}
    report = writer_on(pad, model=model).write(UID, NEW)
    assert report.content.record == NEW
    assert pad.commands[3:6] == ["write", "inventory", "read"]


def test_a_refusal_in_mid_write_puts_the_tag_back(
    lay: Lay, writer_on: WriterOn, undo: UndoFolder, model: Model
) -> None:
    pad = lay(memory_of(OLD, model))
    pad.secretly_locked = {4}
    with pytest.raises(TagRefused, match="Block 4"):
        writer_on(pad, model=model).write(
            UID, TagRecord("ABC-9876543210", "FI-Other"), expect_replacing=OLD.item
        )
    assert bytes(pad.tags[UID].memory) == memory_of(OLD, model).ljust(112, b"\0")
    assert undo.unfinished(UID) is None
