"""Real devices, named on the command line: `pytest --device rfid=feig@/dev/ttyUSB0`."""

from collections.abc import Iterator
from typing import Any

import pytest

from procstation.devices import Kind, Rack, open_device

FIXTURES: dict[str, Kind] = {"scanner": "scanner", "pad": "rfid", "printer": "printer"}


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """Give a test that takes `scanner`, `pad` or `printer` every such device, or none: a skip."""
    for fixture, kind in FIXTURES.items():
        if fixture in metafunc.fixturenames:
            named = metafunc.config.getoption("--device")
            wanted = [_parts(one) for one in named]
            ports = [(kind, *rest) for its_kind, *rest in wanted if its_kind == kind]
            reason = pytest.mark.skip(reason=f"no {kind} named: --device {kind}=DRIVER@PORT")
            metafunc.parametrize(
                fixture,
                ports or [pytest.param(None, marks=reason)],
                ids=["@".join(port[1:]) for port in ports] or ["none named"],
                indirect=True,
            )


@pytest.fixture
def scanner(request: pytest.FixtureRequest) -> Iterator[Any]:
    yield from _opened(*request.param)


@pytest.fixture
def pad(request: pytest.FixtureRequest) -> Iterator[Any]:
    yield from _opened(*request.param)


@pytest.fixture
def printer(request: pytest.FixtureRequest) -> Iterator[Any]:
    yield from _opened(*request.param)


def _opened(kind: Any, driver: str, port: str) -> Iterator[Any]:
    device = open_device(kind, driver, port, {}, Rack())
    yield device
    device.close()


def _parts(named: str) -> tuple[str, str, str]:
    kind, _, rest = named.partition("=")
    driver, _, port = rest.partition("@")
    if kind not in FIXTURES.values() or not driver or not port:
        kinds = ", ".join(FIXTURES.values())
        raise pytest.UsageError(
            f"--device {named}: write it as KIND=DRIVER@PORT, with KIND one of {kinds}."
        )
    return kind, driver, port
