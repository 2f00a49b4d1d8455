"""A load as an act: stopped, killed, gone on with, taken back, tried dry."""

import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import asdict, replace
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from stores import Stores

from procstation.catalog import Catalogue, LoadReport
from procstation.catalog.load_report import KeptEdit, Update
from procstation.catalog.loads import LoadStopped
from procstation.errors import InputRefused, StoreError
from procstation.items import CallNumber, Scheme
from procstation.store.engine import open_store
from procstation.store.tables import metadata

Write = Callable[..., Path]
BENCH = {"by": "anna", "at": "2026-03-01T11:00:00"}
ABOUT_LOADS = {"load_id", "added_by", "dropped_by"}
TABLES = {
    name: [one.name for one in metadata.tables[name].columns if one.name not in ABOUT_LOADS]
    for name in ("titles", "items", "title_numbers", "barcode_claims")
} | {"title_words": ["rowid", "title", "author", "other"]}


@pytest.fixture
def book(build: Any) -> Any:
    def _book(number: int, title: str, *items: str, extra: tuple[str, ...] = ()) -> Any:
        return build(
            f"001 {number}",
            f"020 ## $a{9780000000000 + number}",
            f"245 10 $a{title}",
            *extra,
            *(f"952 ## $aMAIN$bMAIN$cSTACKS{item}" for item in items),
            f"999 ## $c{number}$d{number}",
        )

    return _book


@pytest.fixture(autouse=True)
def short_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    """A transaction for each record, and progress after each second one."""
    monkeypatch.setattr("procstation.catalog.load.LONGEST_S", 0)
    monkeypatch.setattr("procstation.catalog.load.PAUSE_S", 0)
    monkeypatch.setattr("procstation.catalog.load.BATCH", 2)


@pytest.fixture
def content(store_url: str) -> Callable[[], dict[str, list[tuple[Any, ...]]]]:
    """All rows of the store that a look-up can see, without the numbers of the loads."""

    def _content() -> dict[str, list[tuple[Any, ...]]]:
        store = open_store(store_url)
        found = {
            table: sorted(store.query(f"SELECT {', '.join(columns)} FROM {table}", ()), key=str)
            for table, columns in TABLES.items()
        }
        store.close()
        return found

    return _content


def stop_after(batches: int) -> Callable[[int, float], None]:
    counted = count(1)

    def progress(_records: int, _share: float) -> None:
        if next(counted) == batches:
            raise KeyboardInterrupt

    return progress


@pytest.fixture
def ten(book: Any, written: Write) -> Path:
    """Ten records in which a title adds up, a barcode is met twice and one record is rubbish."""
    books = [book(number, f"Title {number}", f"$p{number:07}$9{number}") for number in range(1, 9)]
    again = book(2, "Title 2", "$p0000099$999", "$p0000003$998")
    return written(*books[:5], b"rubbish\x1d", *books[5:], again, name="ten.mrc")


def test_a_stopped_load_says_so_and_is_gone_on_with(catalogue: Catalogue, ten: Path) -> None:
    with pytest.raises(LoadStopped) as stopped:
        catalogue.load([ten], progress=stop_after(3))

    assert (stopped.value.load, stopped.value.records) == (1, 5)
    assert [(act.id, act.state, act.records) for act in catalogue.loads()] == [
        (1, "interrupted", 5)
    ]
    report = catalogue.continue_load(1)
    assert report.continued
    assert (report.records, report.items, report.added, report.updated) == (9, 9, 8, 0)
    assert (report.duplicates, len(report.rejected)) == (["0000003"], 1)
    assert [act.state for act in catalogue.loads()] == ["done"]
    with pytest.raises(InputRefused, match="nothing to go on with"):
        catalogue.continue_load(1)


@pytest.mark.parametrize("stops", range(1, 6))
def test_wherever_it_is_stopped_the_whole_is_the_same(
    catalogue: Catalogue,
    ten: Path,
    new_catalogue: Callable[[], Catalogue],
    content: Any,
    stops: int,
) -> None:
    whole = new_catalogue()
    expected = whole.load([ten])
    with pytest.raises(LoadStopped):
        catalogue.load([ten], progress=stop_after(stops))
    report = catalogue.load([ten])

    assert replace(report, continued=False) == expected
    assert catalogue.counts() == (8, 9)


