"""The proof with a test tag: each act, and that the tag is as it was however it ends."""

from collections.abc import Callable
from typing import Any

import pytest

from procstation.devices import TagLost
from procstation.errors import InputRefused
from procstation.tagging import (
    TEST_ITEM,
    Gates,
    Proof,
    ProofAct,
    ProofLeft,
    SitePolicy,
    TagWriter,
    UndoFolder,
    read_tag,
)
from procstation.tags import Model, TagRecord, iso28560_2, iso28560_3

UID = bytes.fromhex("E00401105B6C7D8E")
HELD = iso28560_2.encode(TagRecord("A-1620154429", "DK-718500")).data
CARD = iso28560_2.encode(TagRecord("P1", usage=0x81)).data

Lay = Callable[..., Any]
Prove = Callable[..., Proof]


@pytest.fixture
def prove(undo: UndoFolder) -> Prove:
    """Makes a proof on a pad; keyword arguments are those of the site policy."""

    def make(pad: Any, walk: Callable[[bool], bool] | None = None, **policy: Any) -> Proof:
        return Proof(pad, undo, SitePolicy(**policy), lambda _: None, walk)

    return make


def named(acts: list[ProofAct]) -> list[tuple[str, bool]]:
    return [(act.act, act.ok) for act in acts]


def as_it_was(pad: Any, undo: UndoFolder, memory: bytes = HELD) -> bool:
    tag = pad.tags[UID]
    return (bytes(tag.memory), tag.afi) == (memory.ljust(112, b"\0"), 0x07) and (
        undo.unfinished(UID) is None
    )


@pytest.mark.parametrize("model", [Model.ISO28560_2, Model.ISO28560_3])
def test_all_acts_of_a_site_whose_gates_see_both(
    lay_on_eas_pad: Lay, prove: Prove, undo: UndoFolder, model: Model
) -> None:
    pad = lay_on_eas_pad(HELD, afi=0x07, eas=True)
    walks: list[tuple[bool, int, bool]] = []

    def walk(must_ring: bool) -> bool:
        walks.append((must_ring, pad.tags[UID].afi, pad.tags[UID].eas))
        assert read_tag(pad, UID).content.item == TEST_ITEM
        return must_ring

    proof = prove(pad, walk, gates=Gates.BOTH, model=model)
    proof.run(UID)
    assert named(proof.acts) == [
        ("write test data", True),
        ("set AFI 07", True),
        ("set EAS on", True),
        ("walk through the gate with AFI 07, EAS on", True),
        ("set AFI C2", True),
        ("set EAS off", True),
        ("walk through the gate with AFI C2, EAS off", True),
        ("give back what it held", True),
    ]
    assert walks == [(True, 0x07, True), (False, 0xC2, False)]
    assert (proof.ok, pad.tags[UID].eas) == (True, True)
    assert as_it_was(pad, undo)


def test_marks_that_were_right_before_are_changed_all_the_same(lay: Lay, prove: Prove) -> None:
    pad = lay(HELD, afi=0x07)
    prove(pad).run(UID)
    # Off, on, off, and back.
    assert pad.commands.count("write AFI") == 4


def test_a_gate_that_does_otherwise_is_said(lay: Lay, prove: Prove, undo: UndoFolder) -> None:
    pad = lay(HELD, afi=0x07)
    for rings in (False, True):
        proof = prove(pad, lambda _, rings=rings: rings)
        proof.run(UID)
        walks = [act for act in proof.acts if act.act.startswith("walk")]
        assert [act.ok for act in walks] == [rings, not rings]
        assert not proof.ok
        wrong = next(act for act in walks if not act.ok)
        assert wrong.found == ("it rang" if rings else "it was silent")
        assert as_it_was(pad, undo)


def test_without_gates_only_the_data_are_proven(lay: Lay, prove: Prove, undo: UndoFolder) -> None:
    pad = lay(HELD, afi=0x07)
    proof = prove(pad, lambda _: True, gates=Gates.NONE)
    proof.run(UID)
    assert named(proof.acts) == [("write test data", True), ("give back what it held", True)]
    assert as_it_was(pad, undo)


def test_a_locked_afi_is_found_out_and_the_tag_is_as_it_was(
    lay: Lay, prove: Prove, undo: UndoFolder
) -> None:
    pad = lay(HELD, afi=0x07, afi_locked=True)
    proof = prove(pad)
    proof.run(UID)
    assert named(proof.acts) == [
        ("write test data", True),
        ("set AFI C2", False),
        ("give back what it held", True),
    ]
    assert "AFI is locked" in proof.acts[1].found
    assert as_it_was(pad, undo)


def test_a_tag_that_does_not_take_the_data_is_as_it_was(
    lay: Lay, prove: Prove, undo: UndoFolder
) -> None:
    pad = lay(HELD, afi=0x07)
    pad.secretly_locked = {4}
    proof = prove(pad)
    proof.run(UID)
    assert named(proof.acts) == [("write test data", False), ("give back what it held", True)]
    assert as_it_was(pad, undo)


def test_a_locked_block_is_refused_before_the_first_byte(
    lay: Lay, prove: Prove, undo: UndoFolder
) -> None:
    pad = lay(HELD, afi=0x07, locked={2})
    with pytest.raises(InputRefused, match="Block 2 of the tag is locked"):
        prove(pad).run(UID)
    assert pad.writes == []
    assert as_it_was(pad, undo)


def test_interrupted_it_still_gives_the_tag_back(lay: Lay, prove: Prove, undo: UndoFolder) -> None:
    pad = lay(HELD, afi=0x07)

    def interrupt(_: bool) -> bool:
        assert undo.unfinished(UID) is not None
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        prove(pad, interrupt).run(UID)
    assert as_it_was(pad, undo)


def test_a_test_tag_that_does_not_come_back_is_known_again(
    lay: Lay, prove: Prove, undo: UndoFolder
) -> None:
    pad = lay(HELD, afi=0x07)

    def walk_away(_: bool) -> bool:
        pad.away.add(UID)
        raise TagLost("It went with the reader's bag.", "Lay it back.")

    with pytest.raises(ProofLeft, match=f"may still hold the test data {TEST_ITEM}") as left:
        prove(pad, walk_away).run(UID)
    assert "tag undo" in left.value.do_next
    pad.away.clear()
    image = undo.unfinished(UID)
    assert image is not None
    assert (image.reason, image.item, image.intended) == ("prove", "A-1620154429", TEST_ITEM)
    with pytest.raises(InputRefused, match="did not end"):
        prove(pad).run(UID)
    TagWriter(pad, undo, SitePolicy()).restore(UID, image)
    assert as_it_was(pad, undo)


def test_what_is_no_test_tag_is_refused(lay: Lay, prove: Prove) -> None:
    card = lay(CARD)
    with pytest.raises(InputRefused, match="patron card"):
        prove(card).run(UID)
    two = lay(HELD)
    two.tags[bytes.fromhex("E00401105B6C7D8F")] = lay().tags[UID]
    with pytest.raises(InputRefused, match="More than one tag"):
        prove(two).run(UID)
    bare = lay(HELD, afi=None)
    with pytest.raises(InputRefused, match="has no AFI"):
        prove(bare).run(UID)
    no_eas = lay(iso28560_3.encode(TagRecord("1")).data)
    with pytest.raises(InputRefused, match="this pad cannot set it"):
        prove(no_eas, gates=Gates.EAS).run(UID)
    assert card.writes == two.writes == bare.writes == no_eas.writes == []
