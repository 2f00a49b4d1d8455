"""The fast way must give what the careful way gives, and what pymarc gives."""

import contextlib
import io
from pathlib import Path
from typing import Any

import pymarc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.catalog.extract import extract, tags_wanted
from procstation.catalog.marc_read import decode_carefully
from procstation.catalog.marc_record import Field, MarcRecord
from procstation.catalog.marc_slices import slice_record
from procstation.catalog.marc_split import Piece, split
from procstation.catalog.profile import profile_named, profiles

MARC21 = [name for name, profile in profiles().items() if profile.flavour == "marc21"]
ALL_TAGS = frozenset(f"{number:03}" for number in range(1000))


def by_pymarc(record: pymarc.Record) -> MarcRecord:
    fields = []
    for one in record.fields:
        if one.is_control_field():
            fields.append(Field(one.tag, data=one.data or ""))
        else:
            subfields = tuple((part.code, part.value) for part in one.subfields)
            fields.append(Field(one.tag, "".join(one.indicators), subfields))
    return MarcRecord(str(record.leader), tuple(fields))


def plain(fields: Any) -> list[tuple[Any, ...]]:
    return [(one.tag, one.indicators, tuple(one.subfields), one.data) for one in fields]


@pytest.mark.long
@pytest.mark.corpus
def test_slices_of_real_records_are_what_pymarc_reads(corpus: Path) -> None:
    sliced_records = compared = 0
    for path in sorted(corpus.glob("marc-*/*")):
        if path.suffix not in {".mrc", ".marc", ".dat"}:
            continue
        with path.open("rb") as file:
            pieces = [one for one in split(file) if one.ended and not one.skipped]
        for piece in pieces:
            compared += 1
            sliced = slice_record(piece.data, ALL_TAGS)
            if sliced is None:
                continue
            sliced_records += 1
            with contextlib.redirect_stderr(io.StringIO()):
                theirs = by_pymarc(pymarc.Record(piece.data + b"\x1d"))
            known = [one for one in theirs.fields if one.tag in ALL_TAGS]
            assert sorted(plain(sliced.fields)) == sorted(plain(known)), path
            # By turns, since each takes its time.
            name = MARC21[sliced_records % len(MARC21)]
            profile = profile_named(name)
            assert extract(sliced, profile) == extract(theirs, profile), (path, name)
    assert sliced_records > compared // 2 > 1500


TEXT = st.text(st.characters(codec="utf-8", exclude_characters="\x1b\x1d\x1e\x1f"), max_size=12)
CODES = st.sampled_from("abcnpqt029")
DATA_FIELDS = st.tuples(
    st.sampled_from(("020", "050", "100", "245", "264", "338", "700", "880", "942", "952", "999")),
    st.text("01 ", min_size=2, max_size=2),
    st.lists(st.tuples(CODES, TEXT), min_size=1, max_size=6),
)
CONTROL_FIELDS = st.tuples(st.sampled_from(("001", "005", "008")), TEXT)


@pytest.mark.long
@settings(deadline=None)
@given(st.lists(CONTROL_FIELDS, max_size=3), st.lists(DATA_FIELDS, min_size=1, max_size=8))
def test_made_records_are_read_alike(
    controls: list[tuple[str, str]],
    fields: list[tuple[str, str, list[tuple[str, str]]]],
) -> None:
    record = pymarc.Record(to_unicode=True, force_utf8=True)
    for tag, data in controls:
        record.add_field(pymarc.Field(tag=tag, data=data))
    for tag, indicators, subfields in fields:
        parts = [pymarc.Subfield(code, value) for code, value in subfields]
        record.add_field(
            pymarc.Field(tag=tag, indicators=pymarc.Indicators(*indicators), subfields=parts)
        )
    data = record.as_marc()[:-1]
    profile = profile_named("koha")
    sliced = slice_record(data, tags_wanted(profile))
    careful = decode_carefully(Piece(1, 0, data), tags_wanted(profile))

    assert sliced is not None
    assert careful.notes == ()
    assert extract(sliced, profile) == extract(careful.record, profile)
    assert extract(sliced, profile) == extract(by_pymarc(record), profile)


def good() -> bytes:
    record = pymarc.Record(to_unicode=True, force_utf8=True)
    record.add_field(pymarc.Field(tag="001", data="7"))
    parts = [pymarc.Subfield("a", "Zoë"), pymarc.Subfield("c", "x")]
    record.add_field(
        pymarc.Field(tag="245", indicators=pymarc.Indicators("1", "0"), subfields=parts)
    )
    return bytes(record.as_marc()[:-1])


@pytest.mark.parametrize(
    ("what", "damage"),
    [
        ("length", lambda data: b"00099" + data[5:]),
        ("base address", lambda data: data[:12] + b"00048" + data[17:]),
        ("MARC-8", lambda data: data[:9] + b" " + data[10:]),
        ("escape", lambda data: data.replace(b"x", b"\x1b")),
        ("no UTF-8", lambda data: data.replace("ë".encode(), b"\xeb.")),
        ("start of a field", lambda data: data.replace(b"1200002", b"1200003")),
        ("letters in the directory", lambda data: data.replace(b"0002", b"0O02", 1)),
        ("one indicator", lambda data: data.replace(b"10\x1f", b"1\x1fz", 1)),
        ("code beyond ASCII", lambda data: data.replace(b"\x1fa" + b"Z", b"\x1f\xc3\xa9")),
        ("control character in the leader", lambda data: data[:6] + b"\x01" + data[7:]),
        ("no last terminator", lambda data: data[:-1] + b"x"),
        ("delimiter in a control field", lambda data: data.replace(b"7\x1e", b"\x1f\x1e")),
    ],
)
def test_what_is_not_plainly_good_is_left_to_the_careful_way(what: str, damage: Any) -> None:
    assert slice_record(good(), ALL_TAGS) is not None
    damaged = damage(good())
    assert damaged != good(), what
    assert slice_record(damaged, ALL_TAGS) is None
