"""The simulated LabelWriters: status byte for byte, lines and bitmaps, and every way to stop."""

import pytest

from procstation_simulators.printers import dymo_450, dymo_550
from procstation_simulators.printers.dymo_450_printer import Dymo450Settings, VirtualDymo450
from procstation_simulators.printers.dymo_550_printer import Dymo550Settings, VirtualDymo550

ASK = b"\x1bA"
LOCK, RELEASE, KEEP = ASK + b"\1", ASK + b"\0", ASK + b"\2"
LABEL_450 = bytes.fromhex("1B4401 16F0 160F 1B47")
LABEL_550 = bytes.fromhex("1B6E0100 1B440102 02000000 08000000 F00F 1B47")
PICTURE = b"P4\n8 2\n\xf0\x0f"


def ask(printer: VirtualDymo450 | VirtualDymo550, command: bytes = ASK) -> bytes:
    printer.receive(command)
    return printer.transmit()


@pytest.mark.parametrize(
    ("attribute", "value", "status"),
    [("jam", False, 0x03), ("labels_left", 0, 0x22), ("jam", True, 0x42), ("broken", True, 0x82)],
)
def test_the_450_tells_its_state_in_one_byte(attribute: str, value: object, status: int) -> None:
    printer = VirtualDymo450()
    setattr(printer, attribute, value)
    assert ask(printer) == bytes((status,))


def test_the_se450_says_ready_the_other_way_round() -> None:
    printer = VirtualDymo450(Dymo450Settings(se450=True))
    assert ask(printer) == b"\x02"
    printer.receive(LABEL_450)
    assert ask(printer) == b"\x01"


@pytest.mark.parametrize("piece", [1, 2, 100])
def test_a_450_prints_line_by_line(piece: int) -> None:
    printer, data = VirtualDymo450(), b"\x1b" * 100 + b"\x1b@" + LABEL_450 * 2
    for at in range(0, len(data), piece):
        printer.receive(data[at : at + piece])
    assert ask(printer) == b"\x00"
    printer.pass_time(2)
    assert printer.printed == [PICTURE, PICTURE]
    assert ask(printer) == b"\x03"


def test_a_450_skips_lines_and_keeps_to_its_tab() -> None:
    printer = VirtualDymo450()
    printer.receive(bytes.fromhex("1B4401 1B4201 16F0 1B660102 160F 1B45"))
    printer.pass_time(2)
    assert printer.printed == [b"P4\n16 4\n\x00\xf0\x00\x00\x00\x00\x00\x0f"]


def test_a_450_takes_a_run_of_escapes_out_of_half_a_line() -> None:
    printer = VirtualDymo450()
    printer.receive(b"\x16" + bytes(50) + b"\x1b" * 100 + b"\x1b@" + LABEL_450)
    printer.pass_time(2)
    assert printer.printed == [PICTURE]


@pytest.mark.parametrize(
    ("attribute", "value", "byte", "told"),
    [("head_open", True, 10, 1), ("no_roll", True, 10, 2), ("labels_left", 0, 10, 5),
     ("labels_left", 4, 10, 7), ("jam", True, 10, 9), ("counterfeit", True, 10, 10),
     ("too_hot", True, 8, 1), ("in_use", True, 0, 4)],
)  # fmt: skip
def test_the_550_tells_its_state(attribute: str, value: object, byte: int, told: int) -> None:
    printer = VirtualDymo550()
    whole = ask(printer, RELEASE)
    assert (len(whole), whole[0], whole[8], whole[10]) == (32, 0, 0, 8)
    assert whole[11:23].rstrip(b"\0") == b"30332"
    assert whole[27:29] == (1000).to_bytes(2, "little")
    setattr(printer, attribute, value)
    assert ask(printer, RELEASE)[byte] == told


@pytest.mark.parametrize("piece", [1, 5, 100])
def test_a_550_prints_only_for_who_holds_its_lock(piece: int) -> None:
    printer = VirtualDymo550(Dymo550Settings(tells_unlocked=True))
    assert ask(printer, RELEASE)[0] == 5
    printer.receive(LABEL_550)
    assert ask(printer, LOCK)[0] == 0
    data = b"\x1bs\x07\0\0\0" + LABEL_550
    for at in range(0, len(data), piece):
        printer.receive(data[at : at + piece])
    status = ask(printer, KEEP)
    assert (status[0], status[1:5], status[5:7]) == (1, b"\x07\0\0\0", b"\1\0")
    printer.pass_time(2)
    assert ask(printer, KEEP)[0] == 0
    printer.receive(b"\x1bQ")
    assert ask(printer, KEEP)[0] == 5
    assert printer.printed == [PICTURE]
    assert printer.labels_left == 999


def test_a_550_stops_and_goes_on() -> None:
    printer = VirtualDymo550()
    printer.receive(LOCK + LABEL_550)
    printer.jam = True
    printer.pass_time(5)
    printer.transmit()
    assert ask(printer, KEEP)[0] == 2
    printer.jam = False
    printer.pass_time(1)
    assert printer.printed == [PICTURE]


def test_what_can_be_played() -> None:
    small, large = VirtualDymo450(), VirtualDymo550()
    assert "7 labels" in dymo_450.SIMULATOR.play(small, "labels 7")
    assert "jammed" in dymo_450.SIMULATOR.play(small, "jam")
    assert ask(small) == b"\x42"
    assert "roll 30252 with 3" in dymo_550.SIMULATOR.play(large, "roll 30252 3")
    assert "no chip" in dymo_550.SIMULATOR.play(large, "counterfeit")
    assert ask(large, RELEASE)[10] == 10
    assert "30332" in dymo_550.SIMULATOR.play(large, "roll")
    assert ask(large, RELEASE)[10] == 8
    for line in ("open", "close", "hot", "cool", "unjam", "printed"):
        assert dymo_550.SIMULATOR.play(large, line)
