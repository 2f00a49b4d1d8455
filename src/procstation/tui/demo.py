"""The demo at the screen."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from procstation.tui.app import PLAIN_LOOK
from procstation.tui.bench_app import BenchApp
from procstation.tui.look import Look

if TYPE_CHECKING:
    from procstation.demo import Cart
    from procstation.station import Station
    from procstation.tui.screens.bench import BenchScreen


class DemoApp(BenchApp):
    """The demo. See `BenchApp`.

    Args:
        cart: Puts the cart of books beside the open station.
    """

    def __init__(
        self,
        open_station: "Callable[[], Station]",
        cart: "Callable[[Station], Cart]",
        *,
        read_wedge: bool = True,
        look: Look = PLAIN_LOOK,
    ) -> None:
        super().__init__(open_station, read_wedge=read_wedge, look=look)
        self._cart = cart

    def bench_of(self, station: "Station") -> "BenchScreen":
        from procstation.tui.screens.demo import DemoScreen  # noqa: PLC0415

        return DemoScreen(station, self._cart(station))
