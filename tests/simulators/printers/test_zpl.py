"""The simulated ZPL printer: status byte for byte, labels one by one, and every way to stop."""

import pytest

from procstation_simulators.printers.zpl import SIMULATOR, VirtualZebra, ZebraSettings

LABEL = b"^XA^PW457^LL254^FO8,10^A0N,26,24^FDQA76^FS^XZ"
THREE = LABEL.replace(b"^XZ", b"^PQ3,0,1,Y^XZ")

READY = (
    b"\x02030,0,0,0254,000,0,0,0,000,0,0,0\x03\r\n"
    b"\x02001,0,0,0,1,2,6,0,00000000,1,000\x03\r\n"
    b"\x021234,0\x03\r\n"
)


@pytest.fixture
def printer() -> VirtualZebra:
    return VirtualZebra()


def ask(printer: VirtualZebra, command: bytes) -> bytes:
    printer.receive(command)
    return printer.transmit()


def status(printer: VirtualZebra) -> list[list[str]]:
    """Return the fields of the three lines of ~HS."""
    lines = ask(printer, b"~HS").decode("ascii").split("\r\n")[:-1]
    return [line.strip("\x02\x03").split(",") for line in lines]


def test_a_printer_that_is_ready(printer: VirtualZebra) -> None:
    assert ask(printer, b"~HS\r\n") == READY


@pytest.mark.parametrize(
    ("cause", "line", "field"),
    [("paused", 0, 2), ("too_cold", 0, 10), ("too_hot", 0, 11), ("head_open", 1, 2),
     ("ribbon_out", 1, 3)],
)  # fmt: skip
def test_each_trouble_has_its_field(
    printer: VirtualZebra, cause: str, line: int, field: int
) -> None:
    setattr(printer, cause, True)
    fields = status(printer)
    assert fields[line][field] == "1"
    fields[line][field] = "0"
    setattr(printer, cause, False)
    assert fields == status(printer)


def test_paper_out(printer: VirtualZebra) -> None:
    printer.labels_left = 0
    assert status(printer)[0][1] == "1"


def test_error_and_warning_bits(printer: VirtualZebra) -> None:
    assert b"ERRORS:         0 00000000 00000000" in ask(printer, b"~HQES")
    printer.labels_left = 0
    printer.ribbon_out = printer.head_open = printer.too_hot = printer.paused = True
    assert b"ERRORS:         1 00000000 00010017" in ask(printer, b"~HQES")
    printer.labels_left = 3
    assert b"WARNINGS:       1 00000000 00000008" in ask(printer, b"~HQES")


def test_it_tells_its_resolution() -> None:
    printer = SIMULATOR.build({"dots_per_mm": "12"})
    assert isinstance(printer, VirtualZebra)
    assert ask(printer, b"~HI") == b"\x02ZTC ZD421,V84.20.18Z,12,8192KB,X\x03\r\n"


def test_sgd_questions(printer: VirtualZebra) -> None:
    assert ask(printer, b'! U1 getvar "head.latch"\r\n') == b'"ok"'
    printer.head_open = True
    assert ask(printer, b'! U1 getvar "head.latch"\r\n') == b'"open"'
    assert ask(printer, b'! U1 getvar "no.such.thing"\r\n') == b'"?"'


@pytest.mark.parametrize("chunk", [1, 2, 7, 1000])
def test_a_label_takes_half_a_second(printer: VirtualZebra, chunk: int) -> None:
    for at in range(0, len(LABEL), chunk):
        printer.receive(LABEL[at : at + chunk])
    printer.pass_time(0.49)
    assert printer.printed == []
    printer.pass_time(0.02)
    assert printer.printed == [LABEL]
    assert printer.labels_left == 999


