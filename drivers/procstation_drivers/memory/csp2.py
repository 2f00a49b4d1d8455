"""Symbol CS1504, Opticon OPN-2001 and other memory scanners that speak CSP2."""

from typing import Annotated

from msgspec import Meta

from procstation.devices import (
    DeviceFault,
    DeviceLost,
    Driver,
    DtrLink,
    Link,
    MemoryState,
    Options,
    SerialSettings,
    StoredScan,
    mark,
    tr,
    tr_marked,
)
from procstation_drivers.memory.csp2_codec import (
    FINE,
    REFUSALS,
    Command,
    Decoder,
    Parameter,
    Reply,
    Spoilt,
    decode_scan,
    decode_stamp,
    decode_time,
    encode,
    encode_time,
)

WAKE_LOW_S = 0.175
"""How long DTR is low to wake a CS1504, and then, high, how long it takes to come up."""
WAKE_HIGH_S = 0.1
BETWEEN_S = 0.1
"""Quiet ahead of each command."""
SILENCE_S = 2.0
"""No reply pauses that long."""
DRAIN_S = 120.0
ATTEMPTS = 2
SPOILT_COMMAND = (0x07, 0x08)
LOW_BATTERY = (0x16, 0x22)
"""`22`, of which nobody says whether it is decimal."""


class Csp2Options(Options, frozen=True):
    baudrate: Annotated[int, Meta(ge=300, le=115_200, description="As set in the scanner.")] = 9600
    wake: Annotated[
        bool, Meta(description="Wake it through the line DTR; a CS1504 sleeps without.")
    ] = True


