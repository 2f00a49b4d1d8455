"""Keys of wedge scanners, as the kernel hands them over."""

import struct
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.devices import Garbled, Scan
from procstation_drivers.scanners.input_events import InputEventDecoder
from procstation_drivers.scanners.keyboard_layouts import LAYOUTS
from procstation_drivers.scanners.scanner_frames import FrameDecoder

DATA = Path(__file__).parents[2] / "data" / "evdev_wedge" / "keys.toml"
TYPED = tomllib.loads(DATA.read_text("utf-8"))["typed"]

EV_SYN, EV_KEY, EV_MSC = 0, 1, 4


def event(kind: int, code: int, value: int) -> bytes:
    """One event of a 64-bit machine: a second of 2001 and a quarter, little-endian."""
    return struct.pack("<qqHHi", 1_000_000_000, 250_000, kind, code, value)


def pressed(code: int, value: int) -> bytes:
    """One key as the kernel reports it: scan code, key, end of packet."""
    return event(EV_MSC, 4, 0x70000 + code) + event(EV_KEY, code, value) + event(EV_SYN, 0, 0)


def presses(keys: str) -> bytes:
    return b"".join(pressed(int(key[1:]), int(key[0] == "+")) for key in keys.split())


def decoder(layout: str = "us") -> InputEventDecoder:
    return InputEventDecoder(LAYOUTS[layout], FrameDecoder())  # type: ignore[index]


def test_an_event_is_laid_out_as_in_the_kernels_header() -> None:
    assert event(EV_KEY, 30, 1) == bytes.fromhex(
        "00CA9A3B00000000 90D0030000000000 0100 1E00 01000000".replace(" ", "")
    )


@pytest.mark.parametrize("size", [None, 1, 7, 24])
@pytest.mark.parametrize("case", TYPED, ids=[case["name"] for case in TYPED])
def test_reads_what_the_layout_says(case: dict[str, str], size: int | None) -> None:
    keys, reading = presses(case["keys"]), decoder(case["layout"])
    step = size or len(keys)
    events = [
        found
        for start in range(0, len(keys), step)
        for found in reading.receive(keys[start : start + step])
    ]
    (scan,) = events
    assert isinstance(scan, Scan)
    assert (scan.text, scan.aim, scan.symbology) == (
        case["text"],
        case.get("aim", ""),
        case.get("symbology"),
    )
    assert not reading.pending


def test_auto_repeat_types_nothing() -> None:
    line = pressed(2, 1) + pressed(2, 2) + pressed(2, 2) + pressed(2, 0) + presses("+28 -28")
    assert decoder().receive(line) == [Scan("1", b"1\r")]


def test_silence_ends_a_code_without_enter() -> None:
    reading = decoder()
    assert reading.receive(presses("+2 -2 +3 -3")) == []
    assert reading.pending
    assert reading.receive(b"") == [Scan("12", b"12")]


def test_a_dead_key_that_nothing_follows_says_itself() -> None:
    reading = decoder("de")
    reading.receive(presses("+2 -2 +41 -41"))
    assert reading.receive(b"") == [Scan("1^", b"1^")]


def test_keys_the_kernel_dropped_spoil_the_code_to_its_end() -> None:
    reading = decoder()
    line = presses("+42 +30 -30") + event(EV_SYN, 3, 0) + presses("+2 -2 +28 -28 +3 -3 +28 -28")
    lost, scan = reading.receive(line)
    assert isinstance(lost, Garbled)
    assert scan == Scan("2", b"2\r")


def test_an_event_cut_short_blocks_the_next_code_no_longer_than_a_silence() -> None:
    reading = decoder()
    reading.receive(presses("+2 -2")[:-5])
    assert reading.pending
    (cut,) = reading.receive(b"")
    assert isinstance(cut, Garbled)
    assert reading.receive(presses("+3 -3 +28 -28")) == [Scan("2", b"2\r")]


def test_bytes_out_of_step_are_reported_once_and_end_at_a_silence() -> None:
    reading = decoder()
    line = presses("+2 -2 +3 -3 +28 -28")
    first, *more = reading.receive(line[9:])
    assert isinstance(first, Garbled)
    assert more == []
    assert reading.receive(line) == []
    assert reading.receive(b"") == []
    assert reading.receive(line) == [Scan("12", b"12\r")]


@given(st.sampled_from(["us", "de", "fr"]), st.lists(st.binary(max_size=60), max_size=8))
def test_any_bytes_are_survived(layout: str, parts: list[bytes]) -> None:
    reading = decoder(layout)
    for part in parts:
        reading.receive(part)
    reading.receive(b"")
    assert not reading.pending
    assert reading.receive(presses("+79 -79 +28 -28")) == [Scan("1", b"1\r")]


KEY_EVENTS = st.lists(
    st.tuples(
        st.sampled_from([2, 13, 26, 41, 28, 30, 42, 29, 56, 58, 82, 100, 57]), st.integers(0, 2)
    ),
    max_size=40,
)


@given(st.sampled_from(["us", "de", "fr"]), KEY_EVENTS, st.integers(1, 50))
def test_any_chunking_gives_the_same_scans(
    layout: str, keys: list[tuple[int, int]], size: int
) -> None:
    line = b"".join(pressed(code, value) for code, value in keys) or b"\0" * 24
    at_once, in_pieces = decoder(layout), decoder(layout)
    expected = at_once.receive(line) + at_once.receive(b"")
    got = [
        found
        for start in range(0, len(line), size)
        for found in in_pieces.receive(line[start : start + size])
    ]
    assert got + in_pieces.receive(b"") == expected
