"""What every label printer must do, whatever its maker: run for each registered driver.

A folder of PDF files, which cannot be asked, has its own case at the end. The spooler of Windows
has its own tests.
"""

from collections.abc import Callable, Mapping
from io import BytesIO
from pathlib import Path
from typing import cast

import pytest
from device_play import Bench, PlayedPrinter, bench, simulated, with_all_variants
from many_cases import in_one_test
from PIL import Image

from procstation.devices import (
    DeviceFault,
    DeviceLost,
    DirectLink,
    LabelPrinter,
    Outcome,
    PrintRefused,
    Problem,
    load_driver,
    load_simulator,
)

NAMES = simulated("printer")
CHUNKS = [None, 1, 7]

PICTURE = Image.new("1", (44, 24), 1)
PICTURE.paste(0, (4, 3, 41, 19))
PICTURE.paste(1, (6, 5, 21, 9))

ONE_LABEL = {
    "zpl": b"^XA^PW457^LL254^FO8,10^A0N,26,24^FDQA76^FS^XZ",
    "raster": b"P4\n44 24\n" + PICTURE.tobytes("raw", "1;I"),
    "pdf": b"<< /Type /Page >>\n",
}
"""One label in each language; of a PDF, what every page of it has."""

MEDIA_OUT = "labels_left"


def raise_trouble(one: Bench, attribute: str) -> None:
    setattr(play(one), attribute, 0 if attribute == MEDIA_OUT else True)


def end_trouble(one: Bench, attribute: str) -> None:
    setattr(play(one), attribute, 1000 if attribute == MEDIA_OUT else False)


def each_trouble() -> list[tuple[str, Mapping[str, str], str]]:
    """Return driver, variant of its device, and what may go wrong with it."""
    return [
        (name, query, attribute)
        for name in NAMES
        for device in [cast(PlayedPrinter, load_simulator("printer", name).build({}))]
        for query in ({}, *device.variants)
        for attribute in device.troubles
    ]


def play(one: Bench) -> PlayedPrinter:
    return cast(PlayedPrinter, one.device)


def printer_of(one: Bench) -> LabelPrinter:
    return cast(LabelPrinter, one.driven)


def one_label(one: Bench) -> bytes:
    """Return the label in the printer's language and, where it takes only one, in its size."""
    size = play(one).label_dots
    if size is None:
        return ONE_LABEL[printer_of(one).language]
    label = Image.new("1", size, 1)
    label.paste(PICTURE, (100, 100))
    return b"P4\n%d %d\n" % size + label.tobytes("raw", "1;I")


def job(one: Bench, labels: int) -> bytes:
    labels_alone = one_label(one) * labels
    is_pdf = printer_of(one).language == "pdf"
    return b"%PDF-1.4\n" + labels_alone + b"%%EOF\n" if is_pdf else labels_alone


def require_printed(one: Bench, labels: int) -> None:
    """Check that so many labels came out, each as it was sent."""
    language = printer_of(one).language
    if language == "raster":
        ink = PICTURE.crop((4, 3, 41, 19)).tobytes()
        pictures = [Image.open(BytesIO(pbm)) for pbm in play(one).printed]
        inked = [picture.point(lambda dot: not dot).getbbox() for picture in pictures]
        cut = [picture.crop(box) for picture, box in zip(pictures, inked, strict=True)]
        assert [picture.tobytes() for picture in cut] == [ink] * labels
    else:
        sent = job(one, labels) if language == "pdf" else ONE_LABEL[language]
        assert play(one).printed == [sent] * labels


def best(one: Bench) -> Outcome:
    """The most that can be known of a job that went well."""
    return Outcome.PRINTED if play(one).confirms else Outcome.SENT


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


@pytest.mark.long
@in_one_test("chunk", CHUNKS)
@with_all_variants("printer")
def test_a_ready_printer_says_so_and_prints(
    name: str, query: Mapping[str, str], chunk: int | None
) -> None:
    one = bench("printer", name, query, chunk)
    state = printer_of(one).state()
    assert (state.ready, state.problems) == (True, ())
    assert printer_of(one).dots_per_mm > 0
    outcome = printer_of(one).send(job(one, 3), 3)
    assert outcome is best(one)
    require_printed(one, 3)
    assert printer_of(one).state().ready


@pytest.mark.long
@in_one_test("chunk", CHUNKS)
@pytest.mark.parametrize(("name", "query", "attribute"), each_trouble())
def test_each_trouble_is_told_and_stops_the_job_before_it_is_sent(
    name: str, query: Mapping[str, str], chunk: int | None, attribute: str
) -> None:
    one = bench("printer", name, query, chunk)
    raise_trouble(one, attribute)
    state = printer_of(one).state()
    assert not state.ready
    assert state.problems == (play(one).troubles[attribute],)
    assert state.detail
    with pytest.raises(PrintRefused) as refused:
        printer_of(one).send(job(one, 1), 1)
    assert refused.value.do_next
    end_trouble(one, attribute)
    assert printer_of(one).state().ready
    wait(one, 5)
    assert play(one).printed == []


