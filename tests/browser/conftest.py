"""A real Chromium and the real program. Asked for with `-m browser`; else skipped by name."""

import os
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from served_station import Serving

CHROMIUM = os.environ.get("PROCSTATION_CHROMIUM") or next(
    filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None
)


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    asked = re.search(r"\bbrowser\b", str(config.option.markexpr)) is not None
    here = Path(__file__).parent
    for item in items:
        if here in item.path.parents:
            item.add_marker(pytest.mark.browser)
            if not asked:
                item.add_marker(pytest.mark.skip("a browser is driven with `-m browser` only"))


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The browser: one for all tests, a context for each."""
    if CHROMIUM is None:
        pytest.skip("no Chromium on this machine: apt install chromium, or PROCSTATION_CHROMIUM")
    playwright = pytest.importorskip(
        "playwright.sync_api", reason="no Playwright: pip install 'procstation[browser]'"
    )
    with playwright.sync_playwright() as driver:
        # Its own sandbox does not start for root, as tests in containers are.
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


@pytest.fixture
def page(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport={"width": 1024, "height": 700})
    context.set_default_timeout(30_000)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    """The demo: one for all tests of a module, since it takes some seconds to be there."""
    one = Serving(tmp_path_factory.mktemp("served"))
    yield one
    assert one.close() == 0
