import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procstation.catalog import Catalogue
from procstation.catalog.load_report import KeptEdit
from procstation.catalog.marc_split import split
from procstation.errors import InputRefused, UsageError
from procstation.items import CallNumber, Scheme

Write = Callable[..., Path]
BENCH = {"by": "anna", "at": "2026-03-01T11:00:00"}


@pytest.fixture
def book(build: Any) -> Any:
    """A Koha record with its number, title and item fields."""

    def _book(number: int, title: str, *items: str, extra: tuple[str, ...] = ()) -> Any:
        return build(
            f"001 {number}",
            f"245 10 $a{title}",
            "050 00 $aPS3562.E42$bL4 1969",
            *extra,
            *(f"952 ## $aMAIN$bMAIN$cSTACKS{item}" for item in items),
            f"999 ## $c{number}$d{number}",
        )

    return _book


def test_records_and_items_are_counted_and_found(
    catalogue: Catalogue, book: Any, written: Write
) -> None:
    report = catalogue.load(
        [written(book(1, "One", "$p1000001", "$p1000002"), book(2, "Two", "$yBK"))]
    )

    assert (report.records, report.items, report.items_without_barcode) == (2, 2, 1)
    assert (report.added, report.updated, report.unchanged) == (2, 0, 0)
    assert report.profile == "koha"
    found = catalogue.by_barcode("1000002")
    assert found is not None
    item, title = found
    assert (title.title, title.control_number) == ("One", "1")
    assert item.call_number == CallNumber("PS3562.E42 L4 1969", Scheme.LCC, "050")
    assert catalogue.counts() == (2, 3)


def test_loading_again_changes_nothing(catalogue: Catalogue, book: Any, written: Write) -> None:
    file = written(book(1, "One", "$p1000001", "$yBK", "$yBK"), book(2, "Two"))
    catalogue.load([file])
    before = [(title, catalogue.items_of(title)) for title in (1, 2)]
    report = catalogue.load([file])

    assert (report.added, report.updated, report.unchanged) == (0, 0, 2)
    assert [(title, catalogue.items_of(title)) for title in (1, 2)] == before


def test_a_newer_file_updates_what_changed(catalogue: Catalogue, book: Any, written: Write) -> None:
    catalogue.load([written(book(1, "One", "$p1000001$913"), book(2, "Two", "$p1000002$914"))])
    report = catalogue.load(
        [
            written(
                book(1, "One, second edition", "$p1000001$913$q2026-04-01"),
                book(2, "Two", "$p1000099$914", "$p1000003$915"),
                book(3, "Three", "$p1000004$916"),
            )
        ]
    )

    assert (report.added, report.updated, report.unchanged) == (1, 2, 0)
    found = catalogue.by_barcode("1000001")
    assert found is not None
    assert (found[0].status, found[1].title) == ("on loan", "One, second edition")
    assert catalogue.by_barcode("1000002") is None
    assert [item.barcode for item in catalogue.items_of(2)] == ["1000099", "1000003"]
    assert [hit.title.id for hit in catalogue.find("second edition")] == [1]
    assert catalogue.find("One two") == []


def test_a_waiting_item_gets_the_barcode_the_system_gave_it(
    catalogue: Catalogue, book: Any, written: Write
) -> None:
    catalogue.load([written(book(1, "One", "$t1", "$t2"))])
    catalogue.load([written(book(1, "One", "$t1", "$t2$p1000001"))])

    assert [(item.copy, item.barcode) for item in catalogue.items_of(1)] == [
        ("1", None),
        ("2", "1000001"),
    ]


def test_parts_of_one_record_add_up(catalogue: Catalogue, book: Any, written: Write) -> None:
    report = catalogue.load(
        [
            written(
                book(1, "One", "$p1000001", extra=("020 ## $a9780306406157",)),
                book(2, "Two"),
                book(1, "One", "$p1000002", extra=("020 ## $a9780670026623", "246 3# $aUno")),
            )
        ]
    )

    assert (report.records, report.added, report.items) == (3, 2, 2)
    assert [item.barcode for item in catalogue.items_of(1)] == ["1000001", "1000002"]
    (title,) = catalogue.by_isbn("0-306-40615-2")
    assert title.isbn == ("9780306406157", "9780670026623")
    assert [hit.title.id for hit in catalogue.find("uno")] == [1]


