"""Frames of serial scanners, in whatever pieces they arrive."""

import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.devices import Garbled, Scan
from procstation_drivers.scanners.scanner_feedback import FEEDBACK
from procstation_drivers.scanners.scanner_frames import MAX_FRAME, FrameDecoder, Suffix

DATA = Path(__file__).parents[2] / "data" / "serial_scanner" / "frames.toml"
FRAMES = tomllib.loads(DATA.read_text("utf-8"))["frame"]

SUFFIXES: list[Suffix] = ["auto", "cr", "lf", "crlf", "tab", "etx", "none"]


def pieces(data: bytes, size: int | None) -> list[bytes]:
    step = size or len(data) or 1
    return [data[start : start + step] for start in range(0, len(data), step)]


def decode(decoder: FrameDecoder, data: bytes, size: int | None = None) -> list[Scan | Garbled]:
    return [event for piece in pieces(data, size) for event in decoder.receive(piece)]


@pytest.mark.parametrize("size", [None, 1, 7])
@pytest.mark.parametrize("frame", FRAMES, ids=[frame["name"] for frame in FRAMES])
def test_reads_what_scanners_send(frame: dict[str, str], size: int | None) -> None:
    line = bytes.fromhex(frame["hex"])
    (scan,) = decode(FrameDecoder(), line, size)
    assert isinstance(scan, Scan)
    assert (scan.text, scan.aim, scan.symbology) == (
        frame["text"],
        frame.get("aim", ""),
        frame.get("symbology"),
    )


@pytest.mark.parametrize(
    ("suffix", "end"),
    [
        ("cr", b"\r"),
        ("cr", b"\r\n"),
        ("lf", b"\n"),
        ("lf", b"\r\n"),
        ("crlf", b"\r\n"),
        ("crlf", b"\r"),
        ("tab", b"\t"),
        ("etx", b"\x03"),
        ("etx", b"\x03\r\n"),
        ("auto", b"\r\r\n\t"),
    ],
)
def test_a_run_of_line_ends_ends_one_code(suffix: Suffix, end: bytes) -> None:
    decoder = FrameDecoder(suffix)
    texts = [scan.text for scan in decode(decoder, b"111" + end + b"222" + end, 1)]  # type: ignore[union-attr]
    assert texts == ["111", "222"]
    assert not decoder.pending


def test_another_suffix_than_the_one_set_is_data() -> None:
    (scan,) = FrameDecoder("cr").receive(b"a\tb\x03c\r")
    assert scan == Scan("a\tb\x03c", b"a\tb\x03c\r")


def test_the_raw_bytes_keep_the_framing() -> None:
    (scan,) = FrameDecoder().receive(b"\x02]C0LIB\x03\r\n")
    assert scan.raw == b"\x02]C0LIB\x03"


def test_silence_ends_a_code_of_a_scanner_without_suffix() -> None:
    decoder = FrameDecoder("none")
    assert decode(decoder, b"30234000517861", 1) == []
    assert decoder.pending
    assert decoder.receive(b"") == [Scan("30234000517861", b"30234000517861")]
    assert not decoder.pending
    assert decoder.receive(b"") == []


def test_auto_takes_silence_for_an_end_until_it_has_seen_a_suffix() -> None:
    decoder = FrameDecoder()
    decoder.receive(b"111")
    assert decoder.receive(b"") == [Scan("111", b"111")]
    assert decoder.receive(b"222\r") == [Scan("222", b"222\r")]
    decoder.receive(b"333")
    (broken,) = decoder.receive(b"")
    assert isinstance(broken, Garbled)
    assert broken.raw == b"333"


@pytest.mark.parametrize("suffix", ["cr", "lf", "crlf", "tab", "etx"])
def test_half_a_code_is_never_a_scan_where_a_suffix_is_due(suffix: Suffix) -> None:
    decoder = FrameDecoder(suffix)
    decoder.receive(b"302340")
    (broken,) = decoder.receive(b"")
    assert isinstance(broken, Garbled)


def test_a_new_code_does_not_swallow_the_torn_one_before_it() -> None:
    torn, whole = FrameDecoder("etx").receive(b"\x02302340\x0230234000517861\x03")
    assert isinstance(torn, Garbled)
    assert isinstance(whole, Scan)
    assert whole.text == "30234000517861"


def test_identifiers_are_data_when_told_so() -> None:
    (scan,) = FrameDecoder(aim=False).receive(b"]C0LIB\r")
    assert scan == Scan("]C0LIB", b"]C0LIB\r")


