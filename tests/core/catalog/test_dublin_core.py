from pathlib import Path

import pytest

from procstation.catalog.source import Refused, Taken
from procstation.catalog.sources import open_source
from procstation.items import CallNumber, Scheme

SAMPLE = Path(__file__).parents[2] / "data" / "catalog" / "oai-dc.xml"
DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/"'


def read(folder: Path, text: str) -> list[Taken | Refused]:
    path = folder / "records.xml"
    path.write_text(text, encoding="utf-8")
    source = open_source(path)
    assert source.profile("auto").profile == "dublin-core"
    return list(source.read("dublin-core"))


def one(folder: Path, content: str) -> Taken:
    (found,) = read(folder, f"<any {DC}>{content}</any>")
    assert isinstance(found, Taken)
    return found


def test_the_answer_of_a_repository() -> None:
    book, deleted, article = open_source(SAMPLE).read("dublin-core")

    assert isinstance(book, Taken)
    assert book.extracted.key == "dc:oai:example.org:1"
    title = book.extracted.title
    assert (title.title, title.author) == ("Salt and rope", "Halvorsen, Marit")
    assert (title.publisher, title.date, title.medium) == ("Skjær Press", "2003", "book")
    assert (title.control_number, title.isbn) == ("SK-2003-4", ("9780306406157",))
    assert title.call_number == CallNumber("VM531 .H3", Scheme.LCC, "subject dcterms:LCC")
    assert book.extracted.other_words == "Salt og tau Ondrák, Pavel"
    (item,) = book.extracted.items
    assert item.barcode == "39999000000057"
    assert item.call_number == CallNumber("VM531 .H3 2003", Scheme.LCC, "identifier")
    assert deleted == Refused(2, deleted.offset, "the repository has deleted it")
    assert SAMPLE.read_bytes()[deleted.offset :].startswith(b'<header status="deleted"')
    assert isinstance(article, Taken)
    assert article.number == 3
    assert (article.extracted.title.medium, article.extracted.title.issn) == (
        "article",
        ("0378-5955",),
    )
    assert article.extracted.items == ()


@pytest.mark.parametrize(
    "wrap",
    [
        "<dc:dc {dc}>{one}</dc:dc>",
        "<records {dc}><dc:record>{one}</dc:record><dc:dc>{one}</dc:dc></records>",
        "<list {dc}><book>{one}</book><journal>{one}</journal></list>",
        '<srw_dc:dc xmlns:srw_dc="info:srw/schema/1/dc-schema"><title '
        'xmlns="http://purl.org/dc/elements/1.1/">Léon</title></srw_dc:dc>',
        '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" {dc}>'
        '<rdf:Description rdf:about="urn:x:1">{one}</rdf:Description></rdf:RDF>',
        '<metadata xmlns:x="http://purl.org/dc/terms/"><x:title>Léon</x:title></metadata>',
        '<d:q xmlns:d="http://purl.org/dc/elements/1.1/"><d:title>Léon</d:title></d:q>',
    ],
)
def test_any_wrapper_and_any_prefix(tmp_path: Path, wrap: str) -> None:
    found = read(tmp_path, wrap.format(dc=DC, one="<dc:title>Léon</dc:title>"))

    assert len(found) == wrap.count("{one}") or len(found) == 1
    assert [isinstance(one, Taken) and one.extracted.title.title for one in found] == [
        "Léon"
    ] * len(found)


@pytest.mark.parametrize(
    ("identifier", "isbn", "barcodes"),
    [
        ("978-0-306-40615-7", ("9780306406157",), []),
        ("urn:isbn:0306406152", ("9780306406157",), []),
        ("ISBN: 0-306-40615-2 (hbk.)", ("9780306406157",), []),
        ("39999000000016", (), ["39999000000016"]),
        ("barcode 0012", (), ["0012"]),
        ("https://example.org/9780306406157", (), []),
        ("Isbnovich 12", (), []),
    ],
)
def test_identifiers(
    tmp_path: Path, identifier: str, isbn: tuple[str, ...], barcodes: list[str]
) -> None:
    found = one(tmp_path, f"<dc:identifier>{identifier}</dc:identifier>").extracted

    assert found.title.isbn == isbn
    assert [item.barcode for item in found.items] == barcodes


def test_the_type_of_an_identifier_counts(tmp_path: Path) -> None:
    content = '<dc:identifier type="barcode">A-1</dc:identifier>'
    content += '<dc:identifier scheme="Call number">823 HAL</dc:identifier>'
    (item,) = one(tmp_path, content).extracted.items

    assert item.barcode == "A-1"
    assert item.call_number == CallNumber("823 HAL", Scheme.DEWEY, "identifier")


def test_a_call_number_alone_is_an_item_that_waits(tmp_path: Path) -> None:
    found = one(tmp_path, "<dc:title>T</dc:title><dc:source>Shelfmark: Ms. 4</dc:source>")

    assert [(item.barcode, item.call_number) for item in found.extracted.items] == [
        (None, CallNumber("Ms. 4", Scheme.OTHER, "identifier"))
    ]


def test_no_title_is_said(tmp_path: Path) -> None:
    assert one(tmp_path, "<dc:creator>A</dc:creator>").notes == ("it has no title (dc:title)",)
