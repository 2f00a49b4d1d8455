"""The runner, stepped by hand on a clock of the test's own; at the end once with its thread."""

import threading
from collections.abc import Callable
from typing import Any

import pytest

from procstation.devices import (
    DeviceEvent,
    DeviceFault,
    DeviceLost,
    DeviceState,
    Garbled,
    Outcome,
    Presence,
    PrinterState,
    Problem,
    Scan,
    TagsInField,
)
from procstation.devices.runner import DeviceRunner
from procstation.errors import ConfigError, TagLost

A = bytes.fromhex("E00401005B6C7D8E")


class Pad:
    """A pad as far as a runner knows one."""

    def __init__(self) -> None:
        self.tags: tuple[bytes, ...] = ()
        self.trouble: Exception | None = None
        self.closed = 0

    def inventory(self) -> tuple[bytes, ...]:
        if self.trouble is not None:
            raise self.trouble
        return self.tags

    def close(self) -> None:
        self.closed += 1


class Bench:
    """A runner with a device that can be unplugged, and what it told."""

    def __init__(self, kind: Any, device: Any) -> None:
        self.device = device
        self.plugged: Exception | None = None
        self.opened = 0
        self.events: list[DeviceEvent] = []
        self.now_s = 100.0
        self.runner = DeviceRunner("dev", kind, self.open, self.told, "A device")

    def open(self) -> Any:
        if self.plugged is not None:
            raise self.plugged
        self.opened += 1
        return self.device

    def told(self, name: str, event: DeviceEvent) -> None:
        assert name == "dev"
        self.events.append(event)

    def run(self, seconds: float) -> list[DeviceEvent]:
        """Step through so much time; return what was told meanwhile."""
        self.events.clear()
        end_s = self.now_s + seconds
        while self.now_s < end_s:
            self.now_s += max(self.runner.step(self.now_s), 0.05)
        return list(self.events)


def gone() -> DeviceLost:
    return DeviceLost("dev went away.", "Plug it in again.")


READY = DeviceState(Presence.READY, "A device")
LOST = DeviceState(Presence.LOST, "dev went away. Plug it in again.")


@pytest.fixture
def pad() -> Pad:
    return Pad()


@pytest.fixture
def bench(pad: Pad) -> Bench:
    return Bench("rfid", pad)


def test_a_device_is_opened_and_ready(bench: Bench) -> None:
    assert bench.run(1) == [READY]
    assert bench.opened == 1


def test_a_pad_tells_tags_only_when_they_change(bench: Bench, pad: Pad) -> None:
    bench.run(1)
    pad.tags = (A,)
    assert bench.run(1) == [TagsInField((A,))]
    assert bench.run(1) == []
    pad.tags = ()
    assert bench.run(1) == [TagsInField(())]


def test_a_tag_is_seen_within_half_a_second(bench: Bench, pad: Pad) -> None:
    bench.run(1)
    pad.tags = (A,)
    assert bench.run(0.5) == [TagsInField((A,))]


def test_a_pad_is_asked_every_150_ms(bench: Bench) -> None:
    bench.runner.step(100.0)
    assert bench.runner.step(100.0) == pytest.approx(0.15)
    assert bench.runner.step(100.1) == pytest.approx(0.05)


def test_a_device_that_vanishes_is_told_within_a_second_and_comes_back_within_two(
    bench: Bench, pad: Pad
) -> None:
    bench.run(1)
    pad.trouble = bench.plugged = gone()
    assert bench.run(1.0) == [LOST]
    assert pad.closed == 1
    assert bench.run(10) == []
    pad.trouble = bench.plugged = None
    assert bench.run(2.0) == [READY]
    assert bench.opened == 2


def test_presence_starts_afresh_after_a_loss(bench: Bench, pad: Pad) -> None:
    pad.tags = (A,)
    bench.run(1)
    pad.trouble = gone()
    bench.plugged = gone()
    assert bench.run(1) == [TagsInField(()), LOST]
    pad.trouble = bench.plugged = None
    assert bench.run(2) == [READY, TagsInField((A,))]


def test_a_device_that_was_never_there_is_told_once(bench: Bench) -> None:
    bench.plugged = gone()
    assert bench.run(10) == [LOST]


