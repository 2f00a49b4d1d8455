"""Files of codes: taken in one statement where they are plain, and the same where they are not."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from procstation.catalog import Catalogue
from procstation.items import BarcodeRange
from procstation.sweeping.buckets import Statuses
from procstation.sweeping.files import read_scan_file
from procstation.sweeping.model import ScanFile, ScanRead, Scope
from procstation.sweeping.placing import Placing
from procstation.sweeping.sweeps import HouseRules, Sweeps
from procstation.sweeping.uploads import Upload

CODES = [f"{31234000000000 + number}" for number in range(30)]
WALKED = [*CODES[10:20], *CODES[:10], CODES[25]]


@pytest.fixture
def catalogue(store_url: str, tmp_path: Path) -> Iterator[Catalogue]:
    items = tmp_path / "items.csv"
    lines = (f"{code},Title {number},QA{number + 1} .A1\n" for number, code in enumerate(CODES))
    items.write_text("barcode,title,call number\n" + "".join(lines))
    catalogue = Catalogue.open(store_url)
    catalogue.load([items])
    yield catalogue
    catalogue.close()


@pytest.fixture
def sweeps(catalogue: Catalogue) -> Sweeps:
    rules = HouseRules(Statuses({}), Placing(), (BarcodeRange("ours", "31234", check="none"),))
    sweeps = Sweeps(catalogue.store, rules, now=lambda: "2026-11-21T10:00:00Z")
    sweeps.open("s", Scope())
    return sweeps


def upload(*codes: str) -> Upload:
    data = "".join(f"{code}\n" for code in codes).encode()
    return Upload("scans.txt", data, read_scan_file(data))


def heard(catalogue: Catalogue) -> list[tuple[str, str, str, int, bool]]:
    with catalogue.store.reading_sweeps() as rows:
        found = rows.heard(rows.sweeps()[0].id)
        return [(one.barcode, one.place, one.at, one.reads, bool(one.ordered)) for one in found]


def test_a_plain_file_is_heard_in_its_order(sweeps: Sweeps, catalogue: Catalogue) -> None:
    added = sweeps.add("s", upload(*WALKED))
    assert (added.read, added.new, added.repeated) == (21, 21, 0)
    assert heard(catalogue) == [(code, "", "", 1, True) for code in WALKED]
    [sitting] = sweeps.progress("s").sittings
    assert (sitting.read, sitting.through) == (21, 21)


def test_one_strange_code_changes_nothing_for_the_others(
    sweeps: Sweeps, catalogue: Catalogue
) -> None:
    added = sweeps.add("s", upload(*WALKED[:10], f" a{CODES[28]}b ", "", *WALKED[10:]))
    assert (added.read, added.unreadable) == (22, ())
    codes = [*WALKED[:10], CODES[28], *WALKED[10:]]
    assert heard(catalogue) == [(code, "", "", 1, True) for code in codes]


def test_a_code_twice_in_a_row_is_one_book_read_twice(sweeps: Sweeps, catalogue: Catalogue) -> None:
    added = sweeps.add("s", upload(CODES[0], CODES[1], CODES[1], CODES[1], CODES[2], CODES[1]))
    assert (added.read, added.new, added.repeated) == (6, 3, 3)
    assert [(one, reads) for one, _, _, reads, _ in heard(catalogue)] == [
        (CODES[0], 1),
        (CODES[1], 3),
        (CODES[2], 1),
        (CODES[1], 1),
    ]


def test_times_and_places_are_kept(sweeps: Sweeps, catalogue: Catalogue) -> None:
    reads = [
        ScanRead(CODES[0], line=1),
        ScanRead(CODES[1], "2026-11-21T09:00:00Z", line=2),
        ScanRead(CODES[2], place="BAY-7", line=3),
    ]
    sweeps.add("s", Upload("scans.txt", b"x", ScanFile(reads)))
    assert [one[:3] for one in heard(catalogue)] == [
        (CODES[0], "", ""),
        (CODES[1], "", "2026-11-21T09:00:00Z"),
        (CODES[2], "BAY-7", ""),
    ]


def test_a_code_with_a_nul_is_not_the_barcode_before_it(sweeps: Sweeps) -> None:
    added = sweeps.add("s", upload(f"{CODES[0]}\0{CODES[1]}", CODES[2]))
    assert added.read + len(added.unreadable) == 2
    with_nul = sweeps.progress("s")
    assert with_nul.found == 1


def test_what_is_named_in_a_report_has_its_title(sweeps: Sweeps) -> None:
    sweeps.add("s", upload(*(code for code in CODES if code != CODES[12])))
    report = sweeps.report("s")
    assert {code: one.title for code, one in report.items.items()} == {CODES[12]: "Title 12"}
    assert set(report.call_numbers) == {CODES[11], CODES[13]}
