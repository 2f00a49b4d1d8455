"""What an LLRP reader says: reports, events, what it can do, and why it refuses."""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from procstation.devices import DeviceFault, Garbled, TagHeard, mark, tr, tr_marked
from procstation_drivers.uhf.llrp_messages import Message, first, parameters
from procstation_drivers.uhf.llrp_requests import BANK_TID, BANK_USER

STATUS = 287
SUCCESS = 0

_STATUS_WORDS = {
    100: mark("a parameter is wrong"),
    101: mark("a field is wrong"),
    102: mark("a parameter was not expected"),
    103: mark("a parameter is missing"),
    104: mark("a parameter is there twice"),
    105: mark("there are more parameters than it takes"),
    106: mark("there are more fields than it takes"),
    107: mark("it does not know a parameter"),
    108: mark("it does not know a field"),
    109: mark("it does not support this message"),
    110: mark("it does not speak this version of LLRP"),
    111: mark("it does not support a parameter"),
    112: mark("the message was not expected now"),
    200: mark("a part of a parameter is wrong"),
    201: mark("a field of a parameter is wrong"),
    202: mark("a part of a parameter was not expected"),
    203: mark("a part of a parameter is missing"),
    204: mark("a part of a parameter is there twice"),
    205: mark("a parameter has more parts than it takes"),
    206: mark("a parameter has more fields than it takes"),
    207: mark("it does not know a part of a parameter"),
    208: mark("it does not know a field of a parameter"),
    209: mark("it does not support a part of a parameter"),
    300: mark("a value is not valid"),
    301: mark("a value is out of its range"),
    401: mark("its hardware has failed"),
}
"""By status code of LLRP 1.1."""

_REFUSED_CONNECTION = {
    1: mark("it holds a connection that it opened itself"),
    2: mark("another program is connected to it"),
    3: mark("it does not say why"),
    4: mark("another program is connected to it and has just been asked whether it still is"),
}
"""By the status of a connection-attempt event."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)

_U16 = struct.Struct(">H")
_S8 = struct.Struct(">b")

TAG_REPORT, EPC, EPC_96, READ_RESULT = 240, 241, 13, 349
ANTENNA, FIRST_SEEN, LAST_SEEN, RSSI, COUNT, PC = 1, 2, 4, 6, 8, 12
"""Parameters of a report."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a reader can do.

    Attributes:
        antennas: How many it has; None when it does not say.
        powers: dBm, by the index of its own table.
        firmware: As it says it.
    """

    antennas: int | None
    powers: dict[int, float]
    firmware: str


@dataclass(frozen=True, slots=True)
class ReaderEvent:
    """Something a reader tells of itself.

    Attributes:
        connection: Status of a connection attempt; None for any other event.
        closed: It has ended the connection.
        trouble: In words, what else is wrong; "" when nothing is.
    """

    connection: int | None = None
    closed: bool = False
    trouble: str = ""


def why_not_connected(status: int) -> str:
    """Return in words why a reader refuses a connection."""
    return tr_marked(_REFUSED_CONNECTION.get(status, "")) or tr(
        "its status is {status}", status=status
    )


def check_status(message: Message, doing: str) -> None:
    """Raise DeviceFault, in the reader's words and ours, when a reply is no success."""
    try:
        status = first(message.body, STATUS)
        if status is None:
            raise ValueError(tr("no status"))
        code, length = struct.unpack_from(">HH", status)
    except (ValueError, struct.error) as error:
        raise DeviceFault(
            tr(
                "The reader's answer to {doing} cannot be understood: {error}.",
                doing=doing,
                error=error,
            ),
            tr("Switch it off and on."),
        ) from error
    if code == SUCCESS:
        return
    own = status[4 : 4 + length].decode("utf-8", "replace").strip().rstrip(".")
    words = tr_marked(_STATUS_WORDS.get(code, mark("for a reason of its maker")))
    said = tr(", in its words: {own}", own=own) if own else ""
    raise DeviceFault(
        tr(
            "The reader refuses {doing}: {words} (LLRP status {code}{said}).",
            doing=doing,
            words=words,
            code=code,
            said=said,
        ),
        tr("Check the options of the driver against what the reader can do."),
    )


