import pytest

from procstation.catalog.marc_encoding import choose_encoding

UTF8, MARC8 = "a", " "
SAYS_MARC8, SAYS_UTF8 = (
    "the leader says MARC-8, the text is ",
    "the leader says UTF-8, the text is ",
)

# Bytes of MARC-8 by the code tables of the Library of Congress.
VECTORS = [
    (UTF8, "Zoë".encode(), "Zoë", ""),
    (MARC8, "Zoë".encode(), "Zoë", SAYS_MARC8 + "UTF-8"),
    (MARC8, b"Fr\xe2ed\xe2eric", "Frédéric", ""),
    (UTF8, b"Fr\xe2ed\xe2eric", "Frédéric", SAYS_UTF8 + "MARC-8"),
    (MARC8, b"Zo\xeb", "Zoë", SAYS_MARC8 + "Latin-1"),
    (UTF8, b"M\xfcller, Z\xfcrich", "Müller, Zürich", SAYS_UTF8 + "Latin-1"),
    (MARC8, b"Stra\xdfe nach K\xf6ln", "Straße nach Köln", SAYS_MARC8 + "Latin-1"),
    (MARC8, "Война и мир".encode("cp1251"), "Война и мир", SAYS_MARC8 + "Windows-1251"),
    (MARC8, b"\xeb\xecx", "\xeb\xecx", SAYS_MARC8 + "Latin-1"),
    (MARC8, b"i\xebt\xeca", None, ""),
    (MARC8, b"Iskusstvo \xa7 zhizn\xa7", "Iskusstvo ʹ zhiznʹ", ""),
    (MARC8, b"x\x1bb2\x1bs", "x₂", ""),
    (MARC8, b"plain", "plain", ""),
]  # fmt: skip


@pytest.mark.parametrize(("leader", "body", "text", "note"), VECTORS)
def test_the_bytes_decide(leader: str, body: bytes, text: str | None, note: str) -> None:
    encoding = choose_encoding(leader, body)

    assert encoding.note == note
    if text is not None:
        assert encoding.decode(body) == text


def test_a_few_wrong_bytes_in_utf8_are_shown_and_counted() -> None:
    body = "Größe und Maß, über alle Maßen".encode() + b" \xff"
    encoding = choose_encoding(UTF8, body)

    assert encoding.decode(body).endswith("\ufffd")
    assert encoding.note == "bytes that are no UTF-8, shown as \ufffd: 1"


@pytest.mark.parametrize(
    "body", [b"\x1b", b"abc\x1b$1", b"abc\x1b$1!", b"\x1b$1!!", b"a\x1b(", b"\x1bX", b"\x1b(Zabc"]
)
def test_cut_escapes_neither_stop_nor_speak(
    body: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    assert isinstance(choose_encoding(MARC8, body).decode(body), str)
    assert capsys.readouterr().err == ""


def test_blanks_between_ideographs_do_not_put_them_out_of_step() -> None:
    # EACC 21 30 21 is U+4E00, the first entry of the Library of Congress' table.
    together = b"\x1b$1\x21\x30\x21\x21\x30\x21\x1b(B"
    apart = b"\x1b$1\x21\x30\x21 \x21\x30\x21\x1b(B"
    decode = choose_encoding(MARC8, together).decode

    assert decode(together) == "一一"
    assert decode(apart).split() == ["一", "一"]


def test_an_unknown_escape_is_noted() -> None:
    assert "escape" in choose_encoding(MARC8, b"\x1b(Zabc").note
