"""Good records, broken in every way: each is read, repaired or rejected, and none harms another."""

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pymarc
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from procstation.catalog.marc_file import Found, records_in
from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.source import Refused
from procstation.errors import InputRefused

END, FIELD_END, SUBFIELD = b"\x1d", b"\x1e", b"\x1f"

BROKEN = settings(
    deadline=timedelta(seconds=5),  # what takes longer for 3 kB would take hours for a file
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)

Damage = Callable[[bytes], bytes]


def utf8(number: int, title: str) -> bytes:
    """A record with two items, written by pymarc."""
    record = pymarc.Record(force_utf8=True)
    blank = pymarc.Indicators(" ", " ")
    record.add_field(
        pymarc.Field("001", data=f"{number:04}"),
        pymarc.Field("020", blank, [pymarc.Subfield("a", "9780306406157")]),
        pymarc.Field("100", blank, [pymarc.Subfield("a", "Le Guin, Ursula K.,")]),
        pymarc.Field("245", blank, [pymarc.Subfield("a", title), pymarc.Subfield("c", "x.")]),
    )
    for copy in range(2):
        place = [pymarc.Subfield("a", "MAIN"), pymarc.Subfield("b", "MAIN")]
        barcode = pymarc.Subfield("p", f"3{number:03}{copy}")
        record.add_field(pymarc.Field("952", blank, [*place, barcode]))
    return bytes(record.as_marc())


def marc8(number: int) -> bytes:
    """The same with an accent in MARC-8, before its letter."""
    return utf8(number, "Caf~e").replace(b"~e", b"\xe2e").replace(b" a22", b"  22", 1)


def before(data: bytes) -> bytes:
    return data[:-1]


GOOD = [utf8(1, "One"), utf8(2, "Zoë à la mode"), marc8(3), utf8(4, "Тихий Дон"), utf8(5, "書")]


def read(path: Path, data: bytes) -> list[Found | Refused]:
    path.write_bytes(data)
    return list(records_in(path))


def whole(path: Path) -> list[MarcRecord]:
    found = read(path, b"".join(GOOD))
    assert [one.notes for one in found if isinstance(one, Found)] == [()] * len(GOOD)
    return [one.record for one in found if isinstance(one, Found)]


def present(data: bytes) -> int:
    """How many records, or remains of them, stand in a file: counted without the reader."""
    between = re.compile(rb"[\r\n\t \0\x1a]*(?:\xef\xbb\xbf[\r\n\t \0\x1a]*)?")
    return sum(between.fullmatch(piece) is None for piece in data.split(END))


def replaced(place: float, count: int, new: bytes) -> Damage:
    def _damage(data: bytes) -> bytes:
        at = int(place * len(data))
        return data[:at] + new + data[at + count :]

    return _damage


def repeated(place: float, count: int) -> Damage:
    def _damage(data: bytes) -> bytes:
        at = int(place * len(data))
        return data[:at] + data[at : at + count] + data[at:]

    return _damage


def flipped(place: float, bit: int) -> Damage:
    def _damage(data: bytes) -> bytes:
        at = int(place * (len(data) - 1))
        return data[:at] + bytes([data[at] ^ (1 << bit)]) + data[at + 1 :]

    return _damage


def without(what: bytes, nth: int) -> Damage:
    """Lose the nth of some delimiter."""

    def _damage(data: bytes) -> bytes:
        parts = data.split(what)
        at = nth % max(len(parts) - 1, 1)
        return what.join(parts[: at + 1]) + what.join([b"", *parts[at + 1 :]])[1:]

    return _damage


def reencoded(encoding: str) -> Damage:
    def _damage(data: bytes) -> bytes:
        return data.decode("utf-8", "replace").encode(encoding, "replace")

    return _damage


places = st.floats(0, 1, exclude_max=True)
noise = st.binary(max_size=40)
damages = st.lists(
    st.one_of(
        st.builds(replaced, places, st.integers(0, 30), noise),
        st.builds(repeated, places, st.integers(1, 60)),
        st.builds(flipped, places, st.integers(0, 7)),
        st.builds(without, st.sampled_from([FIELD_END, SUBFIELD]), st.integers(0, 20)),
        st.builds(reencoded, st.sampled_from(["latin-1", "cp1251", "utf-16-le", "utf-8"])),
    ),
    min_size=1,
    max_size=4,
)


