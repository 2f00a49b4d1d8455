"""A tag taken apart, and what is put right on it; on the pad in memory of conftest."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from procstation.errors import InputRefused
from procstation.tagging import (
    Act,
    Gates,
    Inspection,
    Repair,
    SitePolicy,
    TagTorn,
    TagWriter,
    UndoFolder,
    carry_out,
    image_of,
    inspect,
    offers,
    read_tag,
)
from procstation.tags import Model, TagRecord, Verdict, decode, encode

UID = bytes.fromhex("E00401105B6C7D8E")
ANNEX_D = bytes.fromhex("9100051CBE991A140201D0140204B34607441CB6E2E335D6830207ACC09EBAA06F6B0000")
ANNEX_B = bytes.fromhex("1101013130303030303030353600000000000098A4444B373138353030000000")
REVERSED = bytes.fromhex("31010111333232310034343300000000510000003745443E0000353000000000")
OLD_3M = bytes.fromhex("0411000131333032303033373637" + "00" * 18)
PATRON = bytes.fromhex("410350C3100201200501810000")
LONE_FILLERS = bytes.fromhex("11051CBE991A14" + "80" + "020100")

SITE = SitePolicy(owner="DK-718500")
Lay = Callable[..., Any]


def taken_apart(pad: Any, undo: UndoFolder, site: SitePolicy = SITE) -> Inspection:
    return inspect(read_tag(pad, UID, site.rules), site, undo)


def acts(repairs: Sequence[Repair]) -> list[str]:
    return [repair.act.value for repair in repairs]


def do(act: Act, pad: Any, undo: UndoFolder, site: SitePolicy = SITE) -> Any:
    inspection = taken_apart(pad, undo, site)
    repair = next(one for one in offers(inspection, site) if one.act is act)
    return carry_out(repair, inspection, pad, undo, site)


def test_an_inspection_tells_all_of_a_tag(lay: Lay, undo: UndoFolder) -> None:
    pad = lay(ANNEX_D, dsfid=0x06, afi=0x07, locked={0, 1, 6, 7, 8})
    found = taken_apart(pad, undo)
    assert found.conformance.verdict is Verdict.CONFORMS
    assert found.security.secured
    assert found.unfinished is None
    blocks = found.blocks()
    assert [block.number for block in blocks if block.locked] == [0, 1, 6, 7, 8]
    assert [row.meaning for row in blocks[1].rows] == ["… primary item identifier"]
    assert (blocks[-1].number, blocks[-1].last) == (10, 27), "unused blocks come as one"
    assert blocks[6].rows[-1].text == "·"
    assert b"".join(row.data for block in blocks[:9] for row in block.rows) == ANNEX_D


def test_a_lock_among_unused_blocks_is_shown(lay: Lay, undo: UndoFolder) -> None:
    blocks = taken_apart(lay(ANNEX_B, locked={20}), undo).blocks()
    assert [(one.number, one.last) for one in blocks[-3:]] == [(9, 19), (20, 20), (21, 27)]
    assert [one.locked for one in blocks[-3:]] == [False, True, False]


def test_a_patron_card_is_refused(lay: Lay, undo: UndoFolder) -> None:
    with pytest.raises(InputRefused, match="patron card") as refused:
        taken_apart(lay(PATRON, dsfid=0x06), undo)
    assert "50C3" not in str(refused.value)


def test_a_right_tag_needs_no_repair(lay: Lay, undo: UndoFolder) -> None:
    pad = lay(ANNEX_B, dsfid=0x3E, afi=0x07)
    assert offers(taken_apart(pad, undo), SITE, on_loan=False) == ()


@pytest.mark.parametrize("memory", [b"", b"\xde\xad\xbe\xef" * 4])
def test_without_an_item_nothing_is_offered(lay: Lay, undo: UndoFolder, memory: bytes) -> None:
    assert offers(taken_apart(lay(memory), undo), SITE) == ()


class TestRewrite:
    def test_another_model_becomes_the_sites_and_nothing_is_lost(
        self, lay: Lay, undo: UndoFolder
    ) -> None:
        pad = lay(ANNEX_D, afi=0xC2)
        report = do(Act.REWRITE, pad, undo)
        content = decode(bytes(pad.tags[UID].memory))
        assert report.content.model is content.model is Model.ISO28560_3
        assert (content.item, content.owner) == ("123456789012", "US-InU-Mu")
        assert (content.parts, content.part, content.elements[6]) == (12, 3, "QA268.L55")
        assert pad.tags[UID].afi == 0xC2, "security is another act"

    def test_what_the_tag_leaves_out_is_what_tags_here_say(
        self, lay: Lay, undo: UndoFolder
    ) -> None:
        pad = lay(OLD_3M)
        offered = offers(taken_apart(pad, undo), SITE)[0]
        assert "The item type 'book' has no place in iso28560-3." in offered.changes
        content = do(Act.REWRITE, pad, undo).content
        assert (content.item, content.owner, content.usage) == ("1302003767", "DK-718500", 0x10)

    def test_a_strange_coding_of_the_sites_own_model_is_put_right(
        self, lay: Lay, undo: UndoFolder
    ) -> None:
        site = SitePolicy(Model.ISO28560_2)
        pad = lay(LONE_FILLERS, dsfid=0x06, afi=0x07)
        assert acts(offers(taken_apart(pad, undo, site), site)) == ["rewrite"]
        do(Act.REWRITE, pad, undo, site)
        assert taken_apart(pad, undo, site).conformance.verdict is Verdict.CONFORMS
        assert offers(taken_apart(pad, undo, site), site) == ()

    def test_a_locked_block_in_the_way_is_told_and_nothing_written(
        self, lay: Lay, undo: UndoFolder
    ) -> None:
        pad = lay(ANNEX_D, locked={2})
        inspection = taken_apart(pad, undo)
        offered = offers(inspection, SITE)[0]
        assert "Block 2 of the tag is locked" in offered.hindrance
        with pytest.raises(InputRefused, match="Block 2"):
            carry_out(offered, inspection, pad, undo, SITE)
        assert bytes(pad.tags[UID].memory).startswith(ANNEX_D)

    def test_what_does_not_fit_the_model_is_told(self, lay: Lay, undo: UndoFolder) -> None:
        long = encode(TagRecord("12345678901234567890"), Model.ISO28560_2).data
        offered = offers(taken_apart(lay(long, dsfid=0x06), undo), SITE)[0]
        assert "takes 20 bytes" in offered.hindrance

    def test_a_tag_that_became_another_is_not_written(self, lay: Lay, undo: UndoFolder) -> None:
        pad = lay(ANNEX_D)
        inspection = taken_apart(pad, undo)
        pad.tags[UID].memory[:] = ANNEX_B.ljust(112, b"\0")
        with pytest.raises(InputRefused, match="another item: 1000000056"):
            carry_out(offers(inspection, SITE)[0], inspection, pad, undo, SITE)

    def test_turned_blocks_are_turned_back(self, lay: Lay, undo: UndoFolder) -> None:
        for site in (SITE, replace(SITE, model=Model.ISO28560_2)):
            pad = lay(REVERSED)
            do(Act.BLOCK_ORDER, pad, undo, site)
            content = decode(bytes(pad.tags[UID].memory))
            assert (content.block_order, content.item) == ("normal", "11223344")
            assert content.owner == "DE-705"


class TestSecurity:
    @pytest.mark.parametrize(
        ("afi", "on_loan", "offered"),
        [
            (0x07, False, []),
            (0x07, None, []),
            (0x07, True, ["secure-off"]),
            (0xC2, True, []),
            (0xC2, False, ["secure-on"]),
            (0xC2, None, ["secure-on"]),
            (0x00, None, ["secure-on", "secure-off"]),
            (0x00, True, ["secure-off"]),
        ],
    )
    def test_what_is_offered_follows_from_where_the_item_is(
        self, lay: Lay, undo: UndoFolder, afi: int, on_loan: bool | None, offered: list[str]
    ) -> None:
        inspection = taken_apart(lay(ANNEX_B, dsfid=0x3E, afi=afi), undo)
        assert acts(offers(inspection, SITE, on_loan)) == offered

    def test_it_is_set_and_read_back(self, lay: Lay, undo: UndoFolder) -> None:
        pad = lay(ANNEX_B, afi=0x00)
        assert do(Act.RELEASE, pad, undo).security.secured is False
        assert pad.tags[UID].afi == 0xC2
        assert do(Act.SECURE, pad, undo).security.secured
        assert pad.tags[UID].afi == 0x07

    def test_where_gates_see_nothing_nothing_is_offered(self, lay: Lay, undo: UndoFolder) -> None:
        site = replace(SITE, gates=Gates.NONE)
        inspection = taken_apart(lay(ANNEX_B, dsfid=0x3E, afi=0), undo, site)
        assert offers(inspection, site, on_loan=False) == ()


class TestUnfinished:
    def torn(self, lay: Lay, undo: UndoFolder, memory: bytes = ANNEX_B) -> Any:
        """A tag that left while it was given the number 2000000001."""
        pad = lay(memory, dsfid=0x3E)
        pad.bytes_left = 9
        writer = TagWriter(pad, undo, SITE, clock=lambda: datetime(2026, 3, 1, tzinfo=UTC))
        with pytest.raises(TagTorn):
            writer.write(UID, SITE.record("2000000001"), expect_replacing="1000000056")
        pad.away.clear()
        pad.bytes_left = None
        return pad

    def test_it_is_told_with_both_numbers(self, lay: Lay, undo: UndoFolder) -> None:
        inspection = taken_apart(self.torn(lay, undo), undo)
        assert inspection.conformance.verdict is Verdict.DAMAGED
        assert inspection.unfinished is not None
        assert inspection.unfinished.item == "1000000056"
        assert inspection.unfinished.intended == "2000000001"
        assert inspection.images == 1
        assert acts(offers(inspection, SITE)) == ["finish", "undo"]

    def test_it_can_be_finished(self, lay: Lay, undo: UndoFolder) -> None:
        pad = self.torn(lay, undo)
        report = do(Act.FINISH, pad, undo)
        assert report.content.item == decode(bytes(pad.tags[UID].memory)).item == "2000000001"
        assert report.security.secured
        assert taken_apart(pad, undo).unfinished is None

    def torn_part(self, lay: Lay, undo: UndoFolder) -> Any:
        """A tag that left while it was made part 2 of 3, with a title."""
        pad = lay(bytes(112))
        pad.bytes_left = 9
        writer = TagWriter(pad, undo, SITE, clock=lambda: datetime(2026, 3, 1, tzinfo=UTC))
        with pytest.raises(TagTorn):
            writer.write(UID, SITE.record("2000000001", 3, 2, {17: "Faust"}))
        pad.away.clear()
        return pad

    def test_the_tag_of_a_part_is_finished_as_that_part(self, lay: Lay, undo: UndoFolder) -> None:
        pad = self.torn_part(lay, undo)
        pad.bytes_left = None
        [finish, _] = offers(taken_apart(pad, undo), SITE)
        assert "2000000001, part 2 of 3" in finish.does
        assert finish.changes == ()
        content = do(Act.FINISH, pad, undo).content
        assert (content.item, content.parts, content.part) == ("2000000001", 3, 2)
        assert content.elements[17] == "Faust"

    def test_what_was_intended_last_is_finished(self, lay: Lay, undo: UndoFolder) -> None:
        """A person corrected the number of parts, and the tag left once more."""
        pad = self.torn_part(lay, undo)
        pad.bytes_left = 9
        with pytest.raises(TagTorn):
            TagWriter(pad, undo, SITE).write(UID, SITE.record("2000000001", 2, 1))
        pad.away.clear()
        pad.bytes_left = None
        [finish, undone] = offers(taken_apart(pad, undo), SITE)
        assert "part 1 of 2" in finish.does
        assert "it held no item" in undone.does
        inspection = taken_apart(pad, undo)
        assert inspection.unfinished is not None
        assert inspection.unfinished.memory == bytes(112)
        do(Act.FINISH, pad, undo)
        assert undo.all_unfinished() == []

    def test_an_image_of_before_says_part_1_of_1(self, lay: Lay, undo: UndoFolder) -> None:
        pad = lay(b"\0" + ANNEX_B[1:])
        when = datetime(2026, 3, 1, tzinfo=UTC)
        undo.keep(image_of(read_tag(pad, UID), when, "write 2000000001", "2000000001"))
        [finish, _] = offers(taken_apart(pad, undo), SITE)
        assert finish.changes == ("It will be part 1 of 1, without further elements.",)

    def test_it_can_be_undone(self, lay: Lay, undo: UndoFolder) -> None:
        pad = self.torn(lay, undo)
        do(Act.UNDO, pad, undo)
        assert bytes(pad.tags[UID].memory).startswith(ANNEX_B)
        assert taken_apart(pad, undo).unfinished is None

    def test_an_image_that_was_being_restored_can_only_be_put_back(
        self, lay: Lay, undo: UndoFolder
    ) -> None:
        pad = lay(b"\0" + ANNEX_B[1:])
        reading = read_tag(pad, UID)
        undo.keep(image_of(reading, datetime(2026, 3, 1, tzinfo=UTC), "restore", "1000000056"))
        assert acts(offers(taken_apart(pad, undo), SITE)) == ["undo"]

    def test_a_write_that_another_station_made_good_is_none(
        self, lay: Lay, undo: UndoFolder
    ) -> None:
        pad = self.torn(lay, undo)
        pad.tags[UID].memory[:] = encode(TagRecord("3000000002"), Model.ISO28560_3).data.ljust(
            112, b"\0"
        )
        assert taken_apart(pad, undo).unfinished is None
