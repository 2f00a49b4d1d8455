"""Words before the numbers run out."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from procstation.catalog import Catalogue
from procstation.catalog.number_desk import NumberDesk
from procstation.config import BarcodesSection, RangeSection
from procstation.errors import InputRefused
from procstation.linking import DeviceChanged
from procstation.station.number_watch import NumberWatch


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    catalogue = Catalogue.open(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield catalogue
    catalogue.close()


def test_few_numbers_are_told_before_they_are_gone(catalogue: Catalogue) -> None:
    section = BarcodesSection(ranges=(RangeSection(name="main", first=1, last=12),), block=5)
    desk = NumberDesk(catalogue.store, section, "bench-1", lambda: "2026-11-22T08:00:00Z")
    watch, said = NumberWatch(desk, 8), list[str]()

    def post(entry: object, source: str) -> None:
        assert isinstance(entry, DeviceChanged)
        assert source == "numbers"
        said.append(entry.detail.partition(" ")[0])

    watch.report_to(post)
    assert watch.status() == ()
    for _ in range(12):
        watch.take()
    # At the first below eight, then whenever half of them are gone.
    assert said == ["7", "2", "0"]
    [status] = watch.status()
    assert (status.word, status.is_in_trouble) == ("0 left", True)
    with pytest.raises(InputRefused, match="used up"):
        watch.take()