@BROKEN
@given(which=st.integers(1, len(GOOD) - 1), how=damages)
def test_a_broken_record_harms_no_other(tmp_path: Path, which: int, how: list[Damage]) -> None:
    good = whole(tmp_path / "good.mrc")
    broken = before(GOOD[which])
    for damage in how:
        broken = damage(broken)
    data = b"".join((*GOOD[:which], broken + END, *GOOD[which + 1 :]))
    found = read(tmp_path / "broken.mrc", data)

    assert len(found) == present(data)
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    after = len(GOOD) - which - 1
    others = found[:which] + found[len(found) - after :]
    expected = good[:which] + good[which + 1 :]
    assert [(one.record, one.notes) for one in others if isinstance(one, Found)] == [
        (record, ()) for record in expected
    ]
    assert all(data[one.offset : one.offset + 1] for one in found)


@BROKEN
@given(cut=places)
@example(cut=0.0)
def test_a_file_cut_anywhere_keeps_what_is_whole(tmp_path: Path, cut: float) -> None:
    good = whole(tmp_path / "good.mrc")
    data = b"".join(GOOD)
    data = data[: int(cut * len(data))]
    ends = data.count(END)
    try:
        found = read(tmp_path / "cut.mrc", data)
    except InputRefused:
        assert FIELD_END not in data
        return

    assert [one.record for one in found[:ends] if isinstance(one, Found)] == good[:ends]
    assert len(found) == present(data)
    for one in found[ends:]:
        # Only the terminator of the record is missing, or the record is not taken.
        assert isinstance(one, Refused) or (one.record == good[ends] and one.notes)


@BROKEN
@given(
    between=st.lists(
        st.sampled_from([b"", b"\n", b"\r\n", b"\0" * 512, b"  ", b"\x1a", b"\xef\xbb\xbf", b"\t"]),
        min_size=len(GOOD) + 1,
        max_size=len(GOOD) + 1,
    )
)
def test_what_stands_between_records_costs_none(tmp_path: Path, between: list[bytes]) -> None:
    good = whole(tmp_path / "good.mrc")
    data = b"".join(fill + record for fill, record in zip(between, [*GOOD, b""], strict=True))
    found = read(tmp_path / "filled.mrc", data)

    assert [one.record for one in found if isinstance(one, Found)] == good
    assert len(found) == len(good)
    assert [data[one.offset : one.offset + 5] for one in found] == [one[:5] for one in GOOD]


@BROKEN
@given(
    which=st.integers(0, len(GOOD) - 1),
    length=st.from_regex(rb"[0-9]{5}|[0-9A-Za-z|][ -~]{4}", fullmatch=True),
    base=st.one_of(st.from_regex(rb"[0-9]{5}", fullmatch=True), st.just(b"     ")),
)
def test_wrong_lengths_in_a_leader_are_mended_and_said(
    tmp_path: Path, which: int, length: bytes, base: bytes
) -> None:
    good = whole(tmp_path / "good.mrc")
    leader = GOOD[which][:24]
    changed = length + leader[5:12] + base + leader[17:]
    data = b"".join((*GOOD[:which], changed + GOOD[which][24:], *GOOD[which + 1 :]))
    found = read(tmp_path / "lengths.mrc", data)

    assert [one.record.fields for one in found if isinstance(one, Found)] == [
        record.fields for record in good
    ]
    mended = found[which]
    assert isinstance(mended, Found)
    assert bool(mended.notes) == (changed != leader)


