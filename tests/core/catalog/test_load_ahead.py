"""A load that reads ahead puts into the store what one that asks record by record does."""

import random
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from procstation.catalog import Catalogue, LoadReport
from procstation.store.catalogue_store import CatalogueStore
from procstation.store.load_rows import LoadRows
from procstation.store.rows import Awaited


class _OneByOne(LoadRows):
    """Looks nothing up ahead, and writes at once."""

    def look_ahead(self, records: list[Awaited]) -> None: ...

    def write(self) -> None: ...


@contextmanager
def _one_by_one(self: CatalogueStore) -> Iterator[_OneByOne]:
    with self._store.writing() as connection:
        yield _OneByOne(connection)


@pytest.fixture
def files(build: Any, written: Callable[..., Path]) -> list[Path]:
    """Nights of a busy catalogue: few numbers, so that they meet, move, come back and collide."""
    chance = random.Random(7)

    def record() -> Any:
        items = [
            f"952 ## $aM$bM$c{chance.choice('AB')}"
            + (f"$p{chance.randint(1000001, 1000030)}" if chance.random() < 0.8 else "")
            for _ in range(chance.randint(0, 3))
        ]
        number = chance.randint(1, 20)
        words = chance.choice(("One", "Another", "A third"))
        return build(
            f"001 {number}", f"020 ## $a978030640615{number % 3}", f"245 10 $a{words}", *items
        )

    return [written(*(record() for _ in range(40))) for _ in range(3)]


def _all(catalogue: Catalogue) -> list[object]:
    """All titles with their items, by what files say of them; and what finds them."""
    titles = [hit for number in range(1, 21) for hit in catalogue.by_control_number(str(number))]
    shown: list[object] = []
    for title in titles:
        items = sorted(
            (one.barcode or "", one.library, one.location, one.status)
            for one in catalogue.items_of(title.id)
        )
        shown.append((title.control_number, title.title, title.isbn, items))
    for words in ("one", "another", "third"):
        shown.append(sorted(hit.title.control_number for hit in catalogue.find(words, 50)))
    shown.append([catalogue.claimants(str(code)) != [] for code in range(1000001, 1000031)])
    return shown


def _load(catalogue: Catalogue, files: list[Path]) -> list[LoadReport]:
    return [catalogue.load([file]) for file in files]


@pytest.mark.long
@pytest.mark.parametrize("ahead", [1, 7, 100])
def test_the_same_comes_of_it(
    ahead: int,
    new_catalogue: Callable[[], Catalogue],
    files: list[Path],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(CatalogueStore, "merging", _one_by_one)
        plain = new_catalogue()
        expected = _load(plain, files)
    monkeypatch.setattr("procstation.catalog.load.AHEAD", ahead)
    read_ahead = new_catalogue()
    reports = _load(read_ahead, files)

    assert any(one.duplicates for one in expected)
    assert any(one.moved for one in expected)
    assert _all(read_ahead) == _all(plain)
    for one, other in zip(reports, expected, strict=True):
        assert (one.added, one.updated, one.unchanged, one.items, one.duplicates, one.moved) == (
            other.added,
            other.updated,
            other.unchanged,
            other.items,
            other.duplicates,
            other.moved,
        )
