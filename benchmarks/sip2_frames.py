"""SIP2 frames encoded and decoded a second, as a table.

    python benchmarks/sip2_frames.py [--frames 20000] [--page docs/performance.md]

Each answer is about another item, with an accent in its title. Encoded is a whole message, with its
fields checked, its character set and its checksum; decoded is what a connection reads, in pieces of
4 KiB and in single bytes. Processor time is counted, and the best of several rounds.
"""

import argparse
from collections.abc import Callable
from pathlib import Path
from time import process_time

from results_page import Table, as_markdown, write_table

from procstation_connectors.sip2.frame import Decoder, Frame
from procstation_connectors.sip2.message import Message, read_message, write_message

ROUNDS = 5
CHARSET = "cp850"
AT = "20260115    093000"
ITEM = {"circulation status": "03", "security marker": "00", "fee type": "01", "date": AT}


def request(number: int) -> Message:
    fields = (("AO", "MAIN"), ("AB", f"3{number:013}"), ("AC", ""))
    return Message("17", {"date": AT}, fields, number % 10)


def answer(number: int) -> Message:
    fields = (
        ("AB", f"3{number:013}"),
        ("AJ", f"Cien años de soledad {number}"),
        ("BG", "MAIN"),
        ("CK", "001"),
        ("AQ", "MAIN"),
        ("AP", "MAIN"),
        ("CS", f"PQ8180.17.A73 C5 {number}"),
    )
    return Message("18", ITEM, fields, number % 10)


def decoded(stream: bytes, piece: int) -> int:
    """Read all messages of a stream; return how many there were."""
    decoder, count = Decoder(), 0
    for at in range(0, len(stream), piece):
        for taken in decoder.receive(stream[at : at + piece]):
            assert isinstance(taken, Frame)
            read_message(taken, CHARSET)
            count += 1
    return count


def per_second(count: int, work: Callable[[], object]) -> float:
    """Return how many of `count` are done in a second, in the best round."""
    rounds: list[float] = []
    for _ in range(ROUNDS):
        start = process_time()
        work()
        rounds.append(process_time() - start)
    return count / min(rounds)


def row(name: str, messages: list[Message]) -> tuple[str, ...]:
    stream = b"".join(write_message(message, CHARSET) + b"\r" for message in messages)
    count = len(messages)
    assert decoded(stream, 4096) == count
    encode = per_second(count, lambda: [write_message(one, CHARSET) for one in messages])
    whole = per_second(count, lambda: decoded(stream, 4096))
    single = per_second(count, lambda: decoded(stream, 1))
    both = 1 / (1 / encode + 1 / whole)
    rates = (f"{rate:,.0f}" for rate in (encode, whole, single, both))
    return name, f"{len(stream) // count}", *rates


def measure(count: int) -> Table:
    rows = (
        row("request 17", [request(number) for number in range(count)]),
        row("answer 18", [answer(number) for number in range(count)]),
    )
    heads = ("frame", "bytes", "encoded /s", "decoded /s", "decoded /s, byte by byte", "both /s")
    return Table(heads, rows, (f"{count:,} different frames, the best of {ROUNDS} rounds.",))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--frames", type=int, default=20_000, help="of each kind")
    parser.add_argument("--page", type=Path, help="put the table in its place on this page")
    options = parser.parse_args()
    table = measure(options.frames)
    print(as_markdown(table))
    if options.page:
        write_table(options.page, "sip2_frames", table)


if __name__ == "__main__":
    main()
