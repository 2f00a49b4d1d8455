"""RO specs and access specs, as a simulated reader understands them: strictly."""

from collections.abc import Sequence
from dataclasses import dataclass

from procstation_simulators.uhf.llrp_wire import Refused, fields, only, split

GEN2 = 1

POWERS = {number: 1000 + 25 * (number - 1) for number in range(1, 82)}
"""Hundredths of dBm by index: 10 to 30 dBm, as many readers have."""

FULL_POWER = max(POWERS)


@dataclass(slots=True)
class ReaderSpec:
    """An RO spec.

    Attributes:
        antennas: Which, from 1.
        power_index: Of the first antenna.
        at_once: Tags in a report; 0: until the spec ends.
        content: Bits of what to report.
        with_pc: PC words are reported.
    """

    number: int
    starts_at_once: bool
    antennas: tuple[int, ...]
    power_index: int
    session: int
    at_once: int
    content: int
    with_pc: bool
    enabled: bool = False
    running: bool = False


@dataclass(slots=True)
class AccessSpec:
    """An access spec that reads.

    Attributes:
        reads: Operation number, bank, first word, words.
    """

    number: int
    reads: tuple[tuple[int, int, int, int], ...]
    enabled: bool = False


def reader_spec(body: bytes, antennas: int) -> ReaderSpec:
    """Read an RO spec for a reader with so many antennas. Raises Refused."""
    spec = only(split(body), 177)
    number, priority, state = fields("IBB", spec)
    if number == 0 or state != 0:
        raise Refused(300, "a new ROSpec has a number and is disabled")
    if priority > 7:
        raise Refused(301, "priorities end at 7")
    found = split(spec[6:])
    boundary = split(only(found, 178))
    (start,) = fields("B", only(boundary, 179))
    fields("BI", only(boundary, 182))
    if start not in (0, 1):
        raise Refused(209, "only null and immediate start triggers")
    inner = only(found, 183)
    (count,) = fields("H", inner)
    listed = fields(f"H{count}H", inner)[1:]
    if not listed:
        raise Refused(301, "no antennas")
    there = range(1, antennas + 1)
    if any(one != 0 and one not in there for one in listed):
        raise Refused(301, f"antennas are 1 to {antennas}")
    inside = split(inner[2 + 2 * count :])
    fields("BI", only(inside, 184))
    inventory = only(inside, 186)
    _, protocol = fields("HB", inventory)
    if protocol != GEN2:
        raise Refused(301, "only Gen2")
    power, session = _antenna_settings(split(inventory[3:]), antennas)
    report = only(found, 237)
    trigger, at_once = fields("BH", report)
    if trigger not in (1, 2):
        raise Refused(209, "reports without a trigger")
    selector = only(split(report[3:]), 238)
    (content,) = fields("H", selector)
    memory = fields("B", only(split(selector[2:]), 348))[0]
    chosen = tuple(there) if 0 in listed else listed
    return ReaderSpec(
        number, start == 1, chosen, power, session, at_once, content, bool(memory & 0x40)
    )


def _antenna_settings(found: Sequence[tuple[int, bytes]], antennas: int) -> tuple[int, int]:
    power, session = FULL_POWER, 0
    for kind, data in found:
        if kind != 222:
            raise Refused(202, f"parameter {kind} within an inventory")
        (antenna,) = fields("H", data)
        if antenna > antennas:
            raise Refused(301, f"antennas are 1 to {antennas}")
        for inner, value in split(data[2:]):
            if inner == 224:
                hops, channel, power = fields("HHH", value)
                if power not in POWERS:
                    raise Refused(301, f"powers are 1 to {FULL_POWER}")
                if (hops, channel) != (1, 1):
                    raise Refused(301, "there is one hop table, and channel 1")
            elif inner == 330:
                for deepest, settings in split(value[1:]):
                    if deepest == 336:
                        session = fields("BHI", settings)[0] >> 6
                    elif deepest != 335:
                        raise Refused(202, f"parameter {deepest} within a Gen2 command")
            else:
                raise Refused(202, f"parameter {inner} of an antenna")
    return power, session


def access_spec(body: bytes) -> AccessSpec:
    """Read an access spec. Raises Refused."""
    spec = only(split(body), 207)
    number, _, protocol, state, _ = fields("IHBBI", spec)
    if number == 0 or state & 0x80 or protocol != GEN2:
        raise Refused(300, "a new AccessSpec has a number, is disabled, and is for Gen2")
    found = split(spec[12:])
    only(found, 208)
    command = split(only(found, 209))
    only(split(only(command, 338)), 339)
    reads: list[tuple[int, int, int, int]] = []
    for kind, data in command:
        if kind == 341:
            operation, _, bank, first, words = fields("HIBHH", data)
            reads.append((operation, bank >> 6, first, words))
        elif kind != 338:
            raise Refused(209, f"operation {kind}")
    if not reads:
        raise Refused(103, "no operation")
    return AccessSpec(number, tuple(reads))
