"""Where frames end, their checksums and sequence numbers."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation_connectors.sip2.frame import (
    ANSWER_AGAIN,
    MOST_BYTES,
    Check,
    Decoder,
    Frame,
    Garbled,
    checksum,
    frame,
    unframe,
)

SAMPLES = {
    "login": (b"9300CNstation1|COsecret|CPDESK1|", 0, b"F394"),
    "login answer": (b"941", 0, b"FDFD"),
    "SC status": (b"9900802.00", 1, b"FCA0"),
    "ACS status": (
        b"98YYYNYN10000320260115    0930002.00AOMAIN|AMDemo Library|BXYYYNYYYNNNYYNNNN|ANDESK1|",
        1,
        b"E6A2",
    ),
    "item information": (b"1720260115    093000AOMAIN|AB30000000012345|AC|", 2, b"F412"),
    "item information answer": (
        b"1803000120260115    093000AB30000000012345|AJExample title|BGMAIN|CK001|AQMAIN|APMAIN|"
        b"CSQA76.73 .P98 E93 2020|",
        2,
        b"E272",
    ),
    "item status update": (
        b"1920260115    093000AOMAIN|AB30000000012345|AC|CHTAGGED-20260115|",
        3,
        b"EF9E",
    ),
    "item status update answer": (
        b"20120260115    093000AB30000000012345|AJExample title|CHTAGGED-20260115|",
        3,
        b"EC91",
    ),
    "check-in": (
        b"09N20260115    09300020260115    093000APDESK1|AOMAIN|AB30000000012345|AC|",
        4,
        b"EE1F",
    ),
    "check-in answer": (
        b"101YNN20260115    093000AOMAIN|AB30000000012345|AQMAIN|AJExample title|CK001|"
        b"CSQA76.73 .P98 E93 2020|",
        4,
        b"E4A1",
    ),
    "check-out": (
        b"11NN20260115    093000                  AOMAIN|AA21000000000017|AB30000000012345|AC|",
        5,
        b"ED90",
    ),
    "end session": (b"3520260115    093000AOMAIN|AA21000000000017|", 6, b"F516"),
}
"""Body, sequence and checksum of frames that were computed by another program."""


@pytest.mark.parametrize("name", SAMPLES)
def test_samples_are_produced_and_taken_apart(name: str) -> None:
    body, sequence, digits = SAMPLES[name]
    whole = body + b"AY%dAZ" % sequence + digits
    assert frame(body, sequence) == whole
    assert unframe(whole) == Frame(body, sequence, Check.RIGHT)
    assert unframe(whole[:-4] + digits.lower()) == Frame(body, sequence, Check.RIGHT)


@pytest.mark.parametrize(
    ("charset", "digits"), [("utf-8", b"F9EC"), ("latin-1", b"FA6F"), ("cp850", b"FAD6")]
)
def test_bytes_are_summed_and_not_characters(charset: str, digits: bytes) -> None:
    assert checksum("AB1|AJCafé|AY2AZ".encode(charset)) == digits


def test_the_answer_is_asked_for_again_with_its_own_checksum() -> None:
    assert ANSWER_AGAIN == b"97AZFEF5"
    assert unframe(b"97AZFEF5") == Frame(b"97", None, Check.RIGHT)
    assert unframe(b"96AZFEF6") == Frame(b"96", None, Check.RIGHT)
    assert unframe(b"96AZFEF5").check is Check.WRONG
    assert unframe(b"96") == Frame(b"96", None, Check.NONE)


def test_a_widely_copied_sample_is_wrong() -> None:
    body = b"9300CNLoginUserID|COLoginPassword|CPLocationCode|"
    assert unframe(body + b"AY5AZEC78").check is Check.WRONG
    assert unframe(body + b"AY5AZEC7B").check is Check.RIGHT


@pytest.mark.parametrize(
    ("line", "taken"),
    [
        pytest.param(b"941AY3AZFDFA", Frame(b"941", 3, Check.RIGHT), id="plain"),
        pytest.param(b"941AY0AZ0DFD", Frame(b"941", 0, Check.WRONG), id="wrong"),
        pytest.param(b"941AY7", Frame(b"941", 7, Check.NONE), id="sequence only"),
        pytest.param(b"941", Frame(b"941", None, Check.NONE), id="neither"),
        pytest.param(
            b"18030001AJLand of AZBEEF",
            Frame(b"18030001AJLand of AZBEEF", None, Check.NONE),
            id="a title that ends like a checksum",
        ),
    ],
)
def test_tails(line: bytes, taken: Frame) -> None:
    assert unframe(line) == taken


def test_blanks_before_the_sequence_and_a_missing_delimiter_are_survived() -> None:
    padded = frame(b"18030001AJTitle|  ", 4)
    assert unframe(padded) == Frame(b"18030001AJTitle|", 4, Check.RIGHT)
    bare = frame(b"18030001AJTitle", 4)
    assert unframe(bare) == Frame(b"18030001AJTitle", 4, Check.RIGHT)


def test_a_checksum_without_its_noughts_is_right() -> None:
    lead = 0xFF00 + 0xA9 - sum(b"18AY1AZ")
    body = b"18" + b"\xa9" * (lead // 0xA9) + bytes([lead % 0xA9])
    whole = frame(body, 1)
    assert whole.endswith(b"AZ0057")
    assert unframe(body + b"AY1AZ57").check is Check.RIGHT
    assert unframe(body + b"AY1AZ  57").check is Check.RIGHT
    assert unframe(body + b"AY1AZ58").check is Check.WRONG


STREAM = b"\n\0\r\n941AY0AZFDFD\r\n\r\n18AB1|AY1AZ0000\r\n\n96\rnoise\r9"


@pytest.mark.parametrize("piece", [1, 2, 7, 100])
def test_frames_come_out_of_any_pieces(piece: int) -> None:
    decoder = Decoder()
    found: list[Frame | Garbled] = []
    for at in range(0, len(STREAM), piece):
        found += decoder.receive(STREAM[at : at + piece])
    first, second, third, noise = found
    assert first == Frame(b"941", 0, Check.RIGHT)
    assert isinstance(second, Frame)
    assert (second.code, second.check) == ("18", Check.WRONG)
    assert isinstance(third, Frame)
    assert third.code == "96"
    assert noise == Garbled("it begins with no command")


def test_silence_ends_a_frame_that_was_begun() -> None:
    decoder = Decoder()
    assert decoder.receive(b"9414") == []
    assert decoder.receive(b"") == [Garbled("it was cut short")]
    assert decoder.receive(b"") == []
    assert decoder.receive(b"941\r") == [Frame(b"941", None, Check.NONE)]


def test_what_never_ends_is_not_kept() -> None:
    decoder = Decoder()
    for _ in range(3):
        assert decoder.receive(b"x" * MOST_BYTES) == []
    (flood,) = decoder.receive(b"\r")
    assert isinstance(flood, Garbled)
    assert str(MOST_BYTES) in flood.why
    assert decoder.receive(b"941\r") == [Frame(b"941", None, Check.NONE)]


def test_lines_may_end_with_a_line_feed() -> None:
    assert Decoder(b"\n").receive(b"941\n940\r\n") == [
        Frame(b"941", None, Check.NONE),
        Frame(b"940", None, Check.NONE),
    ]


@given(st.binary(max_size=200), st.lists(st.integers(1, 40), max_size=10))
@settings(max_examples=200)
def test_any_bytes_in_any_pieces_give_the_same(data: bytes, cuts: list[int]) -> None:
    def taken(pieces: list[bytes]) -> list[Frame | Garbled]:
        decoder = Decoder()
        return [one for piece in pieces if piece for one in decoder.receive(piece)]

    pieces, rest = [], data
    for cut in cuts:
        pieces.append(rest[:cut])
        rest = rest[cut:]
    assert taken([*pieces, rest]) == taken([data])


@given(st.binary(max_size=200).filter(lambda body: b"\r" not in body), st.integers(0, 9))
@settings(max_examples=200)
def test_one_changed_byte_is_noticed(body: bytes, sequence: int) -> None:
    whole = frame(b"18" + body + b"|", sequence)
    assert unframe(whole).check is Check.RIGHT
    at = len(body) // 2 + 2
    spoilt = whole[:at] + bytes([(whole[at] + 1) % 256]) + whole[at + 1 :]
    assert unframe(spoilt).check is Check.WRONG