class Csp2Scanner:
    """A `MemoryScanner`."""

    def __init__(self, link: Link, options: Csp2Options) -> None:
        self._link = link
        self._wake = options.wake
        self._notes: list[str] = []
        self._rouse()
        self._ask(Command.INTERROGATE, tr("asking what it is"))

    def state(self) -> MemoryState:
        reply = self._ask(Command.INTERROGATE, tr("asking what it is"))
        status, serial, version = reply.fixed[1], reply.fixed[2:10], reply.fixed[10:18]
        time = self._ask(Command.GET_TIME, tr("asking the time"))
        software = version.decode("ascii", "replace").strip("\0 ")
        battery_low = status in LOW_BATTERY
        notes = [tr("software {software}", software=software), *self._notes]
        if battery_low:
            notes.append(tr("the battery is low"))
        if self._parameter(Parameter.AUTO_CLEAR):
            notes.append(tr("auto-clear is on and will be turned off before anything is fetched"))
        return MemoryState(
            serial.hex().upper(),
            decode_time(time.strings[0]) if time.strings else "",
            battery_low,
            "; ".join(notes),
        )

    def download(self) -> tuple[list[StoredScan], bytes]:
        self._turn_auto_clear_off()
        self._ask_for_clear_text()
        stores_time = self._parameter(Parameter.STORE_TIME)
        reply = self._ask(Command.UPLOAD, tr("fetching what it keeps"))
        codes = reply.strings
        stamped = bool(stores_time)
        if stores_time is None:
            stamped = bool(codes) and all(decode_stamp(code[-4:]) for code in codes)
        try:
            return [decode_scan(code, stamped=stamped) for code in codes], reply.raw
        except Spoilt as error:
            raise DeviceFault(
                tr(
                    "What {name} keeps cannot be read: {error}. It keeps it still.",
                    name=self._link.name,
                    error=error,
                ),
                tr("Set it to ASCII mode and not to mask its data, with the maker's own program."),
            ) from error

    def clear(self) -> None:
        self._ask(Command.CLEAR, tr("having it forget what was fetched"))

    def set_clock(self, at: str) -> None:
        time = encode_time(at)
        reply = self._ask(Command.SET_TIME, tr("setting its clock"), time)
        if reply.strings and reply.strings[0] != time:
            raise DeviceFault(
                tr(
                    "{name} was told {at} and says {shown}.",
                    name=self._link.name,
                    at=at,
                    shown=decode_time(reply.strings[0]) or "?",
                ),
                tr("Try again, or set its clock with the maker's own program."),
            )

    def close(self) -> None:
        self._link.close()

    def _turn_auto_clear_off(self) -> None:
        """A scanner that forgets by itself what it has sent would lose what arrives spoilt."""
        if not self._parameter(Parameter.AUTO_CLEAR):
            return
        self._set(Parameter.AUTO_CLEAR, 0)
        if self._parameter(Parameter.AUTO_CLEAR):
            raise DeviceFault(
                tr(
                    "{name} clears itself after sending, and cannot be told not to.",
                    name=self._link.name,
                ),
                tr("Turn auto-clear off with the maker's own program; nothing was fetched."),
            )
        self._notes.append(tr("auto-clear was on and was turned off"))

    def _ask_for_clear_text(self) -> None:
        # Some firmware masks its data otherwise. One that has no such parameter sends clear text.
        if self._parameter(Parameter.ASCII) == 0:
            self._set(Parameter.ASCII, 1)
            self._notes.append(tr("ASCII mode was off and was turned on"))

    def _parameter(self, number: Parameter) -> int | None:
        """Return the value of a parameter; None when the scanner does not know it."""
        reply = self._exchange(
            Command.READ_PARAMETER,
            tr("reading parameter {number:02X}", number=number),
            bytes([number]),
        )
        if reply.status != FINE or not reply.strings:
            return None
        value = reply.strings[0]
        return value[1] if len(value) == 2 and value[0] == number else None

    def _set(self, number: Parameter, value: int) -> None:
        self._ask(
            Command.SET_PARAMETERS,
            tr("setting parameter {number:02X}", number=number),
            bytes([number, value]),
        )

    def _ask(self, command: Command, what: str, *strings: bytes) -> Reply:
        reply = self._exchange(command, what, *strings)
        if reply.status != FINE:
            raise DeviceFault(
                tr(
                    "{name} refused {what}: {refusal}.",
                    name=self._link.name,
                    what=what,
                    refusal=tr_marked(REFUSALS[reply.status]),
                ),
                tr("Check the driver in the device's settings."),
            )
        return reply

    def _exchange(self, command: Command, what: str, *strings: bytes) -> Reply:
        """Ask until an answer comes that is whole. Every command may be repeated: asking changes
        nothing, and setting or clearing twice is as once."""
        spoilt = ""
        for attempt in range(ATTEMPTS):
            if attempt:
                self._rouse()
            self._let_quieten()
            self._link.write(encode(command, *strings))
            try:
                reply = self._answer(Decoder(command))
            except Spoilt as error:
                spoilt = str(error)
                continue
            if reply is not None and reply.status not in SPOILT_COMMAND:
                return reply
            if reply is not None:
                spoilt = REFUSALS[reply.status]
        if spoilt:
            raise DeviceFault(
                tr(
                    "{name} answered {what} with what cannot be trusted: {spoilt}.",
                    name=self._link.name,
                    what=what,
                    spoilt=spoilt,
                ),
                tr(
                    "Check its cradle, cable and baud rate; nothing of it counts,"
                    " and it keeps it all."
                ),
            )
        raise DeviceLost(
            tr(
                "{name} did not answer within {attempts:g} s while {what}.",
                name=self._link.name,
                attempts=ATTEMPTS * SILENCE_S,
                what=what,
            ),
            tr("Put it into its cradle or onto its cable, and try again."),
        )

    def _answer(self, decoder: Decoder) -> Reply | None:
        while data := self._link.read(SILENCE_S):
            reply = decoder.receive(data)
            if reply is not None:
                return reply
        if decoder.has_begun:
            raise Spoilt(tr("it ended after {received} bytes", received=decoder.received))
        return None

    def _let_quieten(self) -> None:
        end_s = self._link.now_s() + DRAIN_S
        while self._link.read(BETWEEN_S):
            if self._link.now_s() > end_s:
                raise DeviceFault(
                    tr("{name} never falls quiet.", name=self._link.name),
                    tr("Check the driver and the baud rate in the device's settings."),
                )

    def _rouse(self) -> None:
        if self._wake and isinstance(self._link, DtrLink):
            self._link.set_dtr(False)
            self._link.read(WAKE_LOW_S)
            self._link.set_dtr(True)
            self._link.read(WAKE_HIGH_S)


DRIVER = Driver(
    title=mark("Memory scanner CS1504, OPN-2001 (CSP2)"),
    open=Csp2Scanner,
    options=Csp2Options,
    serial=SerialSettings(baudrate=9600, parity="O"),
)
