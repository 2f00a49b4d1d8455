"""What all tests share: the folder of real sample data, when it is there."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

# Half of Hypothesis's usual number, unless a test says itself how many it takes.
settings.register_profile("default run", max_examples=50)
settings.load_profile("default run")

BESIDE_THE_CHECKOUT = Path(__file__).parents[2] / "shared" / "data"


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The folder of real sample data: PROCSTATION_CORPUS, or beside the checkout. Skips without."""
    folder = Path(os.environ.get("PROCSTATION_CORPUS", BESIDE_THE_CHECKOUT))
    if not folder.is_dir():
        pytest.skip(f"no real sample data at {folder}; set PROCSTATION_CORPUS to its folder")
    return folder


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--device",
        action="append",
        default=[],
        metavar="KIND=DRIVER@PORT",
        help="run the hardware tests on this device; never writes to a tag it did not create",
    )
