"""The LabelWriter 550 driver: the bytes of a job, the status, rolls with and without a chip."""

import pytest
from PIL import Image

from procstation.devices import DeviceFault, DirectLink, Outcome, PrintRefused, Problem
from procstation_drivers.printers.dymo_550 import Dymo550Options, Dymo550Printer
from procstation_drivers.printers.dymo_550_status import read_status
from procstation_simulators.printers.dymo_550 import build
from procstation_simulators.printers.dymo_550_printer import VirtualDymo550


def pbm(width: int, height: int, ink: tuple[int, int, int, int]) -> bytes:
    picture = Image.new("1", (width, height), 1)
    picture.paste(0, ink)
    return b"P4\n%d %d\n" % (width, height) + picture.tobytes("raw", "1;I")


SQUARE = pbm(296, 295, (20, 20, 200, 90))
"""A label of 25 by 25 mm, in whole bytes."""

STATUS = bytes.fromhex("00 78563412 0300 00 00 64 08 333032353200000000000000 00000000 1A01").ljust(
    32, b"\0"
)
"""Idle; job 12345678h, label 3; head fine, density 100 %; roll 30252 with 282 labels. Composed from
the manual's list of fields."""


def changed(**fields: int) -> bytes:
    at = {"doing": 0, "head": 8, "bay": 10, "error": 23}
    status = bytearray(STATUS)
    for name, value in fields.items():
        status[at[name]] = value
    return bytes(status)


class Recording(DirectLink):
    """A line that keeps what was written."""

    def __init__(self, device: VirtualDymo550) -> None:
        super().__init__(device)
        self.written: list[bytes] = []

    def write(self, data: bytes) -> None:
        self.written.append(data)
        super().write(data)


class Bench:
    """A driver on a simulated printer."""

    def __init__(self, options: Dymo550Options | None = None, **query: str) -> None:
        self.sim: VirtualDymo550 = build(query)
        self.link = Recording(self.sim)
        self.printer = Dymo550Printer(self.link, options or Dymo550Options())


def test_a_status_is_understood() -> None:
    status = read_status(STATUS)
    assert status is not None
    assert not status.troubles
    assert status.is_idle
    assert (status.sku, status.labels_left, status.is_low) == ("30252", 282, False)
    assert status.roll == "roll 30252, 282 labels left"


@pytest.mark.parametrize(
    ("fields", "problem", "words"),
    [
        ({"bay": 1}, Problem.HEAD_OPEN, "cover is open"),
        ({"bay": 2}, Problem.MEDIA_OUT, "no roll in it, or none with DYMO's chip"),
        ({"bay": 3}, Problem.OTHER, "not put in right"),
        ({"bay": 5}, Problem.MEDIA_OUT, "empty"),
        ({"bay": 9}, Problem.OTHER, "jammed"),
        ({"bay": 10}, Problem.OTHER, "not one of DYMO's with a chip"),
        ({"bay": 0}, Problem.OTHER, "does not know yet"),
        ({"head": 1}, Problem.TOO_HOT, "too hot"),
        ({"doing": 4}, Problem.OTHER, "another computer"),
        ({"doing": 2, "error": 0x2A}, Problem.OTHER, "0000002A"),
    ],
)
def test_each_trouble_is_told(fields: dict[str, int], problem: Problem, words: str) -> None:
    status = read_status(changed(**fields))
    assert status is not None
    assert status.troubles.problems == (problem,)
    assert words in status.troubles.detail
    assert status.troubles.do_next


@pytest.mark.parametrize("bay", [4, 6, 7, 8])
def test_a_roll_that_is_in_is_no_trouble(bay: int) -> None:
    status = read_status(changed(bay=bay))
    assert status is not None
    assert not status.troubles
    assert status.is_low is (bay in (6, 7))


@pytest.mark.parametrize(
    "answer", [b"", STATUS[:31], STATUS + b"\0", changed(doing=6), changed(bay=11), changed(head=2)]
)
def test_what_is_no_status_is_none(answer: bytes) -> None:
    assert read_status(answer) is None


