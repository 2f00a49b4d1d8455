"""The ZPL driver: asks before it prints, and claims no more than it was told."""

import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any, ClassVar

import pytest
from device_play import Bench, bench

from procstation.devices import (
    DeviceFault,
    DeviceLost,
    Driver,
    Outcome,
    Problem,
    Rack,
    load_driver,
    open_device,
    read_options,
)
from procstation.errors import ConfigError

DATA = Path(__file__).parents[2] / "data" / "zpl" / "replies.toml"
REPLIES = tomllib.loads(DATA.read_text("utf-8"))
MEDIA_OUT_AND_OPEN = REPLIES["errors"][1]["reply"].encode()
NO_ERRORS = REPLIES["errors"][0]["reply"].encode()
MODEL_300 = REPLIES["model"][1]["reply"].encode()

JOB = b"^XA^FO8,10^A0N,26,24^FDQA76.73^FS^PQ3^XZ"


def status(
    *, waiting: int = 0, left: int = 0, paper_out: int = 0, partial: int = 0, buffer_full: int = 0
) -> bytes:
    return (
        f"\x02030,{paper_out},0,0254,{waiting:03},{buffer_full},0,{partial},000,0,0,0\x03\r\n"
        f"\x02000,0,0,0,0,2,4,0,{left:08},1,000\x03\r\n\x021234,0\x03\r\n"
    ).encode()


class ScriptedPrinter:
    """The far end of a line: one scripted answer to each question; its clock is virtual."""

    name = "socket://printer:9100"

    def __init__(
        self, statuses: list[bytes], errors: bytes = b"", model: bytes = b"", chunk: int = 4096
    ) -> None:
        self.statuses = statuses
        self.errors = errors
        self.model = model
        self.heard = b""
        self.clock_s = 0.0
        self.waiting = b""
        self._chunk = chunk
        self.before_status: Callable[[], None] = lambda: None

    def write(self, data: bytes) -> None:
        self.heard += data
        if data.startswith(b"~HS"):
            self.before_status()
            # The last status stays: the printer has come to rest.
            self.waiting += self.statuses.pop(0) if len(self.statuses) > 1 else self.statuses[0]
        elif data.startswith(b"~HQES"):
            self.waiting += self.errors
        elif data.startswith(b"~HI"):
            self.waiting += self.model

    def read(self, timeout_s: float) -> bytes:
        data, self.waiting = self.waiting[: self._chunk], self.waiting[self._chunk :]
        if not data:
            self.clock_s += timeout_s
        return data

    def now_s(self) -> float:
        return self.clock_s

    def close(self) -> None:
        self.name = "closed"

    @property
    def jobs(self) -> bytes:
        for question in (b"~HS\r\n", b"~HQES\r\n", b"~HI\r\n"):
            self.heard = self.heard.replace(question, b"")
        return self.heard


@pytest.fixture(name="driver")
def _driver() -> Driver:
    return load_driver("printer", "zpl")


class TestState:
    @pytest.mark.parametrize("chunk", [1, 7, 4096])
    def test_ready_when_it_says_so(self, driver: Driver, chunk: int) -> None:
        state = driver.open(ScriptedPrinter([status()], chunk=chunk), driver.options()).state()
        assert (state.ready, state.problems, state.labels_left) == (True, (), 0)

    def test_out_of_labels(self, driver: Driver) -> None:
        printer = ScriptedPrinter([status(paper_out=1, left=2)])
        state = driver.open(printer, driver.options()).state()
        assert (state.ready, state.problems) == (False, (Problem.MEDIA_OUT,))
        assert state.labels_left == 2
        assert state.detail == "out of labels"

    def test_silence_is_not_ready(self, driver: Driver) -> None:
        printer = ScriptedPrinter([b""])
        state = driver.open(printer, driver.options()).state()
        assert (state.ready, state.problems) == (False, (Problem.NO_ANSWER,))
        assert printer.heard == b"~HS\r\n~HQES\r\n"
        assert printer.clock_s == pytest.approx(4)

    def test_a_printer_silent_in_trouble_is_asked_for_its_errors(self, driver: Driver) -> None:
        printer = ScriptedPrinter([b""], errors=MEDIA_OUT_AND_OPEN)
        state = driver.open(printer, driver.options()).state()
        assert (state.ready, state.problems) == (False, (Problem.MEDIA_OUT, Problem.HEAD_OPEN))

    def test_a_printer_that_only_tells_errors_and_has_none_is_ready(self, driver: Driver) -> None:
        printer = ScriptedPrinter([b""], errors=NO_ERRORS)
        assert driver.open(printer, driver.options()).state().ready

    @pytest.mark.parametrize("reply", [b"\x02030,0,0,12", b"\x02nonsense\x03", b"x" * 9000])
    def test_nonsense_is_not_ready(self, driver: Driver, reply: bytes) -> None:
        state = driver.open(ScriptedPrinter([reply]), driver.options()).state()
        assert (state.ready, state.problems) == (False, (Problem.OTHER,))

    def test_a_late_answer_is_not_taken_for_the_next(self, driver: Driver) -> None:
        printer = ScriptedPrinter([status(paper_out=1)])
        printer.waiting = status()
        assert not driver.open(printer, driver.options()).state().ready

    def test_an_answer_given_twice_counts_once(self, driver: Driver) -> None:
        printer = ScriptedPrinter([status() * 2, status(paper_out=1)])
        device = driver.open(printer, driver.options())
        assert device.state().ready
        assert not device.state().ready


