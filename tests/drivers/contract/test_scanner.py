"""What every barcode scanner must do, whatever its maker: run for each registered driver."""

from collections.abc import Mapping
from typing import cast

import pytest
from device_play import Bench, PlayedScanner, bench, simulated, with_all_variants
from many_cases import in_one_test

from procstation.devices import BarcodeScanner, DeviceLost, Feedback, Garbled, Scan, load_simulator

CODE = "31234000875612"
NAMES = simulated("scanner")
CHUNKS = [None, 1, 7]

TEXTS = [
    CODE,
    "A31234000875612B",
    "9780441478125",
    "LIB-0012345",
    "MUS/1 $5.00+10%",
    "lower-Case:Mixed_Case",
    "x",
]

AIMS = [
    ("]F0", "codabar"),
    ("]A0", "code39"),
    ("]C0", "code128"),
    ("]E0", "ean13"),
]

REPEAT_WINDOW_S = 1.0
"""No driver takes the same code for a repetition longer than that after the first."""


def play(one: Bench) -> PlayedScanner:
    return cast(PlayedScanner, one.device)


def scanner_of(one: Bench) -> BarcodeScanner:
    return cast(BarcodeScanner, one.driven)


def suffixes() -> list[tuple[str, str]]:
    return [
        (name, suffix)
        for name in NAMES
        for suffix in cast(PlayedScanner, load_simulator("scanner", name).build({})).suffixes
    ]


def heard(one: Bench) -> list[Scan | Garbled]:
    """Poll until the scanner was quiet for half a second."""
    events: list[Scan | Garbled] = []
    while True:
        begun_s = one.link.now_s()
        found = scanner_of(one).poll(0.5)
        events += found
        # A poll may end early on a line that does not stop talking.
        if not found and one.link.now_s() - begun_s >= 0.5:
            return events


def texts(one: Bench) -> list[str]:
    events = heard(one)
    assert all(isinstance(event, Scan) for event in events), events
    return [event.text for event in events if isinstance(event, Scan)]


@in_one_test("chunk", CHUNKS)
@in_one_test("text", TEXTS)
@pytest.mark.parametrize(("name", "suffix"), suffixes())
def test_a_scan_with_every_suffix(name: str, suffix: str, text: str, chunk: int | None) -> None:
    one = bench("scanner", name, {"suffix": suffix}, chunk)
    play(one).scan(text)
    (scan,) = heard(one)
    assert isinstance(scan, Scan)
    assert (scan.text, scan.aim, scan.symbology) == (text, "", None)
    assert scan.raw


@in_one_test("chunk", CHUNKS)
@with_all_variants("scanner")
def test_scans_of_differently_set_scanners(
    name: str, query: Mapping[str, str], chunk: int | None
) -> None:
    one = bench("scanner", name, query, chunk)
    for text in (CODE, "QA76.73", CODE):
        play(one).scan(text)
        assert texts(one) == [text]
        one.link.read(REPEAT_WINDOW_S)


@in_one_test("aim, symbology", AIMS)
@pytest.mark.parametrize(("name", "suffix"), suffixes())
def test_an_aim_identifier_is_told_and_not_data(
    name: str, suffix: str, aim: str, symbology: str
) -> None:
    one = bench("scanner", name, {"suffix": suffix, "aim": "true"})
    play(one).scan(CODE, aim=aim)
    (scan,) = heard(one)
    assert isinstance(scan, Scan)
    assert (scan.text, scan.aim, scan.symbology) == (CODE, aim, symbology)


@in_one_test("chunk", CHUNKS)
@pytest.mark.parametrize("name", NAMES)
def test_codes_read_quickly_come_in_order(name: str, chunk: int | None) -> None:
    one = bench("scanner", name, chunk=chunk)
    codes = [f"3123400087{number:04d}" for number in range(12)]
    for code in codes:
        play(one).scan(code)
    assert texts(one) == codes


@in_one_test("chunk", CHUNKS)
@pytest.mark.parametrize("name", NAMES)
def test_without_a_suffix_silence_ends_a_code(name: str, chunk: int | None) -> None:
    one = bench("scanner", name, {"suffix": "none"}, chunk)
    for text in ("31234000875612", "31234000875620"):
        play(one).scan(text)
        begun_s = one.link.now_s()
        assert [event.text for event in scanner_of(one).poll(5) if isinstance(event, Scan)] == [
            text
        ]
        assert one.link.now_s() - begun_s < 1.0


