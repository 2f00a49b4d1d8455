from collections.abc import Iterator
from pathlib import Path

import pytest
from sru_server import SruServer, sru_server

DATA = Path(__file__).parents[2] / "data" / "copycat"


@pytest.fixture(scope="session")
def data() -> Path:
    """The folder of records and captured answers."""
    return DATA


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[SruServer]:
    """A strict server of SRU with the books of the test library."""
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
    with sru_server(DATA / "books.xml") as running:
        yield running
