"""The simulated EPL2 printer: its answers byte for byte, and the picture of what it is sent."""

import pytest

from procstation_simulators.printers.eltron import EltronSettings, VirtualEltron
from procstation_simulators.printers.epl2 import SIMULATOR

LABEL = b"\r\nN\r\nq16\r\nGW0,0,2,2\r\n\x7f\x7f\xff\xfe\r\nP1\r\n"
"""Dots at both ends of the first byte and of the second, and the last of the lower row."""


@pytest.fixture
def printer() -> VirtualEltron:
    return VirtualEltron(EltronSettings(width_dots=16))


def ask(printer: VirtualEltron, command: bytes = b"^ee\r\n") -> bytes:
    printer.receive(command)
    return printer.transmit()


@pytest.mark.parametrize("chunk", [1, 3, 1000])
def test_a_label_takes_half_a_second(printer: VirtualEltron, chunk: int) -> None:
    for at in range(0, len(LABEL), chunk):
        printer.receive(LABEL[at : at + chunk])
    printer.pass_time(0.49)
    assert printer.printed == []
    printer.pass_time(0.02)
    # 0 is black in what it is sent, 1 in the picture.
    assert printer.printed == [b"P4\n16 2\n\x80\x80\x00\x01"]
    assert printer.labels_left == 999


def test_graphics_are_drawn_where_they_are_put(printer: VirtualEltron) -> None:
    printer.receive(b"N\r\nGW3,1,1,1\r\n\x00\r\nLO0,3,2,1\r\nP2\r\n")
    printer.pass_time(2)
    assert printer.printed == [b"P4\n16 4\n" + bytes.fromhex("0000 1FE0 0000 C000")] * 2


@pytest.mark.parametrize(
    ("cause", "code"),
    [("head_open", b"11\r\n"), ("ribbon_out", b"07\r\n"), ("paused", b"12\r\n")],
)
def test_each_trouble_has_its_code_and_stops_it(
    printer: VirtualEltron, cause: str, code: bytes
) -> None:
    assert ask(printer) == b"00\r\n"
    setattr(printer, cause, True)
    assert ask(printer) == code
    printer.receive(LABEL)
    printer.pass_time(60)
    assert printer.printed == []
    setattr(printer, cause, False)
    printer.pass_time(0.6)
    assert len(printer.printed) == 1


def test_several_codes_in_one_line(printer: VirtualEltron) -> None:
    printer.labels_left = 0
    printer.head_open = printer.paused = True
    assert ask(printer) == b"07,11,12\r\n"


def test_commands_wait_behind_labels_and_the_question_with_them(printer: VirtualEltron) -> None:
    printer.receive(LABEL * 3)
    assert ask(printer) == b""
    printer.pass_time(1.1)
    assert printer.transmit() == b"00\r\n"


def test_stopped_by_trouble_it_answers_at_once(printer: VirtualEltron) -> None:
    printer.receive(LABEL * 3)
    printer.head_open = True
    assert ask(printer) == b"11\r\n"


def test_what_it_does_not_understand_is_not_printed(printer: VirtualEltron) -> None:
    printer.receive(b"N\r\n?nonsense\r\nP1\r\n")
    assert ask(printer) == b"01\r\n"
    printer.pass_time(5)
    assert printer.printed == []
    printer.receive(LABEL)
    assert ask(printer) == b"00\r\n"


def test_it_tells_changes_by_itself_once_asked_to(printer: VirtualEltron) -> None:
    assert ask(printer, b"eR$,2\r\n") == b""
    printer.head_open = True
    printer.pass_time(0.1)
    assert printer.transmit() == b"$11\r\n"
    printer.head_open = False
    printer.pass_time(0.1)
    assert printer.transmit() == b"$00\r\n"


def test_acknowledging(printer: VirtualEltron) -> None:
    printer.receive(b"US\r\n" + LABEL)
    printer.pass_time(0.6)
    assert printer.transmit() == b"\x06"
    assert ask(printer, b"GW0,0,9,1\r\n" + bytes(9) + b"P1\r\n") == b"\x1502"
    printer.head_open = True
    printer.pass_time(0.1)
    assert printer.transmit() == b"\x1511"


def test_a_liar_says_all_is_well_and_prints_nothing() -> None:
    printer = VirtualEltron(EltronSettings(lies=True))
    printer.receive(LABEL)
    assert ask(printer) == b"00\r\n"
    printer.pass_time(60)
    assert printer.printed == []


def test_what_a_person_can_do() -> None:
    printer = SIMULATOR.build({"labels_left": "2"})
    assert isinstance(printer, VirtualEltron)
    assert SIMULATOR.play(printer, "open") == "the head is open"
    assert ask(printer) == b"11\r\n"
    SIMULATOR.play(printer, "close")
    assert SIMULATOR.play(printer, "labels 0") == "0 labels are left"
    assert ask(printer) == b"07\r\n"
    assert SIMULATOR.play(printer, "printed") == "0 labels came out"
