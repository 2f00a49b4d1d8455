"""3M frames: recorded ones both ways, every chunking, and noise."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.devices import Garbled
from procstation_drivers.rfid.m3_frames import LONGEST, PROBE, Decoder, Frame, checksum, encode

Recorded = Callable[[str], dict[str, bytes]]

ONE_TAG = bytes.fromhex("D6000FFE00000501E00401005B6C7D8E2CAD")
ONE_TAG_FRAME = Frame(0xD6, 0xFE, 0x00, bytes.fromhex("000501E00401005B6C7D8E"))


def test_the_checksum_is_the_published_one() -> None:
    assert checksum(b"123456789") == 0xD64E


def test_requests_are_the_recorded_bytes(frames: Recorded) -> None:
    recorded = frames("m3_810")
    assert encode(bytes.fromhex("040011"), PROBE) == recorded["requests/probe"]
    assert encode(bytes.fromhex("FE0005")) == recorded["requests/inventory"]
    assert encode(bytes.fromhex("03000200000003")) == recorded["requests/example"]
    initialise = bytes.fromhex("130601000200030004000B000A00")
    assert encode(initialise) == recorded["requests/initialise"]


def test_replies_are_decoded(frames: Recorded) -> None:
    recorded = frames("m3_810")
    replies = {name: Decoder().receive(raw) for name, raw in recorded.items() if "replies" in name}
    assert replies == {
        "replies/probe": [Frame(0xD5, 0x04, 0, bytes.fromhex("110A050002"))],
        "replies/probe_5_2_1b": [Frame(0xD5, 0x04, 0, bytes.fromhex("110A05021B"))],
        "replies/probe_5_1_19": [Frame(0xD5, 0x04, 0, bytes.fromhex("110A050119"))],
        "replies/no_tag": [Frame(0xD6, 0xFE, 0, bytes.fromhex("000700"))],
        "replies/one_tag": [ONE_TAG_FRAME],
    }


def test_a_frame_cut_short_ends_with_silence_and_blocks_nothing() -> None:
    decoder = Decoder()
    decoder.receive(ONE_TAG[:6])
    assert decoder.receive(b"") == [Garbled(ONE_TAG[:6], "it was cut short")]
    assert decoder.receive(ONE_TAG) == [ONE_TAG_FRAME]


@pytest.mark.parametrize("start", ["00", "D4", "D60003", "D6FFFF"])
def test_what_begins_no_reply_is_noise_at_once(start: str) -> None:
    (garbled,) = Decoder().receive(bytes.fromhex(start))
    assert isinstance(garbled, Garbled)


def test_an_inventory_of_sixty_tags_fits() -> None:
    length = 3 + 7 + 60 * 8
    assert length <= LONGEST
    assert Decoder().receive(b"\xd6" + (length - 3).to_bytes(2, "big")) == []


@settings(max_examples=100, deadline=None)
@given(cuts=st.lists(st.integers(1, 35), max_size=6))
def test_any_chunking_gives_the_same_frames(cuts: list[int]) -> None:
    stream = ONE_TAG * 2
    edges = [0, *sorted(set(cuts)), len(stream)]
    decoder = Decoder()
    found: list[Frame | Garbled] = []
    for start, end in pairwise(edges):
        found += decoder.receive(stream[start:end])
    assert found == [ONE_TAG_FRAME] * 2


@settings(max_examples=200, deadline=None)
@given(noise=st.lists(st.binary(max_size=40), max_size=5), bit=st.integers(0, 143))
def test_noise_never_raises_and_a_frame_after_silence_is_found(
    noise: list[bytes], bit: int
) -> None:
    decoder = Decoder()
    flipped = bytearray(ONE_TAG)
    flipped[bit // 8] ^= 1 << bit % 8
    for piece in [*noise, b"", bytes(flipped)]:
        decoder.receive(piece)
    decoder.receive(b"")
    assert decoder.receive(ONE_TAG) == [ONE_TAG_FRAME]


@settings(max_examples=144, deadline=None)
@given(bit=st.integers(0, 143))
def test_no_single_flipped_bit_makes_another_frame(bit: int) -> None:
    flipped = bytearray(ONE_TAG)
    flipped[bit // 8] ^= 1 << bit % 8
    decoder = Decoder()
    found = decoder.receive(bytes(flipped)) + decoder.receive(b"")
    # The start byte is not under the checksum: D5 for D6 takes two bits, so none passes.
    assert all(isinstance(piece, Garbled) for piece in found)