def test_other_files_wait_until_an_interrupted_load_is_settled(
    catalogue: Catalogue, ten: Path, book: Any, written: Write
) -> None:
    other = written(book(50, "Fifty"))
    with pytest.raises(LoadStopped):
        catalogue.load([ten], progress=stop_after(1))
    with pytest.raises(InputRefused, match=r"Load 1 .* was interrupted after 2 records") as refused:
        catalogue.load([other])
    assert "--continue 1" in refused.value.do_next
    ten.write_bytes(ten.read_bytes() + b"\n")
    with pytest.raises(InputRefused, match="has changed since"):
        catalogue.continue_load(1)

    assert catalogue.undo_load(1).titles_removed == 2
    assert catalogue.load([other]).added == 1


def test_what_was_loaded_is_taken_back_to_the_last_row(
    catalogue: Catalogue, book: Any, written: Write, content: Any
) -> None:
    first = written(
        book(1, "One", "$p1000001$911", "$p1000002$912"),
        book(2, "Two", "$p1000003$913"),
        book(3, "Three", "$p1000003$914", "$913"),
    )
    catalogue.load([first])
    before = content()
    report = catalogue.load(
        [
            written(
                book(1, "One, revised", "$p1000002$911", "$p1000001$912", "$p1000009$919"),
                book(2, "Two", "$p1000003$913"),
                book(3, "Three", "$p1000004$914", "$913"),
                book(4, "Four", "$p1000005$915", "$p1000005$916"),
            )
        ]
    )
    assert (report.added, report.updated, report.unchanged) == (1, 2, 1)
    assert content() != before
    undone = catalogue.undo_load(report.load)

    assert content() == before
    assert (undone.titles_removed, undone.items_removed, undone.kept) == (1, 3, [])
    assert undone.titles_restored == 1
    assert [act.state for act in catalogue.loads()] == ["undone", "done"]
    assert [title.title for title in catalogue.claimants("1000003")] == ["Three"]
    with pytest.raises(InputRefused, match="undone already"):
        catalogue.undo_load(report.load)
    catalogue.undo_load(1)
    assert catalogue.counts() == (0, 0)


def test_loads_are_taken_back_latest_first(catalogue: Catalogue, book: Any, written: Write) -> None:
    for number in (1, 2, 3):
        catalogue.load([written(book(number, "x", f"$p{number:07}"))])
    with pytest.raises(InputRefused, match="build on it: 3, 2") as refused:
        catalogue.undo_load(1)

    assert "Undo load 3 first" in refused.value.do_next
    with pytest.raises(InputRefused, match="There is no load 9"):
        catalogue.undo_load(9)


def test_work_of_the_bench_survives_an_undo_and_is_said(
    catalogue: Catalogue, book: Any, written: Write
) -> None:
    catalogue.load([written(book(1, "One", "$p1000001$911$oQA1", "$912"))])
    report = catalogue.load(
        [
            written(
                book(1, "One", "$p1000001$911$oQA2", "$912$oQA3"),
                book(2, "Two", "$p1000002$913", "$p1000004$914"),
                book(3, "Three", "$p1000005$915"),
            )
        ]
    )
    found = catalogue.by_barcode("1000001")
    assert found is not None
    bench = CallNumber("QA9", Scheme.LCC, "bench")
    catalogue.save_item(replace(found[0], call_number=bench), found[0], **BENCH)
    waiting = next(item for item in catalogue.items_of(1) if item.barcode is None)
    catalogue.assign_barcode(1, "1000003", item_id=waiting.id, **BENCH)
    catalogue.set_status("1000002", "missing", **BENCH)
    catalogue.record_tag("1000005", "E0040100000000A1", "iso28560-2", **BENCH)
    undone = catalogue.undo_load(report.load)

    assert KeptEdit("1000001", "call_number", "QA9", "QA1") in undone.kept
    assert {one.barcode for one in undone.kept} == {"1000001", "1000002", "1000003", "1000005"}
    kept = catalogue.by_barcode("1000001")
    assert kept is not None
    assert kept[0].call_number == bench
    given = catalogue.by_barcode("1000003")
    assert given is not None
    assert given[0].call_number is None
    assert catalogue.by_barcode("1000002") is not None
    assert catalogue.by_barcode("1000004") is None
    assert catalogue.by_barcode("1000005") is not None
    again = catalogue.load([written(book(1, "One", "$p1000001$911$oQA5"))])
    assert again.kept_bench_edits == [KeptEdit("1000001", "call_number", "QA9", "QA5")]