class TestSend:
    def test_printed_when_the_job_was_seen_and_is_gone(self, driver: Driver) -> None:
        printer = ScriptedPrinter(
            [
                status(),
                status(partial=1),
                status(waiting=1),
                status(left=2),
                status(left=1),
                status(),
            ]
        )
        assert driver.open(printer, driver.options()).send(JOB, 3) is Outcome.PRINTED
        assert printer.jobs == JOB

    def test_not_printed_when_the_job_never_showed(self, driver: Driver) -> None:
        printer = ScriptedPrinter([status()])
        assert driver.open(printer, driver.options()).send(JOB, 3) is Outcome.UNKNOWN
        assert printer.clock_s < 5

    def test_someone_elses_job_going_away_proves_nothing(self, driver: Driver) -> None:
        printer = ScriptedPrinter([status(left=2), status(left=2), status(left=1), status()])
        assert driver.open(printer, driver.options()).send(JOB, 1) is Outcome.UNKNOWN

    @pytest.mark.parametrize(
        ("statuses", "errors", "words"),
        [
            ([status(paper_out=1)], b"", "out of labels"),
            ([status(buffer_full=1)], b"", "buffer is full"),
            ([b""], MEDIA_OUT_AND_OPEN, "out of labels; the print head is open"),
            ([b""], b"", "no answer within 2 s"),
        ],
    )
    def test_nothing_is_sent_to_a_printer_that_is_not_ready(
        self, driver: Driver, statuses: list[bytes], errors: bytes, words: str
    ) -> None:
        printer = ScriptedPrinter(statuses, errors)
        with pytest.raises(DeviceFault, match=words) as refused:
            driver.open(printer, driver.options()).send(JOB, 3)
        assert "Nothing was sent" in refused.value.what
        assert printer.jobs == b""

    def test_running_out_in_mid_job_tells_how_many_may_have_come_out(self, driver: Driver) -> None:
        printer = ScriptedPrinter([status(), status(left=3), status(left=2, paper_out=1)])
        with pytest.raises(DeviceFault, match="out of labels; up to 1 of the 3 labels"):
            driver.open(printer, driver.options()).send(JOB, 3)

    def test_running_out_silently_tells_that_it_is_not_known(self, driver: Driver) -> None:
        printer = ScriptedPrinter([status(), status(left=3), b""], errors=MEDIA_OUT_AND_OPEN)
        with pytest.raises(DeviceFault, match="how many of the 3 labels came out is not known"):
            driver.open(printer, driver.options()).send(JOB, 3)

    def test_silence_after_sending_is_unknown(self, driver: Driver) -> None:
        printer = ScriptedPrinter([status(), status(left=3), b""])
        assert driver.open(printer, driver.options()).send(JOB, 3) is Outcome.UNKNOWN

    def test_the_last_label_and_the_end_of_the_roll_at_once_is_unknown(
        self, driver: Driver
    ) -> None:
        printer = ScriptedPrinter([status(), status(left=1), status(paper_out=1)])
        assert driver.open(printer, driver.options()).send(JOB, 1) is Outcome.UNKNOWN

    def test_a_full_buffer_in_mid_job_is_waited_for(self, driver: Driver) -> None:
        printer = ScriptedPrinter(
            [status(), status(waiting=3, buffer_full=1), status(left=1), status()]
        )
        assert driver.open(printer, driver.options()).send(JOB, 3) is Outcome.PRINTED

    def test_one_spoilt_answer_is_asked_for_again(self, driver: Driver) -> None:
        printer = ScriptedPrinter([status(), status(left=1), status()[:40], status()])
        assert driver.open(printer, driver.options()).send(JOB, 1) is Outcome.PRINTED

    def test_a_printer_that_stands_still_is_given_up(self, driver: Driver) -> None:
        printer = ScriptedPrinter([status(), status(left=2)])
        assert driver.open(printer, driver.options()).send(JOB, 3) is Outcome.UNKNOWN
        assert 15 < printer.clock_s < 20

    def test_a_printer_that_only_tells_errors_cannot_tell_what_it_printed(
        self, driver: Driver
    ) -> None:
        printer = ScriptedPrinter([b""], errors=NO_ERRORS)
        assert driver.open(printer, driver.options()).send(JOB, 3) is Outcome.UNKNOWN
        assert printer.jobs == JOB

    def test_a_large_job_goes_out_in_pieces_a_slow_port_can_take(self, driver: Driver) -> None:
        printer = ScriptedPrinter([status(), status(left=1), status()])
        sizes: list[int] = []
        write = printer.write

        def measured(data: bytes) -> None:
            sizes.append(len(data))
            write(data)

        printer.write = measured  # type: ignore[method-assign]
        job = b"^XA^GFA," + b"0" * 9000 + b"^XZ"
        assert driver.open(printer, driver.options()).send(job, 1) is Outcome.PRINTED
        assert max(sizes) <= 2880
        assert printer.jobs == job

    def test_a_line_that_goes_away_in_mid_job_is_told(self, driver: Driver) -> None:
        printer = ScriptedPrinter([status()])
        device = driver.open(printer, driver.options())
        asked: list[int] = []

        def unplug() -> None:
            asked.append(1)
            if len(asked) == 2:
                raise DeviceLost("gone.", "Plug it in.")

        printer.before_status = unplug
        with pytest.raises(DeviceLost):
            device.send(JOB, 3)


