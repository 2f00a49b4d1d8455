"""CipherLab CPT-7xx and 8xxx terminals, by the text protocol of their forms generator.

The terminal sends only while its person has chosen to upload, and only the person can delete what
it keeps: it has no clock to ask and no command to clear.
"""

from typing import Annotated, Literal

from msgspec import Meta

from procstation.devices import (
    DeviceFault,
    DeviceLost,
    Driver,
    Link,
    MemoryState,
    Options,
    SerialSettings,
    StoredScan,
    mark,
    tr,
)

CR = b"\r"
READ = b"READ\r"
ACK = b"ACK"
NAK = b"NAK"
OVER = b"OVER"
SILENCE_S = 3.0
QUIET_S = 0.1
"""Ahead of the first word, so that what is left of an upload broken off is not taken for new."""
DRAIN_S = 5.0
LONGEST = 1024
"""Bytes of a record; more without a CR is noise."""
REFUSED_AT_MOST = 5
"""Times that one record is asked for again."""


class CipherLabOptions(Options, frozen=True):
    baudrate: Annotated[int, Meta(ge=1200, le=115_200, description="As set in the terminal.")] = (
        38_400
    )
    serial: Annotated[str, Meta(description="What to call it: it does not tell its number.")] = (
        "cipherlab"
    )
    summed: Annotated[
        Literal["record", "data"],
        Meta(description="What its check covers: the whole record, or all but the sequence digit."),
    ] = "record"
    delimiter: Annotated[
        str, Meta(max_length=1, description="What stands between the fields of a record.")
    ] = ","
    field: Annotated[int, Meta(ge=1, description="The field of the barcode.")] = 1


def check_of(data: bytes) -> bytes:
    """Return the check of a record: the sum of its bytes, high byte first, and 0E for 0D."""
    return (sum(data) & 0xFFFF).to_bytes(2, "big").replace(CR, b"\x0e")


class CipherLabTerminal:
    """A `MemoryScanner`."""

    def __init__(self, link: Link, options: CipherLabOptions) -> None:
        self._link = link
        self._options = options
        self._held = b""

    def state(self) -> MemoryState:
        return MemoryState(
            self._options.serial,
            detail=tr("it answers only while it is set to upload, at the terminal"),
        )

    def download(self) -> tuple[list[StoredScan], bytes]:
        self._let_quieten()
        self._link.write(READ)
        if (answer := self._line()) != ACK:
            raise DeviceFault(
                tr(
                    "{name} answered READ with {answer!r}.",
                    name=self._link.name,
                    answer=answer[:16],
                ),
                tr("Choose the upload at the terminal, and check the baud rate."),
            )
        records = self._records()
        raw = b"".join(record + CR for record in records)
        return [StoredScan(self._barcode(record)) for record in records], raw

    def clear(self) -> None:
        raise DeviceFault(
            tr("{name} cannot be cleared from here.", name=self._link.name),
            tr("Delete the data at the terminal, by its own menu."),
        )

    def set_clock(self, at: str) -> None:
        raise DeviceFault(
            tr("The clock of {name} cannot be set from here.", name=self._link.name),
            tr("Set it at the terminal: {at}.", at=at),
        )

    def close(self) -> None:
        self._link.close()

    def _records(self) -> list[bytes]:
        records: list[bytes] = []
        refused = 0
        last = ""
        while (line := self._line()) != OVER:
            data = self._checked(line)
            if data is None:
                refused += 1
                if refused > REFUSED_AT_MOST:
                    raise DeviceFault(
                        tr(
                            "{name} sends a record whose check is wrong, again"
                            " and again: {line!r}.",
                            name=self._link.name,
                            line=line[:32],
                        ),
                        tr("Check the cradle; if every record is so, change the option `summed`."),
                    )
                self._link.write(NAK + CR)
                continue
            refused = 0
            # The same digit again is the same record again: our answer did not arrive.
            digit = chr(line[0])
            if digit != last:
                records.append(data)
            last = digit
            self._link.write(ACK + CR)
        return records

    def _checked(self, line: bytes) -> bytes | None:
        """Return the data of a record; None when its check is wrong."""
        body, check = line[:-2], line[-2:]
        if len(line) < 3 or not body[:1].isdigit():
            return None
        summed = body if self._options.summed == "record" else body[1:]
        return body[1:] if check == check_of(summed) else None

    def _barcode(self, record: bytes) -> str:
        text = record.decode("latin-1")
        fields = text.split(self._options.delimiter) if self._options.delimiter else [text]
        at = self._options.field - 1
        return (fields[at] if at < len(fields) else text).strip()

    def _let_quieten(self) -> None:
        self._held = b""
        end_s = self._link.now_s() + DRAIN_S
        while late := self._link.read(QUIET_S):
            if self._link.now_s() > end_s:
                raise DeviceFault(
                    tr(
                        "{name} never falls quiet; it sends {late!r}.",
                        name=self._link.name,
                        late=late[:16],
                    ),
                    tr("Check the driver and the baud rate in the device's settings."),
                )

    def _line(self) -> bytes:
        while CR not in self._held:
            data = self._link.read(SILENCE_S)
            if not data:
                if self._held:
                    raise DeviceFault(
                        tr(
                            "{name} fell silent within a record; nothing of it counts.",
                            name=self._link.name,
                        ),
                        tr("Start the upload at the terminal again."),
                    )
                raise DeviceLost(
                    tr(
                        "{name} did not answer within {silence_s:g} s.",
                        name=self._link.name,
                        silence_s=SILENCE_S,
                    ),
                    tr("Choose the upload at the terminal, then try again."),
                )
            self._held += data
            if len(self._held) > LONGEST and CR not in self._held:
                raise DeviceFault(
                    tr(
                        "{name} sends {count} bytes that are no record.",
                        name=self._link.name,
                        count=len(self._held),
                    ),
                    tr("Check the baud rate in the device's settings."),
                )
        line, _, self._held = self._held.partition(CR)
        return line


DRIVER = Driver(
    title=mark("CipherLab terminal (text protocol)"),
    open=CipherLabTerminal,
    options=CipherLabOptions,
    serial=SerialSettings(baudrate=38_400),
)