def test_the_last_of_several_statuses_counts() -> None:
    status = read_status(STATUS + changed(bay=1))
    assert status is not None
    assert status.troubles.problems == (Problem.HEAD_OPEN,)


def test_a_job_is_made_of_the_commands_of_the_manual() -> None:
    bench = Bench()
    assert bench.printer.send(SQUARE * 2, 2) is Outcome.PRINTED
    line = b"".join(bench.link.written)
    rows = SQUARE.split(b"\n", 2)[2]
    size = (295).to_bytes(4, "little") + (296).to_bytes(4, "little")
    # The length is 295 + 300 lines, its low byte first.
    first = b"\x1bL\x53\x02\x1bn\x01\x00\x1bD\x01\x02" + size + rows + b"\x1bG"
    last = first.replace(b"\x1bn\x01", b"\x1bn\x02")[:-1] + b"E"
    assert line.startswith(b"\x1bA\x01\x1bs")
    assert line[9:14] == b"\x1bC\x64\x1bh"
    assert line[14:].startswith(first)
    assert last in line
    assert line.endswith(b"\x1bQ\x1bA\x00")
    assert bench.sim.printed == [SQUARE] * 2


def test_what_roll_is_in_is_said() -> None:
    assert Bench().printer.state().detail == "roll 30332, 1000 labels left"
    assert "nearly all" in Bench(labels_left="6").printer.state().detail


def test_a_roll_without_a_chip_is_refused_in_words() -> None:
    bench = Bench()
    bench.sim.counterfeit = True
    with pytest.raises(PrintRefused, match="not one of DYMO's with a chip") as refused:
        bench.printer.send(SQUARE, 1)
    assert "made by DYMO" in refused.value.do_next


def test_another_roll_is_refused_before_anything_is_sent() -> None:
    bench = Bench(sku="30252")
    with pytest.raises(PrintRefused, match=r"25 × 25 mm.* roll 30252 with labels of 28 × 89 mm"):
        bench.printer.send(SQUARE, 1)
    bench.sim.put_in("30332")
    assert bench.printer.send(SQUARE, 1) is Outcome.PRINTED


def test_a_roll_with_a_number_we_do_not_know_may_be_of_any_size() -> None:
    assert Bench(sku="S0722400").printer.send(SQUARE, 1) is Outcome.PRINTED


def test_a_printer_locked_by_another_computer_is_left_alone() -> None:
    bench = Bench()
    bench.sim.in_use = True
    with pytest.raises(PrintRefused, match="at work for another computer"):
        bench.printer.send(SQUARE, 1)
    bench.sim.in_use = False
    bench.link.read(2)
    assert bench.sim.printed == []


def test_the_lock_is_given_back() -> None:
    for spoil in ("counterfeit", "jam"):
        bench = Bench(tells_unlocked="true")
        setattr(bench.sim, spoil, True)
        with pytest.raises(PrintRefused):
            bench.printer.send(SQUARE, 1)
        bench.link.written.clear()
        bench.link.write(b"\x1bA\x00")
        assert bench.link.read(1)[0] == 5


def test_a_wireless_knows_nothing_of_its_rolls() -> None:
    options = Dymo550Options(reads_chip=False)
    bench = Bench(options, has_chip_reader="false")
    assert bench.printer.state().ready
    assert "cannot tell what roll" in bench.printer.state().detail
    assert bench.printer.send(SQUARE * 3, 3) is Outcome.PRINTED
    assert len(bench.sim.printed) == 3
    assert not Bench(has_chip_reader="false").printer.state().ready


def test_how_many_came_out_is_said() -> None:
    bench = Bench()
    bench.sim.labels_left = 2
    with pytest.raises(DeviceFault, match="2 of the 4 labels came out before"):
        bench.printer.send(SQUARE * 4, 4)
    assert len(bench.sim.printed) == 2
