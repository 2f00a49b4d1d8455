"""The books of a simulated library: real call numbers, multiplied by volumes and copies."""

import csv
import random
import tempfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from make_records import iso2709

from procstation.catalog import Catalogue
from procstation.errors import StationError
from procstation.items import BarcodeRange, Scheme

SEED = 1876
OURS, BRANCH = "MAIN", "BRANCH"
LOCATIONS = {
    Scheme.LCC: "STACKS",
    Scheme.DEWEY: "JUVENILE",
    Scheme.SUDOC: "DOCUMENTS",
    Scheme.OTHER: "LOCAL",
}
KOHA_SCHEMES = {Scheme.LCC: "lcc", Scheme.DEWEY: "ddc", Scheme.SUDOC: "sudocs", Scheme.OTHER: "z"}
BRANCH_SHARE = 0.01
"""Of the books, those of the branch; they do not belong on the shelves that are swept."""

NUMBERS = BarcodeRange("ours", prefix="3999")
ELSEWHERE = BarcodeRange("another library", prefix="3711")

ACCOUNTED = {
    "\x1fq2027-01-15": 0.08,
    "\x1f11": 0.01,
    "\x1f01": 0.004,
    "\x1f7-1": 0.006,
}
"""Shares of the books that are on loan, lost, withdrawn and new, as Koha writes it."""


@dataclass(frozen=True, slots=True)
class Book:
    """A book, and what the catalogue has of it.

    Attributes:
        state: Subfields of Koha that say where it is accounted for; "" when it should be there.
    """

    barcode: str
    call_number: str
    scheme: Scheme
    library: str
    location: str
    volume: str
    copy: str
    state: str


def call_numbers(corpus: Path) -> list[tuple[str, Scheme]]:
    """Return the call numbers of a folder of real catalogues, each once, with their schemes."""
    known: dict[str, Scheme] = {}
    with tempfile.TemporaryDirectory() as folder:
        catalogue = Catalogue.open(f"sqlite:///{Path(folder) / 'real.sqlite'}")
        for load in _loads(catalogue, corpus):
            for item in catalogue.items_added(load):
                if item.call_number is not None and item.call_number.text:
                    known.setdefault(item.call_number.text, item.call_number.scheme)
        catalogue.close()
    with (corpus / "callnumbers" / "gpo-washington-state-report.tsv").open(encoding="utf-8") as tsv:
        for row in csv.DictReader(tsv, delimiter="\t"):
            if row["SUDOC_1"]:
                known.setdefault(row["SUDOC_1"], Scheme.SUDOC)
    return sorted((text, by if by in LOCATIONS else Scheme.OTHER) for text, by in known.items())


def _loads(catalogue: Catalogue, corpus: Path) -> Iterator[int]:
    for file in sorted((corpus / "marc-items").rglob("*")):
        if file.suffix in {".mrc", ".marc", ".xml"}:
            try:
                report = catalogue.load([file])
            except StationError:
                continue  # A file that no catalogue can be made of has no call numbers either.
            if report.load:
                yield report.load


def stock_of(known: list[tuple[str, Scheme]], size: int, seed: int = SEED) -> list[Book]:
    """Return so many books of these call numbers, the same ones every time."""
    chance = random.Random(seed)
    sets = _sets(known, size, chance)
    books = []
    for number, (text, scheme, volume, copy) in enumerate(sets, 1):
        branch = chance.random() < BRANCH_SHARE
        state = "" if branch else _state(chance)
        library = BRANCH if branch else OURS
        location = "BRANCH" if branch else LOCATIONS[scheme]
        barcode = NUMBERS.barcode(number)
        books.append(Book(barcode, text, scheme, library, location, volume, copy, state))
    return books


def _sets(
    known: list[tuple[str, Scheme]], size: int, chance: random.Random
) -> Iterable[tuple[str, Scheme, str, str]]:
    """Return call numbers with volumes and copies, about as many of each as are needed."""
    wanted = size / len(known)
    made: list[tuple[str, Scheme, str, str]] = []
    for number, (text, scheme) in enumerate(known, 1):
        share = max(1, round(chance.uniform(0.2, 1.8) * wanted))
        volumes = share // 2 if share > 3 and chance.random() < 0.6 else 1
        copies = max(1, round(share / max(volumes, 1)))
        made += [
            (text, scheme, f"v.{volume}" if volumes > 1 else "", str(copy))
            for volume in range(1, volumes + 1)
            for copy in range(1, copies + 1)
        ]
        if number == len(known) and len(made) < size:
            made += [
                (text, scheme, f"v.{volume}", "1") for volume in range(100, 100 + size - len(made))
            ]
    chance.shuffle(made)
    return made[:size]


def _state(chance: random.Random) -> str:
    left = chance.random()
    for state, share in ACCOUNTED.items():
        if left < share:
            return state
        left -= share
    return ""


def write_marc(books: Iterable[Book], path: Path) -> None:
    """Write the records of a library system that has these books."""
    titles: dict[tuple[str, Scheme], list[Book]] = {}
    for book in books:
        titles.setdefault((book.call_number, book.scheme), []).append(book)
    with path.open("wb") as file:
        for number, ((text, scheme), copies) in enumerate(titles.items(), 1):
            fields = [
                ("001", str(number)),
                ("008", "200101s1999    xx            000 0 eng d"),
                ("245", f"10\x1faTitle {number} of the simulated library"),
                ("942", "  \x1fcBK"),
            ]
            for book in copies:
                volume = f"\x1fh{book.volume}" if book.volume else ""
                fields.append(
                    (
                        "952",
                        f"  \x1f2{KOHA_SCHEMES[scheme]}{book.state}\x1fa{book.library}"
                        f"\x1fb{book.library}\x1fc{book.location}{volume}\x1fo{text}"
                        f"\x1fp{book.barcode}\x1ft{book.copy}\x1fyBK\x1f9{int(book.barcode[4:-1])}",
                    )
                )
            fields.append(("999", f"  \x1fc{number}\x1fd{number}"))
            file.write(iso2709(fields))