def test_a_dry_run_tells_all_and_changes_nothing(
    catalogue: Catalogue, book: Any, written: Write, content: Any, tmp_path: Path
) -> None:
    catalogue.load([written(book(1, "One", "$p1000001$cX"), book(2, "Two", "$p1000002"))])
    before = content()
    newer = written(
        book(1, "One, revised", "$p1000001$q2026-05-01"), book(2, "Two", "$p1000002"),
        book(3, "Three", "$p1000003"),
    )  # fmt: skip
    tried = catalogue.load([newer], dry_run=True)

    assert content() == before
    assert [act.id for act in catalogue.loads()] == [1]
    assert tried.dry_run
    assert tried.updates == [
        Update("1000001", "status", "", "on loan"),
        Update("1000001", "title", "One", "One, revised"),
    ]
    done = catalogue.load([newer])
    assert replace(tried, dry_run=False, load=done.load) == done
    assert not list(tmp_path.glob(".try*"))


def test_the_bench_assigns_and_looks_up_while_a_load_runs(
    catalogue: Catalogue, book: Any, written: Write, store_url: str
) -> None:
    catalogue.load([written(book(1, "One", "$p1000001"))])
    other = Catalogue.open(store_url)
    steps = count(1)
    assigned = []

    def progress(_records: int, _share: float) -> None:
        def work() -> None:
            station = catalogue if step % 2 else other
            station.assign_barcode(1, f"200000{step}", **BENCH)
            assert station.by_barcode("1000001") is not None
            assigned.append(f"200000{step}")

        step = next(steps)
        bench = threading.Thread(target=work)
        bench.start()
        bench.join(timeout=20)

    file = written(*(book(number, "x", f"$p{number:07}") for number in range(2, 10)))
    # `alone` is a promise; that the other has the store open is found out.
    report = catalogue.load([file], progress=progress)
    assert len(assigned) >= 4
    assert all(other.by_barcode(barcode) is not None for barcode in assigned)
    assert report.added == 8
    other.close()


def test_two_loads_at_once_are_refused(catalogue: Catalogue, ten: Path, store_url: str) -> None:
    other = Catalogue.open(store_url)
    seen = []

    def progress(_records: int, _share: float) -> None:
        if not seen:
            seen.append(other.loads()[0].state)
            with pytest.raises(StoreError, match="Another process is loading"):
                other.load([ten])

    catalogue.load([ten], progress=progress)
    other.close()
    assert seen == ["running"]


KILLED = """
import os, signal, sys
from pathlib import Path
import procstation.catalog.load as load
from procstation.catalog import Catalogue
load.LONGEST_S = 0
load.BATCH = 2
catalogue = Catalogue.open(sys.argv[1])
def progress(records, share):
    if records >= 4:
        os.kill(os.getpid(), signal.SIGKILL)
catalogue.load([Path(sys.argv[2])], progress=progress, alone=sys.argv[3] == "alone")
"""


@pytest.mark.skipif(sys.platform == "win32", reason="there is no SIGKILL")
@pytest.mark.parametrize("alone", [True, pytest.param(False, marks=pytest.mark.campaign)])
def test_a_killed_load_is_found_and_gone_on_with(store_url: str, ten: Path, alone: bool) -> None:
    url = store_url
    done = subprocess.run(
        [sys.executable, "-c", KILLED, url, ten, "alone" if alone else "beside"], check=False
    )
    assert done.returncode == -9
    catalogue = Catalogue.open(url)
    if alone:
        # One transaction: there is nothing of it.
        assert catalogue.counts() == (0, 0)
        assert catalogue.loads() == []
    else:
        assert [(act.state, act.records) for act in catalogue.loads()] == [("interrupted", 4)]
    report = catalogue.load([ten])
    catalogue.close()

    assert (report.records, report.items, report.added) == (9, 9, 8)


