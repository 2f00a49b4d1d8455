"""The SIP2 connector on a simulated server, in virtual time."""

import time
from dataclasses import dataclass
from functools import cache, partial
from typing import Any, cast
from urllib.parse import parse_qsl

import msgspec

from procstation.credentials import required
from procstation.ils import (
    ItemKey,
    LibrarySystem,
    RemoteItem,
    Site,
    load_connector,
    load_system_simulator,
)
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


simulator_named = cache(load_system_simulator)
connector_named = cache(load_connector)
"""A look into the installed packages takes longer than most of the tests."""

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
    asked = {"dialect": server, "password": PASSWORD, **dict(parse_qsl(query))}
    system = simulator_named("sip2").build(asked, time.time)
    connector = connector_named("sip2")
    site = Site(
        "ils",
        connector.address,
        user,
        partial(required, "ils", connector.title),
        SimulatedWiring(system, clock, piece),
    )
    set_up = msgspec.convert({**USUAL[server], **options}, connector.options)
    return Opened(connector.open(site, set_up), cast("Sip2System", system), clock)
