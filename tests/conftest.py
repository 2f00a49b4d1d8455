"""What all tests share: the folder of real sample data, and how a new store is made quickly."""

import os
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings
from stores import KINDS, Stores, postgres_server

if TYPE_CHECKING:
    from sqlalchemy import Engine

# Tests read English, whatever the machine speaks.
os.environ["LANGUAGE"] = "en"

# Half of Hypothesis's usual number, unless a test says itself how many it takes; many more with
# `--hypothesis-profile=thorough`.
settings.register_profile("default run", max_examples=50)
settings.register_profile("thorough", max_examples=500)
settings.load_profile("default run")

BESIDE_THE_CHECKOUT = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real sample data: PROCSTATION_CORPUS, or beside the checkout. Skips without."""
    folder = Path(os.environ.get("PROCSTATION_CORPUS", BESIDE_THE_CHECKOUT))
    if not folder.is_dir():
        pytest.skip(f"no real sample data at {folder}; set PROCSTATION_CORPUS to its folder")
    return folder


@pytest.fixture(scope="session", autouse=True)
def copied_stores(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Make new stores as copies of one that went through the migrations, which take 40 ms.

    Stores of older revisions are migrated as ever.
    """
    from procstation.store import engine_sqlite as store_engine  # noqa: PLC0415  (SQLAlchemy: 250 ms)

    migrate = store_engine._migrate
    made = tmp_path_factory.mktemp("new-store") / "store.sqlite"

    def copy_or_migrate(engine: "Engine", path: Path, found: str | None) -> None:
        if path.exists() or not os.access(path.parent, os.W_OK):
            migrate(engine, path, found)
            return
        if not made.exists():
            migrate(store_engine._engine_for(made), made, None)
        shutil.copyfile(made, path)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(store_engine, "_migrate", copy_or_migrate)
        yield


@pytest.fixture(scope="session")
def postgres() -> Iterator[Stores]:
    """Stores of a PostgreSQL server; skips without one."""
    # Not in a folder of pytest's: another run would close those to the user the server runs as.
    with (
        tempfile.TemporaryDirectory(prefix="procstation-") as folder,
        postgres_server(Path(folder) / "server") as server,
    ):
        stores = Stores(server)
        yield stores
        stores.close()


@pytest.fixture(
    scope="session",
    params=[KINDS[0], pytest.param(KINDS[1], marks=pytest.mark.postgres)],
)
def stores(request: pytest.FixtureRequest) -> Stores:
    """Stores of each kind in turn: what uses this is tested on both."""
    if request.param == KINDS[0]:
        return Stores()
    made: Stores = request.getfixturevalue("postgres")
    return made


@pytest.fixture
def store_url(stores: Stores, tmp_path: Path) -> str:
    """The URL of a new store."""
    return stores.new(tmp_path)


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--draw-pictures",
        action="store_true",
        help="keep the pictures of the screens as they are drawn now",
    )
    parser.addoption(
        "--device",
        action="append",
        default=[],
        metavar="KIND=DRIVER@PORT",
        help="run the hardware tests on this device; never writes to a tag it did not create",
    )