@pytest.mark.parametrize("name", NAMES)
def test_several_troubles_are_all_told(name: str) -> None:
    one = bench("printer", name)
    both = play(one).together
    for attribute in both:
        raise_trouble(one, attribute)
    told = {play(one).troubles[attribute] for attribute in both}
    assert set(printer_of(one).state().problems) == told


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


def is_unplugged(printer: PlayedPrinter) -> None:
    printer.faults.unplug()


@pytest.mark.long
@in_one_test("after_s", [0.5, 1.0, 1.5, 2.0])
@with_all_variants("printer")
def test_a_printer_that_falls_silent_in_mid_job_has_not_printed(
    name: str, query: Mapping[str, str], after_s: float
) -> None:
    one = bench("printer", name, query)
    accident(one, after_s, falls_silent)
    assert sent(one, 9) is Outcome.UNKNOWN


@pytest.mark.long
@in_one_test("after_s", [0.5, 1.0, 1.5, 2.0])
@in_one_test("attribute, words", [("head_open", "open"), ("paused", "paused")])
@with_all_variants("printer")
def test_trouble_in_mid_job_is_told(
    name: str, query: Mapping[str, str], attribute: str, words: str, after_s: float
) -> None:
    one = bench("printer", name, query)
    if attribute not in play(one).troubles:
        return
    accident(one, after_s, lambda printer: setattr(printer, attribute, True))
    with pytest.raises(DeviceFault, match=words) as told:
        printer_of(one).send(job(one, 9), 9)
    assert not isinstance(told.value, PrintRefused)
    assert len(play(one).printed) < 9


@pytest.mark.long
@in_one_test("after_s", [0.5, 1.0, 1.5, 2.0])
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
    assert printer_of(one).send(job(one, 2), 2) is best(one)
    assert len(play(one).printed) == 2
    printer_of(one).close()


def sent(one: Bench, labels: int) -> Outcome:
    """Send a job; a fault that is told counts as not known."""
    try:
        return printer_of(one).send(job(one, labels), labels)
    except DeviceFault:
        return Outcome.UNKNOWN


@pytest.mark.long
@in_one_test("labels_left", [1, 2, 4])
@with_all_variants("printer")
def test_the_roll_runs_out_in_mid_job(
    name: str, query: Mapping[str, str], labels_left: int
) -> None:
    one = bench("printer", name, query)
    play(one).labels_left = labels_left
    with pytest.raises(DeviceFault, match="5 labels") as told:
        printer_of(one).send(job(one, 5), 5)
    assert not isinstance(told.value, PrintRefused)
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


@pytest.mark.long
@in_one_test("labels", [1, 3, 9])
@in_one_test("chunk", CHUNKS)
@pytest.mark.parametrize("name", NAMES)
def test_a_printer_that_lies_has_not_printed(name: str, chunk: int | None, labels: int) -> None:
    one = bench("printer", name, {"lies": "true"}, chunk)
    assert printer_of(one).state().ready
    assert sent(one, labels) is not Outcome.PRINTED
    assert play(one).printed == []


@in_one_test("late_s", [0.5, 2.5, 60])
@in_one_test("chunk", CHUNKS)
@pytest.mark.parametrize("name", NAMES)
def test_a_late_status_is_not_taken_for_the_present_one(
    name: str, chunk: int | None, late_s: float
) -> None:
    one = bench("printer", name, chunk=chunk)
    play(one).faults.reply_late_s = late_s
    printer_of(one).state()
    raise_trouble(one, play(one).together[1])
    assert not printer_of(one).state().ready
    end_trouble(one, play(one).together[1])
    assert printer_of(one).state().ready


@pytest.mark.long
@in_one_test("chunk", CHUNKS)
@with_all_variants("printer")
def test_a_status_cut_at_any_byte_is_never_ready_when_it_is_not(
    name: str, query: Mapping[str, str], chunk: int | None
) -> None:
    one = bench("printer", name, query, chunk)
    raise_trouble(one, play(one).together[1])
    for cut in range(0, 90, 4):
        play(one).faults.cut_reply = cut
        assert not printer_of(one).state().ready
    end_trouble(one, play(one).together[1])
    assert printer_of(one).state().ready


@pytest.mark.parametrize("name", NAMES)
def test_noise_and_repetition_change_nothing(name: str) -> None:
    one = bench("printer", name)
    if play(one).is_framed:
        return
    play(one).faults.noise_before = b"\x00\x13\x11"
    play(one).faults.noise_after = b"\x00"
    assert printer_of(one).state().ready
    play(one).faults.reply_twice = True
    assert printer_of(one).state().ready
    raise_trouble(one, play(one).together[1])
    assert not printer_of(one).state().ready


def test_a_folder_is_a_printer_too(tmp_path: Path) -> None:
    driver = load_driver("printer", "pdf")
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