@BROKEN
@given(
    which=st.integers(0, len(GOOD) - 1),
    entry=st.integers(0, 5),
    numbers=st.from_regex(rb"[0-9]{9}", fullmatch=True),
)
def test_wrong_numbers_in_a_directory_are_mended_or_the_record_is_rejected(
    tmp_path: Path, which: int, entry: int, numbers: bytes
) -> None:
    good = whole(tmp_path / "good.mrc")
    at = 24 + 12 * entry + 3
    changed = GOOD[which][:at] + numbers + GOOD[which][at + 9 :]
    found = read(tmp_path / "directory.mrc", b"".join((*GOOD[:which], changed, *GOOD[which + 1 :])))

    for number, one in enumerate(found):
        if number == which and changed != GOOD[which]:
            assert isinstance(one, Refused) or one.notes
        if isinstance(one, Found) and number != which:
            assert one.record == good[number]
    assert len(found) == len(good)


@pytest.mark.parametrize("which", range(len(GOOD) - 1))
def test_two_records_joined_are_one_that_says_so(tmp_path: Path, which: int) -> None:
    good = whole(tmp_path / "good.mrc")
    joined = before(GOOD[which])
    data = b"".join((*GOOD[:which], joined, *GOOD[which + 1 :]))
    found = read(tmp_path / "joined.mrc", data)

    assert len(found) == len(GOOD) - 1
    one = found.pop(which)
    assert isinstance(one, Refused) or one.notes
    rest = good[:which] + good[which + 2 :]
    assert [other.record for other in found if isinstance(other, Found)] == rest


@BROKEN
@given(data=st.binary(max_size=3000), head=st.booleans())
def test_any_bytes_are_accounted_for(tmp_path: Path, data: bytes, head: bool) -> None:
    data = GOOD[0] + data if head else data
    try:
        found = read(tmp_path / "any.mrc", data)
    except InputRefused:
        assert not head
    else:
        if not data.lstrip().startswith(b"<"):
            assert len(found) == present(data)


@pytest.mark.campaign
@pytest.mark.parametrize(
    "data",
    [
        GOOD[0] + END * 300_000,
        GOOD[0] + FIELD_END * 300_000 + END,
        GOOD[0] + GOOD[1][:24] + b"245000100000" * 25_000 + FIELD_END + SUBFIELD * 50_000 + END,
        GOOD[0] + GOOD[1][:24] + b"9" * 300_000 + FIELD_END + END,
        GOOD[0] + GOOD[1][:60] + b"\x1b$1" * 100_000 + FIELD_END + END,
        GOOD[0] + b" " * 9_000_000,
    ],
    ids=["ends", "field ends", "entries", "digits", "escapes", "blanks"],
)
def test_what_is_made_to_be_slow_is_not(tmp_path: Path, data: bytes) -> None:
    # No time is measured: what is quadratic here does not end within a day.
    found = read(tmp_path / "slow.mrc", data)

    assert isinstance(found[0], Found)
    assert len(found) <= 2


XML_GOOD = [
    f'<record><leader>00000nam a2200000 a 4500</leader><controlfield tag="001">{number}'
    f'</controlfield><datafield tag="245" ind1="0" ind2="0"><subfield code="a">Title {number}'
    "</subfield></datafield></record>"
    for number in range(1, 6)
]


@BROKEN
@given(
    which=st.integers(0, len(XML_GOOD) - 1),
    place=places,
    count=st.integers(0, 40),
    new=st.text("<>&\"'/= abe\0\x0b\ufffe\u202eé;#x!-[]", max_size=20),
)
def test_a_broken_record_of_xml_harms_no_other(
    tmp_path: Path, which: int, place: float, count: int, new: str
) -> None:
    inner = XML_GOOD[which].removeprefix("<record>").removesuffix("</record>")
    at = int(place * len(inner))
    broken = inner[:at] + new + inner[at + count :]
    if re.search(r"<!|<\?|\]\]|--", broken):
        return  # a comment that is not closed hides what follows, by the rules of XML
    records = [*XML_GOOD]
    records[which] = f"<record>{broken}</record>"
    head = '<collection xmlns="http://www.loc.gov/MARC21/slim">'
    text = f"{head}{''.join(records)}</collection>"
    found = read(tmp_path / "broken.xml", text.encode())

    assert len(found) == len(XML_GOOD)
    titles = [
        one.record.all("245")[0].first("a")
        for number, one in enumerate(found)
        if number != which and isinstance(one, Found)
    ]
    assert titles == [f"Title {number + 1}" for number in range(5) if number != which]
