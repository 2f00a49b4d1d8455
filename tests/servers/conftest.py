"""Real servers, started on loopback; without their programs these tests are skipped by name."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from zebra_server import Zebra, missing_programs, zebra

from procstation.copycat import zoom
from procstation.errors import SystemRefused

BOOKS = Path(__file__).parents[1] / "data" / "copycat" / "books.xml"


@pytest.fixture(scope="session", autouse=True)
def programs() -> None:
    missing = missing_programs()
    if missing:
        pytest.skip(f"no {' and no '.join(missing)} on this machine: apt install idzebra-2.0")
    try:
        zoom.load()
    except SystemRefused as error:
        pytest.skip(f"{error.what} {error.do_next}")


@pytest.fixture(scope="session")
def books(tmp_path_factory: pytest.TempPathFactory, programs: None) -> Iterator[Zebra]:
    """Zebra with the books of the test library."""
    with zebra(tmp_path_factory.mktemp("zebra"), BOOKS) as server:
        yield server


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.delenv(name, raising=False)
