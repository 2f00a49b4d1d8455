"""Messages: every sample read and written, strict one way and lenient the other."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation_connectors.sip2.dates import read_date, write_date
from procstation_connectors.sip2.frame import Check, Frame, unframe
from procstation_connectors.sip2.layouts import LAYOUTS, PATRON_FIELDS
from procstation_connectors.sip2.message import (
    Message,
    NotAMessage,
    NotSendable,
    read_message,
    write_message,
)
from procstation_connectors.sip2.supported import supports
from procstation_connectors.sip2.text import decode_text

AT = "20260115    093000"
BARCODE = ("AB", "30000000012345")
TITLE = ("AJ", "Example title")
SHELF = ("CS", "QA76.73 .P98 E93 2020")
MAIN = ("AO", "MAIN")

SAMPLES = [
    (
        "9300CNstation1|COsecret|CPDESK1|AY0AZF394",
        Message(
            "93",
            {"uid algorithm": "0", "pwd algorithm": "0"},
            (("CN", "station1"), ("CO", "secret"), ("CP", "DESK1")),
            0,
        ),
    ),
    ("941AY0AZFDFD", Message("94", {"ok": "1"}, (), 0)),
    (
        "9900802.00AY1AZFCA0",
        Message("99", {"status": "0", "print width": "080", "version": "2.00"}, (), 1),
    ),
    (
        "98YYYNYN10000320260115    0930002.00AOMAIN|AMDemo Library|BXYYYNYYYNNNYYNNNN|ANDESK1|"
        "AY1AZE6A2",
        Message(
            "98",
            {
                "online": "Y",
                "checkin ok": "Y",
                "checkout ok": "Y",
                "renewal policy": "N",
                "status update ok": "Y",
                "offline ok": "N",
                "timeout": "100",
                "retries": "003",
                "date": AT,
                "version": "2.00",
            },
            (MAIN, ("AM", "Demo Library"), ("BX", "YYYNYYYNNNYYNNNN"), ("AN", "DESK1")),
            1,
        ),
    ),
    (
        "1720260115    093000AOMAIN|AB30000000012345|AC|AY2AZF412",
        Message("17", {"date": AT}, (MAIN, BARCODE, ("AC", "")), 2),
    ),
    (
        "1803000120260115    093000AB30000000012345|AJExample title|BGMAIN|CK001|AQMAIN|APMAIN|"
        "CSQA76.73 .P98 E93 2020|AY2AZE272",
        Message(
            "18",
            {"circulation status": "03", "security marker": "00", "fee type": "01", "date": AT},
            (
                BARCODE,
                TITLE,
                ("BG", "MAIN"),
                ("CK", "001"),
                ("AQ", "MAIN"),
                ("AP", "MAIN"),
                SHELF,
            ),
            2,
        ),
    ),
    (
        "1920260115    093000AOMAIN|AB30000000012345|AC|CHTAGGED-20260115|AY3AZEF9E",
        Message("19", {"date": AT}, (MAIN, BARCODE, ("AC", ""), ("CH", "TAGGED-20260115")), 3),
    ),
    (
        "20120260115    093000AB30000000012345|AJExample title|CHTAGGED-20260115|AY3AZEC91",
        Message("20", {"ok": "1", "date": AT}, (BARCODE, TITLE, ("CH", "TAGGED-20260115")), 3),
    ),
    (
        "09N20260115    09300020260115    093000APDESK1|AOMAIN|AB30000000012345|AC|AY4AZEE1F",
        Message(
            "09",
            {"no block": "N", "date": AT, "return date": AT},
            (("AP", "DESK1"), MAIN, BARCODE, ("AC", "")),
            4,
        ),
    ),
    (
        "101YNN20260115    093000AOMAIN|AB30000000012345|AQMAIN|AJExample title|CK001|"
        "CSQA76.73 .P98 E93 2020|AY4AZE4A1",
        Message(
            "10",
            {"ok": "1", "resensitize": "Y", "magnetic": "N", "alert": "N", "date": AT},
            (MAIN, BARCODE, ("AQ", "MAIN"), TITLE, ("CK", "001"), SHELF),
            4,
        ),
    ),
    (
        "11NN20260115    093000                  AOMAIN|AA21000000000017|AB30000000012345|AC|"
        "AY5AZED90",
        Message(
            "11",
            {"renewal policy": "N", "no block": "N", "date": AT, "due date": " " * 18},
            (MAIN, ("AA", "21000000000017"), BARCODE, ("AC", "")),
            5,
        ),
    ),
    (
        "3520260115    093000AOMAIN|AA21000000000017|AY6AZF516",
        Message("35", {"date": AT}, (MAIN, ("AA", "21000000000017")), 6),
    ),
]


def without_patron(message: Message) -> Message:
    kept = tuple(one for one in message.fields if one[0] not in PATRON_FIELDS)
    left_out = frozenset(name for name, _ in message.fields) & PATRON_FIELDS
    return replace(message, fields=kept, withheld=left_out)


@pytest.mark.parametrize(("text", "message"), SAMPLES, ids=[m.code for _, m in SAMPLES])
def test_samples_are_written_and_read(text: str, message: Message) -> None:
    assert write_message(message) == text.encode()
    read = read_message(unframe(text.encode()))
    assert read == replace(without_patron(message), check=Check.RIGHT)


def test_no_patron_data_is_in_what_was_read() -> None:
    line = (
        b"64              00120260115    093000000000010002000000000000AOMAIN|AA21000000000017|"
        b"AEMuster, Marta|BZ0005|BDAt home 1|BEm@example.org|AFHello Marta|AU300001|PAx|"
    )
    read = read_message(unframe(line))
    assert read.fields == (("AO", "MAIN"),)
    assert {"AA", "AE", "BD", "BE", "AF", "AU"} <= read.withheld
    assert "Marta" not in repr(read)


@pytest.mark.parametrize(
    ("version", "rest"), [("2.00", ""), ("2.0E", "AOMAIN|"), ("2.0", "AOMAIN|"), ("2.000", "AOM|")]
)
def test_any_version_is_taken(version: str, rest: str) -> None:
    line = f"98YYYNYN 10  320260115    093000{version}{rest}".encode()
    read = read_message(unframe(line))
    assert read.fixed["version"] == version
    assert read.get("AO") == rest[2:].rstrip("|")
    assert (read.number("timeout"), read.number("retries")) == (10, 3)


def test_fields_are_read_leniently() -> None:
    line = "18030001" + AT + "ABx &#124; y|AJ Café |ZZnew|||Q|AFone|AFtwo"
    read = read_message(unframe(line.encode("latin-1")), "latin-1")
    assert read.get("AB") == "x | y"
    assert read.get("AJ") == "Café"
    assert read.get("ZZ") == "new"
    assert [value for name, value in read.fields if name == "AF"] == ["one", "two"]
    assert not read.has("Q")


@pytest.mark.parametrize(
    "line", [b"42", b"18", b"1803", b"17", b"98YYY", b"50AB1|", b"18030001AB1|AJx|"]
)
def test_what_is_no_message_is_told(line: bytes) -> None:
    with pytest.raises(NotAMessage):
        read_message(unframe(line))


GOOD = Message("17", {"date": AT}, (MAIN, BARCODE))


@pytest.mark.parametrize(
    ("message", "why"),
    [
        (replace(GOOD, code="42"), "no command"),
        (replace(GOOD, fixed={"date": "2026"}), "date of 17"),
        (replace(GOOD, fixed={}), "date of 17"),
        (replace(GOOD, fields=(MAIN,)), "lacks AB"),
        (replace(GOOD, fields=(*GOOD.fields, ("CH", "x"))), "CH is no field of 17"),
        (replace(GOOD, fields=(*GOOD.fields, BARCODE)), "AB more than once"),
        (replace(GOOD, fields=(MAIN, ("AB", "x" * 256))), "more than 255"),
        (replace(GOOD, fields=(MAIN, ("AB", "a|b"))), "separates"),
        (replace(GOOD, fields=(MAIN, ("AB", "a\rb"))), "separates"),
        (replace(GOOD, fields=(MAIN, ("AB", "a\0b"))), "separates"),
        (replace(GOOD, fields=(MAIN, ("AB", "книга"))), "cp850"),
    ],
)
def test_what_the_protocol_does_not_have_is_not_written(message: Message, why: str) -> None:
    with pytest.raises(NotSendable, match=why):
        write_message(message)


def test_a_longest_value_is_written() -> None:
    assert len(write_message(replace(GOOD, fields=(MAIN, ("AB", "x" * 255))))) > 255


@pytest.mark.parametrize(
    ("data", "charset", "text"),
    [
        ("Café".encode("cp850"), "cp850", "Café"),
        ("Café".encode(), "cp850", "Café"),
        ("Café".encode("cp1252"), "utf-8", "Café"),
        ("Cafe\u0301".encode(), "utf-8", "Café"),
        ("联通".encode("gb2312"), "gb2312", "联通"),
        (b"plain", "utf-8", "plain"),
        (b"\x81\xff", "ascii", "\ufffdÿ"),
    ],
)
def test_characters_are_read_whatever_was_agreed(data: bytes, charset: str, text: str) -> None:
    assert decode_text(data, charset) == text


VALUES = st.text("ABC xyz 0123456789 .,:/()%-éèüñç", max_size=30).filter(
    # Blanks at the end may be padding of the server's.
    lambda text: text == text.strip()
)


@st.composite
def messages(draw: st.DrawFn) -> Message:
    code = draw(st.sampled_from(sorted(set(LAYOUTS) - {"96", "97"})))
    layout = LAYOUTS[code]
    fixed = {
        name: draw(st.text("YN0123456789", min_size=width, max_size=width))
        for name, width in layout.fixed
    }
    names = (
        [*layout.required, *draw(st.lists(st.sampled_from(layout.optional), unique=True))]
        if (layout.optional)
        else [*layout.required]
    )
    fields = tuple((name, draw(VALUES)) for name in draw(st.permutations(names)))
    return Message(code, fixed, fields, draw(st.integers(0, 9)))


PERSONAL = {"12", "16", "24", "26", "30", "36", "38", "64", "66"}


@given(messages())
@settings(max_examples=150, deadline=None)
def test_what_is_written_is_read_again(message: Message) -> None:
    read = read_message(unframe(write_message(message)))
    assert read.check is Check.RIGHT
    assert (read.code, read.sequence) == (message.code, message.sequence)
    assert dict(read.fixed) == dict(message.fixed)
    kept = without_patron(message).fields
    if message.code in PERSONAL:
        kept = tuple(one for one in kept if one[0] not in ("AF", "AG"))
    assert read.fields == kept


@given(st.binary(max_size=120), st.sampled_from(["cp850", "utf-8", "ascii", "gb18030"]))
@settings(max_examples=200)
def test_any_bytes_are_a_message_or_none(data: bytes, charset: str) -> None:
    for line in (data, b"18" + data, b"98" + data, b"18030001" + AT.encode() + data):
        try:
            read = read_message(unframe(line), charset)
        except NotAMessage:
            continue
        assert read.code in LAYOUTS


def test_an_empty_line_is_no_message() -> None:
    with pytest.raises(NotAMessage):
        read_message(Frame(b"", None, Check.NONE))


def test_dates() -> None:
    at = datetime(2026, 1, 15, 9, 30, tzinfo=timezone(timedelta(hours=2)))
    assert write_date(at) == "20260115    093000"
    assert write_date(at, utc=True) == "20260115   Z073000"
    assert read_date("20260115   Z073000") == datetime(2026, 1, 15, 7, 30, tzinfo=UTC)
    assert read_date("20260115    093000") == datetime(2026, 1, 15, 9, 30)  # noqa: DTZ001
    assert read_date("20260115 EST093000") == datetime(2026, 1, 15, 9, 30)  # noqa: DTZ001
    for none in ("", " " * 18, "20261315    093000", "2026-01-15 23:59:59"):
        assert read_date(none) is None


def test_what_a_server_supports_is_unknown_unless_it_says() -> None:
    status = read_message(unframe(SAMPLES[3][0].encode()))
    assert [supports(status, code) for code in ("09", "97", "17", "19")] == [True] * 4
    short = replace(status, fields=(("BX", "YYNN"),))
    assert supports(short, "09") is False
    assert supports(short, "17") is None
    assert supports(replace(status, fields=()), "17") is None
    assert supports(None, "17") is None
