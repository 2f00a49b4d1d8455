"""What `symbol_campaign.py` counts: kept task by task, so that it can go on, and made a table."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import msgspec
from results_page import Table

from procstation.labels import Symbology

FAILURES_SHOWN = 20

HEADS = ("carried", "no room", "drawn", "not zxing", "not ZBar", "not preflight")


@dataclass(frozen=True, slots=True)
class Task:
    """One symbology on one stock, drawn in one language."""

    symbology: Symbology
    stock: str
    language: str
    dpi: int


@dataclass
class Tally:
    """What was counted, of one task or of many.

    Attributes:
        carried: Texts the symbology can carry.
        refused: By preflight: no room.
        not_preflight: Drawn, and then refused by the program's own look at the picture.
        failures: What was not read, for a person.
    """

    carried: int = 0
    refused: int = 0
    drawn: int = 0
    not_zxing: int = 0
    not_zbar: int = 0
    not_preflight: int = 0
    failures: list[str] = field(default_factory=list)

    def add(self, other: "Tally") -> None:
        self.carried += other.carried
        self.refused += other.refused
        self.drawn += other.drawn
        self.not_zxing += other.not_zxing
        self.not_zbar += other.not_zbar
        self.not_preflight += other.not_preflight
        self.failures += other.failures

    @property
    def faults(self) -> int:
        return self.not_zxing + self.not_zbar + self.not_preflight

    def cells(self, symbology: Symbology) -> tuple[str, ...]:
        zbar = "—" if symbology is Symbology.DATAMATRIX else f"{self.not_zbar:,}"
        counts = (self.carried, self.refused, self.drawn, self.not_zxing)
        return (*(f"{count:,}" for count in counts), zbar, f"{self.not_preflight:,}")


@dataclass(frozen=True, slots=True)
class Done:
    """A line of the log."""

    task: Task
    tally: Tally


def read_log(log: Path | None) -> dict[Task, Tally]:
    """Return what was done before; a last line that was cut off was not done."""
    if log is None or not log.exists():
        return {}
    whole, _, _ = log.read_bytes().rpartition(b"\n")
    done = [msgspec.json.decode(line, type=Done) for line in whole.splitlines()]
    return {one.task: one.tally for one in done}


def append_to(log: Path, task: Task, tally: Tally) -> None:
    with log.open("ab") as file:
        file.write(msgspec.json.encode(Done(task, tally)) + b"\n")


def table_of(tallies: Mapping[Task, Tally], items: int) -> Table:
    """Return the counts by symbology and language, all stocks and resolutions together."""
    together: dict[tuple[Symbology, str], Tally] = {}
    for task, tally in tallies.items():
        together.setdefault((task.symbology, task.language), Tally()).add(tally)
    rows = [
        (symbology.spoken, language, *tally.cells(symbology))
        for (symbology, language), tally in sorted(together.items())
    ]
    labels = sum(tally.drawn for tally in tallies.values())
    stocks = sorted({task.stock for task in tallies})
    note = f"{labels:,} labels of {items:,} items on {len(stocks)} stocks: {', '.join(stocks)}."
    return Table(("symbology", "drawn as", *HEADS), tuple(rows), (note,))


def failures_of(tallies: Mapping[Task, Tally]) -> Iterator[str]:
    """Yield some of what was not read."""
    failures = [failure for tally in tallies.values() for failure in tally.failures]
    yield from failures[:FAILURES_SHOWN]
