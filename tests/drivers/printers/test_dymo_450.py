"""The LabelWriter 450 driver: the bytes of a job, one byte of status, and when it says printed."""

import pytest
from PIL import Image

from procstation.devices import DeviceFault, DirectLink, Outcome, PrintRefused, Problem
from procstation_drivers.printers.dymo_450 import Dymo450Options, Dymo450Printer
from procstation_simulators.printers.dymo_450 import build
from procstation_simulators.printers.dymo_450_printer import VirtualDymo450


def pbm(width: int, height: int, ink: tuple[int, int, int, int] = (8, 0, 12, 2)) -> bytes:
    picture = Image.new("1", (width, height), 1)
    picture.paste(0, ink)
    return b"P4\n%d %d\n" % (width, height) + picture.tobytes("raw", "1;I")


class Recording(DirectLink):
    """A line that keeps what was written."""

    def __init__(self, device: VirtualDymo450) -> None:
        super().__init__(device)
        self.written = b""

    def write(self, data: bytes) -> None:
        self.written += data
        super().write(data)


class Bench:
    """A driver on a simulated printer."""

    def __init__(self, options: Dymo450Options | None = None, **query: str) -> None:
        self.sim: VirtualDymo450 = build(query)
        self.link = Recording(self.sim)
        self.printer = Dymo450Printer(self.link, options or Dymo450Options())


def test_a_job_is_made_of_the_commands_of_the_manual() -> None:
    bench = Bench(Dymo450Options(answers=False, density="dark"))
    assert bench.printer.send(pbm(16, 2) + pbm(16, 2), 2) is Outcome.SENT
    start = b"\x1b" * 100 + bytes.fromhex("1B40 1B67 1B79 1B68")
    # Length 2 + 300 lines, its high byte first; tabs 0; two bytes a line.
    label = bytes.fromhex("1B4C012E 1B510000 1B4200 1B4402 1600F0 1600F0")
    assert bench.link.written == start + label + b"\x1bG" + label + b"\x1bE"


def test_what_comes_out_is_the_label_dot_by_dot() -> None:
    bench, first, second = Bench(), pbm(296, 300, (5, 7, 290, 200)), pbm(672, 40)
    assert bench.printer.send(first + second, 2) is Outcome.PRINTED
    assert bench.sim.printed == [first, second]


def test_a_label_wider_than_the_head_loses_only_blank() -> None:
    bench = Bench()
    assert bench.printer.send(pbm(697, 30, (12, 0, 684, 30)), 1) is Outcome.PRINTED
    assert bench.sim.printed == [pbm(672, 30, (0, 0, 672, 30))]
    with pytest.raises(PrintRefused, match="beyond the reach of the print head"):
        bench.printer.send(pbm(697, 30, (11, 0, 684, 30)), 1)


@pytest.mark.parametrize(
    ("status", "problems", "is_ready"),
    [(0x03, [], True), (0x01, [], True), (0x02, [], True), (0x20, [Problem.MEDIA_OUT], False),
     (0x43, [Problem.OTHER], False), (0xA2, [Problem.MEDIA_OUT, Problem.OTHER], False),
     (0x07, [Problem.OTHER], False)],
)  # fmt: skip
def test_a_status_is_understood(status: int, problems: list[Problem], is_ready: bool) -> None:
    bench = Bench()
    bench.printer = Dymo450Printer(Answering(bench.sim, bytes((status,))), Dymo450Options())
    state = bench.printer.state()
    assert (list(state.problems), state.ready) == (problems, is_ready)


class Answering(DirectLink):
    """A line whose every answer is one and the same."""

    def __init__(self, device: VirtualDymo450, answer: bytes) -> None:
        super().__init__(device)
        self._answer = answer

    def read(self, timeout_s: float) -> bytes:
        return self._answer if super().read(timeout_s) else b""


def test_an_se450_is_ready_the_other_way_round() -> None:
    bench = Bench(Dymo450Options(is_se450=True), se450="true")
    assert "printing" not in bench.printer.state().detail
    assert bench.printer.send(pbm(16, 2) * 2, 2) is Outcome.PRINTED
    assert len(bench.sim.printed) == 2


def test_an_se450_taken_for_a_450_is_never_ready() -> None:
    bench = Bench(se450="true")
    with pytest.raises(PrintRefused, match="still at work") as refused:
        bench.printer.send(pbm(16, 2), 1)
    assert "is_se450" in refused.value.do_next


def test_either_roll_of_a_twin_is_used() -> None:
    left, right = (
        Bench(Dymo450Options(roll="left"), twin="true"),
        Bench(Dymo450Options(roll="right"), twin="true"),
    )
    right.sim.labels_left = 0
    for bench, roll in ((left, 1), (right, 2)):
        assert bench.printer.send(pbm(16, 2) * 2, 2) is Outcome.PRINTED
        assert bench.sim.from_rolls == [roll, roll]
    left.sim.labels_left = 0
    assert left.printer.state().problems == (Problem.MEDIA_OUT,)


def test_a_label_is_sent_only_after_the_one_before_came_out() -> None:
    bench = Bench()
    bench.sim.labels_left = 2
    with pytest.raises(DeviceFault, match="1 of the 4 labels came out before"):
        bench.printer.send(pbm(16, 2) * 4, 4)
    bench.sim.labels_left = 100
    bench.link.read(10)
    assert len(bench.sim.printed) == 2


def test_a_job_after_half_a_line_is_clean() -> None:
    bench = Bench()
    bench.link.write(b"\x1bD\x54\x16" + b"\xff" * 40)
    assert bench.printer.send(pbm(16, 2), 1) is Outcome.PRINTED
    assert bench.sim.printed == [pbm(16, 2)]
