"""FEIG frames: recorded ones both ways, every chunking, and noise."""

from collections.abc import Callable
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.devices import Garbled
from procstation_drivers.rfid.feig_frames import (
    LONGEST,
    Decoder,
    Frame,
    crc,
    encode,
    encode_standard,
)

Recorded = Callable[[str], dict[str, bytes]]

UID = bytes.fromhex("E00401005B6C7D8E")
VERSION = bytes.fromhex("03030044530D30")
REPLY = bytes.fromhex("02000F00650003030044530D307469")
STANDARD_REPLY = bytes.fromhex("0D00650003030044530D303309")


def test_the_crc_is_the_published_one() -> None:
    assert crc(b"123456789") == 0x6F91


def test_requests_are_the_recorded_bytes(frames: Recorded) -> None:
    recorded = frames("feig")
    assert encode(0x65) == recorded["requests/version_advanced"]
    assert encode_standard(0x65) == recorded["requests/version_standard"]
    assert encode(0xB0, b"\x01\x00") == recorded["requests/inventory_advanced"]
    assert encode_standard(0xB0, b"\x01\x80") == recorded["requests/inventory_more_standard"]
    read = b"\x23\x01" + UID + b"\x00\x08"
    assert encode_standard(0xB0, read) == recorded["requests/read_8_blocks_standard"]
    afi = b"\x27\x01" + UID + b"\x07"
    assert encode_standard(0xB0, afi) == recorded["requests/afi_07_standard"]


def test_a_standard_request_has_its_bound() -> None:
    assert len(encode_standard(0xB0, bytes(250))) == 255
    with pytest.raises(ValueError, match="256"):
        encode_standard(0xB0, bytes(251))


@pytest.mark.parametrize("name", ["version_standard", "version_advanced"])
def test_replies_are_decoded(frames: Recorded, name: str) -> None:
    raw = frames("feig")[f"replies/{name}"]
    assert Decoder().receive(raw) == [Frame(0x00, 0x65, 0x00, VERSION)]


def test_a_split_reply_is_put_together() -> None:
    decoder = Decoder()
    assert decoder.receive(bytes.fromhex("02000F0065000303")) == []
    assert decoder.in_frame
    assert decoder.receive(bytes.fromhex("0044530D307469")) == [Frame(0, 0x65, 0, VERSION)]
    assert decoder.between_frames


def test_a_frame_cut_short_ends_with_silence_and_blocks_nothing() -> None:
    decoder = Decoder()
    decoder.receive(REPLY[:9])
    assert decoder.receive(b"") == [Garbled(REPLY[:9], "it was cut short")]
    assert decoder.receive(REPLY) == [Frame(0, 0x65, 0, VERSION)]


def test_a_flipped_bit_is_garbled_and_the_rest_dropped_until_silence() -> None:
    decoder = Decoder()
    flipped = bytearray(REPLY)
    flipped[8] ^= 0x10
    (garbled,) = decoder.receive(bytes(flipped) + REPLY)
    assert isinstance(garbled, Garbled)
    assert "checksum" in garbled.reason
    assert decoder.receive(REPLY) == []
    assert decoder.receive(b"") == []
    assert decoder.receive(REPLY) == [Frame(0, 0x65, 0, VERSION)]


@pytest.mark.parametrize("start", ["00", "01", "05", "020007", "020003", "02FFFF"])
def test_a_length_no_reply_has_is_noise_at_once(start: str) -> None:
    (garbled,) = Decoder().receive(bytes.fromhex(start))
    assert isinstance(garbled, Garbled)


def test_the_longest_inventory_fits_and_nothing_longer_is_waited_for() -> None:
    decoder = Decoder()
    length = 8 + 1 + 255 * 10
    assert length <= LONGEST
    assert decoder.receive(b"\x02" + length.to_bytes(2, "big")) == []
    assert len(Decoder().receive(b"\x02" + (LONGEST + 1).to_bytes(2, "big"))) == 1


@settings(deadline=None)
@given(cuts=st.lists(st.integers(1, 27), max_size=6))
def test_any_chunking_gives_the_same_frames(cuts: list[int]) -> None:
    stream = REPLY + STANDARD_REPLY
    edges = [0, *sorted(set(cuts)), len(stream)]
    decoder = Decoder()
    found: list[Frame | Garbled] = []
    for start, end in pairwise(edges):
        if start != end:
            found += decoder.receive(stream[start:end])
    assert found == [Frame(0, 0x65, 0, VERSION)] * 2


@settings(deadline=None)
@given(noise=st.lists(st.binary(max_size=40), max_size=5))
def test_noise_never_raises_and_a_frame_after_silence_is_found(noise: list[bytes]) -> None:
    decoder = Decoder()
    for piece in noise:
        decoder.receive(piece)
    decoder.receive(b"")
    assert decoder.receive(REPLY) == [Frame(0, 0x65, 0, VERSION)]
