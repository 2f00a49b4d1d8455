from collections.abc import Callable
from pathlib import Path
from typing import Any

import pymarc
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.catalog import Catalogue
from procstation.catalog.flavour import flavour_of
from procstation.catalog.iso5426 import decode_iso5426, reads_as_iso5426
from procstation.catalog.marc_record import Field, MarcRecord
from procstation.catalog.unimarc_title import other_words, title_of
from procstation.items import Scheme

Write = Callable[..., Path]
CODED = "20170418d2017    a  y0frey{}      ba"


def _record(*fields: tuple[str, str, str], leader: str = "00000nam0 22000003  450 ") -> MarcRecord:
    return MarcRecord(
        leader,
        tuple(
            Field(tag, indicators, tuple((part[0], part[1:]) for part in text.split("$")[1:]))
            for tag, indicators, text in fields
        ),
    )


def _binary(title: bytes, charset: str) -> bytes:
    """A UNIMARC record in ISO 2709 whose 200 $a is some bytes."""
    fields = (
        ("001", b"7"),
        ("100", b"  \x1fa" + CODED.format(charset).encode()),
        ("200", b"1 \x1fa" + title),
    )
    directory = body = b""
    for tag, data in fields:
        directory += f"{tag}{len(data) + 1:04}{len(body):05}".encode()
        body += data + b"\x1e"
    base = 24 + len(directory) + 1
    leader = f"{base + len(body) + 1:05}nam0 22{base:05}   450 ".encode()
    return leader + directory + b"\x1e" + body + b"\x1d"


def test_title_author_imprint_and_numbers_are_in_their_own_fields() -> None:
    record = _record(
        ("010", "  ", "$a978-2-07-062456-0$bbr.$d29,50 EUR"),
        ("011", "  ", "$a0378-5955"),
        ("073", " 0", "$a9782070624560"),
        ("100", "  ", "$a" + CODED.format("50")),
        ("200", "1 ", "$aLe seigneur$bTexte imprimé$eroman$h2$iLes deux tours$fJ. R. R. T."),
        ("214", " 3", "$aimpr. en Italie$cImprimeur"),
        ("214", " 0", "$a[Paris]$cGallimard$dDL 2017"),
        ("700", " |", "$3123$aTolkien$bJohn Ronald$f1892-1973$4070"),
        ("702", " |", "$aLedoux$bFrancis"),
        ("517", "1 ", "$aDeux tours"),
    )
    title = title_of(record, "7", None)
    assert title.title == "Le seigneur : roman. 2. Les deux tours"
    assert title.author == "Tolkien, John Ronald"
    assert (title.publisher, title.date, title.medium) == ("Gallimard", "2017", "book")
    assert (title.isbn, title.issn) == (("9782070624560",), ("0378-5955",))
    words = other_words(record)
    for word in ("Ledoux, Francis", "Deux tours"):
        assert word in words


@pytest.mark.parametrize(
    ("fields", "author"),
    [
        ([("710", "02", "$aUniversité$bDépartement")], "Université. Département"),
        ([("200", "1 ", "$aT$fpar une équipe")], "par une équipe"),
        ([("702", " 1", "$aMénard$bJ."), ("701", " 1", "$aRowling$bJ. K.")], "Rowling, J. K."),
    ],
)
def test_who_is_responsible(fields: list[tuple[str, str, str]], author: str) -> None:
    assert title_of(_record(*fields), "", None).author == author


@pytest.mark.parametrize(
    ("leader", "medium"),
    [("00000nas0 2200000   450 ", "serial"), ("00000ncm0 2200000   450 ", "score"),
     ("00000nem0 2200000   450 ", "map"), ("00000nlm0 2200000   450 ", "online resource")],
)  # fmt: skip
def test_the_kind_is_told_by_the_leader(leader: str, medium: str) -> None:
    assert title_of(_record(leader=leader), "", None).medium == medium