def test_opening_is_tried_every_half_second_after_a_loss_and_every_two_after_a_fault(
    bench: Bench,
) -> None:
    bench.plugged = gone()
    assert bench.runner.step(100.0) == pytest.approx(0.5)
    bench.plugged = DeviceFault("dev is a toaster.", "Set another driver.")
    assert bench.runner.step(100.5) == pytest.approx(2.0)
    bench.plugged = None
    bench.runner.step(102.4)
    assert bench.opened == 0
    bench.runner.step(102.5)
    assert bench.opened == 1
    assert bench.events == [
        LOST,
        DeviceState(Presence.FAULT, "dev is a toaster. Set another driver."),
        READY,
    ]


def test_a_wrong_configuration_is_a_fault_in_its_own_words(bench: Bench) -> None:
    bench.plugged = ConfigError("No setting 'x'.", "Did you mean 'y'?")
    assert bench.run(5) == [DeviceState(Presence.FAULT, "No setting 'x'. Did you mean 'y'?")]


def test_a_defective_driver_is_a_fault_and_not_the_end(bench: Bench, pad: Pad) -> None:
    bench.run(1)
    pad.trouble = KeyError("speed")
    (state, *rest) = bench.run(1)
    assert isinstance(state, DeviceState)
    assert state.presence is Presence.FAULT
    assert "KeyError" in state.detail
    pad.trouble = None
    assert not rest
    assert bench.run(3) == [READY]


def test_requests_are_answered_between_polls(bench: Bench, pad: Pad) -> None:
    bench.run(1)
    answer = bench.runner.submit(lambda device: (device, "written"))
    assert not answer.done()
    bench.runner.step(bench.now_s)
    assert answer.result(0) == (pad, "written")


def test_a_request_made_before_the_first_opening_waits_for_it(bench: Bench) -> None:
    answer = bench.runner.submit(lambda device: device.inventory())
    bench.runner.step(100.0)
    assert answer.result(0) == ()


def test_requests_are_answered_in_the_order_they_came(bench: Bench) -> None:
    order: list[int] = []
    answers = [bench.runner.submit(lambda _, n=n: order.append(n)) for n in range(5)]
    bench.runner.step(100.0)
    assert all(answer.done() for answer in answers)
    assert order == [0, 1, 2, 3, 4]


def test_a_cancelled_request_is_not_done(bench: Bench) -> None:
    done: list[int] = []
    answer = bench.runner.submit(lambda _: done.append(1))
    assert answer.cancel()
    bench.run(1)
    assert done == []


@pytest.mark.parametrize("error", [TagLost("Tag gone.", "Lay it back."), ValueError("mine")])
def test_what_a_request_raises_belongs_to_who_asked(bench: Bench, error: Exception) -> None:
    def fail(_: Any) -> None:
        raise error

    bench.run(1)
    answer = bench.runner.submit(fail)
    assert bench.run(1) == []
    assert answer.exception(0) is error


def test_a_request_that_finds_the_device_gone_loses_it_for_all(bench: Bench) -> None:
    def fail(_: Any) -> None:
        raise gone()

    bench.run(1)
    first = bench.runner.submit(fail)
    second = bench.runner.submit(lambda device: device.inventory())
    bench.plugged = gone()
    assert bench.run(0.2) == [LOST]
    assert isinstance(first.exception(0), DeviceLost)
    assert isinstance(second.exception(0), DeviceLost)


def test_a_request_to_a_lost_device_fails_at_once_in_words(bench: Bench) -> None:
    bench.plugged = gone()
    bench.run(1)
    answers = [bench.runner.submit(lambda device: device.inventory()) for _ in range(2)]
    errors = [answer.exception(0) for answer in answers]
    assert all(isinstance(error, DeviceLost) for error in errors)
    assert errors[0] is not errors[1]
    assert str(errors[0]) == "dev went away."
    bench.plugged = None
    bench.run(1)
    answer = bench.runner.submit(lambda device: device.inventory())
    bench.run(0.1)
    assert answer.result(0) == ()


