"""Messages of LLRP against those of another implementation and of real readers."""

import random
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.devices import DeviceFault, Garbled, TagHeard
from procstation_drivers.uhf import llrp_requests as requests
from procstation_drivers.uhf.llrp_messages import (
    REPORT,
    Message,
    MessageDecoder,
    encode,
    parameters,
    tlv,
)
from procstation_drivers.uhf.llrp_replies import check_status, reader_event, tags_heard

ADD_ROSPEC = (
    "0414000000700000000b00b1006600000001000000b2001200b300050100b60009000000000000b7003800010001"
    "00b80009000000000000ba002700010100de0020000100e0000a000100010000014a0010000150000b8000040000"
    "000000ed001201000000ee000b1580015c000500"
)
"""As sllurp encodes it: antenna 1, session S2, immediate start, reports at the end of a round."""

REPORT_96 = (
    "043d0000002c4095892f00f000228d3005fb63ac1f3841ec88046781000186ce820004ec2ea8354c09880001"
)
"""From sllurp's test data, recorded of a real reader."""


def messages(data: bytes) -> list[Message]:
    found = MessageDecoder().receive(data)
    assert all(isinstance(one, Message) for one in found)
    return [one for one in found if isinstance(one, Message)]


def test_requests_are_those_of_another_client() -> None:
    assert requests.get_capabilities(1).hex() == "04010000000b0000000100"
    assert requests.delete_rospec(3).hex() == "04150000000e0000000300000000"
    how = requests.Inventory(
        antennas=(1,), power_index=0, session=2, population=4, at_once=0, content=0x1580,
        with_pc=False,
    )  # fmt: skip
    assert requests.add_rospec(11, how).hex() == ADD_ROSPEC


def test_a_recorded_report() -> None:
    (message,) = messages(bytes.fromhex(REPORT_96))
    assert (message.type, message.number) == (REPORT, 0x4095892F)
    (tag,) = tags_heard(message)
    assert tag == TagHeard(
        epc=bytes.fromhex("3005fb63ac1f3841ec880467"),
        antenna=1,
        rssi_dbm=-50.0,
        count=1,
        at="2013-11-27T20:44:01.558537Z",
    )


@pytest.mark.corpus
def test_recorded_messages_in_any_pieces(corpus: Path) -> None:
    lines = (corpus / "rfid" / "llrp-ro-access-reports-a.hex").read_text().split()
    data = bytes.fromhex("".join(lines))
    pieces = random.Random(7)
    decoder, found, at = MessageDecoder(), [], 0
    while at < len(data):
        size = pieces.randint(1, 60)
        found += decoder.receive(data[at : at + size])
        at += size
    assert not decoder.in_message
    assert len(found) == len(lines) == 12
    tags = [tag for one in found if isinstance(one, Message) for tag in tags_heard(one)]
    assert [tag.epc.hex() for tag in tags if isinstance(tag, TagHeard)][:2] == [
        "3005fb63ac1f3841ec880467",
        "300833b2ddd906c000000000",
    ]
    assert {tag.rssi_dbm for tag in tags if isinstance(tag, TagHeard)} == {-50, -58, -49}


@pytest.mark.corpus
def test_a_recorded_event(corpus: Path) -> None:
    (message,) = messages(bytes.fromhex((corpus / "rfid" / "llrp-reader-event.hex").read_text()))
    event = reader_event(message)
    assert (event.connection, event.closed, event.trouble) == (0, False, "")


def test_what_is_no_message_ends_the_stream() -> None:
    decoder = MessageDecoder()
    (found,) = decoder.receive(b"HTTP/1.1 400 Bad Request\r\n")
    assert isinstance(found, Garbled)
    assert decoder.receive(bytes.fromhex(REPORT_96)) == []


@pytest.mark.parametrize("length", [0, 9, 0x00200000, 0xFFFFFFFF])
def test_a_length_that_cannot_be_is_not_waited_for(length: int) -> None:
    data = b"\x04\x3d" + length.to_bytes(4, "big") + bytes(4)
    assert isinstance(MessageDecoder().receive(data)[0], Garbled)


