"""The simulated Brother QL: status byte for byte, pages one by one, and every way to stop."""

import pytest

from procstation.devices import DeviceFault
from procstation.errors import InputRefused
from procstation_simulators.printers.brother_ql import SIMULATOR
from procstation_simulators.printers.brother_ql_printer import BrotherQlSettings, VirtualBrotherQl

ASK = b"\x1biS"
READY = bytes.fromhex("8020423441300000 00003E0A0000000000000000 000000000000000000000000")


def ask(printer: VirtualBrotherQl, command: bytes = ASK) -> bytes:
    printer.receive(command)
    return printer.transmit()


def job(row: bytes, lines: int = 2, media: str = "CE0A3E00") -> bytes:
    information = bytes.fromhex(media) + lines.to_bytes(4, "little") + b"\0\0"
    return b"\x1biz" + information + b"\x1bid\x01\x00M\x00" + (b"g\x00\x5a" + row) * lines + b"\x1a"


def test_a_printer_that_is_ready() -> None:
    assert ask(VirtualBrotherQl()) == READY


@pytest.mark.parametrize(
    ("attribute", "value", "byte", "bit"),
    [("head_open", True, 9, 0x10), ("jam", True, 9, 0x40), ("cutter_jam", True, 8, 0x04),
     ("labels_left", 0, 8, 0x01)],
)  # fmt: skip
def test_each_trouble_has_its_bit(attribute: str, value: object, byte: int, bit: int) -> None:
    printer = VirtualBrotherQl()
    setattr(printer, attribute, value)
    status = ask(printer)
    assert status[byte] == bit
    assert (status[10], status[11]) == ((0, 0) if attribute == "labels_left" else (62, 0x0A))


def test_labels_cut_before_tell_their_length_and_their_end() -> None:
    printer = VirtualBrotherQl(BrotherQlSettings(roll="29x90"))
    assert (ask(printer)[10], ask(printer)[11], ask(printer)[17]) == (29, 0x0B, 90)
    printer.labels_left = 0
    assert ask(printer)[8] == 0x02


@pytest.mark.parametrize("piece", [1, 3, 1000])
def test_a_page_is_told_of_and_comes_out_mirrored(piece: int) -> None:
    printer = VirtualBrotherQl()
    # The first pin of the roll, behind the margin of 12 on the right, is the dot on the right.
    row = (1 << (719 - 12)).to_bytes(90, "big")
    data = job(row)
    for at in range(0, len(data), piece):
        printer.receive(data[at : at + piece])
    assert [printer.transmit()[18:20]] == [bytes((6, 1))]
    printer.pass_time(1)
    said = printer.transmit()
    assert [said[18:20], said[50:52]] == [bytes((1, 1)), bytes((6, 0))]
    head, size, rows = printer.printed[0].split(b"\n", 2)
    assert (head, size) == (b"P4", b"732 4")
    # Blank margins of one line, as the job said; the dot stands 18 dots from the right edge.
    line = (1 << 18 << 4).to_bytes(92, "big")
    assert rows == bytes(92) + line * 2 + bytes(92)


@pytest.mark.parametrize("media", ["CE0B3E64", "CE0A1D00", "CE0A3E01"])
def test_a_job_for_another_roll_is_an_error(media: str) -> None:
    printer = VirtualBrotherQl()
    status = ask(printer, job(bytes(90), media=media))
    assert (status[18], status[9]) == (2, 0x01)
    printer.pass_time(5)
    assert printer.printed == []


def test_what_a_job_does_not_call_valid_is_not_compared() -> None:
    assert ask(VirtualBrotherQl(), job(bytes(90), media="800B1D5A"))[18] == 6


def test_an_error_ends_the_job() -> None:
    printer = VirtualBrotherQl()
    printer.receive(job(bytes(90)) * 3)
    printer.pass_time(0.6)
    printer.transmit()
    printer.head_open = True
    printer.pass_time(1)
    assert printer.transmit()[18] == 2
    printer.head_open = False
    printer.pass_time(5)
    assert len(printer.printed) == 1


def test_cooling_is_told_of_and_waited_for() -> None:
    printer = VirtualBrotherQl()
    printer.too_hot = True
    assert (printer.transmit()[18:23:4]) == bytes((5, 3))
    printer.receive(job(bytes(90)))
    printer.pass_time(5)
    assert printer.printed == []
    printer.too_hot = False
    printer.pass_time(1)
    assert len(printer.printed) == 1


def test_settings_that_make_no_sense_are_refused() -> None:
    for query in ({"roll": "63"}, {"model": "QL-9"}, {"rol": "62"}):
        with pytest.raises(DeviceFault):
            SIMULATOR.build(query)


def test_what_can_be_played() -> None:
    printer = VirtualBrotherQl()
    for line, words in [
        ("roll 29x90 3", "roll of 29x90 with 3 labels"),
        ("labels 7", "7 labels are left"),
        ("open", "is open"),
        ("close", "is closed"),
        ("jam", "jammed"),
        ("unjam", "feed again"),
        ("hot", "cools down"),
        ("cool", "is cool"),
        ("printed", "0 labels came out"),
    ]:
        assert words in SIMULATOR.play(printer, line)
    with pytest.raises(InputRefused, match="no roll '63'"):
        SIMULATOR.play(printer, "roll 63")
