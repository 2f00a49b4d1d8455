"""A tag written, verified and secured, against the time its unavoidable exchanges take.

On the virtual clock of the simulated line: what a byte takes at the pad's own settings, what ISO
15693 takes in the air, and what a chip takes to program a block. Nothing here is measured in real
time, and nothing depends on the machine.

The floor counts, each once: the tag's system information; the blocks that change, read, written and
read back; the AFI written; the system information read again, which tells the AFI. Of these only
bytes and air count, and no pause between frames.

What the station's rules ask for counts more, in the same way: an inventory, since more than one tag
stops a write; the whole memory, since that is what the undo image keeps; and block 0 once more with
its read-back, since the tag has to read as no item until all else is right.
"""

from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from make_store import BARCODES
from results_page import Table
from workplace import Workplace

from procstation.devices import (
    Blocks,
    DirectLink,
    RfidPad,
    SerialSettings,
    SimulatedDevice,
    TagSystem,
    driver_names,
    load_driver,
    load_simulator,
    simulator_names,
)
from procstation.tagging import SitePolicy, TagWriter, UndoFolder
from procstation.tags import Model

UID = bytes.fromhex("E00401105B6C7D8E")
"""An NXP ICODE SLIX: 28 blocks of 4 bytes."""

OWNER = "US-InU"
MODELS = (Model.ISO28560_3, Model.ISO28560_2)
SECURED_AFI = 0x07
COMMANDS = ("inventory", "read", "write", "security")


def measure(place: Workplace) -> Table:
    """Return, for each pad and model, the floor, what it took, and what for."""
    rows = []
    for driver in sorted({*driver_names("rfid")} & {*simulator_names("rfid")}):
        for model in MODELS:
            rows.append(_row(place, driver, model))
    columns = ("pad", "model", "blocks", "took ms", "floor ms", "× floor", "rules ms", "× rules")
    return Table((*columns, *(f"{command} ms" for command in COMMANDS)), tuple(rows))


def _row(place: Workplace, driver: str, model: Model) -> tuple[str, ...]:
    line = Line(driver)
    before = line.memory()
    site = SitePolicy(model=model, owner=OWNER)
    timed = TimedPad(line.pad, line.link)
    writer = TagWriter(timed, UndoFolder(place.new_folder()), site)
    begun_s = line.link.now_s()
    writer.write(UID, site.record(BARCODES.barcode(1)))
    took_s = line.link.now_s() - begun_s
    after = line.memory()
    change = _change(before, after)
    floor_s = _floor_s(Line(driver), change)
    rules_s = _rules_s(Line(driver), change, len(before.locked))
    return (
        f"{load_driver('rfid', driver).title}, {line.serial.baudrate} baud",
        model.value,
        str(len(change.locked)),
        f"{took_s * 1000:.0f}",
        f"{floor_s * 1000:.0f}",
        f"{took_s / floor_s:.2f}",
        f"{rules_s * 1000:.0f}",
        f"{took_s / rules_s:.2f}",
        *(f"{timed.seconds[command] * 1000:.0f}" for command in COMMANDS),
    )


def _change(before: Blocks, after: Blocks) -> Blocks:
    """Return the blocks from the first that changed to the last."""
    size = after.size
    changed = [
        start // size
        for start in range(0, len(after.data), size)
        if before.data[start : start + size] != after.data[start : start + size]
    ]
    first, end = changed[0], changed[-1] + 1
    return Blocks(first, size, after.data[first * size : end * size], after.locked[first:end])


def _floor_s(line: "Line", change: Blocks) -> float:
    with line.counted() as spent:
        line.pad.system_information(UID)
        line.pad.read_blocks(UID, change.first, len(change.locked))
        _write_and_secure(line.pad, change)
    return spent.wire_s + spent.air_s


