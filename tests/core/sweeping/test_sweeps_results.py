"""What becomes of a sweep: cases, write-back and its undo, live hearing, several hands at once."""

import multiprocessing
from collections.abc import Iterator
from pathlib import Path

import pytest
from swept_together import add_all, sweeps_of, upload

from procstation.catalog import Catalogue
from procstation.errors import InputRefused
from procstation.station.catalogue_acts import CatalogueActs
from procstation.sweeping.model import Grade, Heard, Scope
from procstation.sweeping.sweeps import Sweeps

HEADER = "barcode,title,author,call number,library,location,status\n"
BARCODES = [f"{31234000000000 + number}" for number in range(40)]
LOST, GONE = BARCODES[7], BARCODES[20]


@pytest.fixture
def catalogue(store_url: str, tmp_path: Path) -> Iterator[Catalogue]:
    items = tmp_path / "items.csv"
    items.write_text(
        HEADER
        + "".join(
            f"{code},Title {number},A,QA{number + 1} .A1,MAIN,STACKS,"
            f"{'MISSING' if code == LOST else ''}\n"
            for number, code in enumerate(BARCODES)
        )
    )
    catalogue = Catalogue.open(store_url)
    catalogue.load([items])
    yield catalogue
    catalogue.close()


@pytest.fixture
def sweeps(catalogue: Catalogue) -> Sweeps:
    return sweeps_of(catalogue)


def swept(sweeps: Sweeps, name: str, *, times: int) -> None:
    """Hear everything but one book, in so many passes."""
    sweeps.open(name, Scope())
    for turn in range(times):
        codes = [code for code in BARCODES if code != GONE]
        sweeps.add(name, upload(*codes[turn:], *codes[:turn]))


def status(catalogue: Catalogue, barcode: str) -> str:
    found = catalogue.by_barcode(barcode)
    assert found is not None
    return found[0].status


def test_what_a_closed_sweep_did_not_hear_is_a_case_until_it_is_heard_in_another(
    sweeps: Sweeps,
) -> None:
    swept(sweeps, "first", times=1)
    assert sweeps.cases() == []
    sweeps.close("first")
    assert [(one.barcode, one.grade) for one in sweeps.cases()] == [(GONE, Grade.LOOK_AGAIN)]

    sweeps.open("second", Scope())
    sweeps.add("second", upload(GONE))
    assert sweeps.cases() == []
    assert [one.closed_where for one in sweeps.cases(closed=True)] == ["second"]
    assert [one.barcode for one in sweeps.report("second").closed] == [GONE]


def test_a_case_is_closed_by_a_scan_at_the_bench(sweeps: Sweeps, catalogue: Catalogue) -> None:
    swept(sweeps, "first", times=1)
    sweeps.close("first")
    acts = CatalogueActs(catalogue, lambda: "", lambda: "2026-11-22T09:00:00Z", "bench-1")
    acts.look_up(1, BARCODES[0])
    assert [one.barcode for one in sweeps.cases()] == [GONE]
    acts.look_up(2, GONE)
    assert [(one.barcode, one.closed_where) for one in sweeps.cases(closed=True)] == [
        (GONE, "bench-1")
    ]


def test_a_case_is_closed_by_whoever_meets_the_item(sweeps: Sweeps) -> None:
    swept(sweeps, "first", times=1)
    sweeps.close("first")
    assert not sweeps.seen(BARCODES[0], "bench-1", "2026-11-22T09:00:00Z")
    assert sweeps.seen(GONE, "bench-1", "2026-11-22T09:00:00Z")
    assert [one.closed_where for one in sweeps.cases(closed=True)] == ["bench-1"]


def test_a_second_sweep_opens_no_second_case_and_reopening_takes_its_own_back(
    sweeps: Sweeps,
) -> None:
    for name in ("first", "second"):
        swept(sweeps, name, times=1)
        sweeps.close(name)
    assert [one.sweep for one in sweeps.cases()] == ["first"]

    sweeps.reopen("second")
    assert [one.sweep for one in sweeps.cases()] == ["first"]
    sweeps.reopen("first")
    assert sweeps.cases() == []


