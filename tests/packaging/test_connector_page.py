"""The page on adding a library system: its code is a connector that keeps the contract."""

import importlib.util
import inspect
import re
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import contract_systems
import pytest
from contract_systems import Opened, SystemCase

from procstation.credentials import variable_of
from procstation.errors import SystemDenied
from procstation.ils import Connector, SystemSimulator, registry

ROOT = Path(__file__).parents[2]
PAGE = ROOT / "docs" / "adding-a-connector.md"
CONTRACT = ROOT / "tests" / "connectors" / "contract"

pytestmark = pytest.mark.skipif(
    not PAGE.is_file(), reason="these tests were copied out of their checkout"
)


def code(kind: str) -> str:
    """Return all blocks of a kind, as one module."""
    page = PAGE.read_text(encoding="utf-8")
    blocks: list[str] = re.findall(rf"^```{kind}\n(.*?)^```", page, re.MULTILINE | re.DOTALL)
    assert blocks, kind
    return "\n\n".join(blocks)


def run(kind: str, **names: object) -> dict[str, Any]:
    namespace: dict[str, Any] = {"__name__": "tiny_procstation", **names}
    exec(compile(code(kind), f"{PAGE.name}, {kind}", "exec"), namespace)
    return namespace


def suite(name: str) -> ModuleType:
    """Return a module of the contract suite."""
    spec = importlib.util.spec_from_file_location(f"contract_{name}", CONTRACT / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def opening(monkeypatch: pytest.MonkeyPatch) -> Callable[..., Opened]:
    connector, simulator = run("python")["CONNECTOR"], run("python simulated")["SIMULATOR"]
    assert isinstance(connector, Connector)
    assert isinstance(simulator, SystemSimulator)
    case = run("python case", SystemCase=SystemCase)["case"]
    monkeypatch.setattr(registry, "load_connector", lambda _: connector)
    monkeypatch.setattr(contract_systems, "simulator_named", lambda _: simulator)

    def open_it(password: str | None = None) -> Opened:
        opened = Opened(case, password)
        monkeypatch.setenv(variable_of(opened.name), password or case.password)
        return opened.open()

    return open_it


CALLS = [
    name
    for name, function in inspect.getmembers(suite("test_calls"), inspect.isfunction)
    if name.startswith("test_") and list(inspect.signature(function).parameters) == ["opened"]
]


@pytest.mark.parametrize("name", CALLS)
def test_it_does_as_every_connector_does(name: str, opening: Callable[..., Opened]) -> None:
    getattr(suite("test_calls"), name)(opening())


@pytest.mark.parametrize("prepare", ["find", "update", "state"])
def test_each_fault_at_each_call(prepare: str, opening: Callable[..., Opened]) -> None:
    faults = suite("test_faults")
    case = opening().case
    faults.test_each_fault_at_each_call(case, opening, getattr(faults, prepare))


def test_a_wrong_key_is_told(opening: Callable[..., Opened]) -> None:
    with pytest.raises(SystemDenied, match="unknown key"):
        opening("wr0ng").library.state()


def test_enough_of_the_suite_applies(opening: Callable[..., Opened]) -> None:
    done = 0
    for name in CALLS:
        try:
            getattr(suite("test_calls"), name)(opening())
        except pytest.skip.Exception:
            continue
        done += 1
    assert done >= 10
