"""Searching in a real server, by SRU and by Z39.50: the same is found, the same goes wrong."""

import shutil
from collections.abc import Callable
from itertools import product
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from cutting_proxy import cutting_proxy
from sru_server import sru_server
from zebra_server import Zebra, holdings_server, zebra

from procstation.catalog.isbn import isbn13, isbn_in_020
from procstation.catalog.marc_file import Found, records_in
from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.marcxml_write import HEAD, TAIL, marcxml
from procstation.copycat.hits import Hits
from procstation.copycat.sru import SruClient
from procstation.copycat.target import Target
from procstation.copycat.wanted import By, wanted
from procstation.copycat.z3950 import Z3950Client
from procstation.errors import SystemRefused, SystemTrouble, SystemUnreachable

pytestmark = pytest.mark.zebra

BOOKS = Path(__file__).parents[1] / "data" / "copycat" / "books.xml"

WAYS = ["sru 1.1", "sru 2.0", "z3950 usmarc", "z3950 xml"]

Search = Callable[..., Hits]


def search_by(way: str, port: int, most: int = 10, **settings: Any) -> Search:
    """Return what searches a server on a port of loopback."""
    protocol, variant = way.split()

    def _search(text: str, by: By | None = None, author: str = "") -> Hits:
        what = wanted(text, by, author)
        if protocol == "sru":
            url = f"http://127.0.0.1:{port}/Default"
            target = Target("zebra", url, version=variant, **settings)
            return SruClient(target).search(what, most, _any)
        z3950 = Target("zebra", f"127.0.0.1:{port}", "z3950", syntax=variant, **settings)
        return Z3950Client(z3950).search(what, most, _any)

    return _search


def _any(_record: MarcRecord) -> bool:
    return True


def numbers(hits: Hits) -> list[str]:
    return [one.control("001") for one in hits.records]


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def search(way: str, books: Zebra) -> Search:
    return search_by(way, books.port)


@pytest.mark.parametrize("isbn", ["9780307474728", "978-0-307-47472-8", "0-307-47472-0"])
def test_by_isbn(search: Search, isbn: str) -> None:
    assert numbers(search(isbn)) == ["1002"]


def test_by_isbn_that_the_record_has_with_ten_digits(search: Search) -> None:
    assert numbers(search("9783596294336")) == ["1004", "1005"]


def test_by_issn_and_lccn(search: Search) -> None:
    assert numbers(search("0737-8831")) == ["1007"]
    assert numbers(search("69001001", "lccn")) == ["1001"]


@pytest.mark.parametrize(
    ("title", "number"),
    [
        ("left hand of darkness", "1001"),
        ("darkness hand", "1001"),
        ("años soledad", "1002"),
        ("Válka s mloky", "1003"),
        ("Бибигон", "1006"),
        ('what is "history"?', "1008"),
    ],
)
def test_by_words_of_the_title(search: Search, title: str, number: str) -> None:
    assert numbers(search(title)) == [number]


def test_by_title_and_author(search: Search) -> None:
    assert sorted(numbers(search("left hand"))) == ["1001", "1008"]
    assert numbers(search("left hand", author="Le Guin")) == ["1001"]
    assert numbers(search("válka", author="Čapek")) == ["1003"]


def test_accents_and_other_scripts_come_over_whole(search: Search) -> None:
    (record,) = search("bibigon").records

    assert record.all("100")[0].first("a") == "Chukovskiĭ, Korneĭ,"
    assert [one.first("a") for one in record.all("880")] == ["Чуковский, Корней.", "Бибигон /"]


def test_queries_in_the_characters_that_a_server_reads(books: Zebra) -> None:
    """This one reads them in Latin-1, unless UTF-8 is negotiated."""
    search = search_by("z3950 usmarc", books.port, query_charset="iso-8859-1")

    assert numbers(search("años soledad")) == ["1002"]
    with pytest.raises(SystemRefused, match="iso-8859-1"):
        search("Бибигон")


def test_what_is_no_server_of_z3950() -> None:
    with sru_server(BOOKS) as web:
        port = int(web.url.split(":")[2].split("/")[0])
        with pytest.raises(SystemUnreachable, match=r"no Z39\.50"):
            search_by("z3950 usmarc", port)("left hand")


def test_no_hit(search: Search) -> None:
    assert search("9791032305690") == Hits(0)
    assert search("no such title anywhere") == Hits(0)


def test_several_hits_and_a_cap(way: str, books: Zebra) -> None:
    assert len(search_by(way, books.port)("der zauberberg").records) == 2

    hits = search_by(way, books.port, most=1)("der zauberberg")
    assert (hits.found, len(hits.records)) == (2, 1)


