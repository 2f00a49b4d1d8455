"""Every real file loads with the counts that its source states, or better, and all of it counts.

The README of the sample data gives what pymarc 5.4 reads of each file, and how many subfields
look like barcodes. Where we differ, the comment says why that is better.
"""

import csv
import io
import json
import re
import shutil
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from procstation.catalog import Catalogue, LoadReport

pytestmark = pytest.mark.corpus

FOLDERS = (
    "marc-items", "marc-holdings", "marc-bibs", "marc-scripts", "marc-broken", "marc-unimarc",
    "folio-items", "shelflists",
)  # fmt: skip


class Loaded(NamedTuple):
    """What a load answers: records read and rejected, items, and the profile."""

    records: int
    rejected: int = 0
    items: int = 0
    waiting: int = 0
    duplicates: int = 0
    profile: str = "marc21"


def alma(items: int, waiting: int = 0) -> Loaded:
    return Loaded(1, 0, items, waiting, profile="alma-852-876")


EXPECTED = {
    "marc-items/aleph-duke-multi-items-same-cn.xml": Loaded(1, 0, 8, profile="aleph-940"),
    "marc-items/alma-princeton/19299349640006421.xml": alma(2),
    "marc-items/alma-princeton/99105855523506421.xml": alma(1),
    "marc-items/alma-princeton/99106137213506421_sign_language.xml": alma(1),
    # A holding without an item: it shows no item field to tell a system by.
    "marc-items/alma-princeton/99121576653506421.xml": Loaded(1),
    "marc-items/alma-princeton/99122643653506421.xml": alma(6),
    "marc-items/alma-princeton/99125428133406421_multiple_languages.xml": alma(1),
    # Its third 876 has no barcode yet; the 852 $p is left from an older system, without a holding.
    "marc-items/alma-princeton/9913811723506421.xml": alma(2, 1),
    "marc-items/alma-princeton/9914141453506421.xml": alma(12),
    "marc-items/alma-princeton/991583506421.xml": alma(2),
    "marc-items/alma-princeton/9918573506421.xml": alma(1),
    "marc-items/alma-princeton/99276293506421.xml": alma(1),
    "marc-items/alma-princeton/993213506421.xml": alma(9),
    "marc-items/alma-princeton/9933506421.xml": alma(2),
    "marc-items/alma-princeton/9934701143506421.xml": alma(4),
    "marc-items/alma-princeton/9935444363506421.xml": alma(2),
    # "876 without barcode": both wait for one.
    "marc-items/alma-princeton/9939073273506421.xml": alma(0, 2),
    "marc-items/alma-princeton/994081873506421.xml": alma(3),
    "marc-items/alma-princeton/9941598513506421.xml": alma(1),
    "marc-items/alma-princeton/9981818493506421.xml": alma(2),
    "marc-items/alma-princeton/9990315453506421.xml": alma(1),
    "marc-items/koha-ffzg-232766.mrc": Loaded(1, 0, 10, profile="koha"),
    "marc-items/koha-sample-a-952.mrc": Loaded(218, 0, 465, profile="koha"),
    "marc-items/koha-sample-a-items.csv": Loaded(465, 0, 465, profile="table"),
    "marc-items/koha-sample-a.xml": Loaded(218, profile="koha"),
    # Three of 23 fields 999 with $b are holdings (second indicator 2 or 3): it is no barcode there.
    "marc-items/sierra-unc-base.xml": Loaded(6, 0, 20, profile="sierra-999-unc"),
    # 30 numbers: one occurs twice, two are Symphony's own of items never scanned (`1234-1001`).
    "marc-items/symphony-ncsu-base.xml": Loaded(6, 0, 27, 2, 1, "symphony-999"),
    "marc-items/symphony-ncsu-dwell.xml": Loaded(1, 0, 45, 1, profile="symphony-999"),
    # 615 numbers, 39 of them never scanned.
    "marc-items/symphony-psu-a.mrc": Loaded(180, 0, 576, 39, profile="symphony-949"),
    # 219 numbers: three occur twice, 67 were never scanned.
    "marc-items/symphony-specTestRecs.mrc": Loaded(76, 0, 149, 67, 3, "symphony-999"),
    # Five numbers are two, one of them met twice and one three times.
    "marc-items/symphony-stanford-multipleCopies.mrc": Loaded(2, 0, 2, 0, 2, "symphony-999"),
    "marc-items/symphony-stanford-unicornWHoldings.mrc": Loaded(50, 0, 50, 6, 0, "symphony-999"),
    # 258 numbers in 999, eight never scanned; the two in 949 repeat two of them in another form.
    "marc-items/symphony-uva-001-200.mrc": Loaded(200, 0, 250, 8, 0, "symphony-999"),
    "marc-items/unicorn-laurentian-fre-500.mrc": Loaded(500, 0, 756, profile="symphony-949"),
    "marc-holdings/evergreen-serials_mfhd.xml": Loaded(7),
    "marc-holdings/uva-summaryHld.mrc": Loaded(49),
    "marc-bibs/gpo-basic_coll_el_XML.xml": Loaded(23),
    "marc-bibs/gpo-basic_coll_el_marc8.mrc": Loaded(23),
    "marc-bibs/gpo-basic_coll_el_utf8.mrc": Loaded(23),
    "marc-bibs/gpo-nbs_monograph_utf8.mrc": Loaded(183),
    "marc-bibs/loc-books-a.mrc": Loaded(2000),
    "marc-bibs/marc4j-brkrtest.mrc": Loaded(8),
    "marc-bibs/marc4j-brkrtest_UTF8.mrc": Loaded(8),
    "marc-bibs/marc4j-chabon-loc.mrc": Loaded(2),
    "marc-bibs/pymarc-alphatag.dat": Loaded(1),
    "marc-bibs/pymarc-batch.json": Loaded(2),
    "marc-bibs/pymarc-batch.xml": Loaded(2),
    "marc-bibs/pymarc-marc.dat": Loaded(20),
    "marc-bibs/pymarc-multi_isbn.dat": Loaded(1),
    "marc-bibs/pymarc-test.dat": Loaded(10),
    "marc-bibs/stanford-med_bibs-20.mrc": Loaded(20),
    "marc-scripts/cjk1.marc": Loaded(1),
    "marc-scripts/cjk2.marc": Loaded(1),
    "marc-scripts/cyrillic.marc": Loaded(1),
    "marc-scripts/evergreen-hebrew.marc": Loaded(20),
    "marc-scripts/hebrew1.marc": Loaded(1),
    "marc-scripts/hebrew2.marc": Loaded(1),
    "marc-scripts/pymarc-marc8.dat": Loaded(1),
    "marc-scripts/pymarc-utf8_with_leader_flag.dat": Loaded(1),
    "marc-scripts/pymarc-utf8_without_leader_flag.dat": Loaded(1),
    "marc-scripts/traject-880_with_no_6.utf8.marc": Loaded(1),
    "marc-scripts/traject-hebrew880s.marc": Loaded(1),
    "marc-scripts/traject-test_data.utf8.mrc": Loaded(30),
    "marc-broken/marc-record-perl-baddir.usmarc": Loaded(1, 0, 1),
    "marc-broken/marc-record-perl-badind.usmarc": Loaded(1),
    # pymarc stops at the empty record behind the second; four more with a barcode follow.
    "marc-broken/marc-record-perl-badldr.usmarc": Loaded(6, 1, 6),
    # pymarc stops at the first newline, we read all ten.
    "marc-broken/marc-record-perl-cameleof.usmarc": Loaded(10),
    # pymarc reads none of them, for the NUL bytes in front.
    "marc-broken/marc-record-perl-filler.usmarc": Loaded(3),
    "marc-broken/marc-record-perl-lineendings-0a.lif": Loaded(1),
    "marc-broken/marc-record-perl-lineendings-0d.lif": Loaded(1),
    "marc-broken/marc-record-perl-lineendings-0d0a.lif": Loaded(1),
    "marc-broken/marc-record-perl-sample1eof.usmarc": Loaded(1),
    "marc-broken/marc4j-bad_leaders_10_11.mrc": Loaded(1),
    # pymarc gives up one of the five, for a field of more than 9,999 bytes.
    "marc-broken/marc4j-bad_oversize_field_bad_directory.mrc": Loaded(5),
    "marc-broken/marc4j-chabon-bad-subfields-element.xml": Loaded(1),
    # pymarc raises KeyError at both: only the field, or the subfield, is lost.
    "marc-broken/marc4j-chabon-missing-datafield-tag.xml": Loaded(1),
    "marc-broken/marc4j-chabon-missing-subfield-code.xml": Loaded(1),
    "marc-broken/marc4j-cruel-cruel-indicatorless-summerland.xml": Loaded(1),
    "marc-broken/marc4j-unordered-directory-entries.mrc": Loaded(1, 0, 1),
    "marc-broken/pymarc-bad_indicator.dat": Loaded(1),
    "marc-broken/pymarc-bad_marc8_escape.dat": Loaded(1, profile="sierra-945"),
    # Eight terminators and a cut record behind the last: pymarc reads two, six can be mended.
    "marc-broken/pymarc-bad_records.mrc": Loaded(7, 2),
    "marc-broken/pymarc-bad_subfield_code.dat": Loaded(1),
    # pymarc refuses a leader that has lost its blanks.
    "marc-broken/pymarc-bad_tag.xml": Loaded(1),
    "marc-broken/pymarc-utf8_errors.dat": Loaded(1),
    # 930 without a barcode: each is a copy that waits for one.
    "marc-unimarc/bnf-serie-HarryPotter.pan": Loaded(7, 0, 0, 7, profile="unimarc-930"),
    "folio-items/a1572.json": Loaded(1, 0, 2, profile="folio"),
    "folio-items/a2499.json": Loaded(1, 0, 2, profile="folio"),
    "folio-items/folio_basic.json": Loaded(1, 0, 1, profile="folio"),
    "shelflists/laurentian-fre.csv": Loaded(756, 0, 756, profile="table"),
    "shelflists/uva-stacks.csv": Loaded(258, 0, 258, profile="table"),
    "shelflists/uva-stacks.xlsx": Loaded(258, 0, 258, profile="table"),
}


