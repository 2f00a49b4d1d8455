"""Microseconds to decode and to encode one tag, for each data model, written as a table.

    python benchmarks/tag_codecs.py [--tags 2000] [--page docs/performance.md]

The tags of each model are made here and all differ. Each is decoded as it is read: a whole memory
of 112 bytes, or both banks. Processor time is counted, and the best of several rounds.
"""

import argparse
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from random import Random
from time import process_time

from results_page import Table, as_markdown, write_table

from procstation.tags import Model, TagRecord, decode, decode_any, decode_epc, encode
from procstation.tags.block_order import reverse_blocks

ROUNDS = 7
MEMORY = 112
"""Bytes of the most common tag."""

AIMS_US = {"iso28560-3": 20, "iso28560-2": 60}

OTHERS = {6: "PS3562.E42 L4 1969", 8: "ta", 17: "The left hand of darkness"}


@dataclass(frozen=True, slots=True)
class Measured:
    name: str
    decode: list[Callable[[], object]]
    encode: list[Callable[[], object]]


def records(count: int, others: dict[int, str]) -> list[TagRecord]:
    chance = Random(20)
    return [
        TagRecord(f"3{chance.randrange(10**13):013}", "DK-718500", 1, 1, 0x10, others)
        for _ in range(count)
    ]


def cases(count: int) -> Iterator[Measured]:
    plain, rich = records(count, {}), records(count, OTHERS)
    for name, model, dsfid, given in (
        ("iso28560-3", Model.ISO28560_3, 0x3E, plain),
        ("iso28560-3, call number and title", Model.ISO28560_3, 0x3E, rich),
        ("iso28560-2", Model.ISO28560_2, 0x06, plain),
        ("iso28560-2, call number and title", Model.ISO28560_2, 0x06, rich),
    ):
        memories = [encode(record, model).data.ljust(MEMORY, b"\0") for record in given]
        yield Measured(
            name,
            [partial(decode, memory, dsfid=dsfid) for memory in memories],
            [partial(encode, record, model) for record in given],
        )
    fixed = [encode(record, Model.ISO28560_3).data.ljust(MEMORY, b"\0") for record in plain]
    turned = [reverse_blocks(memory, 4) for memory in fixed]
    yield Measured("iso28560-3, blocks turned round", [partial(decode, m) for m in turned], [])
    old = [
        b"\x04\x11\0\1" + record.item.encode().ljust(28, b"\0") + bytes(MEMORY - 32)
        for record in plain
    ]
    yield Measured("3m", [partial(decode, memory, dsfid=0) for memory in old], [])
    noise = [Random(number).randbytes(MEMORY) for number in range(count)]
    yield Measured("foreign (noise)", [partial(decode, memory) for memory in noise], [])
    yield Measured("foreign (noise), any band", [partial(decode_any, m) for m in noise], [])
    images = [encode(record, Model.ISO28560_4) for record in rich]
    yield Measured(
        "iso28560-4, both banks",
        [partial(decode_epc, i.epc.data, i.data) for i in images if i.epc is not None],
        [partial(encode, record, Model.ISO28560_4) for record in rich],
    )
    house = [b"\x40\0\x19\xe9\xf8\x71" + n.to_bytes(8, "big") + bytes(4) for n in range(1, count)]
    yield Measured("uhf-de290", [partial(decode_epc, bank) for bank in house], [])


def best_us(calls: list[Callable[[], object]]) -> float:
    """Return microseconds a call in the best round."""
    rounds: list[float] = []
    for _ in range(ROUNDS):
        start = process_time()
        for call in calls:
            call()
        rounds.append(process_time() - start)
    return min(rounds) / len(calls) * 1e6


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--tags", type=int, default=2000, help="of each model")
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    options = parser.parse_args()
    rows = []
    for case in cases(options.tags):
        aim = next((str(us) for name, us in AIMS_US.items() if case.name.startswith(name)), "–")
        written = f"{best_us(case.encode):.1f}" if case.encode else "–"
        rows.append((case.name, f"{best_us(case.decode):.1f}", aim, written))
    notes = (f"{options.tags:,} tags of each model, the best of {ROUNDS} rounds.",)
    table = Table(("tags", "decode µs", "aim", "encode µs"), tuple(rows), notes)
    print(as_markdown(table))
    if options.page:
        write_table(options.page, "tag_codecs", table)


if __name__ == "__main__":
    main()
