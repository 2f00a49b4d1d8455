"""Write a file of synthetic MARC 21 records with Koha items, the same in every run.

    python benchmarks/make_records.py OUT.mrc --records 100000

About 1.3 kB each: the fields of a real record of a public library, half of them never read by a
station. Three items for every two records; barcodes of 14 digits with a Luhn digit; one record in
five has letters beyond ASCII.
"""

import argparse
import random
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from procstation.items import BarcodeRange
from procstation.items.check_digit import isbn10

SEED = 1968
BARCODES = BarcodeRange("synthetic", prefix="3999")
SYLLABLES = (
    "al an ar as at ba be bi bo ca ce co da de di do el en er es fa fe fi ga ge go ha he hi ho il "
    "in is ka ke ko la le li lo ma me mi mo na ne ni no ol on or pa pe po ra re ri ro sa se si so "
    "ta te ti to ul un ur va ve vi vo wa we wi za"
)
ACCENTED = ("Ärger", "Çelik", "Über", "naïve", "Žižek", "Ōe", "García", "Łódź", "Ørsted", "été")
COMMON = "the of and a history in to world introduction guide studies life new american art"
PLACES = ("New York", "London", "Chicago", "Boston", "Toronto", "Oxford", "Berlin", "Paris")
LETTERS = ("B", "D", "E", "GV", "HD", "HV", "LB", "ML", "ND", "PN", "PR", "PS", "PZ", "QA", "RC")


class Words:
    """A vocabulary in which few words are common and most are rare, as in titles."""

    def __init__(self, chance: random.Random) -> None:
        self._chance = chance
        known = {
            "".join(chance.choices(SYLLABLES.split(), k=chance.randint(2, 4)))
            for _ in range(60_000)
        }
        self._known = sorted(known)

    def some(self, least: int, most: int) -> list[str]:
        chance = self._chance
        found = []
        for _ in range(chance.randint(least, most)):
            if chance.random() < 0.25:
                found.append(chance.choice(COMMON.split()))
            else:
                found.append(self._known[int(len(self._known) * chance.random() ** 3)])
        return found

    def name(self) -> str:
        last, first = (self._known[int(len(self._known) * self._chance.random())] for _ in "ab")
        return f"{last.capitalize()}, {first.capitalize()}"


def write(path: Path, records: int) -> int:
    """Write so many records and return the count of their items."""
    made = count(1)
    with path.open("wb") as file:
        for record in make(records, made):
            file.write(record)
    return next(made) - 1


def make(records: int, made: "count[int]") -> Iterator[bytes]:
    """Yield records; `made` counts their items."""
    chance = random.Random(SEED)
    words = Words(chance)
    for number in range(1, records + 1):
        fields = list(_bib(number, chance, words))
        for copy in range(1, 2 + number % 2):
            fields.append(("952", _item(next(made), copy, chance)))
        fields.append(("999", f"  \x1fc{number}\x1fd{number}"))
        yield iso2709(fields)


def _bib(number: int, chance: random.Random, words: Words) -> Iterator[tuple[str, str]]:
    title = " ".join(words.some(2, 6)).capitalize()
    if number % 5 == 0:
        title += " " + chance.choice(ACCENTED)
    rest, author, other = " ".join(words.some(3, 8)), words.name(), words.name()
    year, pages = chance.randint(1950, 2025), chance.randint(64, 900)
    isbn = f"{chance.randrange(10**9):09}"
    isbn += isbn10(isbn)
    letters, main = chance.choice(LETTERS), chance.randint(1, 9999)
    cutter = f".{author[0]}{chance.randint(1, 999)}"
    yield "001", f"{number}"
    yield "003", "OSt"
    yield "005", "20200101000000.0"
    yield "008", f"200101s{year}    nyua   b    001 0 eng d"
    yield "010", f"  \x1fa  {number:010}"
    yield "020", f"  \x1fa{isbn} (hardcover : acid-free paper)"
    yield "035", f"  \x1fa(OCoLC)ocm{number:09}"
    yield "040", "  \x1faDLC\x1fbeng\x1ferda\x1fcDLC\x1fdDLC\x1fdOCLCQ"
    yield "050", f"00\x1fa{letters}{main}\x1fb{cutter} {year}"
    yield "082", f"00\x1fa{chance.randint(0, 999):03}.{chance.randint(1, 9999)}\x1f223"
    yield "100", f"1 \x1fa{author}.,\x1fd{year - 40}-\x1feauthor."
    yield "245", f"10\x1fa{title} :\x1fb{rest} /\x1fc{author} ; edited by {other}."
    place = chance.choice(PLACES)
    yield "264", f" 1\x1fa{place} :\x1fb{words.name().split(',')[0]} Press,\x1fc[{year}]"
    yield "300", f"  \x1fax, {pages} pages :\x1fbillustrations ;\x1fc24 cm"
    yield "336", "  \x1fatext\x1fbtxt\x1f2rdacontent"
    yield "337", "  \x1faunmediated\x1fbn\x1f2rdamedia"
    yield "338", "  \x1favolume\x1fbnc\x1f2rdacarrier"
    yield "504", f"  \x1faIncludes bibliographical references (pages {pages - 20}-) and index."
    yield "520", f"  \x1fa{' '.join(words.some(15, 30)).capitalize()}."
    for _ in range(chance.randint(1, 3)):
        topic = " ".join(words.some(1, 2)).capitalize()
        yield "650", f" 0\x1fa{topic}\x1fx{words.some(1, 1)[0].capitalize()}\x1fvHandbooks."
    yield "700", f"1 \x1fa{other},\x1feeditor."
    yield "942", "  \x1f2lcc\x1fcBK"


def _item(number: int, copy: int, chance: random.Random) -> str:
    lent = "\x1fq2026-01-15" if chance.random() < 0.1 else ""
    return (
        "  \x1f00\x1f10\x1f2lcc\x1f40\x1f70\x1faMAIN\x1fbMAIN\x1fcSTACKS\x1fd2020-01-01"
        f"\x1f9{number}{lent}\x1fp{BARCODES.barcode(number)}\x1fr2020-01-01\x1ft{copy}\x1fyBK"
    )


def iso2709(fields: list[tuple[str, str]]) -> bytes:
    """Return fields as one record in UTF-8."""
    directory, body = "", b""
    for tag, text in fields:
        data = text.encode() + b"\x1e"
        directory += f"{tag}{len(data):04}{len(body):05}"
        body += data
    base = 24 + len(directory) + 1
    leader = f"{base + len(body) + 1:05}cam a22{base:05} i 4500"
    return f"{leader}{directory}\x1e".encode() + body + b"\x1d"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("out", type=Path)
    parser.add_argument("--records", type=int, default=100_000)
    asked = parser.parse_args()
    items = write(asked.out, asked.records)
    size = asked.out.stat().st_size
    print(f"{asked.records:,} records, {items:,} items, {size / asked.records:,.0f} bytes each")


if __name__ == "__main__":
    main()
