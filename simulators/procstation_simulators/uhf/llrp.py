"""A fixed UHF reader made of software that speaks LLRP, as strictly as the standard.

To play: `reader = VirtualLlrpReader()`, `reader.shelf.lay("141CC04FC70BADB5", rssi_dbm=-50)`. As a
URL: `sim://llrp?tags=141CC04FC70BADB5,300833B2DDD906C000000000&rate=1500&antennas=4`.
"""

import struct
from collections.abc import Callable, Mapping, Sequence
from typing import Annotated, ClassVar

from msgspec import Meta

from procstation.devices import Play, Simulator
from procstation_simulators.device import VirtualDevice
from procstation_simulators.play import number
from procstation_simulators.settings import Settings, listed, read_settings
from procstation_simulators.uhf.llrp_specs import (
    POWERS,
    AccessSpec,
    ReaderSpec,
    access_spec,
    reader_spec,
)
from procstation_simulators.uhf.llrp_wire import (
    Inbox,
    Refused,
    Request,
    event,
    fields,
    message,
    parameter,
    short,
    split,
    status,
)
from procstation_simulators.uhf.play import PLAYS
from procstation_simulators.uhf.shelf import Reading, UhfShelf

UNANSWERED_KEEPALIVES = 3

ANTENNA, RSSI, FIRST_SEEN, LAST_SEEN, COUNT = 0x1000, 0x0400, 0x0200, 0x0100, 0x0080

ANOTHER_CLIENT = 2


class LlrpSettings(Settings):
    """Settings of a simulated LLRP reader.

    Attributes:
        tags: EPCs of the tags it hears, with commas between them.
        rate: Tags it reads in a second.
        antennas: How many it has.
        busy: Another program is connected to it.
        clock_us: What its clock says when it is switched on: microseconds since 1970, UTC.
    """

    tags: str = ""
    rate: Annotated[float, Meta(ge=0, le=10_000)] = 200.0
    antennas: Annotated[int, Meta(ge=1, le=64)] = 4
    busy: bool = False
    clock_us: int = 1_767_225_600_000_000


