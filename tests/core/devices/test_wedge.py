"""Scans told from typing in one stream of keys."""

from collections.abc import Iterable

from hypothesis import given
from hypothesis import strategies as st

from procstation.devices import KeyBurst, Scan, Typed

BARCODE = "30234000517861"


def keys(text: str, gap_s: float, start_s: float = 10.0) -> list[tuple[str, float]]:
    return [(character, start_s + number * gap_s) for number, character in enumerate(text)]


def feed(burst: KeyBurst, stream: Iterable[tuple[str, float]]) -> list[Scan | Typed]:
    results = [burst.key(character, at_s) for character, at_s in stream]
    return [result for result in results if result is not None]


def typed(results: Iterable[Scan | Typed]) -> str:
    return "".join(result.text for result in results if isinstance(result, Typed))


def test_a_fast_run_ended_by_enter_is_a_scan() -> None:
    (scan,) = feed(KeyBurst(), keys(BARCODE + "\r", 0.010))
    assert scan == Scan(BARCODE, b"30234000517861\r")


def test_tab_ends_a_scan_too_and_the_aim_identifier_is_read() -> None:
    (scan,) = feed(KeyBurst(), keys("]F0A30234000517861A\t", 0.002))
    assert scan == Scan("A30234000517861A", b"]F0A30234000517861A\t", "codabar", "]F0")


def test_a_person_gets_every_key_back() -> None:
    results = feed(KeyBurst(), keys("left hand\r", 0.12))
    assert typed(results) == "left hand\r"
    assert not any(isinstance(result, Scan) for result in results)


def test_a_brisk_run_with_a_mean_gap_of_thirty_milliseconds_is_typing() -> None:
    results = feed(KeyBurst(), keys("3023400\r", 0.032))
    assert results == [Typed("3023400\r")]


def test_a_burst_that_comes_in_two_handfuls_is_one_scan() -> None:
    for cut in range(4, len(BARCODE) + 1):
        head = keys(BARCODE[:cut], 0.004)
        tail = keys(BARCODE[cut:] + "\r", 0.004, start_s=head[-1][1] + 0.25)
        assert feed(KeyBurst(), head + tail) == [Scan(BARCODE, BARCODE.encode() + b"\r")]


def test_a_handful_that_nobody_goes_on_with_is_typing() -> None:
    burst = KeyBurst()
    assert feed(burst, keys("1234", 0.004, start_s=1.0)) == []
    assert burst.quiet(1.2) is None
    assert burst.quiet(1.4) == Typed("1234")


def test_five_characters_are_typing_and_six_are_a_scan() -> None:
    assert feed(KeyBurst(), keys("12345\r", 0.005)) == [Typed("12345\r")]
    assert feed(KeyBurst(), keys("123456\r", 0.005)) == [Scan("123456", b"123456\r")]


def test_what_was_typed_just_before_a_scan_comes_back_first() -> None:
    stream = [*keys("ab", 0.2), *keys(BARCODE + "\r", 0.005, start_s=11.0)]
    results = feed(KeyBurst(), stream)
    assert results == [Typed("a"), Typed("b"), Scan(BARCODE, b"30234000517861\r")]


def test_a_key_is_not_held_longer_than_its_time() -> None:
    burst = KeyBurst()
    assert burst.due_s is None
    assert burst.key("x", 5.0) is None
    assert burst.due_s is not None
    assert 5.0 < burst.due_s <= 5.1
    assert burst.quiet(5.01) is None
    assert burst.quiet(burst.due_s) == Typed("x")
    assert burst.quiet(9.0) is None


def test_an_arrow_key_makes_the_held_keys_come_first() -> None:
    burst = KeyBurst()
    burst.key("x", 5.0)
    assert burst.release() == Typed("x")
    assert burst.release() is None


def test_after_the_prefix_neither_speed_nor_length_matters() -> None:
    burst = KeyBurst(prefix="\x02")
    assert feed(burst, keys("\x02C2\r", 0.2)) == [Scan("C2", b"\x02C2\r")]


def test_the_prefix_separates_typing_from_a_scan_that_follows_at_once() -> None:
    results = feed(KeyBurst(prefix="~"), keys("x~1~2\r", 0.01))
    assert results == [Typed("x"), Scan("1~2", b"~1~2\r")]


def test_a_prefix_nobody_follows_up_is_typing() -> None:
    burst = KeyBurst(prefix="~")
    burst.key("~", 1.0)
    assert burst.key("a", 3.0) == Typed("~")


def test_a_stuck_key_is_handed_back_in_time() -> None:
    results = feed(KeyBurst(), keys("x" * 600, 0.001))
    assert len(typed(results)) > 500


@given(
    st.lists(st.tuples(st.sampled_from("ab12~\r\t]F0"), st.floats(0, 0.7)), max_size=60),
    st.sampled_from(["", "~"]),
)
def test_no_key_is_lost_doubled_or_reordered(presses: list[tuple[str, float]], prefix: str) -> None:
    burst = KeyBurst(prefix)
    at_s = 0.0
    came_back = ""
    for character, gap_s in presses:
        at_s += gap_s
        result = burst.key(character, at_s)
        if result is not None:
            came_back += result.raw.decode() if isinstance(result, Scan) else result.text
    rest = burst.release()
    came_back += rest.text if rest else ""
    assert came_back == "".join(character for character, _ in presses)
