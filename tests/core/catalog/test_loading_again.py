"""Whatever a newer file says, no work of the bench is lost without a word."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, NamedTuple

import pymarc
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procstation.catalog import Catalogue, Item, LoadReport
from procstation.items import CallNumber, Scheme

BENCH = {"by": "anna", "at": "2026-03-01T11:00:00"}


class Copy(NamedTuple):
    """An item as the library system has it, "" for what it has not.

    Attributes:
        barcode: 0 for none yet; 1 and 2 are different ones, that no other item ever has.
    """

    number: int
    barcode: int
    call_number: str
    status: str
    volume: str


texts = st.sampled_from(["", "QA1 .B2", "QA9 .Z9", "813.54 LEG"])
copies = st.builds(
    Copy, st.just(0), st.integers(0, 2), texts, st.sampled_from(["", "1", "2"]),
    st.sampled_from(["", "v.1", "v.2"]),
)  # fmt: skip
Titles = list[list[Copy]]


@st.composite
def loads(draw: st.DrawFn) -> tuple[Titles, Titles]:
    """A file, and a newer one of the same titles: items changed, taken out and added."""
    old, new = [], []
    for title in range(2):
        numbers = range(10 * title + 1, 10 * title + 1 + draw(st.integers(0, 3)))
        before = [draw(copies)._replace(number=number) for number in numbers]
        after = [
            one if draw(st.booleans()) else draw(copies)._replace(number=one.number)
            for one in before
            if draw(st.integers(0, 5))
        ]
        if draw(st.booleans()):
            after.append(draw(copies)._replace(number=10 * title + 9))
        old.append(before)
        new.append(after)
    return old, new


def file_of(titles: Titles) -> bytes:
    """Koha records."""
    data = b""
    blank = pymarc.Indicators(" ", " ")
    for number, items in enumerate(titles, start=1):
        record = pymarc.Record(force_utf8=True)
        record.add_field(
            pymarc.Field("245", blank, [pymarc.Subfield("a", f"Title {number}")]),
            pymarc.Field("999", blank, [pymarc.Subfield("c", str(number))]),
        )
        for one in items:
            values = {"a": "MAIN", "b": "MAIN", "9": str(one.number), "o": one.call_number}
            values |= {"1": one.status, "h": one.volume}
            if one.barcode:
                values["p"] = f"1{one.number:03}00{one.barcode}"
            subfields = [pymarc.Subfield(code, text) for code, text in values.items() if text]
            record.add_field(pymarc.Field("952", blank, subfields))
        data += record.as_marc()
    return data


Act = Callable[[Catalogue, Item], Item]


def assign(catalogue: Catalogue, item: Item) -> Item:
    if item.barcode is not None:
        return item
    return catalogue.assign_barcode(item.title_id, f"9{item.id:06}", item_id=item.id, **BENCH)


def add(catalogue: Catalogue, item: Item) -> Item:
    return catalogue.assign_barcode(item.title_id, f"8{item.id:06}", copy="9", **BENCH)


def relabel(catalogue: Catalogue, item: Item) -> Item:
    number = CallNumber("Q 1 BENCH", Scheme.OTHER, "bench")
    return catalogue.save_item(replace(item, call_number=number), item, **BENCH)


def number_volume(catalogue: Catalogue, item: Item) -> Item:
    return catalogue.save_item(replace(item, volume="v.7"), item, **BENCH)


def lose(catalogue: Catalogue, item: Item) -> Item:
    return catalogue.save_item(replace(item, status="damaged"), item, **BENCH)


acts = st.lists(
    st.tuples(st.integers(0, 5), st.sampled_from([assign, add, relabel, number_volume, lose])),
    min_size=1,
    max_size=5,
)

FIELDS = ("barcode", "call_number", "volume", "status")


def values(item: Item) -> dict[str, str]:
    number = item.call_number.text if item.call_number else ""
    return {
        "barcode": item.barcode or "", "call_number": number, "volume": item.volume,
        "status": item.status,
    }  # fmt: skip


def items_by_id(catalogue: Catalogue) -> dict[int, Item]:
    titles = range(1, catalogue.counts()[0] + 1)
    return {item.id: item for title in titles for item in catalogue.items_of(title)}


@pytest.fixture(scope="module")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("empty") / "store.sqlite"
    Catalogue.open(f"sqlite:///{path}").close()
    return path


@contextmanager
def opened(empty: Path, folder: Path) -> Iterator[Catalogue]:
    """A store of its own for each example, in the one folder of the test."""
    path = folder / "store.sqlite"
    for old in folder.glob("store.sqlite*"):
        old.unlink()
    shutil.copy(empty, path)
    catalogue = Catalogue.open(f"sqlite:///{path}", now=lambda: "2026-03-01T10:00:00")
    try:
        yield catalogue
    finally:
        catalogue.close()


def load(catalogue: Catalogue, folder: Path, titles: Titles) -> LoadReport:
    file = folder / "records.mrc"
    file.write_bytes(file_of(titles))
    return catalogue.load([file], "koha")


@pytest.mark.long
@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(files=loads(), work=acts)
def test_no_edit_of_the_bench_is_lost_silently(
    tmp_path: Path, empty_store: Path, files: tuple[Titles, Titles], work: list[tuple[int, Any]]
) -> None:
    old, new = files
    with opened(empty_store, tmp_path) as catalogue:
        load(catalogue, tmp_path, old)
        loaded = items_by_id(catalogue)
        for which, act in work:
            items = list(items_by_id(catalogue).values())
            if items:
                act(catalogue, items[which % len(items)])
        worked = items_by_id(catalogue)
        report = load(catalogue, tmp_path, new)
        after = items_by_id(catalogue)
        said = {(one.barcode, one.field, one.bench) for one in report.kept_bench_edits}
        overtaken = {(one.barcode, one.field, one.bench) for one in report.replaced_bench_edits}
        system_numbers = {str(one.number) for items in new for one in items}

        assert set(worked) <= set(after)
        for item_id, item in worked.items():
            before = values(loaded[item_id]) if item_id in loaded else dict.fromkeys(FIELDS, "")
            for name, bench in values(item).items():
                if bench == before[name]:
                    continue
                mark = ((item.barcode or ""), name, bench)
                if values(after[item_id])[name] == bench:
                    assert not item.barcode or mark not in overtaken
                else:
                    assert name == "status"
                    assert mark in overtaken
            if item.system_id not in system_numbers:
                # The file does not name it: nothing is to be said.
                assert values(after[item_id]) == values(item)
        for _, name, bench in said:
            assert bench in [values(item)[name] for item in after.values()]


@pytest.mark.long
@settings(
    max_examples=10, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(files=loads())
def test_without_work_of_the_bench_the_newer_file_is_what_counts(
    tmp_path: Path, empty_store: Path, files: tuple[Titles, Titles]
) -> None:
    old, new = files
    with opened(empty_store, tmp_path) as catalogue:
        load(catalogue, tmp_path, old)
        report = load(catalogue, tmp_path, new)
        both = {item.system_id: values(item) for item in items_by_id(catalogue).values()}
        again = load(catalogue, tmp_path, new)
    with opened(empty_store, tmp_path) as catalogue:
        load(catalogue, tmp_path, new)
        fresh = {item.system_id: values(item) for item in items_by_id(catalogue).values()}

    assert {number: both[number] for number in fresh} == fresh
    assert (report.kept_bench_edits, report.replaced_bench_edits) == ([], [])
    assert (again.added, again.updated) == (0, 0)