class TestOdometer:
    OPTIONS: ClassVar = {"odometer": "odometer.total_label_count"}

    def test_a_job_too_quick_to_be_seen_is_known_by_it(self) -> None:
        one = bench("printer", "zpl", options=self.OPTIONS)
        take = one.device.receive

        def quick(data: bytes) -> None:
            take(data)
            if data.endswith(b"^XZ"):
                one.device.pass_time(10)

        one.device.receive = quick
        assert one.driven.send(JOB, 3) is Outcome.PRINTED
        assert len(one.device.printed) == 3

    def test_a_cancelled_job_is_told_from_a_printed_one(self) -> None:
        outcomes = []
        for options in ({}, self.OPTIONS):
            one = bench("printer", "zpl", options=options)
            pass_time = one.device.pass_time

            def cancel(seconds: float, one: Bench = one, go: Any = pass_time) -> None:
                go(seconds)
                if len(one.device.printed) == 1:
                    one.device.receive(b"~JA")

            one.device.pass_time = cancel
            outcomes.append(one.driven.send(JOB, 3))
            assert len(one.device.printed) == 1
        # Without the odometer the counts look the same; it is there to be set.
        assert outcomes == [Outcome.PRINTED, Outcome.UNKNOWN]

    def test_labels_beside_each_other_are_one(self) -> None:
        one = bench("printer", "zpl", options=self.OPTIONS)
        assert one.driven.send(JOB + JOB.replace(b"^PQ3", b""), 8) is Outcome.PRINTED
        assert len(one.device.printed) == 4

    def test_a_printer_without_that_variable_is_as_before(self) -> None:
        one = bench("printer", "zpl", options={"odometer": "no.such.thing"})
        assert one.driven.send(JOB, 3) is Outcome.PRINTED


class TestResolution:
    def test_is_what_the_printer_says(self, driver: Driver) -> None:
        printer = ScriptedPrinter([status()], model=MODEL_300)
        device = driver.open(printer, driver.options())
        assert device.dots_per_mm == pytest.approx(300 / 25.4)
        assert device.dots_per_mm == pytest.approx(300 / 25.4)
        assert printer.heard == b"~HI\r\n"

    def test_is_as_set_when_the_printer_does_not_say(self, driver: Driver) -> None:
        printer = ScriptedPrinter([status()])
        device = driver.open(printer, read_options(driver, "test", {"dots_per_mm": 24}))
        assert {device.dots_per_mm for _ in range(3)} == {600 / 25.4}
        assert printer.heard == b"~HI\r\n"

    def test_is_asked_once_more_when_the_printer_has_come_to_life(self, driver: Driver) -> None:
        printer = ScriptedPrinter([status()])
        device = driver.open(printer, driver.options())
        assert device.dots_per_mm == 8
        printer.model = MODEL_300
        assert device.dots_per_mm == 8
        assert device.state().ready
        assert device.dots_per_mm == pytest.approx(300 / 25.4)

    def test_nobody_builds_a_head_of_ten(self, driver: Driver) -> None:
        with pytest.raises(ConfigError):
            read_options(driver, "devices.printer.options", {"dots_per_mm": 10})


class TestSpool:
    def test_without_answers_a_file_gets_the_job_and_nothing_else(self, tmp_path: Path) -> None:
        spool = tmp_path / "lp0"
        device = open_device("printer", "zpl", spool.as_uri(), {"answers": False}, Rack())
        state = device.state()
        assert state.ready
        assert "cannot tell" in state.detail
        assert device.dots_per_mm == 8
        assert device.send(JOB, 3) is Outcome.SENT
        assert spool.read_bytes() == JOB
        device.close()

    def test_a_file_that_is_expected_to_answer_is_not_ready(self, tmp_path: Path) -> None:
        spool = tmp_path / "lp0"
        device = open_device("printer", "zpl", spool.as_uri(), {}, Rack())
        state = device.state()
        assert (state.ready, state.problems) == (False, (Problem.NO_ANSWER,))
        with pytest.raises(DeviceFault, match="nothing was sent") as refused:
            device.send(JOB, 3)
        assert "answers = false" in refused.value.do_next
        assert not spool.exists()


def test_speaks_zpl_and_closes_its_line(driver: Driver) -> None:
    printer = ScriptedPrinter([status()])
    device = driver.open(printer, driver.options())
    assert device.language == "zpl"
    device.close()
    assert printer.name == "closed"
