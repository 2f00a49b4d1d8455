"""What gates see, and that it is set last, read back, and never said to be so when it is not."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.devices import DeviceFault, DeviceLost, TagLost
from procstation.errors import InputRefused, StationError
from procstation.tagging import (
    GateMarks,
    Gates,
    NotSecured,
    Security,
    SitePolicy,
    TagTorn,
    TagWriter,
    UndoFolder,
)
from procstation.tags import TagRecord, decode, iso28560_3

UID = bytes.fromhex("E00401105B6C7D8E")
ITEM = TagRecord("A-1620154429", "DK-718500", 1, 1, 0x10)
NEW = TagRecord("31236021099999", "FI-Porna", 1, 1, 0x10)
MEMORY = iso28560_3.encode(ITEM).data

SECURED, ON_LOAN, UNKNOWN = Security.SECURED, Security.ON_LOAN, Security.UNKNOWN

Lay = Callable[..., Any]
WriterOn = Callable[..., TagWriter]


@pytest.mark.parametrize(
    ("gates", "marks", "meaning", "secured", "why"),
    [
        (Gates.AFI, GateMarks(0x07), SECURED, True, "secured (AFI 07)"),
        (Gates.AFI, GateMarks(0xC2, True), ON_LOAN, False, "on loan (AFI C2)"),
        (
            Gates.AFI,
            GateMarks(0x00),
            UNKNOWN,
            None,
            "unknown (AFI 00 is neither 07, secured, nor C2, on loan)",
        ),
        (Gates.AFI, GateMarks(None, True), UNKNOWN, None, "unknown (no AFI)"),
        (Gates.EAS, GateMarks(0xC2, True), SECURED, True, "secured (EAS on)"),
        (Gates.EAS, GateMarks(0x07, False), ON_LOAN, False, "on loan (EAS off)"),
        (Gates.EAS, GateMarks(0x07), UNKNOWN, None, "unknown (no EAS bit that this pad can read)"),
        (Gates.BOTH, GateMarks(0x07, True), SECURED, True, "secured (AFI 07, EAS on)"),
        (Gates.BOTH, GateMarks(0xC2, False), ON_LOAN, False, "on loan (AFI C2, EAS off)"),
        (
            Gates.BOTH,
            GateMarks(0x07, False),
            UNKNOWN,
            None,
            "unknown (AFI 07 is secured, EAS off is on loan)",
        ),
        (
            Gates.BOTH,
            GateMarks(0x00, True),
            UNKNOWN,
            None,
            "unknown (AFI 00 is neither 07, secured, nor C2, on loan, EAS on is secured)",
        ),
        (Gates.NONE, GateMarks(0x07, True), None, None, "not looked at here (AFI 07, EAS on)"),
        (Gates.NONE, GateMarks(), None, None, "not looked at here (neither AFI nor EAS)"),
    ],
)
def test_what_a_tag_means_to_the_gates(
    gates: Gates, marks: GateMarks, meaning: Security | None, secured: bool | None, why: str
) -> None:
    state = SitePolicy(gates=gates).security(marks)
    assert (state.meaning, state.secured, state.why) == (meaning, secured, why)


def test_which_afi_rings_is_the_sites_matter() -> None:
    site = SitePolicy(afi_secured=0xDA, afi_on_loan=0xD7)
    meanings = {0xDA: SECURED, 0xD7: ON_LOAN, 0x07: UNKNOWN}
    assert {afi: site.security(GateMarks(afi)).meaning for afi in meanings} == meanings


@pytest.mark.parametrize(
    ("gates", "afi", "eas", "last"),
    [
        (Gates.AFI, 0x07, False, ["write AFI", "system information"]),
        (Gates.EAS, 0xC2, True, ["write EAS", "read EAS"]),
        (
            Gates.BOTH,
            0x07,
            True,
            ["write AFI", "write EAS", "read EAS", "system information"],
        ),
        (Gates.NONE, 0xC2, False, ["write", "read"]),
    ],
)
def test_security_comes_last_and_is_read_back(
    lay_on_eas_pad: Lay,
    writer_on: WriterOn,
    gates: Gates,
    afi: int,
    eas: bool,
    last: list[str],
) -> None:
    pad = lay_on_eas_pad(afi=0xC2, eas=False)
    report = writer_on(pad, gates=gates).write(UID, NEW)
    assert (pad.tags[UID].afi, pad.tags[UID].eas) == (afi, eas)
    assert report.security.secured is (None if gates is Gates.NONE else True)
    assert pad.commands[-len(last) :] == last


def test_security_that_was_right_before_a_write_is_read_again_after_it(
    lay_on_eas_pad: Lay, writer_on: WriterOn
) -> None:
    pad = lay_on_eas_pad(afi=0x07, eas=True)
    writer_on(pad, gates=Gates.BOTH).write(UID, NEW)
    assert pad.commands[-3:] == ["read", "read EAS", "system information"]
    assert "write AFI" not in pad.commands


@pytest.mark.parametrize("gates", [Gates.AFI, Gates.EAS, Gates.BOTH])
def test_on_and_off(lay_on_eas_pad: Lay, writer_on: WriterOn, gates: Gates) -> None:
    pad = lay_on_eas_pad(MEMORY, afi=0x00, eas=False)
    writer = writer_on(pad, gates=gates, afi_on_loan=0x21)
    assert writer.secure(UID, True).security.meaning is SECURED
    assert writer.secure(UID, False).security.meaning is ON_LOAN
    assert pad.tags[UID].afi == (0x21 if gates.see_afi else 0x00)
    assert pad.tags[UID].eas is False
    assert pad.writes == []
    with pytest.raises(InputRefused, match="no gate here looks at tags"):
        writer_on(pad, gates=Gates.NONE).secure(UID, True)


@pytest.mark.parametrize(
    ("gates", "tag", "words"),
    [
        (Gates.AFI, {"afi": None, "eas": False}, r"SLIX\) has no AFI, and the gates here look"),
        (Gates.EAS, {"eas": None}, r"SLIX\) has no EAS bit, and the gates here look"),
        (Gates.BOTH, {"eas": None}, "has no EAS bit"),
        (Gates.BOTH, {"afi": None, "eas": False}, "has no AFI"),
    ],
)
def test_a_tag_without_what_the_gates_look_at_is_refused_before_the_first_byte(
    lay_on_eas_pad: Lay,
    writer_on: WriterOn,
    undo: UndoFolder,
    gates: Gates,
    tag: dict[str, Any],
    words: str,
) -> None:
    pad = lay_on_eas_pad(**tag)
    writer = writer_on(pad, gates=gates)
    with pytest.raises(InputRefused, match=words):
        writer.write(UID, NEW)
    with pytest.raises(InputRefused, match=words):
        writer.secure(UID, True)
    assert (pad.writes, undo.images()) == ([], [])
    assert "write AFI" not in pad.commands
    unsecured = writer.write(UID, NEW, unsecured=True)
    assert (unsecured.content.item, unsecured.security.secured) == (NEW.item, None)


def test_a_pad_that_cannot_do_what_the_gates_look_at_is_told_before_the_first_byte(
    lay: Lay, writer_on: WriterOn
) -> None:
    pad = lay(eas=False)
    for gates in (Gates.EAS, Gates.BOTH):
        with pytest.raises(InputRefused, match="look at the EAS bit, and this pad cannot set it"):
            writer_on(pad, gates=gates).write(UID, NEW)
    assert pad.writes == []


@pytest.mark.parametrize(
    ("locked", "found", "words"),
    [
        ({"afi_locked": True}, GateMarks(0xC2, False), "it is on loan (AFI C2, EAS off)"),
        (
            {"eas_locked": True},
            GateMarks(0x07, False),
            "it is unknown (AFI 07 is secured, EAS off is on loan)",
        ),
    ],
)
def test_a_locked_mark_leaves_right_data_and_says_that_they_are_not_secured(
    lay_on_eas_pad: Lay,
    writer_on: WriterOn,
    undo: UndoFolder,
    locked: dict[str, bool],
    found: GateMarks,
    words: str,
) -> None:
    pad = lay_on_eas_pad(afi=0xC2, eas=False, **locked)
    with pytest.raises(NotSecured) as failed:
        writer_on(pad, gates=Gates.BOTH).write(UID, NEW)
    assert words in failed.value.what
    assert failed.value.content.record == NEW
    assert failed.value.security.marks == found
    assert decode(bytes(pad.tags[UID].memory)).record == NEW
    assert undo.unfinished(UID) is None
    image = undo.latest(UID)
    assert image is not None
    assert (image.afi, image.eas) == (0xC2, False)


def test_a_mark_that_does_not_change_is_said(lay: Lay, writer_on: WriterOn) -> None:
    pad = lay(MEMORY, afi=0xC2)
    pad.write_afi = lambda uid, afi: None
    with pytest.raises(NotSecured, match="It reads AFI C2 after writing AFI 07"):
        writer_on(pad).secure(UID, True)


def test_the_tag_leaves_before_its_security_and_is_secured_on_return(
    lay: Lay, writer_on: WriterOn, undo: UndoFolder
) -> None:
    pad = lay(afi=0xC2)
    write_afi = pad.write_afi

    def leave(uid: bytes, afi: int) -> None:
        pad.away.add(uid)
        write_afi(uid, afi)

    pad.write_afi = leave
    with pytest.raises(TagTorn, match="its data are right, its security is not known"):
        writer_on(pad).write(UID, NEW)
    assert undo.unfinished(UID) is not None
    pad.away.clear()
    pad.write_afi = write_afi
    report = writer_on(pad).write(UID, NEW)
    assert (report.blocks_written, report.security.meaning) == (0, SECURED)
    assert undo.unfinished(UID) is None


@pytest.mark.parametrize("error", [DeviceFault, DeviceLost, TagLost])
@pytest.mark.parametrize("command", range(4))
def test_trouble_while_securing_leaves_nothing_unsaid(
    lay_on_eas_pad: Lay,
    writer_on: WriterOn,
    undo: UndoFolder,
    command: int,
    error: type[StationError],
) -> None:
    """A mark that was set though the answer was lost is read, and not written again."""
    quiet = lay_on_eas_pad(MEMORY, afi=0xC2, eas=False)
    writer_on(quiet, gates=Gates.BOTH).write(UID, NEW, expect_replacing=ITEM.item)
    first = quiet.commands.index("write AFI")
    pad = lay_on_eas_pad(MEMORY, afi=0xC2, eas=False)
    pad.trouble = {first + command: error("No answer.", "Try again.")}
    writer = writer_on(pad, gates=Gates.BOTH)
    if quiet.commands[first + command].startswith("write"):
        report = writer.write(UID, NEW, expect_replacing=ITEM.item)
    else:
        with pytest.raises(TagTorn, match="its security is not known"):
            writer.write(UID, NEW, expect_replacing=ITEM.item)
        assert undo.unfinished(UID) is not None
        report = writer.write(UID, NEW)
        assert report.blocks_written == 0
    assert report.security.meaning is SECURED
    assert (pad.tags[UID].afi, pad.tags[UID].eas) == (0x07, True)
    assert pad.commands.count("write AFI") == pad.commands.count("write EAS") == 1


def test_undo_gives_the_security_back_too(
    lay_on_eas_pad: Lay, writer_on: WriterOn, undo: UndoFolder
) -> None:
    pad = lay_on_eas_pad(MEMORY, afi=0x00, eas=False)
    writer = writer_on(pad, gates=Gates.BOTH)
    writer.write(UID, NEW, expect_replacing=ITEM.item)
    image = undo.latest(UID)
    assert image is not None
    report = writer.restore(UID, image)
    assert (pad.tags[UID].afi, pad.tags[UID].eas) == (0x00, False)
    assert report.security.meaning is UNKNOWN
    assert bytes(pad.tags[UID].memory) == MEMORY.ljust(112, b"\0")


def test_undo_on_a_pad_without_eas_says_what_it_cannot_give_back(
    lay_on_eas_pad: Lay, lay: Lay, writer_on: WriterOn, undo: UndoFolder
) -> None:
    there = lay_on_eas_pad(afi=0xC2, eas=False)
    writer_on(there, gates=Gates.BOTH).write(UID, NEW)
    image = undo.latest(UID)
    assert image is not None
    here = lay()
    here.tags = there.tags
    report = writer_on(here).restore(UID, image)
    assert report.warnings == ("It had AFI C2, EAS off: of that only AFI C2 can be set here.",)
    assert (here.tags[UID].afi, here.tags[UID].eas) == (0xC2, True)


@given(
    st.sampled_from(Gates),
    st.none() | st.integers(0, 255),
    st.none() | st.booleans(),
)
def test_a_tag_is_secured_only_when_every_gate_rings_at_it(
    gates: Gates, afi: int | None, eas: bool | None
) -> None:
    state = SitePolicy(gates=gates).security(GateMarks(afi, eas))
    rings = ([afi == 0x07] if gates.see_afi else []) + ([eas is True] if gates.see_eas else [])
    silent = ([afi == 0xC2] if gates.see_afi else []) + ([eas is False] if gates.see_eas else [])
    assert (state.secured is True) == (bool(rings) and all(rings))
    assert (state.secured is False) == (bool(silent) and all(silent))
    assert (state.meaning is None) == (gates is Gates.NONE)
