"""Handheld UHF readers of TSL (1128, 1153, 1166, …), by their ASCII protocol 2.

Over Bluetooth (a serial port of its own) or USB.
"""

from contextlib import suppress
from typing import Annotated, Literal

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
from procstation_drivers.uhf.tsl_lines import (
    ENDED,
    NO_BARCODE,
    NO_TAG,
    Answer,
    AnswerDecoder,
    in_words,
)

VERSION_LIMITS_S = (0.5, 2.0)
"""A reader that sleeps loses the first command."""

INVENTORY_LIMIT_S = 5.0
COMMAND_LIMIT_S = 2.0

NO_TIME_S = 1e-6

LEAST_DBM, GREATEST_DBM = 10, 29
OF_NO_ACCOUNT = (0, NO_TAG, NO_BARCODE, ENDED)


class TslOptions(Options, frozen=True):
    baudrate: Annotated[
        int, Meta(ge=9600, le=921_600, description="Line speed; Bluetooth and USB ignore it.")
    ] = 115_200
    mode: Annotated[
        Literal["trigger", "continuous"],
        Meta(description="Inventory while the trigger is held, or all the time."),
    ] = "trigger"
    power_dbm: Annotated[
        Annotated[int, Meta(ge=LEAST_DBM, le=GREATEST_DBM)] | None,
        Meta(description="Power of sending; without, as the reader is set."),
    ] = None
    session: Annotated[
        Annotated[int, Meta(ge=0, le=3)] | None,
        Meta(description="Gen2 session; without, as the reader is set."),
    ] = None
    further: Annotated[
        str,
        Meta(
            max_length=80,
            pattern=r"^[ -~]*$",
            description="Further options of each inventory, as this model of reader has them.",
        ),
    ] = ""


class TslReader:
    """A `UhfReader` that reports barcodes as well."""

    def __init__(self, link: Link, options: TslOptions) -> None:
        """Ask the reader for its version and tell it what to report.

        Raises:
            DeviceLost: Nothing answers.
            DeviceFault: It refuses what it is told.
        """
        self._link = link
        self._options = options
        self._decoder = AnswerDecoder()
        self._waiting: list[TagHeard | Scan | Garbled] = []
        self._asked_s: float | None = None
        """Since when an inventory that the station asked for is under way."""
        self.version = self._probe()
        self._set(options.power_dbm)

    def poll(self, timeout_s: float) -> list[TagHeard | Scan | Garbled]:
        end_s = self._link.now_s() + timeout_s
        while True:
            if self._options.mode == "continuous" and self._asked_s is None:
                self._asked_s = self._link.now_s()
                self._link.write(b".iv\r\n")
            left_s = 0.0 if self._waiting else max(0.0, end_s - self._link.now_s())
            for answer in self._received(left_s):
                self._take(answer)
            if self._waiting:
                found, self._waiting = self._waiting, []
                return found
            self._require_answer()
            if end_s - self._link.now_s() < NO_TIME_S:
                return []

    def set_power(self, dbm: float | None) -> None:
        if dbm is not None and not LEAST_DBM <= dbm <= GREATEST_DBM:
            raise DeviceFault(
                tr(
                    "The TSL reader cannot send with {dbm:g} dBm: it has"
                    " {least_dbm} to {greatest_dbm} dBm.",
                    dbm=dbm,
                    least_dbm=LEAST_DBM,
                    greatest_dbm=GREATEST_DBM,
                ),
                tr("Give a power it has, or none."),
            )
        self._set(self._options.power_dbm if dbm is None else int(dbm))

    def close(self) -> None:
        if self._asked_s is not None:
            with suppress(DeviceLost):
                self._link.write(b".ab\r\n")
        self._link.close()

    def _probe(self) -> str:
        for limit_s in VERSION_LIMITS_S:
            answer = self._ask(".vr", limit_s)
            if answer is not None:
                return ", ".join(f"{header} {value}" for header, value in answer.messages)
        raise DeviceLost(
            tr(
                "{name} did not answer within {sum:g} s when it was asked for its version.",
                name=self._link.name,
                sum=sum(VERSION_LIMITS_S),
            ),
            tr("Wake the reader up by its trigger, and check that it is paired and charged."),
        )

    def _set(self, dbm: int | None) -> None:
        """Have every inventory, by trigger too, report what the station needs."""
        options = self._options
        parts = [".iv -x -n -e on -r on"]
        if dbm is not None:
            parts.append(f"-o {dbm}")
        if options.session is not None:
            parts.append(f"-qs s{options.session}")
        if options.further:
            parts.append(options.further)
        answer = self._ask(" ".join(parts), COMMAND_LIMIT_S)
        if answer is None:
            raise self._lost(tr("told what to report"))
        if answer.error not in OF_NO_ACCOUNT:
            raise DeviceFault(
                tr(
                    "The TSL reader refuses {parts!r}: {in_words}.",
                    parts=" ".join(parts),
                    in_words=in_words(answer.error),
                ),
                tr("Check the options of the driver against what this model can do."),
            )

    def _ask(self, command: str, limit_s: float) -> Answer | None:
        """Return the end of the answer; None when there is none in time."""
        self._asked_s = None
        word = command.split(maxsplit=1)[0]
        self._link.write(command.encode("ascii") + b"\r\n")
        end_s = self._link.now_s() + limit_s
        while (left_s := end_s - self._link.now_s()) > NO_TIME_S:
            for answer in self._received(left_s):
                echoed = answer.command.split()
                if command == answer.command or (word != ".iv" and echoed[:1] == [word]):
                    return answer
        return None

    def _received(self, timeout_s: float) -> list[Answer]:
        answers: list[Answer] = []
        for one in self._decoder.receive(self._link.read(timeout_s)):
            if isinstance(one, Answer):
                answers.append(one)
            else:
                self._waiting.append(one)
        return answers

    def _take(self, answer: Answer) -> None:
        was_asked = self._asked_s is not None and answer.command.startswith(".iv")
        if was_asked:
            self._asked_s = None
        if answer.error in OF_NO_ACCOUNT:
            return
        if was_asked:
            raise DeviceFault(
                tr("The TSL reader does not read: {in_words}.", in_words=in_words(answer.error)),
                tr("Set it right; the station tries again by itself."),
            )
        self._waiting.append(Garbled(answer.command.encode("latin-1"), in_words(answer.error)))

    def _require_answer(self) -> None:
        if self._asked_s is not None and self._link.now_s() - self._asked_s > INVENTORY_LIMIT_S:
            raise self._lost(tr("asked to inventory"))

    def _lost(self, when: str) -> DeviceLost:
        return DeviceLost(
            tr("{name} did not answer when it was {when}.", name=self._link.name, when=when),
            tr("Check that the reader is near and charged; the station goes on by itself."),
        )


DRIVER = Driver(
    title=mark("TSL handheld reader"),
    open=TslReader,
    options=TslOptions,
    serial=SerialSettings(baudrate=115_200),
)
