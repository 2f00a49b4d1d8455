"""The simulated ESC/POS printer: answers at once, ids in their turn, slips as pictures."""

import pytest

from procstation_simulators.printers.escpos import SIMULATOR
from procstation_simulators.printers.slips import SlipSettings, VirtualSlipPrinter

SLIP = b"\x1b@\x1dv0\x00\x01\x00\x02\x00\x80\x01\x1dVB\x00"
ID = b"\x1d(H\x06\x0000" + b"0001"
CONFIRMED = b"\x37\x220001\x00"


@pytest.fixture
def printer() -> VirtualSlipPrinter:
    return VirtualSlipPrinter(SlipSettings(width_dots=16))


def ask(printer: VirtualSlipPrinter, what: int) -> int:
    printer.receive(bytes((0x10, 0x04, what)))
    (byte,) = printer.transmit()
    return byte


@pytest.mark.parametrize("chunk", [1, 3, 1000])
def test_a_slip_is_what_was_printed_up_to_the_cut(printer: VirtualSlipPrinter, chunk: int) -> None:
    job = SLIP + ID
    for at in range(0, len(job), chunk):
        printer.receive(job[at : at + chunk])
    printer.pass_time(0.49)
    assert (printer.printed, printer.transmit()) == ([], b"")
    printer.pass_time(0.02)
    assert printer.printed == [b"P4\n16 2\n\x80\x00\x01\x00"]
    assert printer.transmit() == CONFIRMED


def test_feeding_makes_white_rows(printer: VirtualSlipPrinter) -> None:
    printer.receive(b"\x1bd\x01" + SLIP + b"\n\x1dV\x00")
    printer.pass_time(2)
    assert [pbm.split(b"\n")[1] for pbm in printer.printed] == [b"16 36", b"16 34"]


def test_when_all_is_well(printer: VirtualSlipPrinter) -> None:
    assert [ask(printer, what) for what in (1, 2, 3, 4)] == [0x12] * 4


@pytest.mark.parametrize(
    ("attribute", "value", "answers"),
    [
        ("head_open", True, [0x1A, 0x16, 0x12, 0x12]),
        ("paused", True, [0x1A, 0x12, 0x12, 0x12]),
        ("labels_left", 0, [0x1A, 0x32, 0x12, 0x7E]),
        ("labels_left", 3, [0x12, 0x12, 0x12, 0x1E]),
    ],
)
def test_each_answer(
    printer: VirtualSlipPrinter, attribute: str, value: object, answers: list[int]
) -> None:
    setattr(printer, attribute, value)
    assert [ask(printer, what) for what in (1, 2, 3, 4)] == answers


def test_a_question_is_answered_past_slips_that_wait(printer: VirtualSlipPrinter) -> None:
    printer.head_open = True
    printer.receive(SLIP * 3 + ID)
    assert ask(printer, 2) == 0x16
    printer.pass_time(60)
    assert printer.printed == []
    printer.head_open = False
    printer.pass_time(2)
    assert len(printer.printed) == 3
    assert printer.transmit() == CONFIRMED


def test_a_question_in_a_picture_is_answered_too(printer: VirtualSlipPrinter) -> None:
    printer.receive(b"\x1dv0\x00\x03\x00\x01\x00\x10\x04\x01")
    assert printer.transmit() == b"\x12"


def test_changes_told_unasked(printer: VirtualSlipPrinter) -> None:
    printer.receive(b"\x1da\x0f")
    printer.head_open = True
    printer.pass_time(0.1)
    assert printer.transmit() == b"\x38\x00\x00\x00"
    printer.head_open = False
    printer.labels_left = 0
    printer.pass_time(0.1)
    assert printer.transmit() == b"\x18\x00\x0f\x00"


def test_one_that_knows_no_ids(printer: VirtualSlipPrinter) -> None:
    printer.settings.confirms = False
    printer.receive(SLIP + ID)
    printer.pass_time(5)
    assert (len(printer.printed), printer.transmit()) == (1, b"")


def test_a_liar_prints_and_confirms_nothing(printer: VirtualSlipPrinter) -> None:
    printer.settings.lies = True
    printer.receive(SLIP + ID)
    printer.pass_time(60)
    assert (printer.printed, printer.transmit()) == ([], b"")
    assert ask(printer, 1) == 0x12


def test_what_a_person_can_do() -> None:
    printer = SIMULATOR.build({})
    assert isinstance(printer, VirtualSlipPrinter)
    SIMULATOR.play(printer, "open")
    assert ask(printer, 2) == 0x16
