"""The quickest way must give the rows that the careful way gives, or nothing."""

from pathlib import Path
from typing import Any

import pymarc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.catalog.extract import extract
from procstation.catalog.marc_read import decode_carefully
from procstation.catalog.marc_split import Piece, split
from procstation.catalog.prepared import Prepared, plain, prepared
from procstation.catalog.profile import profile_named, profiles
from procstation.catalog.source import Refused, Taken
from procstation.catalog.tidy_reader import TidyReader

MARC21 = [name for name, profile in profiles().items() if profile.flavour == "marc21"]


def carefully(piece: Piece, profile: str) -> tuple[Any, ...]:
    decoded = decode_carefully(piece)
    extracted = extract(decoded.record, profile_named(profile))
    notes = decoded.notes + extracted.notes
    found = prepared(Taken(piece.number, piece.offset, extracted, notes))
    assert not isinstance(found, Refused)
    return plain(found)


def quickly(data: bytes, profile: str) -> Prepared | None:
    return TidyReader(profile_named(profile)).read(Piece(1, 0, data))


@pytest.mark.campaign
@pytest.mark.corpus
@pytest.mark.parametrize("profile", MARC21)
def test_rows_of_real_records_are_those_of_the_careful_way(profile: str, corpus: Path) -> None:
    reader = TidyReader(profile_named(profile))
    compared = tidy = 0
    for path in sorted(corpus.glob("marc-*/*")):
        if path.suffix not in {".mrc", ".marc", ".dat"}:
            continue
        with path.open("rb") as file:
            for piece in split(file):
                compared += 1
                found = reader.read(piece)
                if found is not None:
                    tidy += 1
                    assert plain(found) == carefully(piece, profile), path
    assert tidy > compared // 3 > 500


LETTERS = st.text(
    st.one_of(
        st.sampled_from(" a.,/:;=7-'[]"),
        st.sampled_from("é\u0301\u00a0\u200d\u2029\u212aß가가"),
        st.characters(codec="utf-8", exclude_characters="\x1b\x1d\x1e\x1f"),
    ),
    max_size=9,
)
VALUES = st.one_of(
    LETTERS,
    st.sampled_from((
        *("0679450041 (paper)", "9780679450046", "067945-0041", "0317-8471", "0317 847X"),
        *("c1999.", "[2001?]", "PS3562.E42", "813/.54", "J 398.2 GRI", "Y 4.2:C 76", "WB 100"),
        *("lcc", "ddc", "Smith, J.", "0", "1", "-1", "880-01", "245-01", "cr", "39990000000013"),
    )),
)  # fmt: skip
CODES = "abcdefhijklmnopqrstuwxyz0124567"
TAGS = (
    *("010", "020", "022", "035", "050", "060", "082", "086", "090", "099", "100", "110", "111"),
    *("245", "245", "246", "260", "264", "338", "700", "710", "852", "876", "880", "940", "942"),
    *("945", "949", "952", "952", "999", "999"),
)
DATA_FIELDS = st.tuples(
    st.sampled_from(TAGS),
    st.text("014 ", min_size=2, max_size=2),
    st.lists(st.tuples(st.sampled_from(CODES), VALUES), min_size=1, max_size=7),
)
CONTROL_FIELDS = st.tuples(
    st.sampled_from(("001", "001", "007", "008")),
    st.one_of(VALUES, st.just("200101s1984    nyua   b    001 0 eng d")),
)


@pytest.mark.long
@settings(deadline=None)
@given(
    st.sampled_from(MARC21),
    st.sampled_from("aaaacegijmtuvxyzqw "),
    st.sampled_from("msbi "),
    st.lists(CONTROL_FIELDS, max_size=3),
    st.lists(DATA_FIELDS, min_size=1, max_size=9),
)
def test_rows_of_made_records_are_those_of_the_careful_way(
    profile: str,
    kind: str,
    level: str,
    controls: list[tuple[str, str]],
    fields: list[tuple[str, str, list[tuple[str, str]]]],
) -> None:
    data = made(controls, fields, kind + level)
    found = quickly(data, profile)
    if found is not None:
        assert plain(found) == carefully(Piece(1, 0, data), profile)


