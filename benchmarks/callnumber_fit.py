"""Which rule makes real call numbers fit a spine label how often, and how fast, as tables.

    python benchmarks/callnumber_fit.py [--stock NAME]… [--show RULE] FILE…

The files are what `catalog load` reads, and lists of call numbers (`.txt`, one a line; `.tsv`, the
column SUDOC_1). Each different call number is broken by its scheme and fitted to the template
`spine` on each stock. `--show` prints the labels that a rule won, or `refused`, to look at.
"""

import argparse
import csv
import tempfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from time import process_time

from procstation.catalog import Catalogue
from procstation.errors import InputRefused, StationError
from procstation.items import Scheme, SpineLines, split
from procstation.labels import LabelShelf
from procstation.labels.fit import RULES, Fitted, Room, fit_lines
from procstation.labels.spine_room import spine_room

STOCKS = ("roll-25x38", "gaylord-spine", "ol28", "avery-l7651")
REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Spine:
    """What is known of one item for its spine."""

    text: str
    scheme: Scheme | None
    volume: str = ""
    copy: str = ""

    def split(self) -> SpineLines:
        return split(self.text, self.scheme, volume=self.volume, copy=self.copy)


def spines_of(files: list[Path]) -> list[Spine]:
    """Return all different spines of some files, in their order."""
    found: dict[Spine, None] = {}
    records: list[Path] = []
    for file in files:
        if file.suffix in (".txt", ".tsv"):
            found |= dict.fromkeys(_listed(file))
        else:
            records.append(file)
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Catalogue.open(f"sqlite:///{Path(folder) / 'store.sqlite'}")
        try:
            for file in records:
                _load(catalogue, file)
            found |= dict.fromkeys(_in_catalogue(catalogue))
        finally:
            catalogue.close()
    return list(found)


def _listed(file: Path) -> Iterator[Spine]:
    with file.open(encoding="utf-8-sig", newline="") as lines:
        if file.suffix == ".tsv":
            for row in csv.DictReader(lines, delimiter="\t"):
                text = row.get("SUDOC_1") or ""
                if text.strip():
                    yield Spine(text.strip(), None)
            return
        for line in lines:
            text = line.partition("\t")[0].strip()
            if text and text[0] != "#":
                yield Spine(text, None)


def _load(catalogue: Catalogue, file: Path) -> None:
    try:
        catalogue.load([file])
    except StationError as error:
        print(f"{file.name}: {error.what}")


def _in_catalogue(catalogue: Catalogue) -> Iterator[Spine]:
    titles, _ = catalogue.counts()
    title_id = 0
    while titles:
        title_id += 1
        title = catalogue.title(title_id)
        if title is None:
            continue
        titles -= 1
        numbers = [(title.call_number, "", "")] if title.call_number else []
        for item in catalogue.items_of(title_id):
            if item.call_number:
                numbers.append((item.call_number, item.volume, item.copy))
        for number, volume, copy in numbers:
            yield Spine(number.text, number.scheme, volume, copy)


def fitted(spine: SpineLines, room: Room) -> Fitted | InputRefused:
    try:
        for line in spine.lines:
            room.face.require(line)
        return fit_lines(spine.lines, room, spine.kinds)
    except InputRefused as refusal:
        return refusal


def measure(spines: list[Spine], stocks: tuple[str, ...], show: str | None) -> Iterator[str]:
    """Yield the tables, line by line."""
    begun = process_time()
    split_spines = [spine.split() for spine in spines]
    split_s = process_time() - begun
    shelf = LabelShelf()
    rooms = {name: spine_room(shelf, "spine", shelf.stock(name)) for name in stocks}
    counts: dict[str, Counter[str]] = {}
    rates: list[str] = []
    for name, room in rooms.items():
        begun = process_time()
        results = [fitted(spine, room) for spine in split_spines]
        rates.append(f"{len(results) / (process_time() - begun):,.0f}")
        counts[name] = Counter(one.rule if isinstance(one, Fitted) else REFUSED for one in results)
        if show:
            yield from _shown(name, spines, results, show)
    yield f"{len(spines):,} call numbers; {len(spines) / split_s:,.0f} splits/s"
    yield ""
    yield f"| rule | in words | {' | '.join(_size(name, room) for name, room in rooms.items())} |"
    yield f"|---|---|{'---:|' * len(rooms)}"
    words = {**RULES, REFUSED: "nothing fits, and why is said"}
    for rule, said in words.items():
        row = [counts[name][rule] for name in rooms]
        if any(row):
            yield f"| `{rule}` | {said} | {' | '.join(f'{one:,}' for one in row)} |"
    yield f"| | fits/s | {' | '.join(rates)} |"


def _size(name: str, room: Room) -> str:
    return f"`{name}` ({room.width_mm:.1f} × {room.height_mm:.1f} mm)"


def _shown(
    stock: str, spines: list[Spine], results: list[Fitted | InputRefused], show: str
) -> Iterator[str]:
    for spine, result in zip(spines, results, strict=True):
        said = f"{stock} {spine.scheme} {spine.text!r} {spine.volume!r} {spine.copy!r}"
        if isinstance(result, InputRefused):
            if show == REFUSED:
                yield f"{said}: {result.what}"
        elif result.rule.startswith(show):
            yield f"{said}: {' | '.join(result.lines)} ({result.size_pt:g} pt)"


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("files", nargs="+", type=Path, metavar="FILE")
    parser.add_argument("--stock", action="append", metavar="NAME")
    parser.add_argument("--show", metavar="RULE", help="print what this rule won")
    options = parser.parse_args()
    for line in measure(spines_of(options.files), tuple(options.stock or STOCKS), options.show):
        print(line)


if __name__ == "__main__":
    main()