def test_several_passes_make_it_missing_and_a_write_back_says_so(
    sweeps: Sweeps, catalogue: Catalogue
) -> None:
    swept(sweeps, "s", times=5)
    assert sweeps.report("s").missing == [GONE]

    planned = sweeps.write_back("s", by="ada")
    assert {(one.barcode, one.before, one.after) for one in planned.changes} == {
        (GONE, "", "missing"),
        (LOST, "MISSING", ""),
    }
    assert planned.seen == len(BARCODES) - 1
    assert (status(catalogue, GONE), status(catalogue, LOST)) == ("", "MISSING")

    done = sweeps.write_back("s", by="ada", apply=True)
    assert done.changes == planned.changes
    assert (status(catalogue, GONE), status(catalogue, LOST)) == ("missing", "")
    assert sweeps.write_back("s", by="ada").changes == ()
    with catalogue.store.reading_sweeps() as rows:
        assert rows.last_seen(LOST) == ("2026-11-21T10:00:00Z", "sweep s")
        assert rows.last_seen(GONE) is None


def test_changes_of_a_write_back_are_exported_and_an_undo_leaves_none(
    sweeps: Sweeps, catalogue: Catalogue, tmp_path: Path
) -> None:
    swept(sweeps, "s", times=5)
    sweeps.write_back("s", by="ada", apply=True)
    assert catalogue.export(tmp_path / "out.csv", "csv", changed=True).items == 2

    undone = sweeps.undo_write_back("s", by="ada")
    assert (len(undone.changes), undone.kept) == (2, 0)
    assert (status(catalogue, GONE), status(catalogue, LOST)) == ("", "MISSING")
    assert catalogue.export(tmp_path / "again.csv", "csv", changed=True).items == 0
    with pytest.raises(InputRefused, match="Nothing of this sweep"):
        sweeps.undo_write_back("s", by="ada")


def test_an_undo_leaves_what_was_changed_again(sweeps: Sweeps, catalogue: Catalogue) -> None:
    swept(sweeps, "s", times=5)
    sweeps.write_back("s", by="ada", apply=True)
    catalogue.set_status(GONE, "withdrawn", by="bob", at="2026-11-22T09:00:00Z")

    undone = sweeps.undo_write_back("s", by="ada")
    assert ([one.barcode for one in undone.changes], undone.kept) == ([LOST], 1)
    assert status(catalogue, GONE) == "withdrawn"


def test_two_sweeps_are_compared(sweeps: Sweeps) -> None:
    sweeps.open("first", Scope())
    sweeps.add("first", upload(*BARCODES[:5], *BARCODES[6:20], BARCODES[5], *BARCODES[21:]))
    sweeps.open("second", Scope())
    sweeps.add("second", upload(*BARCODES[:30], *BARCODES[31:]))

    found = sweeps.compare("second", "first")
    assert found.came_back == (GONE,)
    assert found.gone_since == (BARCODES[30],)
    assert found.put_right == (BARCODES[5],)
    assert (found.still_not_heard, found.still_out_of_place) == ((), ())


def test_what_is_heard_live_is_taken_once(sweeps: Sweeps) -> None:
    sweeps.open("s", Scope())
    sitting = sweeps.begin_sitting("s", person="Ada", device="wand")
    heard = [
        (entry, Heard(0, code, 0, place="bay 1", strength_dbm=-51.5, reads=2, ordered=False))
        for entry, code in enumerate(BARCODES[:6], start=100)
    ]
    assert sweeps.hear(sitting, heard[:4]) == 4
    assert sweeps.hear(sitting, heard) == 2
    assert sweeps.hear(sitting, heard) == 0

    progress = sweeps.progress("s")
    assert (progress.heard, progress.found) == (6, 6)
    assert [(one.kind, one.read, one.through) for one in progress.sittings] == [("live", 12, 105)]


def test_two_processes_that_add_to_one_sweep_lose_nothing(sweeps: Sweeps, store_url: str) -> None:
    sweeps.open("s", Scope())
    context = multiprocessing.get_context("spawn")
    halves = (BARCODES[::2], BARCODES[1::2])
    hands = [
        context.Process(target=add_all, args=(store_url, half, str(number)))
        for number, half in enumerate(halves)
    ]
    for hand in hands:
        hand.start()
    for hand in hands:
        hand.join(timeout=60)
    assert [hand.exitcode for hand in hands] == [0, 0]

    progress = sweeps.progress("s")
    assert progress.heard == len(BARCODES)
    assert len(progress.sittings) == len(BARCODES)