def made(
    controls: list[tuple[str, str]],
    fields: list[tuple[str, str, list[tuple[str, str]]]],
    kind: str = "am",
) -> bytes:
    record = pymarc.Record(to_unicode=True, force_utf8=True)
    record.leader = pymarc.Leader(f"00000n{kind} a2200000   4500")
    for tag, data in controls:
        record.add_field(pymarc.Field(tag=tag, data=data))
    for tag, indicators, subfields in fields:
        parts = [pymarc.Subfield(code, value) for code, value in subfields]
        record.add_field(
            pymarc.Field(tag=tag, indicators=pymarc.Indicators(*indicators), subfields=parts)
        )
    return bytes(record.as_marc()[:-1])


NUMBER = [("001", "7")]
TITLE = ("245", "10", [("a", "Zoe  and all /"), ("c", "x")])


def test_a_tidy_record_is_read() -> None:
    copy = ("952", "  ", [("a", "MAIN"), ("b", "MAIN"), ("p", "39990000000013"), ("o", "PS 1")])
    found = quickly(made(NUMBER, [TITLE, copy]), "koha")

    assert found is not None
    assert found.title[:3] == ("001:7", "7", "Zoe and all")
    assert found.words == ("zoe and all", "", "")
    [item] = found.items
    assert item[:3] == ("39990000000013", "PS 1", "lcc")


def test_decomposed_letters_are_composed() -> None:
    found = quickly(made(NUMBER, [("245", "10", [("a", "Zoe\u0308")])]), "koha")

    assert found is not None
    assert found.title[2] == "Zo\u00eb"


@pytest.mark.parametrize(
    ("what", "fields"),
    [
        ("no title", [("100", "1 ", [("a", "Smith")])]),
        ("control character", [("245", "10", [("a", "Zo\x07e")])]),
        ("mark of direction", [("245", "10", [("a", "Zo\u200fe")])]),
        ("strange blank", [("245", "10", [("a", "Zo\u00a0e")])]),
        ("mark that composes with a code", [("245", "10", [("a", "\u0301b")])]),
        ("long barcode", [TITLE, ("952", "  ", [("a", "M"), ("b", "M"), ("p", "1" * 65)])]),
    ],
)
def test_what_asks_for_more_care_is_left_to_the_careful_way(what: str, fields: Any) -> None:
    assert quickly(made(NUMBER, fields), "koha") is None, what


@pytest.mark.parametrize("kind", ["um", "vm", "xm", "ym", "zm", "qm", "wm"])
def test_other_records_are_left_to_the_careful_way(kind: str) -> None:
    assert quickly(made(NUMBER, [TITLE]), "koha") is not None
    assert quickly(made(NUMBER, [TITLE], kind), "koha") is None


def test_a_record_without_a_number_is_left_to_the_careful_way() -> None:
    assert quickly(made([], [TITLE]), "koha") is None


def test_items_that_have_a_holding_are_left_to_the_careful_way() -> None:
    holding = ("852", "0 ", [("8", "22"), ("b", "MAIN"), ("h", "PS 1")])
    item = ("876", "  ", [("0", "22"), ("p", "39990000000013")])
    assert quickly(made(NUMBER, [TITLE]), "alma-852-876") is not None
    assert quickly(made(NUMBER, [TITLE, holding, item]), "alma-852-876") is None


def test_a_piece_that_was_cut_short_or_moved_is_left_to_the_careful_way() -> None:
    reader = TidyReader(profile_named("koha"))
    piece = Piece(1, 0, made(NUMBER, [TITLE]))
    assert reader.read(piece) is not None
    assert reader.read(piece._replace(ended=False)) is None
    assert reader.read(piece._replace(skipped=1)) is None