class VirtualLlrpReader(VirtualDevice):
    """One reader.

    Attributes:
        settings: May be changed while it runs.
        shelf: What it hears.
        reported: Tags it has reported so far.
        hung: It says nothing any more and looks alive: its connection stays.
    """

    variants: ClassVar[tuple[Mapping[str, str], ...]] = ({"antennas": "1"}, {"rate": "1500"})
    tells_antenna: ClassVar[bool] = True
    powers_dbm: ClassVar[tuple[float, float] | None] = (10.0, 30.0)

    def __init__(self, settings: LlrpSettings | None = None) -> None:
        super().__init__()
        self.settings = settings or LlrpSettings()
        self.shelf = UhfShelf()
        self.reported = 0
        self.hung = False
        self._clock_us = float(self.settings.clock_us)
        self._number = 0x40000000
        for epc in listed(self.settings.tags):
            self.shelf.lay(epc)
        self._answers: dict[int, tuple[int, Callable[[bytes], bytes]]] = {
            1: (11, self._capabilities),
            3: (13, self._set_config),
            14: (4, self._close),
            20: (30, self._add),
            21: (31, self._delete),
            22: (32, self._start),
            23: (33, self._stop),
            24: (34, self._enable),
            25: (35, self._disable),
            40: (50, self._add_access),
            41: (51, self._delete_access),
            42: (52, self._enable_access),
        }
        self.disconnect()

    def connect(self) -> None:
        """A client connects: the reader forgets the one before, and greets it."""
        self.disconnect()
        refused = ANOTHER_CLIENT if self.settings.busy else 0
        self._tell(parameter(256, struct.pack(">H", refused)))
        self._open = not refused

    def disconnect(self) -> None:
        """The connection ends, and with it what the client asked for."""
        super()._lose_power()
        self._open = False
        self._inbox = Inbox()
        self._specs: dict[int, ReaderSpec] = {}
        self._accesses: dict[int, AccessSpec] = {}
        self._keepalive_s = 0.0
        self._until_keepalive_s = 0.0
        self._unanswered = 0
        self._due = 0.0
        self._batch: list[bytes] = []

    def receive(self, data: bytes) -> None:
        if not self._open or self.hung:
            return
        try:
            for request in self._inbox.put(data):
                self._take(request)
        except Refused:
            self._end()

    def pass_time(self, seconds: float) -> None:
        super().pass_time(seconds)
        begun_us = self._clock_us
        self._clock_us += seconds * 1e6
        if not self._open or self.hung:
            return
        self._keep_alive(seconds)
        running = next((spec for spec in self._specs.values() if spec.running), None)
        if running is None:
            return
        self._due += seconds * self.settings.rate
        count = int(self._due)
        self._due -= count
        power = POWERS[running.power_index] / 100
        readings = self.shelf.next_readings(count, running.antennas, power)
        for at, one in enumerate(readings, start=1):
            self._report(running, one, round(begun_us + seconds * 1e6 * at / len(readings)))

    def tell_overflow(self) -> None:
        """Its memory for reports was full: some are lost."""
        self._tell(parameter(251, b""))

    def disconnect_antenna(self, antenna: int) -> None:
        """The cable of an antenna comes off."""
        self._tell(parameter(255, struct.pack(">BH", 0, antenna)))

    def _lose_power(self) -> None:
        self.hung = False
        self.disconnect()

    def _end(self) -> None:
        self._tell(parameter(257, b""))
        self._open = False

    def _keep_alive(self, seconds: float) -> None:
        if not self._keepalive_s:
            return
        self._until_keepalive_s -= seconds
        while self._until_keepalive_s <= 0:
            self._until_keepalive_s += self._keepalive_s
            if self._unanswered == UNANSWERED_KEEPALIVES:
                self._end()
                return
            self._unanswered += 1
            self._say(message(62, self._next(), b""))

    def _take(self, request: Request) -> None:
        if request.kind == 72:
            self._unanswered = 0
            return
        if self.faults.swallow_command():
            return
        if request.version != 1:
            self._say(message(100, request.number, status(110, "version 1 only")))
            return
        if request.kind not in self._answers:
            self._say(message(100, request.number, status(109, "not supported")))
            return
        reply, act = self._answers[request.kind]
        try:
            body = act(request.body)
        except Refused as refused:
            body = status(refused.status, refused.said)
        self._say(message(reply, request.number, body))
        if request.kind == 14:
            self._open = False

    def _capabilities(self, body: bytes) -> bytes:
        (asked,) = fields("B", body)
        if asked > 4:
            raise Refused(301, "there are 4 sorts of capabilities")
        name = b"simulated 1.0"
        general = struct.pack(">HHIIH", self.settings.antennas, 0x4000, 0, 0, len(name)) + name
        table = b"".join(
            parameter(145, struct.pack(">Hh", index, power)) for index, power in POWERS.items()
        )
        hops = parameter(147, struct.pack(">BBHI", 1, 0, 1, 865_700))
        regulatory = struct.pack(">HH", 276, 2) + parameter(
            144, table + parameter(146, b"\x80" + hops)
        )
        llrp = parameter(142, struct.pack(">BBHIIIII", 0, 1, 0, 1, 0, 0, 1, 8))
        return status(0) + parameter(137, general) + llrp + parameter(143, regulatory)

    def _set_config(self, body: bytes) -> bytes:
        for kind, data in split(body[1:]):
            if kind == 220:
                periodic, milliseconds = fields("BI", data)
                self._keepalive_s = milliseconds / 1000 if periodic else 0.0
                self._until_keepalive_s = self._keepalive_s
            elif kind == 244:
                for inner, state in split(data):
                    if inner != 245 or fields("HB", state)[0] > 8:
                        raise Refused(301, "there are events 0 to 8")
            else:
                raise Refused(209, f"parameter {kind} cannot be set")
        return status(0)

    def _add(self, body: bytes) -> bytes:
        spec = reader_spec(body, self.settings.antennas)
        if spec.number in self._specs:
            raise Refused(300, f"there is an ROSpec {spec.number}")
        self._specs[spec.number] = spec
        return status(0)

    def _delete(self, body: bytes) -> bytes:
        (number,) = fields("I", body)
        for spec in self._chosen(number):
            del self._specs[spec.number]
        self._batch.clear()
        return status(0)

    def _enable(self, body: bytes) -> bytes:
        for spec in self._chosen(fields("I", body)[0]):
            spec.enabled = True
            spec.running = spec.running or spec.starts_at_once
        return status(0)

    def _disable(self, body: bytes) -> bytes:
        for spec in self._chosen(fields("I", body)[0]):
            spec.enabled = spec.running = False
        return status(0)

    def _start(self, body: bytes) -> bytes:
        for spec in self._chosen(fields("I", body)[0]):
            if not spec.enabled:
                raise Refused(300, f"ROSpec {spec.number} is not enabled")
            spec.running = True
        return status(0)

    def _stop(self, body: bytes) -> bytes:
        for spec in self._chosen(fields("I", body)[0]):
            spec.running = False
        return status(0)

    def _chosen(self, number: int) -> list[ReaderSpec]:
        if number == 0:
            return list(self._specs.values())
        if number not in self._specs:
            raise Refused(101, f"there is no ROSpec {number}")
        return [self._specs[number]]

    def _add_access(self, body: bytes) -> bytes:
        spec = access_spec(body)
        if spec.number in self._accesses:
            raise Refused(300, f"there is an AccessSpec {spec.number}")
        self._accesses[spec.number] = spec
        return status(0)

    def _delete_access(self, body: bytes) -> bytes:
        (number,) = fields("I", body)
        if number and number not in self._accesses:
            raise Refused(101, f"there is no AccessSpec {number}")
        for one in [number] if number else list(self._accesses):
            del self._accesses[one]
        return status(0)

    def _enable_access(self, body: bytes) -> bytes:
        (number,) = fields("I", body)
        if number not in self._accesses:
            raise Refused(101, f"there is no AccessSpec {number}")
        self._accesses[number].enabled = True
        return status(0)

    def _close(self, _: bytes) -> bytes:
        return status(0)

    def _report(self, spec: ReaderSpec, one: Reading, at_us: int) -> None:
        self._batch.append(parameter(240, self._tag(spec, one, at_us)))
        if spec.at_once and len(self._batch) >= spec.at_once:
            self.reported += len(self._batch)
            self._say(message(61, self._next(), b"".join(self._batch)))
            self._batch.clear()

    def _tag(self, spec: ReaderSpec, one: Reading, at_us: int) -> bytes:
        epc = one.tag.epc
        if len(epc) == 12:
            data = short(13, epc)
        else:
            data = parameter(241, struct.pack(">H", 8 * len(epc)) + epc)
        if spec.content & ANTENNA:
            data += short(1, struct.pack(">H", one.antenna))
        if spec.content & RSSI:
            data += short(6, struct.pack(">b", max(-128, round(one.rssi_dbm))))
        if spec.content & FIRST_SEEN:
            data += short(2, struct.pack(">Q", at_us))
        if spec.content & LAST_SEEN:
            data += short(4, struct.pack(">Q", at_us))
        if spec.content & COUNT:
            data += short(8, struct.pack(">H", 1))
        if spec.with_pc:
            data += short(12, struct.pack(">H", one.tag.pc))
        for access in self._accesses.values():
            if access.enabled:
                for operation, bank, first, words in access.reads:
                    data += _read(one, operation, bank, first, words)
        return data

    def _tell(self, inner: bytes) -> None:
        self._say(message(63, self._next(), event(round(self._clock_us), inner)))

    def _next(self) -> int:
        self._number += 1
        return self._number


