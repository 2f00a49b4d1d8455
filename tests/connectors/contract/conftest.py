"""The contract of connectors runs against each system of `tests/support/contract_systems.py`."""

from collections.abc import Callable, Iterator

import pytest
from contract_systems import CASES, Opened, SystemCase, connector_named

from procstation.ils import registry

Opener = Callable[..., Opened]


@pytest.fixture(params=CASES, ids=str)
def case(request: pytest.FixtureRequest) -> SystemCase:
    """Each system in turn."""
    assert isinstance(request.param, SystemCase)
    return request.param


@pytest.fixture
def opening(case: SystemCase, monkeypatch: pytest.MonkeyPatch) -> Iterator[Opener]:
    """Opens the system of the test, as often as wanted; a wrong password may be given."""
    monkeypatch.setattr(registry, "load_connector", connector_named)
    opened: list[Opened] = []

    def open_it(password: str | None = None) -> Opened:
        one = Opened(case, password)
        for variable, value in one.environment.items():
            monkeypatch.setenv(variable, value)
        opened.append(one.open())
        return one

    yield open_it
    for one in opened:
        one.library.close()


@pytest.fixture
def opened(opening: Opener) -> Opened:
    return opening()
