"""A small cart reaches a library system while a fifth of the calls fails, and arrives once.

`benchmarks/system_cart.py` is the long form, with a large cart to every system.
"""

from pathlib import Path

import pytest
from cart_to_system import SYSTEMS, Cart

from procstation.ils import system_simulator_names

pytestmark = pytest.mark.usefixtures("quick")

BOOKS = 8


@pytest.mark.long
@pytest.mark.parametrize("name", ["koha", "sip2"])
def test_a_cart_reaches_the_system_as_the_station_has_it(name: str, tmp_path: Path) -> None:
    tally = Cart(tmp_path / "home", SYSTEMS[name], BOOKS, seed=3).run()
    assert tally.wrong == []
    assert tally.restarts == 2
    assert tally.failed > 0
    assert tally.tries > BOOKS


@pytest.mark.campaign
@pytest.mark.parametrize("name", sorted(SYSTEMS))
def test_a_cart_of_fifty_reaches_each_system(name: str, tmp_path: Path) -> None:
    tally = Cart(tmp_path / "home", SYSTEMS[name], 50, seed=1).run()
    assert tally.wrong == []
    assert tally.restarts == 2
    assert tally.failed > tally.calls / 10
    assert tally.conflicts or name == "sip2"


def test_there_is_a_cart_for_every_simulated_system() -> None:
    assert sorted(SYSTEMS) == system_simulator_names()
