"""What a client asks of an LLRP reader: messages, and the specifications within them.

One RO spec (reader operation: what to inventory, how, and what to report of it) and at most one
access spec (what to read of each tag that was found) have the number 1.
"""

import struct
from collections.abc import Sequence
from dataclasses import dataclass

from procstation_drivers.uhf.llrp_messages import (
    ADD_ACCESSSPEC,
    ADD_ROSPEC,
    DELETE_ACCESSSPEC,
    DELETE_ROSPEC,
    ENABLE_ACCESSSPEC,
    ENABLE_ROSPEC,
    GET_CAPABILITIES,
    SET_CONFIG,
    encode,
    tlv,
)

SPEC = 1
EVERY = 0
GEN2 = 1
BANK_TID, BANK_USER = 2, 3

REPORT_ANTENNA, REPORT_RSSI = 0x1000, 0x0400
REPORT_FIRST_SEEN, REPORT_LAST_SEEN, REPORT_COUNT = 0x0200, 0x0100, 0x0080
REPORT_PC = 0x40
"""Of the selector of the EPC bank, not of the one above."""

REPORT_WARNING, READER_EXCEPTION, ANTENNA_EVENT = 3, 4, 8
"""Types of events that a reader is asked to tell."""


@dataclass(frozen=True, slots=True)
class Inventory:
    """How to inventory.

    Attributes:
        antennas: Which, from 1; empty is all.
        power_index: A row of the reader's own table of powers; None leaves what the reader is
            configured for.
        hop_table, channel: Go with the power; 1 is what most readers have.
        mode: A row of the reader's table of modes; None leaves it.
        session: 0 to 3: how long a tag that answered keeps quiet.
        population: About how many tags are heard at once.
        at_once: Tags in one report; 0 is all of a round, which some readers never end.
        content: What to report beside the EPC.
        with_pc: Report the PC word as well.
    """

    antennas: tuple[int, ...] = ()
    power_index: int | None = None
    hop_table: int = 1
    channel: int = 1
    mode: int | None = None
    session: int = 2
    population: int = 4
    at_once: int = 1
    content: int = (
        REPORT_ANTENNA | REPORT_RSSI | REPORT_FIRST_SEEN | REPORT_LAST_SEEN | REPORT_COUNT
    )
    with_pc: bool = True


def get_capabilities(number: int) -> bytes:
    """Ask for all the reader can do."""
    return encode(GET_CAPABILITIES, number, bytes([0]))


def set_config(number: int, keepalive_s: float) -> bytes:
    """Ask for keepalives and for events; all else stays as the reader was set up.

    Args:
        keepalive_s: Between two; 0 for none.
    """
    states = [
        tlv(245, struct.pack(">HB", event, 0x80))
        for event in (REPORT_WARNING, READER_EXCEPTION, ANTENNA_EVENT)
    ]
    keepalive = tlv(220, struct.pack(">BI", keepalive_s > 0, round(keepalive_s * 1000)))
    return encode(SET_CONFIG, number, bytes([0]) + tlv(244, *states) + keepalive)


def delete_rospec(number: int, spec: int = EVERY) -> bytes:
    return encode(DELETE_ROSPEC, number, struct.pack(">I", spec))


def enable_rospec(number: int, spec: int = SPEC) -> bytes:
    return encode(ENABLE_ROSPEC, number, struct.pack(">I", spec))


def delete_accessspec(number: int, spec: int = EVERY) -> bytes:
    return encode(DELETE_ACCESSSPEC, number, struct.pack(">I", spec))


def enable_accessspec(number: int, spec: int = SPEC) -> bytes:
    return encode(ENABLE_ACCESSSPEC, number, struct.pack(">I", spec))


def add_rospec(number: int, how: Inventory) -> bytes:
    """Ask for an inventory that begins when it is enabled and ends when it is deleted."""
    antennas = how.antennas or (EVERY,)
    boundary = tlv(178, tlv(179, bytes([1])), tlv(182, struct.pack(">BI", 0, 0)))
    inventory = tlv(
        186, struct.pack(">HB", SPEC, GEN2), *(_antenna(antenna, how) for antenna in antennas)
    )
    rounds = tlv(
        183,
        struct.pack(f">H{len(antennas)}H", len(antennas), *antennas),
        tlv(184, struct.pack(">BI", 0, 0)),
        inventory,
    )
    content = tlv(
        238,
        struct.pack(">H", how.content),
        tlv(348, bytes([REPORT_PC if how.with_pc else 0])),
    )
    report = tlv(237, struct.pack(">BH", 1, how.at_once), content)
    spec = tlv(177, struct.pack(">IBB", SPEC, 0, 0), boundary, rounds, report)
    return encode(ADD_ROSPEC, number, spec)


def add_accessspec(number: int, reads: Sequence[tuple[int, int]]) -> bytes:
    """Ask for the first words of some banks of every tag.

    Args:
        reads: Bank and words.
    """
    any_tag = tlv(339, struct.pack(">BHHH", 1 << 6 | 1 << 5, 0, 0, 0))
    operations = [
        tlv(341, struct.pack(">HIBHH", bank, 0, bank << 6, 0, words)) for bank, words in reads
    ]
    spec = tlv(
        207,
        struct.pack(">IHBBI", SPEC, EVERY, GEN2, 0, EVERY),
        tlv(208, struct.pack(">BH", 0, 0)),
        tlv(209, tlv(338, any_tag), *operations),
        tlv(239, bytes([0])),
    )
    return encode(ADD_ACCESSSPEC, number, spec)


def _antenna(antenna: int, how: Inventory) -> bytes:
    transmitter = b""
    if how.power_index is not None:
        transmitter = tlv(224, struct.pack(">HHH", how.hop_table, how.channel, how.power_index))
    mode = b"" if how.mode is None else tlv(335, struct.pack(">HH", how.mode, 0))
    singulation = tlv(336, struct.pack(">BHI", how.session << 6, how.population, 0))
    command = tlv(330, bytes([0]), mode, singulation)
    return tlv(222, struct.pack(">H", antenna), transmitter, command)
