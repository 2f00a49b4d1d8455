"""From a number to a title in the catalogue, with a real server at the other end."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from zebra_server import Zebra

from procstation.catalog import Catalogue
from procstation.config import CopycatSection, TargetSection
from procstation.copycat import CopyCataloguing, wanted

pytestmark = pytest.mark.zebra


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue.open(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def targets(books: Zebra) -> tuple[TargetSection, ...]:
    return (
        TargetSection(name="sru", url=books.sru),
        TargetSection(name="z3950", kind="z3950", url=books.z3950, database="Default"),
    )


@pytest.mark.parametrize("name", ["sru", "z3950"])
def test_a_book_is_fetched_known_and_taken_back(
    catalogue: Catalogue, tmp_path: Path, targets: tuple[TargetSection, ...], name: str
) -> None:
    settings = CopycatSection(targets=targets)
    copycat = CopyCataloguing.of_station(catalogue, tmp_path, settings, [name])

    found = copycat.look(wanted("9780441478125"))
    (right,) = (one for one in found.candidates if not one.doubt)
    taken = copycat.bring_in(right)

    (title,) = catalogue.by_isbn("0441478123")
    assert title.id == taken.title_id
    assert title.title == "The left hand of darkness"
    assert title.call_number is not None
    assert title.call_number.text == "PS3562.E42 L4 1969"
    assert catalogue.items_of(title.id) == []
    assert name in catalogue.loads()[0].files[0]

    catalogue.undo_load(taken.load)
    assert catalogue.by_isbn("0441478123") == []


def test_both_ways_bring_the_same_record(
    catalogue: Catalogue, tmp_path: Path, targets: tuple[TargetSection, ...]
) -> None:
    settings = CopycatSection(targets=targets, parallel=True)

    found = CopyCataloguing.of_station(catalogue, tmp_path, settings).look(wanted("válka s mloky"))

    assert [one.candidates for one in found.searched] == [1, 1]
    assert len(found.candidates) == 1
    assert found.the_one is not None