def present(path: Path) -> int:
    """How many records a file holds, counted by other means than the reader's."""
    data = path.read_bytes()
    match path.suffix:
        case ".xml":
            return len(re.findall(rb"<(?:\w+:)?record[\s>]", data))
        case ".json":
            document = json.loads(data)
            return len(document) if isinstance(document, list) else 1
        case ".lif":
            return data.count(b"`")
        case ".csv":
            return sum(1 for _ in csv.reader(io.StringIO(data.decode("utf-8-sig")))) - 1
        case ".xlsx":
            with zipfile.ZipFile(path) as book:
                return book.read("xl/worksheets/sheet1.xml").count(b"<row ") - 1
        case _:
            return sum(bool(piece.strip(b"\r\n\t \0\x1a")) for piece in data.split(b"\x1d"))


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store made once and copied: making one takes longer than loading most files."""
    path = tmp_path_factory.mktemp("empty") / "store.sqlite"
    Catalogue.open(f"sqlite:///{path}").close()
    return path


@pytest.fixture
def load(empty_store: Path, tmp_path: Path) -> Iterator[Callable[[Path], LoadReport]]:
    """Load one file into an empty store."""
    path = tmp_path / "store.sqlite"
    shutil.copy(empty_store, path)
    catalogue = Catalogue.open(f"sqlite:///{path}", now=lambda: "2026-03-01T10:00:00")
    yield lambda file: catalogue.load([file])
    catalogue.close()


def test_no_file_is_forgotten(corpus: Path) -> None:
    there = {
        str(path.relative_to(corpus).as_posix())
        for folder in FOLDERS
        for path in (corpus / folder).rglob("*")
        if path.is_file()
    }
    assert sorted(there - set(EXPECTED)) == []


@pytest.mark.long
@pytest.mark.parametrize("name", EXPECTED)
def test_a_file_loads_as_its_source_says(
    corpus: Path, load: Callable[[Path], LoadReport], name: str
) -> None:
    file = corpus / name
    report = load(file)

    assert (
        Loaded(
            report.records,
            len(report.rejected),
            report.items,
            report.items_without_barcode,
            len(report.duplicates),
            report.profile,
        )
        == EXPECTED[name]
    )
    assert report.records + len(report.rejected) == present(file)
    assert {one.record for one in report.repaired}.isdisjoint(one.record for one in report.rejected)
