"""The page on adding a driver: what it builds is a driver that keeps the contract of scanners."""

import importlib
import importlib.util
import inspect
import re
import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from procstation.cli.main import status_of
from procstation.devices import Scan, load_driver, registry

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "adding-a-driver.md"
CONTRACT = ROOT / "tests" / "drivers" / "contract" / "test_scanner.py"
NAME, PACKAGE = "acme_beam", "acme_procstation"

if not PAGE.is_file():
    pytest.skip("these tests were copied out of their checkout", allow_module_level=True)
TEXT = PAGE.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Put the package of the page where an installed one would be."""
    site = tmp_path_factory.mktemp("site")
    for name, text in re.findall(r'(?ms)^```\w+ title="([^"]+)"\n(.*?)^```', TEXT):
        path = site / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")
    project = tomllib.loads((site / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    facts = site / f"{PACKAGE}-{project['version']}.dist-info"
    facts.mkdir()
    (facts / "METADATA").write_text(f"Name: {project['name']}\nVersion: {project['version']}\n")
    points = [
        line
        for group, entries in project["entry-points"].items()
        for line in (f"[{group}]", *(f"{name} = {target}" for name, target in entries.items()))
    ]
    (facts / "entry_points.txt").write_text("\n".join(points))
    sys.path.insert(0, str(site))
    registry.points_in.cache_clear()
    yield
    sys.path.remove(str(site))
    registry.points_in.cache_clear()
    for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
        del sys.modules[name]


def suite() -> ModuleType:
    """Return the contract suite, read while the driver is installed."""
    spec = importlib.util.spec_from_file_location("contract_of_the_page", CONTRACT)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def cases(test: Any) -> Iterator[dict[str, Any]]:
    """Yield the arguments with which the suite runs a test for this driver."""
    for mark in getattr(test, "pytestmark", ()):
        if mark.name == "parametrize":
            names = [mark.args[0]] if isinstance(mark.args[0], str) else list(mark.args[0])
            for values in mark.args[1]:
                case = dict(zip(names, (values,) if len(names) == 1 else values, strict=True))
                if case.get("name") == NAME:
                    yield case


@pytest.mark.long
@pytest.mark.usefixtures("installed")
def test_it_keeps_the_contract_of_scanners() -> None:
    done = 0
    for name, test in inspect.getmembers(suite(), inspect.isfunction):
        if name.startswith("test_"):
            for case in cases(test):
                test(**case)
                done += 1
    assert done >= 12


@pytest.mark.usefixtures("installed")
def test_the_exchange_of_the_page_is_read(capsys: pytest.CaptureFixture[str]) -> None:
    shown = re.search(r"(?m)^(\d+\*[0-9A-F]{2}) CR$", TEXT)
    assert shown is not None
    codec = importlib.import_module(f"{PACKAGE}.beam_codec")
    (scan,) = codec.Decoder().receive(f"{shown[1]}\r".encode())
    assert isinstance(scan, Scan)
    assert scan.text == "31234000875612"

    assert load_driver("scanner", NAME).title == "Acme Beam scanner"
    assert status_of(["device", "list"]) == 0
    assert NAME in capsys.readouterr().out