def _read(one: Reading, operation: int, bank: int, first: int, words: int) -> bytes:
    memory = {2: one.tag.tid, 3: one.tag.user}.get(bank, b"")
    data = memory[2 * first : 2 * (first + words)]
    # A Gen2 tag answers a read that runs over with an error, and with no data at all.
    result = 0 if len(data) == 2 * words else 1
    data = b"" if result else data
    return parameter(349, struct.pack(">BHH", result, operation, len(data) // 2) + data)


def _hang(reader: VirtualLlrpReader, _: Sequence[str]) -> str:
    reader.hung = True
    return "it says nothing any more"


def _overflow(reader: VirtualLlrpReader, _: Sequence[str]) -> str:
    reader.tell_overflow()
    return "its memory for reports was full"


def _antenna(reader: VirtualLlrpReader, arguments: Sequence[str]) -> str:
    antenna = number(arguments, 1)
    reader.disconnect_antenna(antenna)
    return f"antenna {antenna} was disconnected"


def build(query: Mapping[str, str]) -> VirtualLlrpReader:
    """Make a reader from the query of a `sim://llrp?key=value` URL."""
    return VirtualLlrpReader(read_settings(query, LlrpSettings))


SIMULATOR = Simulator(
    title="LLRP reader",
    build=build,
    plays=(
        Play("hang", "say nothing any more", _hang),
        Play("overflow", "lose reports", _overflow),
        Play("antenna [NUMBER]", "take the cable off an antenna", _antenna),
        *PLAYS,
    ),
)