def test_a_tag_with_all_that_is_read_of_it() -> None:
    tag = tlv(
        240,
        tlv(241, bytes.fromhex("0050 10E2FB2102DDDF7C4E00")),
        bytes.fromhex("8C2CC2 860A 840000000000000001"),
        tlv(349, bytes.fromhex("00 0002 0002 E2801160")),
        tlv(349, bytes.fromhex("00 0003 0001 0602")),
        tlv(1023, bytes(8)),
    )
    (heard,) = tags_heard(Message(REPORT, 1, tag))
    assert heard == TagHeard(
        epc=bytes.fromhex("10E2FB2102DDDF7C4E00"),
        pc=0x2CC2,
        tid=bytes.fromhex("E2801160"),
        user=bytes.fromhex("0602"),
        rssi_dbm=10.0,
        at="1970-01-01T00:00:00.000001Z",
    )


def test_a_bank_that_could_not_be_read_is_empty() -> None:
    tag = tlv(240, tlv(241, bytes.fromhex("0010 10E2")), tlv(349, bytes.fromhex("01 0002 0000")))
    (heard,) = tags_heard(Message(REPORT, 1, tag))
    assert isinstance(heard, TagHeard)
    assert heard.tid == b""


def test_a_tag_cut_short_is_told_and_those_before_it_are_kept() -> None:
    (whole,) = messages(bytes.fromhex(REPORT_96))
    body = whole.body + tlv(240, tlv(241, bytes.fromhex("0060 3005")))
    tag, garbled = tags_heard(Message(REPORT, 1, body))
    assert isinstance(tag, TagHeard)
    assert isinstance(garbled, Garbled)
    assert "96 bits" in garbled.reason


@given(st.binary(max_size=80))
def test_no_report_breaks_the_reading(body: bytes) -> None:
    for one in tags_heard(Message(REPORT, 1, body)):
        assert isinstance(one, TagHeard | Garbled)
    for one in tags_heard(Message(REPORT, 1, tlv(240, body))):
        assert isinstance(one, TagHeard | Garbled)


@given(st.lists(st.tuples(st.integers(1, 127), st.binary(max_size=20)), max_size=8))
def test_parameters_are_read_as_they_were_put(some: list[tuple[int, bytes]]) -> None:
    data = b"".join(tlv(128 + kind, value) for kind, value in some)
    assert [(one.type - 128, one.data) for one in parameters(data)] == some


def test_a_refusal_in_words() -> None:
    body = tlv(287, bytes.fromhex("0065 0009") + b"Bad power")
    with pytest.raises(DeviceFault) as refused:
        check_status(Message(30, 1, body), "an inventory")
    assert "refuses an inventory: a field is wrong (LLRP status 101" in refused.value.what
    assert "Bad power" in refused.value.what
    with pytest.raises(DeviceFault):
        check_status(Message(30, 1, b""), "an inventory")
    check_status(Message(30, 1, tlv(287, bytes(4))), "an inventory")


@pytest.mark.parametrize(
    ("inner", "words"),
    [
        (tlv(251), "some are lost"),
        (tlv(250, b"\x5a"), "90 % full"),
        (tlv(252, b"\x00\x03hot"), "hot"),
        (tlv(255, b"\x00\x00\x02"), "antenna 2 was disconnected"),
        (tlv(255, b"\x01\x00\x02"), ""),
        (tlv(253, b"\x00"), ""),
    ],
)
def test_events_in_words(inner: bytes, words: str) -> None:
    event = reader_event(Message(63, 1, tlv(246, tlv(128, bytes(8)), inner)))
    assert words in event.trouble
    assert bool(event.trouble) == bool(words)


def test_an_encoded_message_is_decoded_again() -> None:
    assert messages(encode(61, 7, b"abc")) == [Message(61, 7, b"abc")]
