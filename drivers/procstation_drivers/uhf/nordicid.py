"""UHF readers with a NUR module of Nordic ID: handhelds over USB or Bluetooth, fixed ones over TCP.

Unverified on hardware: written after the maker's open library.
"""

from contextlib import suppress
from typing import Annotated

from msgspec import Meta

from procstation.devices import (
    DeviceFault,
    DeviceLost,
    Driver,
    Garbled,
    Link,
    Options,
    Scan,
    SerialSettings,
    TagHeard,
    mark,
    tr,
)
from procstation_drivers.uhf.nur_packets import (
    INVENTORY_STREAM,
    NO_TAG,
    PING,
    STREAM_NOTICE,
    Packet,
    PacketDecoder,
    encode,
    stream_notice,
)

REPLY_LIMITS_S = (0.5, 1.0)
QUIET_S = 5.0
"""A module whose stream says nothing for so long is asked whether it is there."""
NO_TIME_S = 1e-6
LOOK_S = 0.5


class NordicIdOptions(Options, frozen=True):
    baudrate: Annotated[
        int, Meta(ge=38_400, le=1_500_000, description="Line speed; USB ignores it.")
    ] = 115_200
    q: Annotated[
        int, Meta(ge=0, le=15, description="Slots of a round, as a power of two; 0: it chooses.")
    ] = 0
    session: Annotated[int, Meta(ge=0, le=3, description="Gen2 session.")] = 0
    rounds: Annotated[
        int, Meta(ge=0, le=10, description="Rounds between two reports; 0: it chooses.")
    ] = 0


class NordicIdReader:
    """A `UhfReader`. It inventories from the moment it is opened."""

    def __init__(self, link: Link, options: NordicIdOptions) -> None:
        """Ask whether a module is there, and have it begin.

        Raises:
            DeviceLost: Nothing answers.
            DeviceFault: It refuses.
        """
        self._link = link
        self._decoder = PacketDecoder()
        self._stream = bytes([options.q, options.session, options.rounds])
        self._waiting: list[TagHeard | Scan | Garbled] = []
        self._last_s = link.now_s()
        self._ask(PING, b"", tr("whether it is there"))
        self._begin()

    def poll(self, timeout_s: float) -> list[TagHeard | Scan | Garbled]:
        end_s = self._link.now_s() + timeout_s
        while True:
            left_s = 0.0 if self._waiting else max(0.0, end_s - self._link.now_s())
            stopped = False
            for packet in self._received(min(left_s, LOOK_S)):
                stopped = self._take(packet) or stopped
            if stopped:
                # A module ends its stream by itself from time to time.
                self._begin()
            elif self._link.now_s() - self._last_s > QUIET_S:
                self._ask(PING, b"", tr("whether it is there"))
                self._begin()
            if self._waiting:
                found, self._waiting = self._waiting, []
                return found
            if end_s - self._link.now_s() < NO_TIME_S:
                return []

    def set_power(self, dbm: float | None) -> None:
        if dbm is not None:
            raise DeviceFault(
                tr("The station cannot have a Nordic ID reader send with {dbm:g} dBm.", dbm=dbm),
                tr("Set its power with the maker's program; the reader keeps it."),
            )

    def close(self) -> None:
        with suppress(DeviceLost):
            self._link.write(encode(INVENTORY_STREAM))
        self._link.close()

    def _begin(self) -> None:
        self._ask(INVENTORY_STREAM, self._stream, tr("to inventory"))

    def _ask(self, command: int, data: bytes, doing: str) -> None:
        for limit_s in REPLY_LIMITS_S:
            self._link.write(encode(command, data))
            end_s = self._link.now_s() + limit_s
            while (left_s := end_s - self._link.now_s()) > NO_TIME_S:
                answer: Packet | None = None
                for packet in self._received(left_s):
                    if packet.asked and packet.command == command:
                        answer = packet
                    else:
                        self._take(packet)
                if answer is not None:
                    self._require_done(answer, doing)
                    return
            self._decoder.receive(b"")
        raise DeviceLost(
            tr(
                "{name} did not answer within {sum:g} s when it was asked {doing}.",
                name=self._link.name,
                sum=sum(REPLY_LIMITS_S),
                doing=doing,
            ),
            tr("Check that the reader is switched on, paired and charged."),
        )

    def _require_done(self, packet: Packet, doing: str) -> None:
        if packet.status not in (0, NO_TAG):
            raise DeviceFault(
                tr(
                    "The Nordic ID reader refuses {doing}: status {status:02X}.",
                    doing=doing,
                    status=packet.status,
                ),
                tr(
                    "Look the status up in the maker's manual, and check the options of the driver."
                ),
            )

    def _received(self, timeout_s: float) -> list[Packet]:
        data = self._link.read(timeout_s)
        if not data:
            return []
        packets = self._decoder.receive(data)
        if packets:
            self._last_s = self._link.now_s()
        return packets

    def _take(self, packet: Packet) -> bool:
        """Take a notice; return whether the stream has stopped."""
        if packet.command != STREAM_NOTICE or packet.asked:
            return False
        try:
            stopped, tags = stream_notice(packet.data)
        except ValueError as error:
            self._waiting.append(Garbled(packet.data, str(error)))
            return False
        self._waiting += tags
        return stopped


DRIVER = Driver(
    title=mark("Nordic ID reader"),
    open=NordicIdReader,
    options=NordicIdOptions,
    serial=SerialSettings(baudrate=115_200),
)
