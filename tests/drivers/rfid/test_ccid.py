"""CCID messages on a byte line: headers after USB CCID 1.1, 6.1 and 6.2, put together by hand."""

from hypothesis import given
from hypothesis import strategies as st
from many_cases import in_one_test

from procstation.devices import Garbled
from procstation_drivers.rfid.ccid import APDU, DATA_BLOCK, POWER_ON, Decoder, Message, encode


def test_requests() -> None:
    assert encode(POWER_ON, 0).hex().upper() == "0262000000000000000000" + "6203"
    raw = encode(APDU, 1, bytes.fromhex("FFCA000000"))
    assert raw[:11].hex().upper() == "026F05000000" + "0001000000"
    assert raw[11:-2].hex().upper() == "FFCA000000"
    assert raw[-2] == 0x6F ^ 0x05 ^ 0x01 ^ 0xFF ^ 0xCA


REPLY = bytes.fromhex("02 80 02000000 00 07 00 00 00 9000 15 03")


def test_a_reply() -> None:
    assert Decoder().receive(REPLY) == [Message(DATA_BLOCK, 7, 0, 0, b"\x90\x00")]


@in_one_test("bit", range(8 * len(REPLY)))
def test_no_reply_with_a_wrong_bit_is_taken(bit: int) -> None:
    wrong = bytearray(REPLY)
    wrong[bit // 8] ^= 1 << bit % 8
    decoder = Decoder()
    found = decoder.receive(bytes(wrong)) + decoder.receive(b"")
    assert [type(one) for one in found] == [Garbled]


@given(st.binary(max_size=60), st.integers(1, 9))
def test_any_bytes_are_taken_in_any_pieces(data: bytes, size: int) -> None:
    decoder = Decoder()
    for at in range(0, len(data), size):
        decoder.receive(data[at : at + size])
    decoder.receive(b"")
    assert decoder.between_frames
    assert decoder.receive(REPLY) == [Message(DATA_BLOCK, 7, 0, 0, b"\x90\x00")]
