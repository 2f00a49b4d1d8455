"""Records built by pymarc, so that what is read was written by someone else."""

from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path

import pymarc
import pytest
from stores import Stores

from procstation.catalog import Catalogue

Build = Callable[..., pymarc.Record]


@pytest.fixture(scope="session")
def build() -> Build:
    """Build a record: `build("001 7", "245 10 $aTitle /$cSomebody.")`."""

    def _build(*lines: str) -> pymarc.Record:
        record = pymarc.Record(to_unicode=True, force_utf8=True)
        for line in lines:
            tag, rest = line[:3], line[4:]
            if tag < "010":
                record.add_field(pymarc.Field(tag=tag, data=rest))
                continue
            first, *parts = rest[2:].lstrip().split("$")
            assert first == "", line
            record.add_field(
                pymarc.Field(
                    tag=tag,
                    indicators=pymarc.Indicators(*rest[:2].replace("#", " ")),
                    subfields=[pymarc.Subfield(part[0], part[1:]) for part in parts],
                )
            )
        return record

    return _build


@pytest.fixture
def catalogue(store_url: str) -> Iterator[Catalogue]:
    """An empty catalogue whose clock ticks a minute for each question."""
    minutes = count()
    catalogue = Catalogue.open(store_url, now=lambda: f"2026-03-01T10:{next(minutes):02}:00")
    yield catalogue
    catalogue.close()


@pytest.fixture
def new_catalogue(stores: Stores, tmp_path: Path) -> Iterator[Callable[[], Catalogue]]:
    """Open further catalogues, each in a store of its own."""
    opened: list[Catalogue] = []

    def _open() -> Catalogue:
        opened.append(Catalogue.open(stores.new(tmp_path), now=lambda: "2026-03-01T10:00:00"))
        return opened[-1]

    yield _open
    for catalogue in opened:
        catalogue.close()


@pytest.fixture
def written(tmp_path: Path) -> Callable[..., Path]:
    """Write records, or raw bytes, to a file and return its path."""
    numbers = count()

    def _written(*records: pymarc.Record | bytes, name: str = "") -> Path:
        path = tmp_path / (name or f"file-{next(numbers)}.mrc")
        path.write_bytes(
            b"".join(one if isinstance(one, bytes) else one.as_marc() for one in records)
        )
        return path

    return _written
