"""The EPL2 driver and its codec: label by label, and never more known than was said."""

from pathlib import Path

import pytest
from device_play import bench
from hypothesis import given
from hypothesis import strategies as st
from label_reading import barcode_labels, read_by_both
from PIL import Image

from procstation.devices import DeviceFault, Outcome, PrintRefused, Problem, Rack, open_device
from procstation.labels import Symbology
from procstation_drivers.printers.epl2_codec import (
    Codes,
    LabelDone,
    ReplyDecoder,
    label_of,
    troubles_of_codes,
)

ONE_DOT = b"P4\n9 2\n\x80\x80\x00\x00"
"""Nine dots by two; the first and the last dot of the upper row are black."""

NUMBERS = ["30234000517861", "31234000875612"]


class TestCodec:
    @pytest.mark.parametrize(
        ("said", "events"),
        [
            (b"00\r\n", [Codes((), asked=True)]),
            (b"07\r\n", [Codes((7,), asked=True)]),
            # As in the manual of Intermec's printers: a syntax error, then the cover was opened.
            (b"01,11\r\n", [Codes((1, 11), asked=True)]),
            # As in Zebra's manual, with `eR$,2` set: the head is opened, and closed.
            (b"$11\r\n$00\r\n", [Codes((11,), asked=False), Codes((), asked=False)]),
            (b"\x06\x1511\x13\x11", [LabelDone(), Codes((11,), asked=False)]),
            (b"\x1507\x0600\r\n", [Codes((7,), asked=False), LabelDone(), Codes((), asked=True)]),
            (b"UKQ1935HLP-V4.29\r\n0\r\n123\r\n\x00\x1100\r\n", [Codes((), asked=True)]),
        ],
    )
    @pytest.mark.parametrize("chunk", [1, 2, 100])
    def test_what_it_says(self, said: bytes, events: list[object], chunk: int) -> None:
        decoder = ReplyDecoder()
        pieces = [said[at : at + chunk] for at in range(0, len(said), chunk)]
        assert [event for piece in pieces for event in decoder.receive(piece)] == events

    def test_silence_ends_a_line_that_was_cut(self) -> None:
        decoder = ReplyDecoder()
        assert decoder.receive(b"07,1") + decoder.receive(b"") == []
        assert decoder.receive(b"00\r\n") == [Codes((), asked=True)]

    @given(st.binary(max_size=200))
    def test_noise_is_never_an_answer_of_no_such_form(self, noise: bytes) -> None:
        for event in ReplyDecoder().receive(noise):
            if isinstance(event, Codes):
                assert all(0 < code < 100 for code in event.codes)

    def test_a_label_in_bytes(self) -> None:
        picture = Image.frombytes("1", (9, 2), b"\x80\x80\x00\x00", "raw", "1")
        commands = b"\r\nN\r\nq16\r\nQ2,24\r\nGW0,0,2,2\r\n\x7f\x7f\xff\xff\r\nP1\r\n"
        assert label_of(picture, 24) == commands
        assert label_of(picture, None) == commands.replace(b"Q2,24\r\n", b"")

    def test_errors_of_a_job_keep_the_next_from_nothing(self) -> None:
        assert not troubles_of_codes((1, 2), in_job=False)
        told = troubles_of_codes((2, 11), in_job=True)
        assert told.problems == (Problem.OTHER, Problem.HEAD_OPEN)
        assert (
            told.detail == "something lies outside of the label (error 02); the print head is open"
        )
        assert troubles_of_codes((99,), in_job=False).detail == "an error it gives as 99"


@pytest.mark.parametrize("dots_per_mm", [8, 12])
@pytest.mark.parametrize("symbology", [Symbology.CODABAR, Symbology.CODE128, Symbology.ITF])
def test_two_readers_read_what_came_out(symbology: Symbology, dots_per_mm: int) -> None:
    one = bench("printer", "epl2", options={"dots_per_mm": dots_per_mm})
    job = barcode_labels(NUMBERS, one.driven.dots_per_mm, symbology)
    assert one.driven.send(job, 2) is Outcome.SENT
    read = [read_by_both(pbm, symbology) for pbm in one.device.printed]
    assert [{text.strip("ABCD") for text in texts} for texts in read] == [{one} for one in NUMBERS]