def test_a_request_that_waits_while_the_device_is_lost_fails(bench: Bench) -> None:
    answer = bench.runner.submit(lambda device: device.inventory())
    bench.plugged = gone()
    bench.run(0.1)
    assert isinstance(answer.exception(0), DeviceLost)


def test_stopping_closes_the_device_and_fails_what_waits(bench: Bench, pad: Pad) -> None:
    bench.run(1)
    waiting = bench.runner.submit(lambda device: device.inventory())
    bench.runner.stop()
    assert pad.closed == 1
    assert isinstance(waiting.exception(0), DeviceLost)
    late = bench.runner.submit(lambda device: device.inventory())
    assert "was closed" in str(late.exception(0))


def test_a_device_that_fails_to_close_is_lost_all_the_same(bench: Bench, pad: Pad) -> None:
    def close() -> None:
        raise OSError("no such port")

    bench.run(1)
    pad.close = close  # type: ignore[method-assign]
    pad.trouble = bench.plugged = gone()
    assert bench.run(1) == [LOST]


class Scanner:
    def __init__(self) -> None:
        self.read: list[list[Scan | Garbled]] = []
        self.waits: list[float] = []

    def poll(self, timeout_s: float) -> list[Scan | Garbled]:
        self.waits.append(timeout_s)
        return self.read.pop(0) if self.read else []

    def close(self) -> None: ...


def test_a_scanner_is_polled_without_a_pause_and_every_scan_told() -> None:
    scanner = Scanner()
    bench = Bench("scanner", scanner)
    one, two = Scan("31234000875612", b"31234000875612\r"), Garbled(b"\xff", "no text")
    scanner.read = [[one, two], [], [one]]
    assert [bench.runner.step(100.0 + n / 10) for n in range(3)] == [0.0, 0.0, 0.0]
    assert bench.events == [READY, one, two, one]
    assert scanner.waits == [0.1, 0.1, 0.1]


class Printer:
    def __init__(self) -> None:
        self.states = [PrinterState(True)]
        self.asked = 0

    def state(self) -> PrinterState:
        self.asked += 1
        return self.states[0]

    def send(self, job: bytes, labels: int) -> Outcome:
        return Outcome.PRINTED

    def close(self) -> None: ...


def test_a_printer_is_asked_every_two_seconds_and_tells_changes() -> None:
    printer = Printer()
    bench = Bench("printer", printer)
    assert bench.run(5) == [READY, PrinterState(True)]
    assert printer.asked == 3
    printer.states = [PrinterState(False, (Problem.MEDIA_OUT,), "out of labels")]
    assert bench.run(5) == printer.states
    sent = bench.runner.submit(lambda device: device.send(b"^XA^XZ", 1))
    bench.run(0.1)
    assert sent.result(0) is Outcome.PRINTED


def test_on_its_thread_it_works_and_stops(pad: Pad) -> None:
    ready = threading.Event()
    threads: set[str] = set()

    def told(_: str, event: DeviceEvent) -> None:
        threads.add(threading.current_thread().name)
        if event == READY:
            ready.set()

    runner = DeviceRunner("dev", "rfid", lambda: pad, told, "A device")
    runner.start()
    assert ready.wait(5)
    asked: Callable[[Any], str] = lambda _: threading.current_thread().name  # noqa: E731
    assert runner.submit(asked).result(5) == "device dev"
    runner.stop()
    assert threads == {"device dev"}
    assert pad.closed == 1
    assert "device dev" not in [thread.name for thread in threading.enumerate()]


def test_asked_to_look_again_a_pad_tells_its_tags_anew(bench: Bench, pad: Pad) -> None:
    pad.tags = (A,)
    bench.run(1)
    bench.runner.look_again()
    assert bench.run(1) == [TagsInField(()), TagsInField((A,))]
    assert bench.run(1) == []


def test_a_device_is_started_anew_when_asked() -> None:
    pad = Pad()
    bench = Bench("rfid", pad)
    bench.run(0.2)
    bench.runner.restart()
    told = bench.run(0.2)
    assert pad.closed == 1
    assert bench.opened == 2
    assert [one.presence for one in told if isinstance(one, DeviceState)] == [
        Presence.LOST,
        Presence.READY,
    ]
    bench.runner.stop()
