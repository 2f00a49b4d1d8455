"""What every label printer must do, whatever its maker: run for each registered driver.

A printer that cannot be asked (a folder of PDF files) has its own cases at the end.
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import cast

import pytest
from device_play import Bench, PlayedPrinter, bench, simulated, with_all_variants

from procstation.devices import (
    DeviceFault,
    DeviceLost,
    DirectLink,
    LabelPrinter,
    Outcome,
    Problem,
    driver_names,
    load_driver,
)

NAMES = simulated("printer")
CHUNKS = [None, 1, 7]

ONE_LABEL = {"zpl": b"^XA^PW457^LL254^FO8,10^A0N,26,24^FDQA76^FS^XZ"}
"""One label in each language."""

TROUBLES: list[tuple[str, object, Problem]] = [
    ("labels_left", 0, Problem.MEDIA_OUT),
    ("head_open", True, Problem.HEAD_OPEN),
    ("ribbon_out", True, Problem.RIBBON_OUT),
    ("paused", True, Problem.PAUSED),
]
TROUBLE_NAMES = [str(problem) for _, _, problem in TROUBLES]


def play(one: Bench) -> PlayedPrinter:
    return cast(PlayedPrinter, one.device)


def printer_of(one: Bench) -> LabelPrinter:
    return cast(LabelPrinter, one.driven)


def job(one: Bench, labels: int) -> bytes:
    return ONE_LABEL[printer_of(one).language] * labels


def wait(one: Bench, seconds: float) -> None:
    """Let time go by without a word on the line."""
    end_s = one.link.now_s() + seconds
    while one.link.now_s() < end_s:
        one.link.read(0.1)


class AccidentLink(DirectLink):
    """A line on which something happens to the device at a certain time."""

    happens_s = float("inf")
    happens: Callable[[], None]

    def read(self, timeout_s: float) -> bytes:
        if self.now_s() >= self.happens_s:
            self.happens_s = float("inf")
            self.happens()
        return super().read(timeout_s)


def accident(one: Bench, after_s: float, happens: Callable[[PlayedPrinter], None]) -> None:
    """Open the printer anew, and let something happen to it after so much time."""
    link = AccidentLink(one.device, None, load_driver("printer", one.name).serial)
    link.happens_s = link.now_s() + after_s
    link.happens = lambda: happens(play(one))
    one.link = link
    one.reopen()


@pytest.mark.parametrize("chunk", CHUNKS)
@with_all_variants("printer")
def test_a_ready_printer_says_so_and_prints(
    name: str, query: Mapping[str, str], chunk: int | None
) -> None:
    one = bench("printer", name, query, chunk)
    state = printer_of(one).state()
    assert (state.ready, state.problems) == (True, ())
    assert printer_of(one).dots_per_mm > 0
    outcome = printer_of(one).send(job(one, 3), 3)
    assert outcome is Outcome.PRINTED
    assert play(one).printed == [ONE_LABEL[printer_of(one).language]] * 3
    assert printer_of(one).state().ready


@pytest.mark.parametrize(("attribute", "value", "problem"), TROUBLES, ids=TROUBLE_NAMES)
@pytest.mark.parametrize("chunk", CHUNKS)
@with_all_variants("printer")
def test_each_trouble_is_told_and_stops_the_job_before_it_is_sent(
    name: str,
    query: Mapping[str, str],
    chunk: int | None,
    attribute: str,
    value: object,
    problem: Problem,
) -> None:
    one = bench("printer", name, query, chunk)
    whole = getattr(play(one), attribute)
    setattr(play(one), attribute, value)
    state = printer_of(one).state()
    assert not state.ready
    assert state.problems == (problem,)
    assert state.detail
    with pytest.raises(DeviceFault) as refused:
        printer_of(one).send(job(one, 1), 1)
    assert refused.value.do_next
    setattr(play(one), attribute, whole)
    assert printer_of(one).state().ready
    wait(one, 5)
    assert play(one).printed == []


@pytest.mark.parametrize("name", NAMES)
def test_several_troubles_are_all_told(name: str) -> None:
    one = bench("printer", name)
    play(one).head_open = play(one).ribbon_out = True
    assert set(printer_of(one).state().problems) == {Problem.HEAD_OPEN, Problem.RIBBON_OUT}


@pytest.mark.parametrize("name", NAMES)
def test_silence_is_not_ready(name: str) -> None:
    one = bench("printer", name)
    play(one).faults.dont_answer = 1000
    state = printer_of(one).state()
    assert not state.ready
    assert state.problems == (Problem.NO_ANSWER,)
    with pytest.raises(DeviceFault):
        printer_of(one).send(job(one, 1), 1)
    wait(one, 5)
    assert play(one).printed == []


def falls_silent(printer: PlayedPrinter) -> None:
    printer.faults.dont_answer = 1000


def opens(printer: PlayedPrinter) -> None:
    printer.head_open = True


def is_paused(printer: PlayedPrinter) -> None:
    printer.paused = True


def is_unplugged(printer: PlayedPrinter) -> None:
    printer.faults.unplug()


@pytest.mark.parametrize("after_s", [0.5, 1.0, 1.5, 2.0])
@with_all_variants("printer")
def test_a_printer_that_falls_silent_in_mid_job_has_not_printed(
    name: str, query: Mapping[str, str], after_s: float
) -> None:
    one = bench("printer", name, query)
    accident(one, after_s, falls_silent)
    assert sent(one, 9) is Outcome.UNKNOWN


@pytest.mark.parametrize("after_s", [0.5, 1.0, 1.5, 2.0])
@pytest.mark.parametrize(
    ("happens", "problem"), [(opens, "open"), (is_paused, "paused")], ids=["opened", "paused"]
)
@with_all_variants("printer")
def test_trouble_in_mid_job_is_told(
    name: str,
    query: Mapping[str, str],
    happens: Callable[[PlayedPrinter], None],
    problem: str,
    after_s: float,
) -> None:
    one = bench("printer", name, query)
    accident(one, after_s, happens)
    with pytest.raises(DeviceFault, match=problem):
        printer_of(one).send(job(one, 9), 9)
    assert len(play(one).printed) < 9


@pytest.mark.parametrize("after_s", [0.5, 1.0, 1.5, 2.0])
@pytest.mark.parametrize("name", NAMES)
def test_a_cable_pulled_in_mid_job(name: str, after_s: float) -> None:
    one = bench("printer", name)
    accident(one, after_s, is_unplugged)
    with pytest.raises(DeviceLost):
        printer_of(one).send(job(one, 9), 9)
    with pytest.raises(DeviceLost):
        printer_of(one).state()
    play(one).faults.plug()
    one.reopen()
    wait(one, 10)
    assert printer_of(one).state().ready
    play(one).printed.clear()
    assert printer_of(one).send(job(one, 2), 2) is Outcome.PRINTED
    assert len(play(one).printed) == 2
    printer_of(one).close()


def sent(one: Bench, labels: int) -> Outcome:
    """Send a job; a fault that is told counts as not known."""
    try:
        return printer_of(one).send(job(one, labels), labels)
    except DeviceFault:
        return Outcome.UNKNOWN


@pytest.mark.parametrize("labels_left", [1, 2, 4])
@with_all_variants("printer")
def test_the_roll_runs_out_in_mid_job(
    name: str, query: Mapping[str, str], labels_left: int
) -> None:
    one = bench("printer", name, query)
    play(one).labels_left = labels_left
    with pytest.raises(DeviceFault, match="labels"):
        printer_of(one).send(job(one, 5), 5)
    assert len(play(one).printed) == labels_left
    assert printer_of(one).state().problems == (Problem.MEDIA_OUT,)
    play(one).labels_left = 100
    wait(one, 5)
    assert printer_of(one).state().ready


@with_all_variants("printer")
def test_a_roll_that_ends_with_the_job_is_not_a_clean_success(
    name: str, query: Mapping[str, str]
) -> None:
    one = bench("printer", name, query)
    play(one).labels_left = 3
    sent(one, 3)
    assert len(play(one).printed) == 3
    assert printer_of(one).state().problems == (Problem.MEDIA_OUT,)


@pytest.mark.parametrize("labels", [1, 3, 9])
@pytest.mark.parametrize("chunk", CHUNKS)
@pytest.mark.parametrize("name", NAMES)
def test_a_printer_that_lies_has_not_printed(name: str, chunk: int | None, labels: int) -> None:
    one = bench("printer", name, {"lies": "true"}, chunk)
    assert printer_of(one).state().ready
    assert sent(one, labels) is not Outcome.PRINTED
    assert play(one).printed == []


@pytest.mark.parametrize("late_s", [0.5, 2.5, 60])
@pytest.mark.parametrize("chunk", CHUNKS)
@pytest.mark.parametrize("name", NAMES)
def test_a_late_status_is_not_taken_for_the_present_one(
    name: str, chunk: int | None, late_s: float
) -> None:
    one = bench("printer", name, chunk=chunk)
    play(one).faults.reply_late_s = late_s
    printer_of(one).state()
    play(one).head_open = True
    assert not printer_of(one).state().ready
    play(one).head_open = False
    assert printer_of(one).state().ready


@pytest.mark.parametrize("chunk", CHUNKS)
@with_all_variants("printer")
def test_a_status_cut_at_any_byte_is_never_ready_when_it_is_not(
    name: str, query: Mapping[str, str], chunk: int | None
) -> None:
    one = bench("printer", name, query, chunk)
    play(one).head_open = True
    for cut in range(0, 90, 4):
        play(one).faults.cut_reply = cut
        assert not printer_of(one).state().ready
    play(one).head_open = False
    assert printer_of(one).state().ready


@pytest.mark.parametrize("name", NAMES)
def test_noise_and_repetition_change_nothing(name: str) -> None:
    one = bench("printer", name)
    play(one).faults.noise_before = b"\x00\x13\x11"
    play(one).faults.noise_after = b"\x00"
    assert printer_of(one).state().ready
    play(one).faults.reply_twice = True
    assert printer_of(one).state().ready
    play(one).head_open = True
    assert not printer_of(one).state().ready


@pytest.mark.parametrize("name", sorted(set(driver_names("printer")) - set(NAMES)))
def test_a_printer_without_a_simulator_takes_a_folder(name: str, tmp_path: Path) -> None:
    driver = load_driver("printer", name)
    assert driver.serial is None
    printer = driver.open(str(tmp_path), driver.options())
    assert printer.language == "pdf"
    assert printer.dots_per_mm > 0
    assert printer.state().ready
    assert printer.send(b"%PDF-1.4\n%%EOF\n", 1) is Outcome.SENT
    (written,) = tmp_path.iterdir()
    assert written.read_bytes() == b"%PDF-1.4\n%%EOF\n"
    written.unlink()
    tmp_path.rmdir()
    assert not printer.state().ready
    with pytest.raises(DeviceFault):
        printer.send(b"%PDF-1.4\n%%EOF\n", 1)
    printer.close()
