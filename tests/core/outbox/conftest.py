"""A bench with an outbox, for each test."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from outbox_play import OutboxPlay, load_records, open_bench
from stores import Stores


@pytest.fixture(scope="session")
def loaded(stores: Stores, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A store with the records in it, to be copied."""
    folder = tmp_path_factory.mktemp("outbox")
    return load_records(folder, stores.new(folder))


@pytest.fixture
def bench(stores: Stores, loaded: str, tmp_path: Path) -> Iterator[OutboxPlay]:
    play = open_bench(stores.copy(loaded, tmp_path))
    yield play
    play.catalogue.close()
