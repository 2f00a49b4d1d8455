"""The ESC/POS driver and its codec: slip by slip, each confirmed where the printer can."""

from pathlib import Path

import pytest
from device_play import bench
from hypothesis import given
from hypothesis import strategies as st
from label_reading import barcode_labels, read_by_both
from PIL import Image

from procstation.devices import DeviceFault, Outcome, PrintRefused, Problem, Rack, open_device
from procstation.labels import Symbology
from procstation_drivers.printers.escpos_codec import (
    ERROR_CAUSE,
    OFFLINE_CAUSE,
    PAPER,
    PRINTER,
    Printed,
    ReplyDecoder,
    Status,
    confirm,
    slip_of,
    troubles_of_answers,
)

DOT = b"P4\n9 2\n\x80\x80\x00\x00"
NUMBERS = ["30234000517861", "31234000875612"]
WELL = {PRINTER: 0x12, OFFLINE_CAUSE: 0x12, ERROR_CAUSE: 0x12, PAPER: 0x12}


class TestCodec:
    @pytest.mark.parametrize(
        ("said", "events"),
        [
            (b"\x12", [Status(0x12)]),
            (b"\x1a\x16", [Status(0x1A), Status(0x16)]),
            # Epson: header 37, identifier 22, four signs, NUL. The signs may look like answers.
            (b"\x37\x220001\x00", [Printed(b"0001")]),
            (b"\x12\x37\x222222\x00\x1a", [Status(0x12), Printed(b"2222"), Status(0x1A)]),
            # A change told unasked: off line, the cover is open; then an answer.
            (b"\x38\x00\x00\x00\x16", [Status(0x16)]),
            (b"\x00\x11\x13\x12", [Status(0x12)]),
            (b"\x37\x12\x12", [Status(0x12)]),
        ],
    )
    @pytest.mark.parametrize("chunk", [1, 3, 100])
    def test_what_it_says(self, said: bytes, events: list[object], chunk: int) -> None:
        decoder = ReplyDecoder()
        pieces = [said[at : at + chunk] for at in range(0, len(said), chunk)]
        assert [event for piece in pieces for event in decoder.receive(piece)] == events

    def test_silence_ends_what_was_cut(self) -> None:
        decoder = ReplyDecoder()
        assert decoder.receive(b"\x37\x2200") + decoder.receive(b"") == []
        assert decoder.receive(b"\x12") == [Status(0x12)]

    @given(st.binary(max_size=100))
    def test_noise_confirms_nothing_that_was_not_said(self, noise: bytes) -> None:
        for event in ReplyDecoder().receive(noise):
            if isinstance(event, Printed):
                assert b"\x37\x22" + event.id + b"\x00" in noise

    @pytest.mark.parametrize(
        ("what", "byte", "problem"),
        [
            (OFFLINE_CAUSE, 0x16, Problem.HEAD_OPEN),
            (OFFLINE_CAUSE, 0x32, Problem.MEDIA_OUT),
            (OFFLINE_CAUSE, 0x52, Problem.OTHER),
            (ERROR_CAUSE, 0x1A, Problem.OTHER),
            (ERROR_CAUSE, 0x32, Problem.OTHER),
            (ERROR_CAUSE, 0x52, Problem.TOO_HOT),
            (PAPER, 0x72, Problem.MEDIA_OUT),
            (PRINTER, 0x1A, Problem.PAUSED),
        ],
    )
    def test_each_bit(self, what: int, byte: int, problem: Problem) -> None:
        assert not troubles_of_answers(WELL)
        assert troubles_of_answers(WELL | {what: byte}).problems == (problem,)

    def test_nearly_out_is_no_trouble(self) -> None:
        assert not troubles_of_answers(WELL | {PAPER: 0x1E})

    def test_a_slip_in_bytes(self) -> None:
        picture = Image.frombytes("1", (9, 2), b"\x80\x80\x00\x00", "raw", "1")
        begin = b"\x1b@\x1dv0\x00\x02\x00\x02\x00\x80\x80\x00\x00"
        assert slip_of(picture, 4, cut=True) == begin + b"\x1bd\x04\x1dVB\x00"
        assert slip_of(picture, 0, cut=False) == begin
        assert confirm(b"0007") == bytes.fromhex("1D 28 48 06 00 30 30 30303037")

    def test_a_high_picture_goes_in_bands(self) -> None:
        commands = slip_of(Image.new("1", (8, 600)), 0, cut=False)
        assert commands.count(b"\x1dv0\x00\x01\x00\xff\x00") == 2
        assert commands.count(b"\x1dv0\x00\x01\x00\x5a\x00") == 1