def test_an_index_it_has_not(way: str, books: Zebra) -> None:
    unknown: dict[str, Any] = {"indexes": {"title": "dc.colour"}, "attributes": {"title": "1=9999"}}
    with pytest.raises(SystemRefused, match="no such index") as refused:
        search_by(way, books.port, **unknown)("red")
    assert refused.value.code in {"16", "114"}


def test_a_database_it_has_not(way: str, books: Zebra) -> None:
    if way.startswith("sru"):
        target = Target("zebra", books.sru.replace("Default", "Other"))
        with pytest.raises(SystemRefused, match="HTTP 404"):
            SruClient(target).search(wanted("red"), 10, _any)
    else:
        with pytest.raises(SystemTrouble, match="database"):
            search_by(way, books.port, database="Other")("red")


@pytest.mark.parametrize("after", [40, 700])
def test_a_server_that_goes_in_the_middle_of_its_answer(way: str, books: Zebra, after: int) -> None:
    with cutting_proxy(books.port, after) as port, pytest.raises(SystemUnreachable):
        search_by(way, port)("left hand of darkness")


@pytest.mark.parametrize("after", [0, 300])
def test_a_server_that_falls_silent_in_the_middle_of_its_answer(
    way: str, books: Zebra, after: int
) -> None:
    with (
        cutting_proxy(books.port, after, silently=True) as port,
        pytest.raises(SystemUnreachable, match=r"within 0.4 s"),
    ):
        search_by(way, port, timeout_s=0.4)("left hand of darkness")


def test_nobody_there(way: str) -> None:
    with pytest.raises(SystemUnreachable, match="cannot be reached"):
        search_by(way, 1)("left hand")


def test_it_says_what_it_has(books: Zebra) -> None:
    explained = SruClient(Target("zebra", books.sru)).explain()

    assert explained.title == "Books of the test library"
    assert explained.indexes == (("dc.title", "Title"), ("bath.isbn", "ISBN"))
    assert explained.schemas == ("marcxml",)


def test_a_schema_it_has_not(books: Zebra) -> None:
    with pytest.raises(SystemRefused, match="schema of records: pica"):
        search_by("sru 1.1", books.port, schema="pica")("bibigon")


def test_a_syntax_it_has_not(books: Zebra) -> None:
    with pytest.raises(SystemRefused, match="syntax"):
        search_by("z3950 opac", books.port)("bibigon")


def test_records_in_marc8_over_z3950(tmp_path: Path, programs: None) -> None:
    with zebra(tmp_path / "zebra", BOOKS, charset="marc-8") as server:
        search = search_by("z3950 usmarc", server.port)
        (newts,) = search("válka").records
        (bibigon,) = search("bibigon").records

    assert normalize("NFC", newts.all("245")[0].first("a")) == "Válka s mloky /"
    assert bibigon.all("880")[1].first("a") == "Бибигон /"


@pytest.mark.skipif(shutil.which("yaz-ztest") is None, reason="no yaz-ztest: apt install yaz")
def test_records_wrapped_with_holdings(tmp_path: Path, programs: None) -> None:
    with holdings_server(tmp_path) as port:
        hits = search_by("z3950 opac", port, most=3)("computer")

    assert hits.unread == ()
    assert len(hits.records) == 3
    assert hits.records[0].all("245")[0].first("a") == "How to program a computer"
    assert hits.records[0].all("852") == []


@pytest.mark.corpus
@pytest.mark.parametrize("name", ["loc-books-a.mrc", "gpo-nbs_monograph_utf8.mrc"])
def test_real_records_come_back_as_they_are(
    corpus: Path, tmp_path: Path, name: str, programs: None
) -> None:
    real = [one.record for one in records_in(corpus / "marc-bibs" / name) if isinstance(one, Found)]
    books = [one for one in real if isbn_of(one)][:15] or real[:15]
    file = tmp_path / "real.xml"
    file.write_bytes(HEAD + b"".join(map(marcxml, books)) + TAIL)
    with zebra(tmp_path / "zebra", file) as server:
        for book, way in product(books, ("sru 1.1", "z3950 usmarc")):
            isbn = isbn_of(book)
            hits = search_by(way, server.port)(isbn or title_of(book), None if isbn else "title")
            assert plain(book) in list(map(plain, hits.records)), book.control("001")


def isbn_of(record: MarcRecord) -> str:
    """The first valid ISBN, or "" when there is none."""
    found = (isbn13(isbn_in_020(field.first("a"))) for field in record.all("020"))
    return next(filter(None, found), "")


def title_of(record: MarcRecord) -> str:
    return record.all("245")[0].first("a")


def plain(record: MarcRecord) -> list[tuple[str, str, object]]:
    """All that a record says but its leader, whose lengths are those of its file."""
    return [
        (one.tag, one.data.strip(), [(code, value.strip()) for code, value in one.subfields])
        for one in record.fields
    ]
