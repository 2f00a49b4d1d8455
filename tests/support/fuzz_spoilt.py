"""Devices and library systems whose answers arrive spoilt, used as a station uses them."""

from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass
from functools import cache, partial
from typing import Any

from contract_systems import SystemCase, simulator_named

from procstation.credentials import Secret
from procstation.devices import DirectLink, Kind, load_driver, load_simulator, read_options
from procstation.errors import StationError
from procstation.ils import (
    HttpRequest,
    HttpResponse,
    HttpSystem,
    ItemField,
    ItemKey,
    Site,
    TitleQuery,
    load_connector,
)
from procstation.ils.records import Sighting
from procstation.ils.sim_wiring import SimulatedWiring, VirtualClock
from procstation_simulators.rfid.tag import VirtualTag

UID = bytes.fromhex("E004010010000001")
EPC = "3000 3034 0789 00C0 E40A 8C00 0000 0001"


@dataclass
class Spoiling:
    """What comes over a line, spoilt: an input is a row of edits, four bytes each.

    The first two say where in all that comes, the third what is done, the fourth with what. An
    input that begins with FF FF is what comes in place of everything.
    """

    data: bytes
    came: int = 0

    def spoil(self, said: bytes) -> bytes:
        if self.data[:2] == b"\xff\xff":
            whole, self.data = self.data[2:], b"\xff\xff"
            return whole if said else b""
        first, self.came = self.came, self.came + len(said)
        spoilt = bytearray(said)
        for one in range(0, len(self.data) - 3, 4):
            at = int.from_bytes(self.data[one : one + 2], "big") - first
            if not 0 <= at < len(said) or at >= len(spoilt):
                continue
            what, value = self.data[one + 2], self.data[one + 3]
            if what < 96:
                spoilt[at] = value
            elif what < 160:
                spoilt[at] ^= 1 << value % 8
            elif what < 208:
                del spoilt[at : at + value]
            else:
                spoilt[at:at] = bytes([value]) * (what - 207)
        return bytes(spoilt)


EDITS = (
    b"",
    b"\x00\x05\x00\xff",
    b"\x00\x10\x60\x00\x00\x20\xa5\x03",
    b"\x00\x30\xd0\x41",
    b"\xff\xffOK\r\n",
)


class SpoiltDevice:
    """A simulated device of which not all arrives as it was said."""

    def __init__(self, device: Any, data: bytes) -> None:
        self._device = device
        self._spoiling = Spoiling(data)

    def transmit(self) -> bytes:
        return self._spoiling.spoil(self._device.transmit())

    def __getattr__(self, name: str) -> Any:
        return getattr(self._device, name)


driver_named = cache(load_driver)
simulator_for = cache(load_simulator)


def use_device(kind: Kind, name: str, data: bytes) -> None:
    """Do with a device all that a station does; each act may be refused by itself."""
    device = simulator_for(kind, name).build({})
    _fill(kind, device)
    driver = driver_named(kind, name)
    link = DirectLink(SpoiltDevice(device, data), None, driver.serial)
    try:
        driven: Any = driver.open(link, read_options(driver, "options", {}))
    except StationError:
        return
    with closing(driven):
        for act in _acts(kind, driven):
            with suppress(StationError):
                act()


def _fill(kind: Kind, device: Any) -> None:
    match kind:
        case "scanner":
            device.scan("31234000875612")
            device.scan("9780141439518")
        case "rfid":
            device.field.lay(VirtualTag.blank(UID.hex().upper()))
        case "uhf":
            device.shelf.lay(EPC.replace(" ", ""))
        case "memory":
            device.scan("31234000875612")
        case _:
            pass


def _acts(kind: Kind, driven: Any) -> Iterable[Callable[[], object]]:
    match kind:
        case "scanner" | "uhf":
            yield from [partial(driven.poll, 0.1)] * 4
        case "rfid":
            yield driven.inventory
            yield partial(driven.system_information, UID)
            yield partial(driven.read_blocks, UID, 0, 8)
            yield partial(driven.write_blocks, UID, 0, bytes(8), 4)
            yield partial(driven.write_afi, UID, 7)
        case "printer":
            yield driven.state
            yield driven.state
        case "memory":
            yield driven.state
            yield driven.download


def use_system(case: SystemCase, data: bytes) -> None:
    """Ask a library system all that a station asks; each call may be refused by itself."""
    clock = VirtualClock()
    system: Any = simulator_named(case.name).build(
        dict(case.query), lambda: 1_790_000_000.0 + clock.now_s()
    )
    _spoil(system, Spoiling(data))
    connector = connector_for(case.name)
    site = Site(
        case.name,
        connector.address,
        case.user,
        lambda: Secret(case.password),
        SimulatedWiring(system, clock),
    )
    library = connector.open(site, connector.options(**dict(case.options)))
    barcode = sorted(system.items())[0]
    with closing(library):
        with suppress(StationError):
            library.state()
        found = None
        with suppress(StationError):
            (found,) = library.find_items([ItemKey(barcode=barcode)])
        with suppress(StationError):
            library.find_titles(TitleQuery(isbn="9780000000019"), 5)
        with suppress(StationError):
            if library.abilities.seen:
                library.mark_seen([Sighting(ItemKey(barcode=barcode), "2026-11-22T10:00:00Z")])
        with suppress(StationError):
            if found is not None and ItemField.CALL_NUMBER in library.abilities.changes:
                library.update_item(found, {ItemField.CALL_NUMBER: "QA1 .B2"})


connector_for = cache(load_connector)


def _spoil(system: Any, spoiling: Spoiling) -> None:
    if isinstance(system, HttpSystem):
        answer = system.answer

        def spoilt(request: HttpRequest) -> HttpResponse:
            said = answer(request)
            return HttpResponse(said.status, said.headers, spoiling.spoil(said.body), said.cut_at)

        system.answer = spoilt  # type: ignore[method-assign]
        return
    connect = system.connect
    system.connect = lambda: SpoiltSession(connect(), spoiling)


class SpoiltSession:
    """A connection over which not all arrives as it was said."""

    def __init__(self, session: Any, spoiling: Spoiling) -> None:
        self._session = session
        self._spoiling = spoiling

    def receive(self, data: bytes) -> bytes:
        return self._spoiling.spoil(self._session.receive(data))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._session, name)