@in_one_test("pause_s", [0.01, 0.05])
@pytest.mark.parametrize(("name", "suffix"), suffixes())
def test_a_code_in_two_halves_is_one_code(name: str, suffix: str, pause_s: float) -> None:
    one = bench("scanner", name, {"suffix": suffix})
    play(one).scan(CODE, pause_s=pause_s)
    # The line is quiet while the second half is under way, and has it before the idle gap ends.
    early = scanner_of(one).poll(pause_s)
    found = early or heard(one)
    assert [event.text for event in found if isinstance(event, Scan)] == [CODE]


@pytest.mark.long
@in_one_test("chunk", CHUNKS)
@pytest.mark.parametrize("name", NAMES)
def test_a_code_without_end_is_reported_and_the_next_is_read(name: str, chunk: int | None) -> None:
    one = bench("scanner", name, chunk=chunk)
    play(one).scan("7" * 2000)
    events = heard(one)
    assert events
    assert all(isinstance(event, Garbled) for event in events)
    assert all(len(event.raw) < 1000 and event.reason for event in cast(list[Garbled], events))
    play(one).scan(CODE)
    assert texts(one) == [CODE]


@pytest.mark.parametrize("name", NAMES)
def test_the_same_code_at_once_counts_once_and_later_again(name: str) -> None:
    one = bench("scanner", name)
    play(one).scan(CODE)
    play(one).scan(CODE)
    assert texts(one) == [CODE]
    one.link.read(REPEAT_WINDOW_S)
    play(one).scan(CODE)
    assert texts(one) == [CODE]
    play(one).scan("31234000875620")
    play(one).scan(CODE)
    assert texts(one) == ["31234000875620", CODE]


@pytest.mark.parametrize("name", NAMES)
def test_a_transmission_that_comes_twice_counts_once(name: str) -> None:
    one = bench("scanner", name)
    play(one).faults.reply_twice = True
    play(one).scan(CODE)
    assert texts(one) == [CODE]


@pytest.mark.parametrize("name", NAMES)
def test_nothing_scanned_is_nothing_after_the_time_given(name: str) -> None:
    one = bench("scanner", name)
    begun_s = one.link.now_s()
    assert scanner_of(one).poll(0.25) == []
    assert one.link.now_s() - begun_s == pytest.approx(0.25, abs=0.01)
    play(one).faults.dont_answer = 1
    play(one).scan(CODE)
    assert scanner_of(one).poll(0.25) == []


@pytest.mark.long
@in_one_test("fault", ["cut_reply", "flip_bit"])
@in_one_test("chunk", [None, 7])
@pytest.mark.parametrize("name", NAMES)
def test_a_spoilt_code_does_not_spoil_the_next(name: str, chunk: int | None, fault: str) -> None:
    one = bench("scanner", name, chunk=chunk)
    for position in range(0, 300, 7):
        setattr(play(one).faults, fault, position)
        play(one).scan(CODE)
        heard(one)
        one.link.read(REPEAT_WINDOW_S)
        play(one).scan("LIB-0012345")
        assert texts(one)[-1:] == ["LIB-0012345"]
        one.link.read(REPEAT_WINDOW_S)


@in_one_test("feedback", Feedback)
@pytest.mark.parametrize("name", NAMES)
def test_a_signal_disturbs_nothing(name: str, feedback: Feedback) -> None:
    one = bench("scanner", name)
    scanner_of(one).signal(feedback)
    play(one).scan(CODE)
    scanner_of(one).signal(feedback)
    assert texts(one) == [CODE]


@pytest.mark.parametrize("name", NAMES)
def test_an_unplugged_scanner_is_lost_and_comes_back(name: str) -> None:
    one = bench("scanner", name)
    play(one).scan(CODE)
    play(one).faults.unplug()
    with pytest.raises(DeviceLost):
        scanner_of(one).poll(0.1)
    play(one).faults.plug()
    one.reopen()
    assert heard(one) == []
    play(one).scan(CODE)
    assert texts(one) == [CODE]
    scanner_of(one).close()
