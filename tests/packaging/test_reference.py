"""What the documentation takes from the code is as the code is now."""

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).parents[2] / "docs"

pytestmark = pytest.mark.skipif(
    not DOCS.is_dir(), reason="these tests were copied out of their checkout"
)


@pytest.fixture
def reference(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.syspath_prepend(str(DOCS))
    return importlib.import_module("reference")


@pytest.mark.long
def test_every_page_is_up_to_date_and_none_is_left_of_what_is_gone(reference: ModuleType) -> None:
    written: dict[Path, str] = reference.pages()
    stale = [
        str(path.relative_to(DOCS))
        for path, text in written.items()
        if not path.is_file() or path.read_text(encoding="utf-8") != text
    ]
    assert stale == [], "run python docs/reference.py"
    folders = ("reference", "devices", "pictures/stock")
    assert {path for folder in folders for path in (DOCS / folder).iterdir()} - set(
        written
    ) == set()


def test_what_is_written_by_hand_is_kept(reference: ModuleType) -> None:
    marked = sys.modules["from_code.marked"]
    page = "# By hand\n\n<!-- begin facts -->\nold\n<!-- end facts -->\n\nMore by hand.\n"
    renewed = marked.renewed(page, {"facts": "new"}, Path("page.md"))
    assert renewed == (
        "# By hand\n\n<!-- begin facts -->\n\nnew\n<!-- end facts -->\n\nMore by hand.\n"
    )
    with pytest.raises(ValueError, match="put one pair of marks in"):
        marked.renewed("# Without a place\n", {"facts": "new"}, Path("page.md"))


def test_the_errors_are_read_whole() -> None:
    page = (DOCS / "reference" / "errors.md").read_text(encoding="utf-8")
    assert "| There is no run ‹number›. | \\`procstation job history\\` lists them. |" in page
    assert page.count("\n## ") >= 15
    assert page.count("\n| ") > 700