@pytest.mark.parametrize("symbology", [Symbology.CODABAR, Symbology.CODE128, Symbology.ITF])
def test_two_readers_read_what_came_out(symbology: Symbology) -> None:
    one = bench("printer", "escpos")
    job = barcode_labels(NUMBERS, one.driven.dots_per_mm, symbology)
    assert one.driven.send(job, 2) is Outcome.PRINTED
    read = [read_by_both(pbm, symbology) for pbm in one.device.printed]
    assert [{text.strip("ABCD") for text in texts} for texts in read] == [{one} for one in NUMBERS]


def test_without_confirmation_a_job_is_sent() -> None:
    one = bench("printer", "escpos", {"confirms": "false"}, options={"confirms": False})
    assert one.driven.send(DOT * 3, 3) is Outcome.SENT
    assert len(one.device.printed) == 3


@pytest.mark.parametrize("query", [{"confirms": "false"}, {"lies": "true"}])
def test_a_confirmation_that_does_not_come_is_unknown(query: dict[str, str]) -> None:
    one = bench("printer", "escpos", query)
    assert one.driven.send(DOT * 3, 3) is Outcome.UNKNOWN
    assert len(one.device.printed) <= 1


@pytest.mark.parametrize("confirms", [True, False])
def test_it_stops_in_mid_job(confirms: bool) -> None:
    one = bench("printer", "escpos", {"labels_left": "2"}, options={"confirms": confirms})
    with pytest.raises(DeviceFault, match="out of paper") as told:
        one.driven.send(DOT * 5, 5)
    assert ("2 of the 5 labels came out" in told.value.what) == confirms
    assert len(one.device.printed) == 2


def test_a_picture_that_holds_a_question_confuses_nobody() -> None:
    one = bench("printer", "escpos")
    question = b"P4\n24 40\n" + b"\x10\x04\x01" * 40
    assert one.driven.send(question * 2, 2) is Outcome.PRINTED
    assert one.driven.state().ready


def test_nearly_out_is_said() -> None:
    one = bench("printer", "escpos", {"labels_left": "3"})
    state = one.driven.state()
    assert (state.ready, state.detail) == (True, "ready, the paper is nearly out")


def test_too_wide_for_its_paper() -> None:
    one = bench("printer", "escpos", options={"width_dots": 384})
    with pytest.raises(PrintRefused, match="400 dots wide, and the print head has 384"):
        one.driven.send(b"P4\n400 1\n" + bytes(50), 1)


def test_without_answers_a_file_gets_the_job_and_nothing_else(tmp_path: Path) -> None:
    spool = tmp_path / "lp0"
    options = {"answers": False, "cut": False, "feed_lines": 0}
    printer = open_device("printer", "escpos", spool.as_uri(), options, Rack())
    assert printer.state().ready
    assert printer.send(DOT, 1) is Outcome.SENT
    assert spool.read_bytes() == b"\x1b@\x1dv0\x00\x02\x00\x02\x00\x80\x80\x00\x00"
    asking = open_device("printer", "escpos", spool.as_uri(), {}, Rack())
    with pytest.raises(PrintRefused):
        asking.send(DOT, 1)
