"""What the workflow tests share: quick devices, and homes with a catalogue in them."""

import shutil
from importlib.resources import as_file, files
from pathlib import Path

import pytest
from station_play import make_devices_quick

from procstation.catalog import Catalogue

RECORDS = "marc-items/koha-sample-a-952.mrc"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Devices that take a fraction of the time real ones do."""
    make_devices_quick(monkeypatch)


@pytest.fixture(scope="session")
def koha_store(corpus: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store with a real library's records in it. To be copied, not used."""
    path = tmp_path_factory.mktemp("koha") / "store.sqlite"
    catalogue = Catalogue.open(f"sqlite:///{path}")
    report = catalogue.load([corpus / RECORDS])
    catalogue.close()
    assert (report.records, report.items) == (218, 465)
    return path


@pytest.fixture
def koha_home(koha_store: Path, tmp_path: Path) -> Path:
    """A station's home with a real library's records in its store."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(koha_store, home)
    return home


@pytest.fixture(scope="session")
def sample_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store with the sample catalogue. To be copied, not used."""
    path = tmp_path_factory.mktemp("sample") / "store.sqlite"
    catalogue = Catalogue.open(f"sqlite:///{path}")
    with as_file(files("procstation.demo") / "catalogue.xml") as sample:
        catalogue.load([sample], "koha")
    catalogue.close()
    return path


@pytest.fixture
def sample_home(sample_store: Path, tmp_path: Path) -> Path:
    """A station's home with the sample catalogue in its store."""
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(sample_store, home)
    return home
