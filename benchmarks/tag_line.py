"""What is done with tags on each pad, beside the least it can take (see `line_floor`).

    python benchmarks/run.py tag_line

The station's own polling, reading and writing, the real drivers, simulated pads, a virtual clock:
nothing depends on the machine but the last columns. A book is laid down just before a look at the
pad; the luck of the hand adds at most one period.

*Bare* is one inventory and the blocks that hold the number, and of a write its blocks, written and
read back once, and the AFI. *Rules* is what the station asks for on top: a second look, so that a
pile appears as a whole; system information, which tells the security; of a write the inventory
that finds the tag alone, the whole memory for the undo image, block 0 again as the last, with its
read-back, and the AFI read back.
"""

from collections.abc import Callable
from time import process_time

from line_floor import WIRES, Floor
from make_store import BARCODES
from results_page import Table
from workplace import Workplace

from procstation.devices import DirectLink, RfidPad, load_driver, load_simulator
from procstation.devices.polling import PadPolling
from procstation.tagging import SitePolicy, TagWriter, UndoFolder, identify_tag
from procstation.tags import Model, encode

PILE = 8
BLOCKS = 28
BLOCK_SIZE = 4
NUMBER_BLOCKS = 9
"""What the checksum of ISO 28560-3 covers."""

ITEMS_AN_HOUR = 300
SITE = SitePolicy(model=Model.ISO28560_3, owner="US-InU")


def measure(place: Workplace) -> Table:
    """Return a row for each pad and act."""
    rows = []
    for pad in WIRES:
        title = load_driver("rfid", pad).title.partition(" (")[0]
        for count, act in ((1, "laid down, identified"), (PILE, f"pile of {PILE}, identified")):
            taken_s, software_s = _identify(pad, count)
            floors = _identify_floor(pad, count, rules=False), _identify_floor(pad, count)
            rows.append(_row(title, act, taken_s, floors, software_s / count))
        taken_s, software_s = _program(pad, place)
        floors = _program_floor(pad, rules=False), _program_floor(pad)
        rows.append(_row(title, "programmed, verified, secured", taken_s, floors, software_s))
    columns = (
        "pad", "what", "took ms", "rules ms", "× rules", "bare ms", "× bare", "CPU ms a tag",
        f"% of an hour of {ITEMS_AN_HOUR}",
    )  # fmt: skip
    return Table(columns, tuple(rows), ("The processor's time includes the simulator's.",))


def _row(
    title: str, act: str, taken_s: float, floors: tuple[float, float], software_s: float
) -> tuple[str, ...]:
    bare_ms, rules_ms = floors
    return (
        title,
        act,
        f"{taken_s * 1000:.0f}",
        f"{rules_ms:.0f}",
        f"{taken_s * 1000 / rules_ms:.2f}",
        f"{bare_ms:.0f}",
        f"{taken_s * 1000 / bare_ms:.2f}",
        f"{software_s * 1000:.1f}",
        f"{software_s * ITEMS_AN_HOUR / 3600 * 100:.2f}",
    )


class Line:
    """A pad at the end of a line."""

    def __init__(self, name: str) -> None:
        driver, self._simulator = load_driver("rfid", name), load_simulator("rfid", name)
        self._device = self._simulator.build({})
        self.link = DirectLink(self._device, serial=driver.serial)
        self.pad: RfidPad = driver.open(self.link, driver.options())
        self._waited_s = 0.0

    def lay(self, number: int, memory: bytes = b"") -> bytes:
        """Lay a tag on the pad; their UIDs fall into different slots."""
        uid = f"E00401105B6C7D{number:02X}"
        self._simulator.play(self._device, f"lay {uid} {memory.hex()}".rstrip())
        return bytes.fromhex(uid)

    @property
    def now_s(self) -> float:
        return self.link.now_s() + self._waited_s

    def poll_until(self, polling: PadPolling, enough: Callable[[int], bool]) -> None:
        """Look at the pad as the station does, until so many tags are told."""
        while True:
            begun_s = self.now_s
            if any(enough(len(change.uids)) for change in polling.poll()):  # type: ignore[union-attr]
                return
            self._waited_s += max(0.0, begun_s + polling.period_s - self.now_s)


def _identify(pad: str, count: int) -> tuple[float, float]:
    line = Line(pad)
    polling = PadPolling(line.pad)
    # The reader finds its way of speaking with the first tag ever.
    line.pad.inventory()
    images = [_image(number) for number in range(count)]
    uids = [line.lay(number, image) for number, image in enumerate(images)]
    begun_s, busy_s = line.now_s, process_time()
    line.poll_until(polling, lambda told: told == count)
    found = [identify_tag(line.pad, uid).content.item for uid in uids]
    taken = line.now_s - begun_s, process_time() - busy_s
    assert found == [BARCODES.barcode(1 + number) for number in range(count)]
    return taken


def _program(pad: str, place: Workplace) -> tuple[float, float]:
    line = Line(pad)
    uid = line.lay(1)
    # By the time it is written, it was found and read.
    line.pad.inventory()
    line.pad.system_information(uid)
    writer = TagWriter(line.pad, UndoFolder(place.new_folder()), SITE)
    begun_s, busy_s = line.now_s, process_time()
    writer.write(uid, SITE.record(BARCODES.barcode(1)))
    return line.now_s - begun_s, process_time() - busy_s


def _identify_floor(pad: str, count: int, rules: bool = True) -> float:
    floor = Floor(pad)
    floor.inventory(count, again=rules)
    if rules:
        floor.inventory(count, again=True)
    for _ in range(count):
        floor.connect()
        if rules:
            floor.system()
        floor.read(NUMBER_BLOCKS)
    return floor.ms


def _program_floor(pad: str, rules: bool = True) -> float:
    image = _image(0)
    changed = [at // BLOCK_SIZE for at in range(0, len(image), BLOCK_SIZE) if any(image[at:][:4])]
    span = changed[-1] - changed[0] + 1
    runs = _runs(changed)
    floor = Floor(pad)
    if rules:
        floor.inventory(1, again=True)
        floor.system()
        floor.read(BLOCKS)
    floor.write(runs)
    floor.read(span)
    if rules:
        floor.write([1])
        floor.read(1)
    floor.write_afi()
    if rules:
        floor.system()
    return floor.ms


def _runs(blocks: list[int]) -> list[int]:
    runs: list[int] = []
    for number, block in enumerate(blocks):
        if number and blocks[number - 1] == block - 1:
            runs[-1] += 1
        else:
            runs.append(1)
    return runs


def _image(number: int) -> bytes:
    return encode(SITE.record(BARCODES.barcode(1 + number)), SITE.model).data