def test_a_file_that_cannot_be_read_further_is_taken_back(
    catalogue: Catalogue, book: Any, written: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    from procstation.catalog.marc_source import MarcSource  # noqa: PLC0415

    read = MarcSource.prepared_between

    def breaks(self: MarcSource, profile: str, begin: int, end: int) -> Iterator[Any]:
        yield from read(self, profile, begin, end)
        raise InputRefused("It ends here.", "Export it again.")

    monkeypatch.setattr(MarcSource, "prepared_between", breaks)
    file = written(*(book(number, "x", f"$p{number:07}") for number in range(1, 6)))
    for alone in (False, True):
        with pytest.raises(InputRefused, match="It ends here"):
            catalogue.load([file], alone=alone)
        assert catalogue.counts() == (0, 0)


INDEXES = {
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'index'",
    "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
}


@pytest.fixture
def both(stores: Stores, tmp_path: Path) -> Callable[..., tuple[LoadReport, LoadReport]]:
    """Load files in batches and in bulk, each into an empty store, and compare what there is."""

    def dumped(url: str) -> dict[str, list[tuple[Any, ...]]]:
        store = open_store(url)
        found = {
            "titles": "SELECT record_key, title, author, isbn, call_number FROM titles",
            "items": "SELECT record_key, barcode, i.call_number, status FROM items i"
            " JOIN titles t ON t.id = title_id",
            "numbers": "SELECT number, record_key FROM title_numbers"
            " JOIN titles t ON t.id = title_id",
            "words": "SELECT record_key, w.title, w.author, other FROM title_words w"
            " JOIN titles t ON t.id = w.rowid",
            "claims": "SELECT barcode, record_key FROM barcode_claims"
            " JOIN titles t ON t.id = title_id",
            "indexes": INDEXES[stores.kind],
        }
        rows = {name: sorted(store.query(sql, ()), key=str) for name, sql in found.items()}
        if stores.kind == "sqlite":
            assert store.query("PRAGMA integrity_check", ()) == [("ok",)]
            with store.writing() as connection:
                connection.cursor().execute(
                    "INSERT INTO title_words(title_words) VALUES('integrity-check')"
                )
        store.close()
        return rows

    def _both(*files: Path) -> tuple[LoadReport, LoadReport]:
        reports, contents = [], []
        for alone in (False, True):
            url = stores.new(tmp_path)
            catalogue = Catalogue.open(url, now=lambda: "now")
            reports.append(catalogue.load(files, alone=alone))
            catalogue.close()
            contents.append(dumped(url))
        assert contents[0] == contents[1]
        return reports[0], reports[1]

    return _both


def test_the_quick_way_comes_to_the_same(
    both: Any, ten: Path, book: Any, build: Any, written: Write
) -> None:
    holdings = build("001 h9", "004 3", "852 0# $bMAIN$hQA1$i.S4$p5000001")
    holdings.leader = "00000nx  a2200000 n 4500"
    more = written(
        book(20, "Twenty", "$p0000004", "$p0000004", "$yBK"), book(20, "Twenty", "$p0000021")
    )
    slow, quick = both(written(holdings), ten, more)

    assert asdict(slow) == asdict(quick)
    assert quick.duplicates == ["0000003", "0000004"]
    assert quick.records == 12


@pytest.mark.campaign
@pytest.mark.corpus
def test_the_quick_way_comes_to_the_same_for_real_files(both: Any, corpus: Path) -> None:
    files = sorted((corpus / "marc-items").glob("*.mrc"))
    slow, quick = both(*files)

    assert asdict(slow) == asdict(quick)
    assert quick.added > 1000


def test_an_empty_store_that_others_have_open_is_loaded_in_batches(
    catalogue: Catalogue, ten: Path, store_url: str
) -> None:
    other = Catalogue.open(store_url)
    seen = []
    catalogue.load([ten], alone=True, progress=lambda *_: seen.append(other.counts()))
    other.close()

    assert seen[0] == (2, 2)
