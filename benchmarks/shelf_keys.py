"""How many shelf keys a core makes in a second of processor time, written as a table.

    python benchmarks/shelf_keys.py FILE.csv COLUMN [SCHEME]

Each call number of the column is measured as it is (`first` without remembered parts, `again` with)
and multiplied by volumes and copies, as a large collection has them.
"""

import csv
import sys
from pathlib import Path
from random import Random
from time import process_time

from procstation.items import Scheme, shelf_keys


def keys_per_second(texts: list[str], scheme: Scheme) -> int:
    key = shelf_keys(scheme)
    start = process_time()
    for text in texts:
        key(text)
    return round(len(texts) / (process_time() - start))


def main(file: str, column: str, scheme: str = "lcc") -> None:
    with Path(file).open(encoding="utf-8-sig", newline="") as rows:
        texts = [row[column] for row in csv.DictReader(rows) if row[column]]
    numbers = [f"v.{volume} c.{copy}" for volume in range(1, 101) for copy in (1, 2)]
    many = [f"{text} {number}" for text in texts for number in numbers]
    Random(0).shuffle(many)
    chosen = Scheme(scheme)
    print("| call numbers | count | keys/s |\n|---|---|---|")
    for name, sample in (("first", texts), ("again", texts), ("volumes and copies", many)):
        print(f"| {name} | {len(sample):,} | {keys_per_second(sample, chosen):,} |")


if __name__ == "__main__":
    main(*sys.argv[1:])