@pytest.mark.parametrize(
    ("fields", "flavour"),
    [
        ([("245", "10", "$aTitle"), ("100", "1 ", "$aLe Guin")], "marc21"),
        ([("200", "1 ", "$aTitre")], "unimarc"),
        ([("100", "  ", "$a" + CODED.format("50"))], "unimarc"),
        ([("100", "1 ", "$aLe Guin, Ursula K.")], None),
        ([("852", "0 ", "$bMAIN")], None),
    ],
)
def test_the_two_families_are_told_apart(
    fields: list[tuple[str, str, str]], flavour: str | None
) -> None:
    assert flavour_of(_record(*fields)) == flavour


# ISO 5426, a capital or small letter behind its accent.
@pytest.mark.parametrize(
    ("data", "text"),
    [
        (b"l'\xc2ecole des sorciers", "l'école des sorciers"),
        (b"Fran\xd0cais \xc1a No\xc8el", "Français à Noël"),
        (b"\xfauvre, \xe9re, stra\xfbe", "œuvre, Øre, straße"),
        (b"\xcfCapek", "Čapek"),
        (b"\x88Le \x89titre", "\x98Le \x9ctitre"),
        (b"\xab titre \xbb", "« titre »"),
    ],
)
def test_iso_5426_is_decoded(data: bytes, text: str) -> None:
    assert decode_iso5426(data) == text
    assert reads_as_iso5426(data, said=True)


def test_accents_speak_for_it_whatever_is_said() -> None:
    assert reads_as_iso5426(b"l'\xc2ecole", said=False)
    assert not reads_as_iso5426(b"\xfauvre", said=False)


@pytest.mark.parametrize("text", ["l'école des Français à Noël", "Grüße aus Köln", "señor niño"])
def test_latin_1_is_not_taken_for_it(text: str) -> None:
    assert not reads_as_iso5426(text.encode("cp1252"), said=False)


def test_latin_1_is_not_taken_for_it_though_it_is_said() -> None:
    assert not reads_as_iso5426("l'école des Français".encode("cp1252"), said=True)


@pytest.mark.parametrize(
    ("data", "charset", "title", "note"),
    [
        ("Le Phénix".encode(), "50", "Le Phénix", ""),
        ("Le Phénix".encode(), "  ", "Le Phénix", ""),
        ("Le Phénix".encode(), "01", "Le Phénix", "the text is UTF-8"),
        (b"Le Ph\xc2enix", "01", "Le Phénix", ""),
        (b"Le Ph\xc2enix", "  ", "Le Phénix", ""),
        ("Le Phénix à l'été".encode("cp1252"), "  ", "Le Phénix à l'été", "names no character set"),
        (b"Le Ph\xc2enix", "50", "Le Phénix", "the text is ISO 5426"),
        ("Le Phénix à l'été".encode("cp1252"), "50", "Le Phénix à l'été", "Latin-1"),
        ("Война и мир".encode("cp1251"), "89", "Война и мир", ""),
        ("Война и мир".encode("cp866"), "79", "Война и мир", ""),
        ("Война и мир".encode("koi8-r"), "99", "Война и мир", ""),
        ("Война и мир".encode("cp1251"), "50", "Война и мир", "Windows-1251"),
    ],
)
def test_every_character_set_is_read_and_wrong_ones_are_said(
    data: bytes, charset: str, title: str, note: str, written: Write, catalogue: Catalogue
) -> None:
    report = catalogue.load([written(_binary(data, charset))])
    assert (report.records, report.rejected) == (1, [])
    assert report.profile == "unimarc"
    said = [text for one in report.repaired for text in one.notes]
    assert bool(said) == bool(note)
    assert not note or note in said[0]
    (hit,) = catalogue.by_control_number("7")
    assert hit.title == title


@pytest.mark.parametrize("field", ["200 1# $aLe Phénix", "100 ## $a" + CODED.format("50")])
def test_a_title_or_coded_data_alone_makes_it_unimarc(
    field: str, build: Any, written: Write, catalogue: Catalogue
) -> None:
    record = build("001 7", "215 ## $c23 × 5 cm", field)
    record.leader = "00000nam0 2200000   450 "
    data = bytearray(record.as_marc())
    data[9:10] = b" "
    report = catalogue.load([written(bytes(data))])
    notes = {note for one in report.repaired for note in one.notes}
    assert notes <= {"it has no title (200)", "it has no title (245)"}