def test_known_to_be_printed_once_every_label_is_acknowledged() -> None:
    one = bench("printer", "epl2", options={"acknowledges": True})
    assert one.driven.send(ONE_DOT * 5, 5) is Outcome.PRINTED
    assert len(one.device.printed) == 5
    assert one.driven.send(ONE_DOT * 2, 2) is Outcome.PRINTED
    assert len(one.device.printed) == 7


@pytest.mark.parametrize("query", [{"acknowledges": "false"}, {"lies": "true"}])
def test_labels_that_are_not_acknowledged_are_unknown(query: dict[str, str]) -> None:
    one = bench("printer", "epl2", query, options={"acknowledges": True})
    assert one.driven.send(ONE_DOT * 3, 3) is Outcome.UNKNOWN


def test_a_printer_that_acknowledges_half_has_stopped() -> None:
    one = bench("printer", "epl2", {"labels_left": "2"}, options={"acknowledges": True})
    with pytest.raises(DeviceFault, match=r"out of labels.*2 and up to .* of the 5 labels"):
        one.driven.send(ONE_DOT * 5, 5)
    assert len(one.device.printed) == 2


def test_labels_beside_each_other_are_one_row() -> None:
    one = bench("printer", "epl2", {"labels_left": "2"}, options={"acknowledges": True})
    with pytest.raises(DeviceFault, match="4 and up to 5 of the 5 labels"):
        one.driven.send(ONE_DOT * 3, 5)
    one = bench("printer", "epl2", options={"acknowledges": True})
    assert one.driven.send(ONE_DOT * 3, 5) is Outcome.PRINTED


def test_a_label_wider_than_the_buffer_of_the_printer_is_told() -> None:
    one = bench("printer", "epl2", {"width_dots": "320"})
    wide = b"P4\n400 1\n" + bytes(50)
    with pytest.raises(DeviceFault, match="outside of the label"):
        one.driven.send(wide, 1)
    assert one.device.printed == []
    # The error stays with that label.
    assert one.driven.state().ready
    assert one.driven.send(ONE_DOT, 1) is Outcome.SENT


@pytest.mark.parametrize(
    ("job", "labels", "words"),
    [
        (ONE_DOT * 2, 1, "it has 2 pictures"),
        (ONE_DOT[:-1], 1, "ends 1 bytes too early"),
        (b"^XA^XZ", 1, "no picture begins at byte 0"),
        (b"P4\n840 1\n" + bytes(105), 1, "840 dots wide"),
    ],
)
def test_what_is_no_job_for_it_is_refused(job: bytes, labels: int, words: str) -> None:
    one = bench("printer", "epl2")
    with pytest.raises(PrintRefused, match=words):
        one.driven.send(job, labels)
    assert one.device.printed == []


def test_the_gap_is_told_when_it_is_set() -> None:
    one = bench("printer", "epl2", options={"gap_mm": 3.0})
    heard = bytearray()
    take = one.device.receive
    one.device.receive = lambda data: (heard.extend(data), take(data))[1]
    one.driven.send(ONE_DOT, 1)
    assert b"Q2,24\r\n" in heard


def test_without_answers_a_file_gets_the_job_and_nothing_else(tmp_path: Path) -> None:
    spool = tmp_path / "lp0"
    printer = open_device("printer", "epl2", spool.as_uri(), {"answers": False}, Rack())
    assert printer.state().ready
    assert printer.send(ONE_DOT, 1) is Outcome.SENT
    assert spool.read_bytes() == b"\r\nN\r\nq16\r\nGW0,0,2,2\r\n\x7f\x7f\xff\xff\r\nP1\r\n"
    printer.close()
    asking = open_device("printer", "epl2", spool.as_uri(), {}, Rack())
    with pytest.raises(PrintRefused) as refused:
        asking.send(ONE_DOT, 1)
    assert "answers = false" in refused.value.do_next