def test_a_batch_counts_down(printer: VirtualZebra) -> None:
    printer.receive(THREE + LABEL)
    assert (status(printer)[0][4], status(printer)[1][8]) == ("001", "00000003")
    printer.pass_time(1.1)
    assert (status(printer)[0][4], status(printer)[1][8]) == ("001", "00000001")
    printer.pass_time(0.5)
    assert (status(printer)[0][4], status(printer)[1][8]) == ("000", "00000001")
    printer.pass_time(10)
    assert ask(printer, b"~HS") == READY
    assert printer.printed == [THREE] * 3 + [LABEL]


def test_status_is_told_in_the_middle_of_a_format(printer: VirtualZebra) -> None:
    printer.receive(LABEL[:20])
    assert status(printer)[0][7] == "1"
    printer.receive(LABEL[20:])
    printer.pass_time(1)
    assert printer.printed == [LABEL]


def test_the_roll_runs_out_in_mid_job(printer: VirtualZebra) -> None:
    printer.labels_left = 2
    printer.receive(THREE)
    printer.pass_time(60)
    assert len(printer.printed) == 2
    assert (status(printer)[0][1], status(printer)[1][8]) == ("1", "00000001")
    printer.labels_left = 100
    printer.pass_time(0.6)
    assert len(printer.printed) == 3
    assert ask(printer, b"~HS") == READY


@pytest.mark.parametrize("cause", ["head_open", "ribbon_out", "paused", "too_hot", "too_cold"])
def test_nothing_comes_out_in_trouble(printer: VirtualZebra, cause: str) -> None:
    setattr(printer, cause, True)
    printer.receive(LABEL)
    printer.pass_time(60)
    assert printer.printed == []
    setattr(printer, cause, False)
    printer.pass_time(0.6)
    assert printer.printed == [LABEL]


def test_pausing_resuming_and_cancelling(printer: VirtualZebra) -> None:
    printer.receive(b"~PP" + THREE)
    printer.pass_time(5)
    assert printer.printed == []
    printer.receive(b"~PS")
    printer.pass_time(0.6)
    assert len(printer.printed) == 1
    printer.receive(b"~JA")
    printer.pass_time(5)
    assert len(printer.printed) == 1
    assert ask(printer, b"~HS") == READY


def test_formats_that_print_nothing(printer: VirtualZebra) -> None:
    printer.receive(b"^XA^JUS^XZ^XA^DFR:N.ZPL^FO1,1^FDx^FS^XZ^XA^FO1,1^FDx^FS^PQ0^XZ")
    printer.pass_time(5)
    assert printer.printed == []
    printer.receive(b"^XA^XFR:N.ZPL^XZ")
    printer.pass_time(5)
    assert printer.printed == [b"^XA^XFR:N.ZPL^XZ"]


@pytest.mark.parametrize("cause", ["head_open", "ribbon_out", "too_hot"])
def test_newer_firmware_is_silent_in_error(cause: str) -> None:
    printer = VirtualZebra(ZebraSettings(silent_in_error=True))
    setattr(printer, cause, True)
    assert ask(printer, b"~HS") == b""
    assert b"ERRORS:         1" in ask(printer, b"~HQES")
    setattr(printer, cause, False)
    assert ask(printer, b"~HS") == READY
    printer.paused = True
    assert ask(printer, b"~HS") != b""


def test_a_liar_says_ready_and_prints_nothing() -> None:
    printer = VirtualZebra(ZebraSettings(lies=True))
    printer.receive(THREE)
    assert ask(printer, b"~HS") == READY
    printer.pass_time(60)
    assert printer.printed == []


def test_a_full_buffer() -> None:
    printer = VirtualZebra(ZebraSettings(buffer_formats=2))
    printer.receive(LABEL * 3)
    assert status(printer)[0][5] == "1"
    printer.pass_time(60)
    assert len(printer.printed) == 2


def test_what_was_received_is_printed_though_the_cable_was_pulled(printer: VirtualZebra) -> None:
    printer.receive(THREE)
    printer.faults.unplug()
    printer.faults.plug()
    printer.pass_time(5)
    assert len(printer.printed) == 3
