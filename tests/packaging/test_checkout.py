"""What stands beside the code in a checkout is true of the code."""

import re
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from procstation import __version__

CHECKOUT = Path(__file__).parents[2]
INSTALL_AND_START = "python -m pip install . && procstation demo"
INSTALL_AND_TEST = 'python -m pip install -e ".[test]" && python -m pytest'

pytestmark = pytest.mark.skipif(
    not (CHECKOUT / "README.md").is_file(), reason="these tests were copied out of their checkout"
)


def text(name: str) -> str:
    return (CHECKOUT / name).read_text(encoding="utf-8")


def tables(name: str) -> dict[str, Any]:
    return tomllib.loads(text(name))


@pytest.mark.parametrize("command", [INSTALL_AND_START, INSTALL_AND_TEST])
def test_the_readme_gives_the_command_on_a_line_of_its_own(command: str) -> None:
    assert command in text("README.md").splitlines()


def test_the_checks_run_the_test_command_of_the_readme() -> None:
    assert f"test_command='{INSTALL_AND_TEST}'" in text(".ci/run").splitlines()


def test_the_readme_says_first_what_this_is_and_for_whom() -> None:
    beginning = " ".join(text("README.md").splitlines()[:10])
    assert "library" in beginning
    assert "technician" in beginning
    assert "![" in beginning


def test_what_the_pages_link_to_is_there() -> None:
    missing = []
    for page in (*CHECKOUT.glob("*.md"), *CHECKOUT.glob("docs/**/*.md")):
        links = re.findall(r"\]\(([^)#]+)[^)]*\)", page.read_text(encoding="utf-8"))
        local = [link for link in links if "://" not in link]
        missing += [(page.name, one) for one in local if not (page.parent / one).exists()]
    assert missing == []


def test_no_picture_fetches_anything() -> None:
    pictures = sorted(CHECKOUT.glob("docs/pictures/**/*.svg"))
    assert pictures
    fetched = r"""url\(["']?https?:|\b(?:href|src)=["']https?:"""
    fetching = [one.name for one in pictures if re.search(fetched, one.read_text("utf-8"))]
    assert fetching == []


def test_the_architecture_names_every_part_and_every_contract() -> None:
    page = text("docs/architecture.md")
    entries = (CHECKOUT / "src" / "procstation").iterdir()
    parts = {path.stem for path in entries if path.is_dir() or path.suffix == ".py"}
    missing = {part for part in parts if not part.startswith("__") and f"`{part}" not in page}
    assert missing == set()
    contracts = tables("pyproject.toml")["tool"]["importlinter"]["contracts"]
    assert [one["name"] for one in contracts if one["name"] not in page] == []


def test_the_lock_file_is_of_the_public_index_and_names_what_is_needed() -> None:
    packages = tables("uv.lock")["package"]
    assert {one["source"]["registry"] for one in packages if one["name"] != "procstation"} == {
        "https://pypi.org/simple"
    }
    files = [file for one in packages for file in (*one.get("wheels", ()), one.get("sdist", {}))]
    hosts = {file["url"].split("/")[2] for file in files if file}
    assert hosts == {"files.pythonhosted.org"}
    project = tables("pyproject.toml")["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *(line for extra in extras.values() for line in extra)]
    names = {re.split(r"[\[<>=~!; ]", line)[0] for line in wanted}
    assert names <= {one["name"] for one in packages}


def test_the_version_stands_in_one_place_and_the_changelog_has_it() -> None:
    assert "version" not in tables("pyproject.toml")["project"]
    assert version("procstation") == __version__
    assert f"## {__version__} (" in text("CHANGELOG.md")


def test_every_measurement_is_explained() -> None:
    page = text("benchmarks/README.md")
    modules = CHECKOUT.glob("benchmarks/*.py")
    scripts = [path.name for path in modules if "__main__" in path.read_text(encoding="utf-8")]
    assert scripts
    assert [name for name in scripts if f"`{name}`" not in page] == []
