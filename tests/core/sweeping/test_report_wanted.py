"""A report that nobody waits for any more ends, and the store is free while it is reckoned."""

import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from swept_together import sweeps_of, upload

from procstation.catalog import Catalogue
from procstation.errors import InputRefused
from procstation.sweeping.model import Scope
from procstation.sweeping.placing import Placing
from procstation.sweeping.sweeps import Sweeps

BARCODES = [f"{31234000000000 + number}" for number in range(30)]
LIMIT_S = 20


@pytest.fixture
def catalogue(store_url: str, tmp_path: Path) -> Iterator[Catalogue]:
    items = tmp_path / "items.csv"
    lines = (f"{code},T,QA{number + 1} .A1,STACKS\n" for number, code in enumerate(BARCODES))
    items.write_text("barcode,title,call number,location\n" + "".join(lines))
    catalogue = Catalogue.open(store_url)
    catalogue.load([items])
    yield catalogue
    catalogue.close()


@pytest.fixture
def sweeps(catalogue: Catalogue) -> Sweeps:
    sweeps = sweeps_of(catalogue)
    sweeps.open("s", Scope())
    sweeps.add("s", upload(*BARCODES[:9], BARCODES[20], *BARCODES[9:19], "31234000009999"))
    return sweeps


class Patience:
    """Waits for so many answers."""

    def __init__(self, left: int) -> None:
        self.left = left
        self.asked = 0

    def __call__(self) -> bool:
        self.asked += 1
        return self.asked <= self.left


def test_it_ends_wherever_it_is_and_is_whole_when_it_is_waited_for(sweeps: Sweeps) -> None:
    whole = Patience(10**9)
    found = sweeps.report_while("s", whole)
    assert found == sweeps.report("s")
    assert found is not None
    assert found.found == 20
    assert whole.asked > len(BARCODES), "it is asked with every item that is sorted, and after"
    for left in (0, 1, 10, len(BARCODES), len(BARCODES) + 4, whole.asked - 1):
        patience = Patience(left)
        assert sweeps.report_while("s", patience) is None
        # The store may have had it sorted on its way back; no further step was begun.
        assert patience.asked <= left + 2
    assert sweeps.report("s") == found, "the store is as it was"


def test_what_is_wrong_is_said_to_who_waits(sweeps: Sweeps) -> None:
    with pytest.raises(InputRefused):
        sweeps.report_while("t", lambda: True)


def test_the_catalogue_is_read_on_meanwhile(
    catalogue: Catalogue, sweeps: Sweeps, monkeypatch: pytest.MonkeyPatch
) -> None:
    sorting, may_go_on = threading.Event(), threading.Event()
    usual = Placing.filed

    def filed(placing: Placing, *values: str) -> bytes:
        sorting.set()
        assert may_go_on.wait(LIMIT_S)
        return usual(placing, *values)

    monkeypatch.setattr(Placing, "filed", filed)
    reports: list[object] = []
    reckoning = threading.Thread(target=lambda: reports.append(sweeps.report("s")))
    reckoning.start()
    try:
        assert sorting.wait(LIMIT_S)
        found = catalogue.by_barcode(BARCODES[3])
        assert found is not None
        assert found[1].title == "T"
        # What is heard now belongs to the next report.
        sweeps.add("s", upload(BARCODES[25], name="later.txt"))
        assert not reports
    finally:
        may_go_on.set()
        reckoning.join(LIMIT_S)
    assert getattr(reports[0], "found", None) == 20
    assert sweeps.report("s").found == 21
