"""Answers of TSL's ASCII protocol 2, without I/O.

An answer is lines of a header of two letters, a colon and a value: `CS` begins it and names the
command, `OK` or `ER` ends it. Readers differ in what they put between, and a line may carry stray
bytes of a radio link; so what makes no sense is passed over, and told.
"""

import re
from dataclasses import dataclass

from procstation.devices import Garbled, Scan, TagHeard, mark, tr, tr_marked

ESC, CR, LF = 0x1B, 0x0D, 0x0A
STRAY = b"\x00\xff"

LONGEST = 1024
"""Bytes of a line: a barcode of 512 characters, each of them escaped."""

_LINE = re.compile(rb"([A-Z]{2}): ?(.*)", re.DOTALL)
_TAG = frozenset({"EP", "PC", "RI", "TD", "CR", "IX", "DT"})

ERRORS = {
    1: mark("it does not understand the command"),
    2: mark("it does not support an option"),
    3: mark("the action is not switched on"),
    4: mark("its hardware cannot do that"),
    5: mark("no tag answered"),
    6: mark("no barcode was read"),
    7: mark("its configuration is not valid"),
    8: mark("its antenna or its radio has failed"),
    9: mark("its battery is low"),
    10: mark("it is not ready"),
    11: mark("the command does not work over this connection"),
    12: mark("the command does not work at its start"),
    13: mark("it could not write"),
    14: mark("its switch is in use"),
    15: mark("the action was ended"),
    16: mark("it could not lock"),
    17: mark("its Bluetooth has failed"),
    255: mark("its system has failed"),
}
NO_TAG, NO_BARCODE, ENDED = 5, 6, 15
"""Outcomes that nothing is wrong with."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The end of an answer.

    Attributes:
        command: What it answers, with its options, as the reader echoes it; "" when that is lost.
        error: 0 for OK.
        messages: What the reader says beside, e.g. its version.
    """

    command: str
    error: int
    messages: tuple[tuple[str, str], ...] = ()


Told = TagHeard | Scan | Garbled | Answer


class AnswerDecoder:
    """Turn bytes, in whatever pieces they arrive, into tags, barcodes and ends of answers."""

    def __init__(self) -> None:
        self._line = bytearray()
        self._escaped = False
        self._dropping = False
        self._command = ""
        self._tag: dict[str, str] = {}
        self._messages: list[tuple[str, str]] = []

    def receive(self, data: bytes) -> list[Told]:
        """Take what arrived."""
        told: list[Told] = []
        for byte in data:
            if self._escaped:
                self._escaped = False
                self._line.append(byte)
            elif byte == ESC:
                self._escaped = True
            elif byte in (CR, LF):
                if not self._dropping:
                    told += self._ended(bytes(self._line).strip(STRAY))
                self._dropping = False
                self._line.clear()
            elif len(self._line) < LONGEST:
                self._line.append(byte)
            elif not self._dropping:
                self._dropping = True
                told.append(Garbled(bytes(self._line[:64]), tr("a line without end")))
        return told

    def _ended(self, line: bytes) -> list[Told]:
        if not line:
            return []
        match = _LINE.fullmatch(line)
        if match is None:
            return [Garbled(line, tr("a line without a header"))]
        header, raw = match[1].decode("ascii"), match[2]
        value = raw.strip(STRAY).decode("latin-1")
        if header == "CS":
            told = self._flush()
            self._command, self._messages = value.strip(), []
            return told
        if header in _TAG:
            # A tag begins with whatever the reader puts first: what comes a second time is of the
            # next one.
            told = self._flush() if header in self._tag else []
            self._tag[header] = value.strip()
            return told
        if header == "BC":
            return [*self._flush(), Scan(_text(raw), line)]
        if header in ("OK", "ER"):
            return [*self._flush(), self._answer(header, value)]
        self._messages.append((header, value.strip()))
        return []

    def _answer(self, header: str, value: str) -> Answer:
        number = value.strip()
        error = (int(number) if number.isdigit() else 255) if header == "ER" else 0
        answer = Answer(self._command, error, tuple(self._messages))
        self._command, self._messages = "", []
        return answer

    def _flush(self) -> list[Told]:
        said, self._tag = self._tag, {}
        if "EP" not in said:
            return []
        try:
            return [
                TagHeard(
                    epc=bytes.fromhex(said["EP"]),
                    pc=int(said["PC"], 16) if "PC" in said else None,
                    tid=bytes.fromhex(said.get("TD", "")),
                    rssi_dbm=float(said["RI"]) if "RI" in said else None,
                )
            ]
        except ValueError:
            raw = " ".join(f"{header}: {value}" for header, value in said.items())
            return [Garbled(raw.encode("latin-1"), tr("a tag that is no hexadecimal"))]


def _text(raw: bytes) -> str:
    try:
        return raw.decode("utf-8")
    except UnicodeDecodeError:
        return raw.decode("latin-1")


def in_words(error: int) -> str:
    """Return what an error means."""
    return tr(
        "{reason} (error {error:03})",
        reason=tr_marked(ERRORS.get(error, mark("for a reason of its maker"))),
        error=error,
    )
