"""A pad in memory that tears writes at any byte, lies and fails on request."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import pytest

from procstation.devices import Blocks, TagLost, TagRefused, TagSystem
from procstation.errors import DeviceError
from procstation.tagging import SitePolicy, TagWriter, UndoFolder

UID = bytes.fromhex("E00401105B6C7D8E")


@dataclass
class FakeTag:
    memory: bytearray
    block_size: int = 4
    locked: set[int] = field(default_factory=set)
    afi: int | None = 0x00
    dsfid: int | None = 0x00
    eas: bool | None = None
    afi_locked: bool = False
    eas_locked: bool = False


@dataclass
class FakePad:
    """An `RfidPad`.

    Attributes:
        bytes_left: The tag leaves once so many more bytes were written.
        lies: Numbers of coming block writes that are called done and not done.
        trouble: Errors to raise, by number of the coming pad command; after it was carried out.
        secretly_locked: Blocks that are refused without the lock state saying so.
    """

    tags: dict[bytes, FakeTag]
    away: set[bytes] = field(default_factory=set)
    bytes_left: int | None = None
    lies: set[int] = field(default_factory=set)
    trouble: dict[int, DeviceError] = field(default_factory=dict)
    secretly_locked: set[int] = field(default_factory=set)
    commands: list[str] = field(default_factory=list)
    writes: list[tuple[int, bytes]] = field(default_factory=list)

    def inventory(self) -> tuple[bytes, ...]:
        self._done("inventory")
        return tuple(sorted(self.tags.keys() - self.away))

    def system_information(self, uid: bytes) -> TagSystem:
        tag = self._tag(uid)
        self._done("system information")
        count = len(tag.memory) // tag.block_size
        return TagSystem(uid, tag.dsfid, tag.afi, count, tag.block_size)

    def read_blocks(self, uid: bytes, first: int, count: int) -> Blocks:
        tag = self._tag(uid)
        size = tag.block_size
        data = bytes(tag.memory[first * size : (first + count) * size])
        self._done("read")
        locked = tuple(first + n in tag.locked for n in range(len(data) // size))
        return Blocks(first, size, data, locked)

    def write_blocks(self, uid: bytes, first: int, data: bytes, block_size: int) -> None:
        tag = self._tag(uid)
        assert tag.block_size == block_size
        for start in range(0, len(data), block_size):
            block = first + start // block_size
            if block in tag.locked or block in self.secretly_locked:
                raise TagRefused(f"Block {block} is locked.", "Use another tag.")
            piece = data[start : start + block_size]
            number = len(self.writes)
            self.writes.append((block, piece))
            if number not in self.lies:
                self._program(uid, tag, block * block_size, piece)
        self._done("write")

    def write_afi(self, uid: bytes, afi: int) -> None:
        tag = self._tag(uid)
        if tag.afi_locked:
            raise TagRefused("The AFI is locked.", "Use another tag.")
        tag.afi = afi
        self._done("write AFI")

    def close(self) -> None:
        """Nothing to let go of."""

    def _program(self, uid: bytes, tag: FakeTag, start: int, piece: bytes) -> None:
        for place, byte in enumerate(piece, start):
            if self.bytes_left == 0:
                self.away.add(uid)
                self._tag(uid)
            tag.memory[place] = byte
            if self.bytes_left is not None:
                self.bytes_left -= 1

    def _tag(self, uid: bytes) -> FakeTag:
        if uid in self.away or uid not in self.tags:
            raise TagLost("The tag left the field.", "Lay it back.")
        return self.tags[uid]

    def _done(self, command: str) -> None:
        number = len(self.commands)
        self.commands.append(command)
        if number in self.trouble:
            raise self.trouble[number]


class FakeEasPad(FakePad):
    """One that reaches the EAS bit."""

    def read_eas(self, uid: bytes) -> bool | None:
        eas = self._tag(uid).eas
        self._done("read EAS")
        return eas

    def write_eas(self, uid: bytes, on: bool) -> None:
        tag = self._tag(uid)
        if tag.eas_locked or tag.eas is None:
            raise TagRefused("The EAS bit is protected.", "Use another tag.")
        tag.eas = on
        self._done("write EAS")


@pytest.fixture
def lay_on_eas_pad(lay: Callable[..., FakePad]) -> Callable[..., FakePad]:
    """As `lay`, on a pad that reaches the EAS bit."""
    return lambda *memory, **tag: FakeEasPad(lay(*memory, **tag).tags)


@pytest.fixture
def lay() -> Callable[..., FakePad]:
    """Makes a pad with one tag: its memory in hexadecimal or bytes, filled to `size` bytes."""

    def make(memory: bytes = b"", size: int = 112, **tag: object) -> FakePad:
        laid = FakeTag(bytearray(memory.ljust(size, b"\0")), **tag)  # type: ignore[arg-type]
        return FakePad({UID: laid})

    return make


@pytest.fixture
def undo(tmp_path: Path) -> UndoFolder:
    return UndoFolder(tmp_path / "undo")


@pytest.fixture
def writer_on(undo: UndoFolder) -> Callable[..., TagWriter]:
    """Makes a writer for a pad; keyword arguments are those of the site policy."""

    def make(pad: FakePad, **policy: object) -> TagWriter:
        site = SitePolicy(**policy)  # type: ignore[arg-type]
        return TagWriter(pad, undo, site, clock=lambda: datetime(2026, 3, 1, tzinfo=UTC))

    return make
