"""What devices tell the station."""

from dataclasses import dataclass
from enum import StrEnum

from procstation.language import Spoken, mark


@dataclass(frozen=True, slots=True)
class Scan:
    """One barcode, read.

    Attributes:
        text: The data as the station uses it: no framing, no AIM identifier, no line end.
        raw: The bytes as they came, framing included.
        symbology: `codabar`, `code39`, `code128`, `ean13`, … when the scanner said so, else None.
        aim: The three characters of the AIM identifier, or "".
    """

    text: str
    raw: bytes
    symbology: str | None = None
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Garbled:
    """Bytes that made no scan: kept, shown and never acted on."""

    raw: bytes
    reason: str


@dataclass(frozen=True, slots=True)
class TagSystem:
    """What a tag says of itself; a field is None where tag or reader does not tell.

    Attributes:
        uid: 8 bytes, most significant first (ISO 15693 UIDs begin E0).
        block_size: Bytes in one block.
    """

    uid: bytes
    dsfid: int | None = None
    afi: int | None = None
    block_count: int | None = None
    block_size: int | None = None
    ic_reference: int | None = None


@dataclass(frozen=True, slots=True)
class Blocks:
    """Blocks as they lie on the tag: byte 0 of block `first` comes first.

    Attributes:
        locked: One entry a block; True where the block can never be written again, None where the
            pad cannot tell.
    """

    first: int
    size: int
    data: bytes
    locked: tuple[bool | None, ...]


class Problem(Spoken):
    """Why a printer is not ready."""

    MEDIA_OUT = mark("media out")
    RIBBON_OUT = mark("ribbon out")
    HEAD_OPEN = mark("head open")
    PAUSED = mark("paused")
    BUFFER_FULL = mark("buffer full")
    TOO_HOT = mark("too hot")
    TOO_COLD = mark("too cold")
    NO_ANSWER = mark("no answer")
    OTHER = mark("other")


@dataclass(frozen=True, slots=True)
class PrinterState:
    """What the printer says, or does not.

    Attributes:
        ready: It said so itself. Silence is not ready.
        problems: Why not, when not.
        detail: The same in words for a person.
        labels_left: Labels of the batch still to come, when it tells.
    """

    ready: bool
    problems: tuple[Problem, ...] = ()
    detail: str = ""
    labels_left: int | None = None


class Outcome(StrEnum):
    """What is known of a print job, and never more."""

    PRINTED = "printed"
    SENT = "sent"
    UNKNOWN = "unknown"


class Feedback(StrEnum):
    """What a scanner is told to let the person hear."""

    ACCEPTED = "accepted"
    REJECTED = "rejected"


class Presence(Spoken):
    """Whether a device can be worked with."""

    READY = mark("ready")
    LOST = mark("lost")
    FAULT = mark("fault")


@dataclass(frozen=True, slots=True)
class DeviceState:
    """A device came, went, or is in trouble.

    Attributes:
        detail: For a person: what it is, or what is wrong and what to do.
    """

    presence: Presence
    detail: str = ""


@dataclass(frozen=True, slots=True)
class TagsInField:
    """The tags on a pad changed. UIDs as in `TagSystem`, in ascending order."""

    uids: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class TagHeard:
    """A UHF tag that a reader heard: one report, which may stand for many reads.

    Attributes:
        epc: The UII bank as the reader tells it, without stored CRC and PC word.
        pc: The PC word; None where the reader does not tell.
        tid, user: Those banks, where the reader was told to read them along.
        antenna: Which, from 1; None when there is only one.
        rssi_dbm: Of the strongest read.
        count: How often it was read since the last report.
        at: ISO 8601 in UTC, from the reader's clock; "" when it has none.
    """

    epc: bytes
    pc: int | None = None
    tid: bytes = b""
    user: bytes = b""
    antenna: int | None = None
    rssi_dbm: float | None = None
    count: int = 1
    at: str = ""


@dataclass(frozen=True, slots=True)
class StoredScan:
    """A barcode that a memory scanner kept.

    Attributes:
        text, symbology: As of `Scan`.
        at: ISO 8601 by the scanner's own clock, which knows no zone; "" when it kept none.
    """

    text: str
    symbology: str | None = None
    at: str = ""


@dataclass(frozen=True, slots=True)
class MemoryState:
    """What a memory scanner says of itself.

    Attributes:
        serial: Its serial number, to name what came from it.
        at: What its clock says, ISO 8601 without a zone; "" when it has none.
        detail: Model, version, battery, in words.
    """

    serial: str
    at: str = ""
    battery_low: bool = False
    detail: str = ""


DeviceEvent = Scan | Garbled | DeviceState | TagsInField | PrinterState | TagHeard | MemoryState
"""All that a device can tell. The runner adds which device and when."""
