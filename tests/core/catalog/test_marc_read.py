import contextlib
import io
from pathlib import Path
from typing import Any

import pymarc
import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.catalog.marc_file import Found, records_in
from procstation.catalog.marc_read import Unreadable, decode
from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.marc_split import Piece, split
from procstation.catalog.source import Refused

GOOD = (
    b"00127     2200037   4500245008900000\x1e01\x1faThe pragmatic programmer : "
    b"\x1fbfrom journeyman to master /\x1fcAndrew Hunt, David Thomas.\x1e"
)
"""From the tests of pymarc (bad_records.mrc, here whole), without its terminator."""


def read(data: bytes, *, ended: bool = True) -> tuple[MarcRecord, tuple[str, ...]]:
    decoded = decode(Piece(1, 0, data, ended=ended))
    return decoded.record, decoded.notes


def title_of(record: MarcRecord) -> str:
    return record.all("245")[0].first("a")


def test_a_good_record_has_no_notes() -> None:
    record, notes = read(GOOD)

    assert notes == ()
    assert title_of(record) == "The pragmatic programmer :"
    assert record.all("245")[0].indicators == "01"


@pytest.mark.parametrize(
    ("old", "new", "note"),
    [
        (b"00127", b"00999", "length '00999' should be 00127"),
        (b"00127", b"     ", "length '     ' should be 00127"),
        (b"2200037", b"2200000", "base address '00000' should be 00037"),
        (b"2200037", b"2299937", "base address '99937' should be 00037"),
        (b"2200037", b"22f0037", "base address 'f0037' should be 00037"),
        (b"245008900000", b"245999900000", "the directory is wrong"),
        (b"245008900000", b"2450089x0000", "the directory is wrong"),
        (b"245008900000", b"2450089000001", "bytes too many at the end of the directory: 1"),
    ],
)
def test_what_a_record_says_of_itself_is_mended(old: bytes, new: bytes, note: str) -> None:
    record, notes = read(GOOD.replace(old, new))

    assert title_of(record) == "The pragmatic programmer :"
    assert any(note in one for one in notes)


def test_bytes_before_the_leader_are_left_out() -> None:
    record, notes = read(b"garbage" + GOOD)

    assert title_of(record) == "The pragmatic programmer :"
    assert notes == ("bytes before the record left out: 7",)


@pytest.mark.parametrize(
    ("data", "ended", "reason"),
    [
        (b"00026     2200025   4500\x1e", True, "it has no fields"),
        (b"not a record", True, "it has no directory"),
        (GOOD[:30], False, "the file ends in its directory"),
        (GOOD[:100], False, "the file ends in the middle of it: 100 of 00127 bytes"),
    ],
)
def test_what_cannot_be_read_says_why(data: bytes, ended: bool, reason: str) -> None:
    with pytest.raises(Unreadable, match=reason):
        read(data, ended=ended)


def test_a_missing_last_terminator_costs_nothing() -> None:
    record, notes = read(GOOD, ended=False)

    assert title_of(record) == "The pragmatic programmer :"
    assert notes == ("the record terminator at the end of the file is missing",)


def test_lengths_counted_in_characters_are_mended() -> None:
    text = "10\x1faZoë à la mode\x1e"
    wrong = f"245{len(text):04}00000".encode()
    body = text.encode()
    data = b"00000nam a2200037   4500" + wrong + b"\x1e" + body
    record, notes = read(b"%05d" % (len(data) + 1) + data[5:])

    assert title_of(record) == "Zoë à la mode"
    assert notes == ("the directory is wrong; the fields were cut at their terminators",)


def test_a_field_longer_than_iso_2709_allows_is_read() -> None:
    long = b"  \x1fa" + b"x" * 12_000 + b"\x1e"
    last = b"  \x1falast\x1e"
    directory = b"520%d00000" % len(long) + b"901%04d%05d" % (len(last), len(long))
    data = b"00000nam a2200050   4500" + directory + b"\x1e" + long + last
    record, _ = read(data)

    assert len(record.all("520")[0].first("a")) == 12_000
    assert record.all("901")[0].first("a") == "last"


def test_a_record_too_long_to_state_its_length_is_read(build: Any) -> None:
    # pymarc writes a length of seven digits and starts of six and seven into such a record.
    lines = [f"500 ## $a{'x' * 1000}"] * 1100
    data = build("245 10 $aLong", *lines, "901 ## $alast").as_marc()
    assert len(data) > 1_000_000
    record, notes = read(data[:-1])

    assert title_of(record) == "Long"
    assert record.all("901")[0].first("a") == "last"
    assert len(record.fields) == 1102
    assert "more than the 99999 a record can state" in notes[0]


