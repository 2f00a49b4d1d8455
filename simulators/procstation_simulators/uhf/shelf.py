"""What a simulated UHF reader hears: tags, each with a strength at each antenna, in turn.

To play: `reader.shelf.lay("141CC04FC70BADB5", rssi_dbm=-55)`, later `reader.shelf.clear()`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

PC_TOGGLE = 0x0100
AFI_LIBRARY = 0xC2


def standard_pc(epc: bytes, user: bytes = b"") -> int:
    """Return the PC word of a library's tag: its length in words, user memory, ISO, AFI C2."""
    return len(epc) // 2 << 11 | (0x0400 if user else 0) | PC_TOGGLE | AFI_LIBRARY


@dataclass(slots=True)
class UhfTag:
    """One Gen2 tag.

    Attributes:
        rssi_dbm: How strong it is heard at full power.
        at: Strength by antenna, where it differs; None: not heard there.
    """

    epc: bytes
    pc: int
    tid: bytes = b""
    user: bytes = b""
    rssi_dbm: float = -55.0
    at: Mapping[int, float | None] = field(default_factory=dict[int, float | None])

    def strength(self, antenna: int) -> float | None:
        return self.at.get(antenna, self.rssi_dbm)


@dataclass(frozen=True, slots=True)
class Reading:
    """One tag, singulated once."""

    tag: UhfTag
    antenna: int
    rssi_dbm: float


class UhfShelf:
    """The tags before the antennas, heard one after the other.

    Attributes:
        floor_dbm: Weaker tags are not heard.
        full_power_dbm: The power at which tags have the strength they were given.
    """

    def __init__(self, full_power_dbm: float = 30.0, floor_dbm: float = -80.0) -> None:
        self.full_power_dbm = full_power_dbm
        self.floor_dbm = floor_dbm
        self._tags: dict[bytes, UhfTag] = {}
        self._turn = 0

    @property
    def tags(self) -> tuple[UhfTag, ...]:
        """The tags there, in the order they were laid."""
        return tuple(self._tags.values())

    def lay(
        self,
        epc: str | bytes,
        *,
        pc: int | None = None,
        tid: bytes = b"",
        user: bytes = b"",
        rssi_dbm: float = -55.0,
        at: Mapping[int, float | None] | None = None,
    ) -> UhfTag:
        """Put a tag before the antennas.

        Raises:
            ValueError: The EPC is no whole number of words, or longer than the PC word can say.
        """
        data = epc_bytes(epc)
        tag = UhfTag(
            data, standard_pc(data, user) if pc is None else pc, tid, user, rssi_dbm, at or {}
        )
        self._tags[data] = tag
        return tag

    def lift(self, epc: str | bytes) -> UhfTag:
        """Take a tag away. Raises ValueError when it is not there."""
        data = epc_bytes(epc)
        if data not in self._tags:
            raise ValueError(f"{data.hex().upper()} is not there.")
        return self._tags.pop(data)

    def clear(self) -> None:
        self._tags.clear()

    def next_readings(self, count: int, antennas: Iterable[int], power_dbm: float) -> list[Reading]:
        """Return the next tags that answer: antenna after antenna, and on each tag after tag."""
        loss = self.full_power_dbm - power_dbm
        heard = [
            Reading(tag, antenna, strength - loss)
            for antenna in antennas
            for tag in self._tags.values()
            if (strength := tag.strength(antenna)) is not None and strength - loss >= self.floor_dbm
        ]
        if not heard:
            return []
        found = [heard[(self._turn + number) % len(heard)] for number in range(count)]
        self._turn = (self._turn + count) % len(heard)
        return found


def epc_bytes(epc: str | bytes) -> bytes:
    """Return an EPC, given as bytes or in hexadecimal."""
    try:
        data = epc if isinstance(epc, bytes) else bytes.fromhex(epc)
    except ValueError as error:
        raise ValueError(f"{epc!r} is not hexadecimal.") from error
    if not data or len(data) % 2 or len(data) > 62:
        raise ValueError(f"an EPC has 1 to 31 words of two bytes; {epc!r} has not.")
    return data
