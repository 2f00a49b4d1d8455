"""Make a store of synthetic titles and items, and say how long loading and looking up took.

    python benchmarks/make_store.py OUT.sqlite --items 100000

The records are MARC 21 with Koha items, three items for every two titles, and are the same in every
run. The barcodes are 14 digits with a Luhn digit, from 39990000000015 on.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from procstation.catalog import Catalogue
from procstation.items import BarcodeRange

SEED = 20
LOOK_UPS = 20_000
SEARCHES = 300
BARCODES = BarcodeRange("synthetic", prefix="3999")
WORDS = tuple(
    first + second
    for first in ("ar", "be", "cor", "dan", "el", "fir", "gal", "hu", "in", "jor", "kel", "lum")
    for second in ("ad", "bor", "cine", "dar", "eth", "gar", "hold", "is", "ment", "nor", "tis")
)
NAMES = ("Le Guin, Ursula K.", "Müller, Jürgen", "Ōe, Kenzaburō", "García Márquez, Gabriel")


def records(items: int) -> Iterator[bytes]:
    """Yield MARC 21 records that hold so many items between them."""
    chance = random.Random(SEED)
    made = 0
    number = 0
    while made < items:
        number += 1
        copies = min(1 + number % 2, items - made)
        title = " ".join(chance.choices(WORDS, k=chance.randint(2, 6))).capitalize()
        isbn = f"{chance.randrange(10**9):09}"
        year = chance.randint(1950, 2025)
        fields = [
            ("001", f"{number}"),
            ("008", f"200101s{year}    xx            000 0 eng d"),
            ("020", f"  \x1fa{isbn}{_isbn10_check(isbn)}"),
            ("050", f" 4\x1faPS{chance.randint(1, 9999)}\x1fb.{title[0]}{number % 100} {year}"),
            ("100", f"1 \x1fa{chance.choice(NAMES)},"),
            ("245", f"10\x1fa{title} /\x1fc{chance.choice(NAMES)}."),
            ("264", f" 1\x1faNew York :\x1fbHarper,\x1fc{year}."),
            ("942", "  \x1fcBK"),
            ("999", f"  \x1fc{number}\x1fd{number}"),
        ]
        for _ in range(copies):
            made += 1
            barcode = BARCODES.barcode(made)
            fields.append(
                ("952", f"  \x1faMAIN\x1fbMAIN\x1fcSTACKS\x1fp{barcode}\x1fyBK\x1f9{made}")
            )
        yield _iso2709(fields)


def _isbn10_check(body: str) -> str:
    total = sum(weight * int(digit) for weight, digit in zip(range(10, 1, -1), body, strict=True))
    return "0123456789X"[-total % 11]


def _iso2709(fields: list[tuple[str, str]]) -> bytes:
    directory, body = b"", b""
    for tag, text in fields:
        data = text.encode() + b"\x1e"
        directory += b"%b%04d%05d" % (tag.encode(), len(data), len(body))
        body += data
    base = 24 + len(directory) + 1
    length = base + len(body) + 1
    leader = b"%05dnam a22%05d i 4500" % (length, base)
    return leader + directory + b"\x1e" + body + b"\x1d"


def percentiles(seconds: list[float]) -> dict[str, float]:
    """p50 and p99 in milliseconds."""
    ordered = sorted(seconds)
    return {
        "p50_ms": round(ordered[len(ordered) // 2] * 1000, 4),
        "p99_ms": round(ordered[len(ordered) * 99 // 100] * 1000, 4),
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("store", type=Path)
    parser.add_argument("--items", type=int, default=100_000)
    parser.add_argument("--marc", type=Path, help="keep the records in this file")
    options = parser.parse_args()
    if options.store.exists():
        sys.exit(f"{options.store} exists already; remove it or name another file.")
    with tempfile.TemporaryDirectory() as folder:
        marc = options.marc or Path(folder) / "synthetic.mrc"
        with marc.open("wb") as file:
            file.writelines(records(options.items))
        catalogue = Catalogue.open(f"sqlite:///{options.store}")
        begun = time.perf_counter()
        report = catalogue.load([marc], alone=True)
        load_s = time.perf_counter() - begun
    chance = random.Random(SEED)
    look_ups = []
    for _ in range(LOOK_UPS):
        barcode = BARCODES.barcode(chance.randint(1, options.items))
        begun = time.perf_counter()
        found = catalogue.by_barcode(barcode)
        look_ups.append(time.perf_counter() - begun)
        assert found is not None
    searches = []
    for _ in range(SEARCHES):
        text = " ".join(chance.choices(WORDS, k=3))
        begun = time.perf_counter()
        catalogue.find(text)
        searches.append(time.perf_counter() - begun)
    catalogue.close()
    print(
        json.dumps(
            {
                "titles": report.added,
                "items": report.items,
                "load_s": round(load_s, 2),
                "records_per_s": round(report.records / load_s),
                "look_up": percentiles(look_ups),
                "search_three_words": percentiles(searches),
            },
            indent=2,
        )
    )


if __name__ == "__main__":
    main()