def test_a_record_that_would_lose_most_of_its_fields_is_rejected() -> None:
    body = b"".join(b"  \x1fa%d\x1e" % number for number in range(8))
    directory = b"245000500000" + b"500000500013"
    data = b"00000nam a2200049   4500" + directory + b"\x1e" + body

    with pytest.raises(Unreadable, match="names 2 fields, 8 are there, and 1 of them"):
        read(data)


def test_only_the_wanted_tags_are_taken() -> None:
    decoded = decode(Piece(1, 0, GOOD), frozenset({"100"}))

    assert decoded.record.fields == ()


def plain(record: pymarc.Record) -> list[Any]:
    result = []
    for field in record.fields:
        if field.is_control_field():
            result.append((field.tag, "", (), field.data or ""))
        else:
            subfields = tuple((one.code, one.value) for one in field.subfields)
            result.append((field.tag, "".join(field.indicators), subfields, ""))
    return result


@pytest.mark.long
@pytest.mark.corpus
def test_every_good_record_reads_as_pymarc_reads_it(corpus: Path) -> None:
    compared = 0
    for path in sorted(corpus.glob("marc-*/*")):
        if path.suffix not in {".mrc", ".marc", ".dat"} or path.parent.name == "marc-broken":
            continue
        with path.open("rb") as file:
            for piece in split(file):
                ours = decode(piece)
                if ours.notes:
                    continue
                with contextlib.redirect_stderr(io.StringIO()):
                    theirs = pymarc.Record(piece.data + b"\x1d")
                assert [
                    (one.tag, one.indicators, one.subfields, one.data) for one in ours.record.fields
                ] == plain(theirs), path
                compared += 1
    assert compared > 3500


# What a reader that stops at the first mistake loses: read + repaired, rejected.
BROKEN = {
    "marc-record-perl-baddir.usmarc": (1, 0),
    "marc-record-perl-badind.usmarc": (1, 0),
    "marc-record-perl-badldr.usmarc": (6, 1),
    "marc-record-perl-cameleof.usmarc": (10, 0),
    "marc-record-perl-filler.usmarc": (3, 0),
    "marc-record-perl-sample1eof.usmarc": (1, 0),
    "marc4j-bad_leaders_10_11.mrc": (1, 0),
    "marc4j-bad_oversize_field_bad_directory.mrc": (5, 0),
    "marc4j-unordered-directory-entries.mrc": (1, 0),
    "pymarc-bad_indicator.dat": (1, 0),
    "pymarc-bad_marc8_escape.dat": (1, 0),
    "pymarc-bad_records.mrc": (7, 2),
    "pymarc-bad_subfield_code.dat": (1, 0),
    "pymarc-utf8_errors.dat": (1, 0),
}


@pytest.mark.corpus
@pytest.mark.parametrize("name", BROKEN)
def test_broken_files_lose_only_what_is_no_record(corpus: Path, name: str) -> None:
    found = list(records_in(corpus / "marc-broken" / name))
    read = sum(isinstance(one, Found) for one in found)

    assert (read, len(found) - read) == BROKEN[name]


BREAKS = st.sampled_from(["flip", "cut", "insert", "swap"])


@given(st.data())
def test_every_piece_is_read_or_rejected_however_it_is_broken(data: st.DataObject) -> None:
    whole = bytearray((GOOD + b"\x1d") * 3)
    for _ in range(data.draw(st.integers(1, 6))):
        at = data.draw(st.integers(0, len(whole) - 1))
        match data.draw(BREAKS):
            case "flip":
                whole[at] = data.draw(st.integers(0, 255))
            case "cut":
                del whole[at : at + data.draw(st.integers(1, 40))]
            case "insert":
                whole[at:at] = data.draw(st.binary(min_size=1, max_size=12))
            case _:
                whole[at], whole[at // 2] = whole[at // 2], whole[at]
        if not whole:
            return
    pieces = list(split(io.BytesIO(bytes(whole))))
    outcomes: list[Found | Refused] = []
    for piece in pieces:
        try:
            decoded = decode(piece)
        except Unreadable as error:
            outcomes.append(Refused(piece.number, piece.offset, str(error)))
        else:
            assert len(decoded.record.leader) == 24
            outcomes.append(Found(piece.number, piece.offset, decoded.record, decoded.notes))
    assert all(one.reason for one in outcomes if isinstance(one, Refused))
    assert [one.number for one in outcomes] == list(range(1, len(pieces) + 1))
    untouched = sum(piece.data == GOOD and piece.ended and not piece.skipped for piece in pieces)
    clean = sum(isinstance(one, Found) and not one.notes for one in outcomes)
    assert clean >= untouched
