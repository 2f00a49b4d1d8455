"""A bench with an outbox, for each test."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from outbox_play import OutboxPlay, load_records, open_bench


@pytest.fixture(scope="session")
def loaded(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with the records in it, to be copied."""
    return load_records(tmp_path_factory.mktemp("outbox"))


@pytest.fixture
def bench(loaded: Path, tmp_path: Path) -> Iterator[OutboxPlay]:
    play = open_bench(Path(shutil.copy(loaded, tmp_path)))
    yield play
    play.catalogue.close()