@pytest.mark.parametrize("holdings_first", [True, False])
def test_holdings_records_add_items_to_their_title(
    catalogue: Catalogue, build: Any, written: Write, holdings_first: bool
) -> None:
    bib = build("001 b1", "245 10 $aSerial")
    holdings = build("001 h9", "004 b1", "852 0# $bMAIN$hQA1$i.S4$p1000001")
    holdings.leader = "00000nx  a2200000 n 4500"
    files = [written(holdings), written(bib)]
    report = catalogue.load(files if holdings_first else files[::-1])

    assert (report.records, report.added, report.items) == (2, 1, 1)
    found = catalogue.by_barcode("1000001")
    assert found is not None
    assert found[1].title == "Serial"


def test_duplicate_barcodes_are_reported_and_shown(
    catalogue: Catalogue, book: Any, written: Write
) -> None:
    file = written(
        book(1, "One", "$p1000001", "$p1000001"), book(2, "Two", "$p1000001", "$p1000002")
    )
    report = catalogue.load([file])

    assert report.items == 2
    assert report.duplicates == ["1000001"]
    found = catalogue.by_barcode("1000001")
    assert found is not None
    assert found[1].title == "One"
    assert [title.title for title in catalogue.claimants("1000001")] == ["Two"]

    catalogue.load([written(book(1, "One", "$p1000001"), book(2, "Two", "$p1000002"))])
    assert catalogue.claimants("1000001") == []


def test_an_item_that_moved_is_said(catalogue: Catalogue, book: Any, written: Write) -> None:
    catalogue.load([written(book(1, "One", "$p1000001"), book(2, "Two"))])
    report = catalogue.load([written(book(1, "One"), book(2, "Two", "$p1000001"))])

    assert report.moved == ["1000001"]
    found = catalogue.by_barcode("1000001")
    assert found is not None
    assert found[1].title == "Two"


def test_work_of_the_bench_is_kept_and_said(
    catalogue: Catalogue, book: Any, written: Write
) -> None:
    file = written(book(1, "One", "$911", "$p1000002$912"))
    catalogue.load([file])
    waiting = catalogue.items_of(1)[0]
    catalogue.assign_barcode(1, "1000001", item_id=waiting.id, **BENCH)
    catalogue.assign_barcode(1, "1000003", **BENCH)
    report = catalogue.load([file])

    assert report.kept_bench_edits == [KeptEdit("1000001", "barcode", "1000001", "")]
    assert [item.barcode for item in catalogue.items_of(1)] == ["1000001", "1000002", "1000003"]

    came_back = written(book(1, "One", "$911$p1000001", "$p1000002$912", "$p1000003$913"))
    report = catalogue.load([came_back])
    assert report.kept_bench_edits == []
    report = catalogue.load([came_back])
    assert (report.updated, report.kept_bench_edits) == (0, [])
    assert [item.system_id for item in catalogue.items_of(1)] == ["11", "12", "13"]


def test_a_call_number_corrected_at_the_bench_is_kept_whole(
    catalogue: Catalogue, book: Any, written: Write
) -> None:
    catalogue.load([written(book(1, "One", "$p1000001$oQA1"))])
    found = catalogue.by_barcode("1000001")
    assert found is not None
    bench = CallNumber("813.54 LEG", Scheme.DEWEY, "bench")
    catalogue.save_item(replace(found[0], call_number=bench), found[0], **BENCH)
    report = catalogue.load([written(book(1, "One", "$p1000001$oQA2"))])

    assert report.kept_bench_edits == [KeptEdit("1000001", "call_number", "813.54 LEG", "QA2")]
    found = catalogue.by_barcode("1000001")
    assert found is not None
    assert found[0].call_number == bench
    assert [hit.why for hit in catalogue.find("813.54")] == ["call number"]


def test_a_status_of_the_bench_lasts_until_the_system_says_something_new(
    catalogue: Catalogue, book: Any, written: Write
) -> None:
    catalogue.load([written(book(1, "One", "$p1000001$7-1"))])
    catalogue.set_status("1000001", "", **BENCH)
    same = catalogue.load([written(book(1, "One", "$p1000001$7-1"))])
    found = catalogue.by_barcode("1000001")
    assert found is not None
    assert (found[0].status, len(same.kept_bench_edits)) == ("", 1)

    newer = catalogue.load([written(book(1, "One", "$p1000001$q2026-05-01"))])
    found = catalogue.by_barcode("1000001")
    assert found is not None
    assert (found[0].status, newer.kept_bench_edits) == ("on loan", [])
    assert newer.replaced_bench_edits == [KeptEdit("1000001", "status", "", "on loan")]


