import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.items import BarcodeRange, Enforce, classify

ITEM = BarcodeRange("books", prefix="3")
PATRON = BarcodeRange("cards", prefix="2", holder="patron")


def kind_scheme_valid(code: str, **more: str) -> tuple[str, str | None, bool]:
    reading = classify(code, (), **more)
    return reading.kind, reading.scheme, reading.valid


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("30234000517861", ("item", "luhn14", True)),
        ("33191000105864", ("item", "luhn14", True)),
        ("21234000001230", ("patron", "luhn14", True)),
        ("9780306406157", ("isbn", "isbn13", True)),
        ("978-0-306-40615-7", ("isbn", "isbn13", True)),
        ("978030640615751995", ("isbn", "isbn13", True)),
        ("9790260000438", ("isbn", "ismn13", True)),
        ("0306406152", ("isbn", "isbn10", True)),
        ("0-306-40615-2", ("isbn", "isbn10", True)),
        ("080442957X", ("isbn", "isbn10", True)),
        ("0-8044-2957-x", ("isbn", "isbn10", True)),
        ("9770317847001", ("issn", "issn", True)),
        ("977031784700112", ("issn", "issn", True)),
        ("0317-8471", ("issn", "issn", True)),
        ("2434-561X", ("issn", "issn", True)),
        ("0036000291452", ("unknown", "upca", True)),
        ("LIB-0001236", ("unknown", "mod43", True)),
        ("%PS-UNDO", ("command", "command", True)),
        ("X001019384", ("unknown", None, False)),
        ("A123B", ("unknown", None, False)),
        ("3999900000001", ("unknown", None, False)),
    ],
)
def test_what_a_code_is(code: str, expected: tuple[str, str | None, bool]) -> None:
    assert kind_scheme_valid(code) == expected


@pytest.mark.parametrize(
    ("code", "kind", "expected_check"),
    [
        ("35555000012349", "item", "6"),  # these three are printed in manuals
        ("39990000192148", "item", "3"),
        ("22390000027896", "patron", "5"),
        ("9780306406158", "isbn", "7"),
        ("0-306-40615-3", "isbn", "2"),
        ("0317-8472", "issn", "1"),
        ("0306406153", "unknown", "2"),
    ],
)
def test_a_wrong_check_character_is_named(code: str, kind: str, expected_check: str) -> None:
    reading = classify(code)
    assert (reading.kind, reading.valid, reading.expected_check) == (kind, False, expected_check)
    assert expected_check in reading.reason


@pytest.mark.parametrize(
    ("code", "normal"),
    [
        ("3 9990 00019 2148", "39990000192148"),
        (" 30234000517861\r\n", "30234000517861"),
        ("0-8044-2957-X", "9780804429573"),
        ("9770317847001", "0317-8471"),
        ("%PS-profile-conversion", "PROFILE-CONVERSION"),
        ("{S-UNDO", "UNDO"),
    ],
)
def test_the_form_to_look_up(code: str, normal: str) -> None:
    assert classify(code).normal == normal


@pytest.mark.parametrize("code", ["A30234000517861A", "a30234000517861b", "T30234000517861*"])
def test_start_and_stop_are_dropped_only_for_codabar(code: str) -> None:
    assert classify(code, symbology="codabar").normal == "30234000517861"
    assert classify(code).normal == code
    assert classify(code, symbology="code39").kind == "unknown"


@pytest.mark.parametrize("symbology", [None, "code39"])
def test_a_code_39_number_keeps_its_letters(symbology: str | None) -> None:
    shelf = BarcodeRange("plain", length=5, check="none")
    assert classify("A123B", [shelf], symbology).normal == "A123B"


@pytest.mark.parametrize(
    ("code", "why"),
    [
        ("", "empty"),
        (" \r\n", "empty"),
        ("3" * 300, "300 characters"),
        ("３０２３４０００５１７８６１", "FULLWIDTH DIGIT THREE"),
        ("\u200f30234000517861", "RIGHT-TO-LEFT MARK"),
        ("3023400\x00517861", "U+0000"),
        ("30234\x1b[2J", "U+001B"),
        ("\ud800", "U+D800"),
        ("%PS-", "without a command"),
    ],
)
def test_what_cannot_be_a_barcode_gets_a_reason(code: str, why: str) -> None:
    reading = classify(code)
    assert (reading.code, reading.kind, reading.valid) == (code, "unknown", False)
    assert why in reading.reason


@pytest.mark.parametrize(
    ("enforce", "kind"), [("off", "item"), ("warn", "item"), ("reject", "unknown")]
)
def test_strictness_is_the_range_s(enforce: Enforce, kind: str) -> None:
    reading = classify("35555000012349", [BarcodeRange("books", "3", enforce=enforce)])
    assert (reading.kind, reading.valid, reading.expected_check) == (kind, False, "6")
    assert (reading.scheme, reading.enforce) == ("range:books", enforce)


def test_a_patron_with_a_wrong_check_stays_a_patron() -> None:
    strict = BarcodeRange("cards", "2", enforce="reject", holder="patron")
    assert classify("22390000027896", [strict]).kind == "patron"


def test_a_patron_range_wins_over_an_item_range_and_over_guesses() -> None:
    item = BarcodeRange("all", prefix="", length=10, check="none")
    card = BarcodeRange("cards", prefix="", length=10, check="none", holder="patron")
    assert classify("0306406152", [item, card]).kind == "patron"
    assert classify("0306406152", [card, item]).kind == "patron"
    assert classify("21234000001230", [ITEM]).kind == "patron"


def test_the_longer_prefix_decides() -> None:
    ours = BarcodeRange("ours", "21234")
    assert classify("21234000001230", [PATRON, ours]).scheme == "range:ours"


def test_another_library_s_item_is_not_ours() -> None:
    reading = classify("30234000517861", [BarcodeRange("ours", "31234")])
    assert (reading.kind, reading.valid) == ("unknown", True)
    assert "outside" in reading.reason


def test_ranges_of_other_lengths_and_checks() -> None:
    ranges = [
        BarcodeRange("plain", "B", 8, "none"),
        BarcodeRange("code39", "LIB-", 11, "mod43"),
        BarcodeRange("thirteen", "39999", 13, "none"),
    ]
    assert classify("B0000045", ranges).scheme == "range:plain"
    assert classify("LIB-0001236", ranges).valid
    assert classify("LIB-0001237", ranges).expected_check == "6"
    assert classify("3999900000001", ranges).kind == "item"


@given(st.text(max_size=80), st.sampled_from([None, "codabar", "code39"]))
def test_every_text_gets_an_answer(code: str, symbology: str | None) -> None:
    reading = classify(code, [ITEM, PATRON], symbology)
    assert reading.code == code
    assert reading.reason