def tags_heard(message: Message) -> Iterator[TagHeard | Garbled]:
    """Yield the tags of a report."""
    try:
        for kind, data in parameters(message.body):
            if kind == TAG_REPORT:
                yield _tag_heard(data)
    except (ValueError, struct.error, OverflowError) as error:
        yield Garbled(message.body, tr("a report with {error}", error=error))


def _tag_heard(data: bytes) -> TagHeard:
    said: dict[int, bytes] = {}
    banks: dict[int, bytes] = {}
    for kind, value in parameters(data):
        if kind == READ_RESULT:
            result, operation, words = struct.unpack_from(">BHH", value)
            banks[operation] = value[5 : 5 + 2 * words] if result == 0 else b""
        else:
            said[kind] = value
    (rssi,) = _S8.unpack(said[RSSI]) if RSSI in said else (None,)
    return TagHeard(
        epc=said[EPC_96] if EPC_96 in said else _epc(said.get(EPC)),
        pc=_number(said.get(PC)),
        tid=banks.get(BANK_TID, b""),
        user=banks.get(BANK_USER, b""),
        antenna=_number(said.get(ANTENNA)),
        rssi_dbm=None if rssi is None else float(rssi),
        count=_number(said.get(COUNT)) or 1,
        at=_time(said.get(LAST_SEEN) or said.get(FIRST_SEEN)),
    )


def _epc(value: bytes | None) -> bytes:
    if value is None:
        raise ValueError(tr("a tag without EPC"))
    (bits,) = _U16.unpack_from(value)
    epc = value[2 : 2 + (bits + 7) // 8]
    if len(epc) * 8 < bits:
        raise ValueError(tr("an EPC of {bits} bits in {count} bytes", bits=bits, count=len(epc)))
    return epc


def _number(value: bytes | None) -> int | None:
    return None if value is None else int.from_bytes(value, "big")


def _time(value: bytes | None) -> str:
    microseconds = _number(value)
    if microseconds is None:
        return ""
    at = _EPOCH + timedelta(microseconds=microseconds)
    return at.strftime("%Y-%m-%dT%H:%M:%S.%fZ")


def reader_event(message: Message) -> ReaderEvent:
    """Return what an event says.

    Raises:
        ValueError: It cannot be understood.
    """
    inner = first(message.body, 246)
    if inner is None:
        raise ValueError(tr("an event without its data"))
    try:
        for kind, data in parameters(inner):
            if kind == 256:
                return ReaderEvent(connection=_U16.unpack_from(data)[0])
            if kind == 257:
                return ReaderEvent(closed=True)
            if kind == 250:
                return ReaderEvent(
                    trouble=tr("the reader's memory for reports is {share} % full", share=data[0])
                )
            if kind == 251:
                return ReaderEvent(
                    trouble=tr("the reader's memory for reports was full: some are lost")
                )
            if kind == 252:
                (length,) = _U16.unpack_from(data)
                said = data[2 : 2 + length].decode("utf-8", "replace")
                return ReaderEvent(
                    trouble=tr("the reader says: {said}", said=said or tr("something has failed"))
                )
            if kind == 255:
                gone, antenna = struct.unpack_from(">BH", data)
                if not gone:
                    return ReaderEvent(
                        trouble=tr("antenna {antenna} was disconnected", antenna=antenna)
                    )
    except (struct.error, IndexError) as error:
        raise ValueError(tr("an event that is cut short: {error}", error=error)) from error
    return ReaderEvent()


def capabilities(message: Message) -> Capabilities:
    """Return what a reader can do, as far as it says it.

    Raises:
        DeviceFault: It says nothing that can be understood.
    """
    antennas, firmware = None, ""
    powers: dict[int, float] = {}
    try:
        for kind, data in parameters(message.body):
            if kind == 137:
                antennas, _, _, _, length = struct.unpack_from(">HHIIH", data)
                firmware = data[14 : 14 + length].decode("utf-8", "replace")
            elif kind == 143:
                powers = dict(_powers(first(data, 144, at=4) or b""))
    except (ValueError, struct.error) as error:
        raise DeviceFault(
            tr("What the reader says it can do cannot be understood: {error}.", error=error),
            tr("Check that it is an LLRP reader, and its firmware."),
        ) from error
    return Capabilities(antennas, powers, firmware)


def _powers(band: bytes) -> Iterator[tuple[int, float]]:
    for kind, data in parameters(band):
        if kind == 145:
            index, hundredths = struct.unpack_from(">Hh", data)
            yield index, hundredths / 100
