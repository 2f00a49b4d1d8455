"""The documentation is built as a site, without a warning, and every page has its place in it."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
WITHOUT_PAGE = {"changelog", "contributing", "security", "benchmarks", "404"}
"""Made of files beside `docs/`, or by MkDocs."""

pytestmark = pytest.mark.skipif(
    not (ROOT / "mkdocs.yml").is_file(), reason="these tests were copied out of their checkout"
)


def test_every_page_has_its_place_in_the_menu() -> None:
    menu = (ROOT / "mkdocs.yml").read_text(encoding="utf-8").partition("\nnav:\n")[2]
    named = re.findall(r"([\w/.-]+)\.md$", menu, re.MULTILINE)
    docs = ROOT / "docs"
    pages = {str(page.relative_to(docs).with_suffix("")) for page in docs.rglob("*.md")}
    assert {name.replace("\\", "/") for name in pages} == set(named) - WITHOUT_PAGE
    assert len(named) == len(set(named))


@pytest.mark.campaign
def test_it_is_built_without_a_warning(tmp_path: Path) -> None:
    for package in ("mkdocs", "material"):
        pytest.importorskip(package, reason='the extra `docs` is not installed: ".[docs]"')
    built = subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--site-dir", tmp_path],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    pages = list(tmp_path.rglob("*.html"))
    assert len(pages) > 70
    fetched = r"""<(?:script|link|img)[^>]+(?:src|href)=["']?(https?:)?//"""
    fetching = [page.name for page in pages if re.search(fetched, page.read_text("utf-8"))]
    assert fetching == []
