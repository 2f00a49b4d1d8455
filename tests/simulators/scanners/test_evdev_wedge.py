"""The simulated wedge: records of struct input_event as a 64-bit kernel writes them."""

import struct
from itertools import pairwise

import pytest

from procstation_simulators.scanners.evdev_wedge import SIMULATOR, VirtualWedge, WedgeSettings

LEFT_SHIFT, LEFT_ALT, RIGHT_ALT, LEFT_CTRL, ENTER, TAB = 42, 56, 100, 29, 28, 15


def records(wedge: VirtualWedge) -> list[tuple[int, int, int]]:
    """Return type, code and value of each record."""
    return [each[2:] for each in struct.iter_unpack("<qqHHi", wedge.transmit())]


def keys(wedge: VirtualWedge) -> list[tuple[int, int]]:
    """Return key and value of each key record."""
    return [(code, value) for kind, code, value in records(wedge) if kind == 1]


def test_a_key_is_three_records_down_and_three_up() -> None:
    wedge = VirtualWedge(WedgeSettings(suffix="none"))
    wedge.scan("1")
    # MSC_SCAN, KEY_1, SYN_REPORT; press, then release.
    assert records(wedge) == [
        (4, 4, 0x70002),
        (1, 2, 1),
        (0, 0, 0),
        (4, 4, 0x70002),
        (1, 2, 0),
        (0, 0, 0),
    ]


def test_the_bytes_of_one_record() -> None:
    wedge = VirtualWedge(WedgeSettings(suffix="none"))
    wedge.pass_time(0.5)
    wedge.scan("1")
    # 1000000.5 s, EV_KEY, KEY_1, pressed.
    assert wedge.transmit()[24:48] == bytes.fromhex(
        "40420F0000000000 20A1070000000000 0100 0200 01000000"
    )


@pytest.mark.parametrize(
    ("layout", "text", "pressed"),
    [
        ("us", "90-", [10, 11, 12]),
        ("us", "a/B", [30, 53, LEFT_SHIFT, 48]),
        ("us", "$y:", [LEFT_SHIFT, 5, 21, LEFT_SHIFT, 39]),
        ("de", "zy-/", [21, 44, 53, LEFT_SHIFT, 8]),
        ("de", "[ß", [RIGHT_ALT, 9, 12]),
        ("fr", "12aq", [LEFT_SHIFT, 2, LEFT_SHIFT, 3, 16, 30]),
        ("fr", "-.", [7, LEFT_SHIFT, 51]),
        ("us", "\x02", [LEFT_CTRL, 48]),
        ("us", "\x1d ", [LEFT_CTRL, 27, 57]),
    ],
)
def test_characters_by_layout(layout: str, text: str, pressed: list[int]) -> None:
    wedge = SIMULATOR.build({"layout": layout})
    assert isinstance(wedge, VirtualWedge)
    wedge.scan(text)
    typed = keys(wedge)
    assert [key for key, value in typed if value == 1] == [*pressed, ENTER]
    assert sorted(key for key, value in typed if value == 0) == sorted([*pressed, ENTER])


def test_a_shifted_key_lies_between_shift_down_and_shift_up() -> None:
    wedge = VirtualWedge(WedgeSettings(suffix="tab"))
    wedge.scan("A")
    assert keys(wedge) == [(42, 1), (30, 1), (30, 0), (42, 0), (TAB, 1), (TAB, 0)]


def test_alt_codes_type_any_character_on_any_layout() -> None:
    wedge = VirtualWedge(WedgeSettings(alt_codes=True, suffix="none", layout="fr"))
    wedge.scan("3")
    # Alt held, 0 5 1 on the keypad, Alt let go.
    assert keys(wedge) == [
        (LEFT_ALT, 1), (82, 1), (82, 0), (76, 1), (76, 0), (79, 1), (79, 0), (LEFT_ALT, 0),
    ]  # fmt: skip


def test_aim_and_repeats() -> None:
    wedge = VirtualWedge(WedgeSettings(aim=True, repeats=True, suffix="none"))
    wedge.scan("1", aim="]F0")
    typed = keys(wedge)
    assert [key for key, value in typed if value == 1] == [27, LEFT_SHIFT, 33, 11, 2]
    assert (2, 2) in typed


def test_keys_follow_each_other_in_time() -> None:
    wedge = VirtualWedge(WedgeSettings(key_s=0.004))
    wedge.scan("123")
    times = [
        second + micro / 1e6
        for second, micro, kind, _, value in struct.iter_unpack("<qqHHi", wedge.transmit())
        if kind == 1 and value == 1
    ]
    gaps = [later - earlier for earlier, later in pairwise(times)]
    assert gaps == pytest.approx([0.004, 0.004, 0.004], abs=2e-6)


def test_records_of_a_32_bit_machine() -> None:
    wedge = VirtualWedge(WedgeSettings(word=32, suffix="none"))
    wedge.scan("1")
    assert len(wedge.transmit()) == 6 * 16


def test_a_character_without_a_key_is_refused() -> None:
    wedge = VirtualWedge()
    with pytest.raises(ValueError, match="us keyboard has no key for 'é'"):
        wedge.scan("café")
    assert wedge.transmit() == b""
