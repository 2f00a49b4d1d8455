"""Frames of CSP2, against the tests of open readers and a whole upload."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.devices import StoredScan
from procstation_drivers.memory.csp2_codec import (
    Command,
    Decoder,
    Spoilt,
    crc,
    decode_scan,
    decode_stamp,
    decode_time,
    encode,
    encode_time,
)

UPLOAD = bytes.fromhex(
    "06 02 00 00 00 00 00 01 23 45 12 0B 39 37 38 30 33 30 36 34 30 36 31 35 37 24 77 14 D8"
    "15 02 41 33 30 32 33 34 30 30 30 35 31 37 38 36 31 41 30 77 14 D8 00 3B 2C"
)


@pytest.mark.parametrize(
    ("frame", "check"),
    [
        ("01 02 00", "9F DE"),
        ("02 02 00", "9F 2E"),
        ("05 02 00", "5E 9F"),
        ("07 02 00", "9E 3E"),
        ("0A 02 00", "5D AF"),
        ("04 02 01 01 00", "D7 7B"),
        ("03 02 02 02 01 02 04 00 00", "BD 3F"),
    ],
)
def test_checks(frame: str, check: str) -> None:
    assert crc(bytes.fromhex(frame)) == bytes.fromhex(check)


@pytest.mark.parametrize(
    ("command", "strings", "frame"),
    [
        (Command.INTERROGATE, (), "01 02 00 9F DE"),
        (Command.CLEAR, (), "02 02 00 9F 2E"),
        (Command.UPLOAD, (), "07 02 00 9E 3E"),
        (Command.GET_TIME, (), "0A 02 00 5D AF"),
        (Command.SET_PARAMETERS, ("02 01", "04 00"), "03 02 02 02 01 02 04 00 00 BD 3F"),
        (Command.SET_TIME, ("09 07 0E 05 03 18",), "09 02 06 09 07 0E 05 03 18 00 27 CD"),
    ],
)
def test_commands(command: Command, strings: tuple[str, ...], frame: str) -> None:
    assert encode(command, *map(bytes.fromhex, strings)) == bytes.fromhex(frame)


@pytest.mark.parametrize("size", [1, 2, 7, 1000])
def test_an_upload_in_whatever_pieces_it_comes(size: int) -> None:
    decoder = Decoder(Command.UPLOAD)
    pieces = [UPLOAD[at : at + size] for at in range(0, len(UPLOAD), size)]
    *early, reply = [decoder.receive(piece) for piece in pieces]

    assert set(early) <= {None}
    assert reply is not None
    assert reply.fixed == bytes.fromhex("00 00 00 00 00 01 23 45")
    assert [decode_scan(one, stamped=True) for one in reply.strings] == [
        StoredScan("9780306406157", "ean13", "2024-03-05T14:07:09"),
        StoredScan("A30234000517861A", "codabar", "2024-03-05T14:07:12"),
    ]


def test_a_bit_turned_over_is_never_taken_for_the_upload() -> None:
    taken: list[int] = []
    for bit in range(8 * len(UPLOAD)):
        spoilt = bytearray(UPLOAD)
        spoilt[bit // 8] ^= 1 << bit % 8
        with suppress(Spoilt):
            reply = Decoder(Command.UPLOAD).receive(bytes(spoilt))
            if reply is not None and reply.status == 0x06:
                taken.append(bit)
    assert taken == []


@given(st.binary(max_size=200), st.sampled_from(list(Command)))
def test_noise_is_spoilt_or_unfinished(data: bytes, command: Command) -> None:
    with suppress(Spoilt):
        reply = Decoder(command).receive(data)
        refused = reply is not None and reply.status in {5, 7, 8, 9}
        assert reply is None or refused or crc(reply.raw[:-2]) == reply.raw[-2:]


def test_times() -> None:
    assert decode_stamp(bytes.fromhex("24 77 14 D8")) == "2024-03-05T14:07:09"
    assert encode_time("2024-03-05T14:07:09") == bytes.fromhex("09 07 0E 05 03 18")
    assert decode_time(bytes.fromhex("09 07 0E 05 03 18")) == "2024-03-05T14:07:09"
    assert decode_stamp(bytes(4)) == ""
    assert decode_time(bytes(6)) == ""
    assert decode_time(b"") == ""


@pytest.mark.parametrize(
    ("string", "scan"),
    [
        ("03 4C 49 42 31", StoredScan("LIB1", "code128")),
        ("4B 39 37 38", StoredScan("978", "ean13")),
        ("7F 31", StoredScan("1", None)),
        ("08 30 33 36 30 30 30 32 39 31 34 35 32", StoredScan("0036000291452", "ean13")),
    ],
)
def test_codes_without_a_time(string: str, scan: StoredScan) -> None:
    assert decode_scan(bytes.fromhex(string), stamped=False) == scan


@pytest.mark.parametrize("string", ["02", "02 24 77 14 D8", "02 B1 B2 B3 24 77 14 D8"])
def test_a_code_that_is_empty_or_masked_is_spoilt(string: str) -> None:
    with pytest.raises(Spoilt):
        decode_scan(bytes.fromhex(string), stamped=True)