def test_what_is_no_title_is_rejected(catalogue: Catalogue, build: Any, written: Write) -> None:
    authority = build("001 a1", "100 1# $aSomebody")
    authority.leader = "00000nz  a2200000n  4500"
    report = catalogue.load([written(build("001 1", "245 10 $aOne"), authority)])

    assert report.records == 1
    assert [(one.record, one.reason) for one in report.rejected] == [
        (2, "it is an authority record, no title")
    ]


def test_repairs_are_reported_with_their_place(
    catalogue: Catalogue, book: Any, written: Write
) -> None:
    first = book(1, "One").as_marc()
    file = written(first, b"\n", book(2, "Two"), b"rubbish")
    report = catalogue.load([file])

    assert (report.records, len(report.rejected)) == (2, 1)
    assert [(one.record, one.offset) for one in report.repaired] == [(2, len(first) + 1)]


def test_one_wrong_file_keeps_the_others_out(
    catalogue: Catalogue, book: Any, written: Write
) -> None:
    good = written(book(1, "One", "$p1000001"))
    with pytest.raises(InputRefused, match="is empty"):
        catalogue.load([good, written(b"")])
    with pytest.raises(UsageError, match="kohaa"):
        catalogue.load([good], profile="kohaa")
    with pytest.raises(InputRefused, match="None of 3 records"):
        catalogue.load(
            [written(book(1, "x").as_marc()[:40] + b"\x1d", b"nothing\x1d", b"\x1e\x1d")]
        )
    assert catalogue.counts() == (0, 0)


@pytest.mark.corpus
def test_the_koha_sample(catalogue: Catalogue, corpus: Path) -> None:
    file = corpus / "marc-items" / "koha-sample-a-952.mrc"
    report = catalogue.load([file])

    assert (report.records, report.items, report.rejected, report.repaired) == (218, 465, [], [])
    assert catalogue.counts() == (218, 465)
    again = catalogue.load([file])
    assert (again.added, again.updated, again.unchanged) == (0, 0, 218)


@pytest.mark.corpus
def test_the_same_records_in_three_encodings_are_the_same_titles(
    catalogue: Catalogue, corpus: Path
) -> None:
    names = ("basic_coll_el_marc8.mrc", "basic_coll_el_utf8.mrc", "basic_coll_el_XML.xml")
    first, second, third = (
        catalogue.load([corpus / "marc-bibs" / f"gpo-{name}"]) for name in names
    )

    assert first.added == 23
    assert (second.updated, second.unchanged) == (0, 23)
    assert (third.updated, third.unchanged) == (0, 23)


@pytest.mark.long
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(cuts=st.lists(st.tuples(st.floats(0, 1), st.binary(max_size=3)), min_size=1, max_size=8))
def test_every_record_of_a_damaged_file_is_accounted_for(
    tmp_path_factory: pytest.TempPathFactory, book: Any, cuts: list[tuple[float, bytes]]
) -> None:
    whole = b"".join(book(n, f"Title {n}", f"$p{n:07}").as_marc() for n in range(1, 7))
    for place, replacement in cuts:
        at = int(place * (len(whole) - 1))
        whole = whole[:at] + replacement + whole[at + 1 :]
    folder = tmp_path_factory.mktemp("damaged")
    file = folder / "damaged.mrc"
    file.write_bytes(whole)
    catalogue = Catalogue.open(f"sqlite:///{folder / 'store.sqlite'}")
    try:
        report = catalogue.load([file])
    except InputRefused:
        assert catalogue.counts() == (0, 0)
    else:
        numbers = [one.record for one in report.rejected]
        assert report.records + len(numbers) == len(list(split(io.BytesIO(whole))))
        stored = catalogue.counts()
        assert stored == (report.added, report.items + report.items_without_barcode)
        assert {one.record for one in report.repaired}.isdisjoint(numbers)
    finally:
        catalogue.close()


def test_a_store_that_is_closed_after_a_load_is_one_file(
    tmp_path: Path, book: Any, written: Write
) -> None:
    store = tmp_path / "closed" / "store.sqlite"
    store.parent.mkdir()
    catalogue = Catalogue.open(f"sqlite:///{store}")
    catalogue.load([written(book(1, "One", "$p1000001"))])
    catalogue.load([written(book(1, "One", "$p1000001"), book(2, "Two", "$p1000002"))])
    catalogue.close()

    assert [one.name for one in store.parent.iterdir() if "-" in one.name] == []
