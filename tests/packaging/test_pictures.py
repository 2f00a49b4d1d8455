"""The pictures of the documentation show the program as it is now."""

import importlib
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[2] / "docs"
MOST_BYTES = 70_000

pytestmark = pytest.mark.skipif(
    not DOCS.is_dir(), reason="these tests were copied out of their checkout"
)


@pytest.fixture
def pictures(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(DOCS))
    return importlib.import_module("pictures")


def test_each_screen_of_the_table_has_its_picture_and_each_is_small(pictures: ModuleType) -> None:
    taken = {path.stem: path for path in pictures.FOLDER.glob("*.svg")}
    assert {screen.name for screen in pictures.SCREENS} <= set(taken)
    assert [name for name, path in taken.items() if path.stat().st_size > MOST_BYTES] == []


def test_each_picture_is_used() -> None:
    pages = "".join(page.read_text(encoding="utf-8") for page in DOCS.glob("**/*.md"))
    readme = (DOCS.parent / "README.md").read_text(encoding="utf-8")
    names = [path.name for path in (DOCS / "pictures").glob("*.svg")]
    assert [name for name in names if f"/{name})" not in pages + readme] == []


@pytest.mark.campaign
def test_they_say_what_the_screens_say(pictures: ModuleType, tmp_path: Path) -> None:
    pictures.main(tmp_path)
    taken = {path.name: pictures.words(path.read_text("utf-8")) for path in tmp_path.iterdir()}
    kept = {
        path.name: pictures.words(path.read_text("utf-8")) for path in pictures.FOLDER.glob("*.svg")
    }
    assert taken.keys() == kept.keys()
    stale = [name for name in taken if taken[name] != kept[name]]
    assert stale == [], "run python docs/pictures.py and look at what changed"
