"""Polling: prompt when a code is there, patient while one is coming, deaf to repeats."""

from procstation.devices import Garbled, Scan
from procstation_drivers.scanners.scan_reader import ScanReader
from procstation_drivers.scanners.scanner_frames import FrameDecoder


class TimedLine:
    """A line on which each piece arrives at its own second; its clock is virtual."""

    def __init__(self, *pieces: tuple[float, bytes]) -> None:
        self.clock_s = 0.0
        self._pieces = list(pieces)

    def read(self, timeout_s: float) -> bytes:
        if self._pieces and self._pieces[0][0] <= self.clock_s + timeout_s:
            at_s, data = self._pieces.pop(0)
            self.clock_s = max(self.clock_s, at_s)
            return data
        self.clock_s += timeout_s
        return b""

    def now_s(self) -> float:
        return self.clock_s


def reader(line: TimedLine, window_s: float = 0.7) -> ScanReader:
    return ScanReader(line, FrameDecoder(), idle_gap_s=0.1, repeat_window_s=window_s)


def texts(events: list[Scan | Garbled]) -> list[str]:
    return [event.text for event in events if isinstance(event, Scan)]


def test_returns_at_once_when_a_code_is_complete() -> None:
    line = TimedLine((0.2, b"111\r\n"))
    assert texts(reader(line).poll(5)) == ["111"]
    assert line.clock_s == 0.2


def test_returns_empty_after_the_time_asked_for() -> None:
    line = TimedLine()
    assert reader(line).poll(0.5) == []
    assert line.clock_s == 0.5


def test_line_ends_left_over_do_not_end_the_waiting() -> None:
    line = TimedLine((0.1, b"111\r"), (0.101, b"\n"), (0.4, b"222\r"))
    scanner = reader(line)
    assert texts(scanner.poll(1)) == ["111"]
    assert texts(scanner.poll(1)) == ["222"]


def test_a_code_that_began_in_time_is_waited_for() -> None:
    line = TimedLine((0.0, b"11"), (0.05, b"1\r"))
    assert texts(reader(line).poll(0)) == ["111"]


def test_a_code_without_suffix_ends_after_the_idle_gap() -> None:
    line = TimedLine((0.3, b"30234"), (0.35, b"000517861"))
    assert texts(reader(line).poll(1)) == ["30234000517861"]
    assert 0.44 < line.clock_s < 0.46


def test_two_codes_at_once_come_together() -> None:
    line = TimedLine((0.1, b"111\r222\r33"), (0.12, b"3\r"))
    scanner = reader(line)
    assert texts(scanner.poll(1)) == ["111", "222"]
    assert texts(scanner.poll(1)) == ["333"]


def test_a_babbling_line_lets_go() -> None:
    line = TimedLine(*[(0.01 * number, b"x") for number in range(5000)])
    scanner = reader(line)
    assert scanner.poll(0.1) == []
    events = [event for _ in range(20) for event in scanner.poll(0.1)]
    assert len(events) == 1
    assert isinstance(events[0], Garbled)


def test_the_same_code_counts_once_while_it_lies_in_the_beam() -> None:
    beam = [(0.5 * number, b"111\r") for number in range(4)]
    line = TimedLine(*beam, (2.3, b"111\r"))
    scanner = reader(line)
    assert texts(scanner.poll(0)) == ["111"]
    assert texts(scanner.poll(2.2)) == []
    assert scanner.repeats_dropped == 3
    assert texts(scanner.poll(1)) == ["111"]


def test_another_code_in_between_makes_it_count_again() -> None:
    line = TimedLine((0, b"111\r222\r111\r"))
    scanner = reader(line)
    assert texts(scanner.poll(0)) == ["111", "222", "111"]
    assert scanner.repeats_dropped == 0


def test_without_window_every_code_counts() -> None:
    line = TimedLine((0, b"111\r111\r"))
    assert texts(reader(line, window_s=0).poll(0)) == ["111", "111"]
