"""The SIP2 connector on a simulated server, in virtual time."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

from procstation.config import SystemSection
from procstation.ils import ItemKey, LibrarySystem, RemoteItem, build_simulated, open_system
from procstation.ils.sim_wiring import SimulatedWiring, VirtualClock
from procstation_simulators.ils.sip2 import Sip2System

PASSWORD = "op3n-sesame"


@dataclass
class Opened:
    """A connector and the server it is on."""

    library: LibrarySystem
    server: Sip2System
    clock: VirtualClock

    @property
    def barcodes(self) -> list[str]:
        return sorted(self.server.items())

    def find(self, barcode: str) -> RemoteItem | None:
        (found,) = self.library.find_items([ItemKey(barcode=barcode)])
        return found

    def item(self, barcode: str) -> RemoteItem:
        found = self.find(barcode)
        assert found is not None
        return found


Opener = Callable[..., Opened]

USUAL: dict[str, dict[str, Any]] = {
    "plain": {},
    "koha": {"dialect": "koha"},
    "evergreen": {"dialect": "evergreen"},
    "folio": {"dialect": "folio", "location_code": "0b1f2c3d"},
    "fussy": {"charset": "latin-1"},
}
"""What a librarian sets for each server."""


def open_sip2(
    server: str = "plain",
    piece: int | None = None,
    query: str = "",
    user: str = "station1",
    **options: Any,
) -> Opened:
    """Open one; its secret is `PASSWORD`, in the environment."""
    clock = VirtualClock()
    url = f"sim://sip2?dialect={server}&password={PASSWORD}&{query}"
    system = cast("Sip2System", build_simulated(url))
    section = SystemSection(
        connector="sip2", url=url, user=user, options={**USUAL[server], **options}
    )
    library = open_system("ils", section, SimulatedWiring(system, clock, piece))
    return Opened(library, system, clock)