@given(st.text(st.characters(min_codepoint=0x20, max_codepoint=0x17F), min_size=1, max_size=20))
@settings(deadline=None)
def test_decoding_never_fails(text: str) -> None:
    for encoding in ("utf-8", "cp1252"):
        assert isinstance(decode_iso5426(text.encode(encoding, "ignore")), str)


def _unimarc(build: Any, number: int, *fields: str) -> pymarc.Record:
    record: pymarc.Record = build(
        f"001 {number}", "100 ## $a" + CODED.format("50"), f"200 1# $aTitre {number}", *fields
    )
    record.force_utf8 = True
    return record


def test_items_of_koha_are_in_995(build: Any, written: Write, catalogue: Catalogue) -> None:
    file = written(
        _unimarc(
            build, 1, "090 ## $9501", "676 ## $a843.914$v22",
            "995 ## $bMAIN$cBRANCH$eSTACKS$f1000001$kR ROW$rBOOK$o0$vt. 2$9881",
            "995 ## $bMAIN$cMAIN$f1000002$o1",
        )
    )  # fmt: skip
    report = catalogue.load([file])
    assert (report.profile, report.items) == ("unimarc-995", 2)
    assert report.repaired == []
    found = catalogue.by_barcode("1000001")
    assert found is not None
    item, title = found
    assert (item.library, item.location, item.item_type) == ("MAIN", "STACKS", "BOOK")
    assert (item.volume, item.status, item.system_id) == ("t. 2", "", "881")
    assert item.call_number is not None
    assert item.call_number.text == "R ROW"
    assert (title.control_number, title.title) == ("501", "Titre 1")
    other = catalogue.by_barcode("1000002")
    assert other is not None
    assert other[0].status == "not for loan"
    assert other[0].call_number is not None
    assert (other[0].call_number.text, other[0].call_number.scheme) == ("843.914", Scheme.DEWEY)


def test_copies_in_930_take_their_barcode_from_915(
    build: Any, written: Write, catalogue: Catalogue
) -> None:
    file = written(
        _unimarc(
            build, 1, "915 ## $5751052105:12$b1000001", "930 ## $5751052105:12$b751052105$aFOL 12",
            "930 ## $5751052106:9$b751052106$aQTO 3",
        )
    )  # fmt: skip
    report = catalogue.load([file])
    assert (report.profile, report.items) == ("unimarc-930", 1)
    found = catalogue.by_barcode("1000001")
    assert found is not None
    assert found[0].call_number is not None
    assert (found[0].call_number.text, found[0].library) == ("FOL 12", "751052105")


def test_marcxml_is_read_by_the_same_profiles(
    build: Any, written: Write, catalogue: Catalogue
) -> None:
    record = _unimarc(build, 1, "995 ## $bMAIN$cMAIN$f1000001")
    xml = b"<collection>" + pymarc.record_to_xml(record) + b"</collection>"
    report = catalogue.load([written(xml, name="unimarc.xml")])
    assert (report.profile, report.items, report.repaired) == ("unimarc-995", 1, [])


def test_a_record_of_marc_21_is_not_taken_for_unimarc(
    build: Any, written: Write, catalogue: Catalogue
) -> None:
    record = build(
        "001 1", "100 1# $aSomebody", "245 10 $aTitle", "090 ## $aPS1$b.A1",
        "930 ## $5x$alocal", "995 ## $bMAIN$f1000001",
    )  # fmt: skip
    report = catalogue.load([written(record)])
    assert report.profile == "marc21"


@pytest.mark.corpus
def test_real_records_of_a_national_library_load(corpus: Path, catalogue: Catalogue) -> None:
    report = catalogue.load([corpus / "marc-unimarc" / "bnf-serie-HarryPotter.pan"])
    assert (report.records, report.rejected, report.repaired) == (7, [], [])
    assert (report.profile, report.items, report.items_without_barcode) == ("unimarc-930", 0, 7)
    (title,) = catalogue.by_isbn("978-2-07-062452-2")
    assert title.title == "Harry Potter à l'école des sorciers"
    assert (title.author, title.publisher, title.date) == (
        "Rowling, Joanne Kathleen",
        "Gallimard",
        "2017",
    )