def _rules_s(line: "Line", change: Blocks, blocks: int) -> float:
    with line.counted() as spent:
        line.pad.inventory()
        line.pad.system_information(UID)
        line.pad.read_blocks(UID, 0, blocks)
        _write_and_secure(line.pad, change)
        line.pad.write_blocks(UID, 0, change.data[: change.size], change.size)
        line.pad.read_blocks(UID, 0, 1)
    return spent.wire_s + spent.air_s


def _write_and_secure(pad: RfidPad, change: Blocks) -> None:
    pad.write_blocks(UID, change.first, change.data, change.size)
    pad.read_blocks(UID, change.first, len(change.locked))
    pad.write_afi(UID, SECURED_AFI)
    pad.system_information(UID)


@dataclass
class Spent:
    """Seconds of bytes on the line, and of the air and the chip."""

    wire_s: float = 0.0
    air_s: float = 0.0


class Line:
    """A pad of its own with one blank tag on it, at the end of a line on a virtual clock."""

    def __init__(self, name: str) -> None:
        driver, simulator = load_driver("rfid", name), load_simulator("rfid", name)
        assert driver.serial is not None
        device = simulator.build({})
        simulator.play(device, f"lay {UID.hex()}")
        self.serial: SerialSettings = driver.serial
        self._metered = MeteredDevice(device)
        self.link = DirectLink(self._metered, serial=self.serial)
        self.pad: RfidPad = driver.open(self.link, driver.options())
        # By the time a tag is written, the pad has found it and read it.
        self.pad.inventory()
        self.memory()

    def memory(self) -> Blocks:
        """All of the tag's memory."""
        count = self.pad.system_information(UID).block_count
        assert count is not None
        return self.pad.read_blocks(UID, 0, count)

    @contextmanager
    def counted(self) -> Iterator[Spent]:
        """Count what is spent within."""
        spent = Spent()
        moved, busy_s = self.link.bytes_moved, self._metered.busy_s
        yield spent
        spent.wire_s = (self.link.bytes_moved - moved) * self.serial.seconds_per_byte
        spent.air_s = self._metered.busy_s - busy_s


class MeteredDevice:
    """A simulated device, and how long it was busy in all."""

    def __init__(self, device: SimulatedDevice) -> None:
        self._device = device
        self.plugged = True
        self.busy_s = 0.0

    def receive(self, data: bytes) -> None:
        self._device.receive(data)

    def transmit(self) -> bytes:
        return self._device.transmit()

    def pass_time(self, seconds: float) -> None:
        self._device.pass_time(seconds)

    def take_busy_s(self) -> float:
        busy_s = self._device.take_busy_s()
        self.busy_s += busy_s
        return busy_s


class TimedPad:
    """An `RfidPad`, and what each sort of command took; telling the AFI counts as security."""

    def __init__(self, pad: RfidPad, link: DirectLink) -> None:
        self._pad = pad
        self._link = link
        self._secures = False
        self.seconds: defaultdict[str, float] = defaultdict(float)

    def inventory(self) -> tuple[bytes, ...]:
        with self._timed("inventory"):
            return self._pad.inventory()

    def system_information(self, uid: bytes) -> TagSystem:
        with self._timed("security" if self._secures else "read"):
            return self._pad.system_information(uid)

    def read_blocks(self, uid: bytes, first: int, count: int) -> Blocks:
        with self._timed("read"):
            return self._pad.read_blocks(uid, first, count)

    def write_blocks(self, uid: bytes, first: int, data: bytes, block_size: int) -> None:
        with self._timed("write"):
            self._pad.write_blocks(uid, first, data, block_size)

    def write_afi(self, uid: bytes, afi: int) -> None:
        self._secures = True
        with self._timed("security"):
            self._pad.write_afi(uid, afi)

    def close(self) -> None:
        self._pad.close()

    @contextmanager
    def _timed(self, command: str) -> Iterator[None]:
        begun_s = self._link.now_s()
        yield
        self.seconds[command] += self._link.now_s() - begun_s