@pytest.mark.parametrize("line", [b"]Z6OK\r", b"]C0\r"])
def test_an_identifier_alone_or_an_answer_is_no_scan(line: bytes) -> None:
    (event,) = FrameDecoder().receive(line)
    assert isinstance(event, Garbled)


@pytest.mark.parametrize("line", [b"\r\n", b"\x02\x03", b"\x00\x00", b"\x02\r", b"\x02\x02\x03"])
def test_nothing_between_two_line_ends_is_nothing(line: bytes) -> None:
    decoder = FrameDecoder()
    assert decoder.receive(line) == []
    assert decoder.receive(b"") == []


class TestCheckByte:
    # 4C^49^42^30^30^31^32^33^34^35^03 = 75 hex: XOR of the bytes after STX, ETX included.
    LINE = b"\x02LIB0012345\x03\x75\r\n"

    @pytest.mark.parametrize("size", [None, 1])
    def test_the_right_one_is_taken_off(self, size: int | None) -> None:
        decoder = FrameDecoder(lrc=True)
        (scan,) = decode(decoder, self.LINE, size)
        assert scan == Scan("LIB0012345", b"\x02LIB0012345\x03\x75")
        assert not decoder.pending

    def test_a_wrong_one_spoils_the_code(self) -> None:
        (event,) = FrameDecoder(lrc=True).receive(self.LINE.replace(b"LIB", b"LIC"))
        assert isinstance(event, Garbled)
        assert "75" in event.reason

    def test_it_may_look_like_a_line_end(self) -> None:
        # 41^4F^03 = 0D hex.
        events = FrameDecoder(lrc=True).receive(b"\x02AO\x03\r\x02AO\x03\r")
        assert [event.raw for event in events] == [b"\x02AO\x03\r"] * 2

    def test_a_missing_one_spoils_the_code(self) -> None:
        decoder = FrameDecoder(lrc=True)
        assert decoder.receive(b"\x02LIB\x03") == []
        (event,) = decoder.receive(b"")
        assert isinstance(event, Garbled)


@pytest.mark.parametrize("size", [None, 1, 100])
def test_a_frame_without_end_is_reported_once_and_blocks_nothing(size: int | None) -> None:
    decoder = FrameDecoder()
    events = decode(decoder, b"x" * 5000 + b"\r30234000517861\r", size)
    assert isinstance(events[0], Garbled)
    assert len(events[0].raw) == MAX_FRAME
    assert events[1:] == [Scan("30234000517861", b"30234000517861\r")]


def test_the_longest_frame_is_still_read() -> None:
    (scan,) = FrameDecoder().receive(b"x" * 512 + b"\r")
    assert isinstance(scan, Scan)


def test_silence_ends_an_overlong_frame_too() -> None:
    decoder = FrameDecoder("none")
    assert len(decoder.receive(b"x" * 600)) == 1
    assert decoder.receive(b"") == []
    assert not decoder.pending


def test_the_answer_to_a_beep_is_not_part_of_the_next_code() -> None:
    ack, denied = bytes.fromhex("04 D0 00 00 FF 2C"), bytes.fromhex("05 D1 00 00 06 FF 24")
    decoder = FrameDecoder("cr", answers=FEEDBACK["zebra-ssi-beep"].answers)
    (scan,) = decoder.receive(ack + denied + b"30234000517861\r")
    assert isinstance(scan, Scan)
    assert scan.text == "30234000517861"
    decoder.receive(ack)
    assert decoder.receive(b"") == []


LINE_BYTES = st.lists(
    st.one_of(
        st.sampled_from(
            [b"\r", b"\n", b"\t", b"\x02", b"\x03", b"\x00", b"]C0", b"30234", b"x" * 300]
        ),
        st.binary(max_size=4),
    ),
    max_size=30,
).map(b"".join)


@given(LINE_BYTES, st.sampled_from(SUFFIXES), st.booleans(), st.data())
def test_any_chunking_gives_the_same_frames(
    line: bytes, suffix: Suffix, lrc: bool, data: st.DataObject
) -> None:
    at_once, in_pieces = FrameDecoder(suffix, lrc=lrc), FrameDecoder(suffix, lrc=lrc)
    expected = decode(at_once, line) + at_once.receive(b"")
    cuts = sorted(data.draw(st.lists(st.integers(0, len(line)), max_size=10)))
    parts = [line[a:b] for a, b in zip([0, *cuts], [*cuts, len(line)], strict=True) if a < b]
    got = [event for part in parts for event in in_pieces.receive(part)]
    assert got + in_pieces.receive(b"") == expected
    assert all(len(event.raw) <= MAX_FRAME + 2 for event in expected)
    assert not in_pieces.pending
