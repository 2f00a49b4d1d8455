"""How many reports of a UHF reader a second are decoded, folded and named, as a table.

    python benchmarks/radio_rate.py [--reports 90000] [--tags 300]

The reports are those of a minute at 1,500 a second, made by the simulated LLRP reader: `decode`
cuts the stream and reads the reports, `fold` folds them, `name` tells the item of each folded tag;
`all` does all three, 75 reports at a time, and names the slowest of these steps.
"""

import argparse
import time
from collections.abc import Iterator

from procstation.devices import TagHeard
from procstation.sweeping.folding import Folding, TagFolder
from procstation.sweeping.identify import TagNames
from procstation.tags import Model, TagRecord, encode
from procstation_drivers.uhf.llrp_messages import REPORT, Message, MessageDecoder
from procstation_drivers.uhf.llrp_replies import tags_heard
from procstation_drivers.uhf.llrp_requests import Inventory, add_rospec, enable_rospec
from procstation_simulators.uhf.llrp import LlrpSettings, VirtualLlrpReader

RATE = 1500
STEP_S = 0.05


def recorded(reports: int, tags: int) -> list[bytes]:
    """Return what the reader sends, one piece for each step."""
    reader = VirtualLlrpReader(LlrpSettings(rate=RATE, antennas=1))
    for number in range(tags):
        image = encode(TagRecord(f"{31234000000000 + number}", "US-INUMU"), Model.ISO28560_4)
        assert image.epc is not None
        assert image.epc.pc is not None
        reader.shelf.lay(image.epc.uii, pc=image.epc.pc)
    reader.connect()
    reader.receive(add_rospec(1, Inventory()) + enable_rospec(2))
    reader.transmit()
    pieces: list[bytes] = []
    while reader.reported < reports:
        reader.pass_time(STEP_S)
        pieces.append(reader.transmit())
    return pieces


def decoded(decoder: MessageDecoder, piece: bytes) -> Iterator[TagHeard]:
    for message in decoder.receive(piece):
        if isinstance(message, Message) and message.type == REPORT:
            for one in tags_heard(message):
                assert isinstance(one, TagHeard)
                yield one


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--reports", type=int, default=60 * RATE)
    parser.add_argument("--tags", type=int, default=300)
    asked = parser.parse_args()
    pieces = recorded(asked.reports, asked.tags)

    began = time.perf_counter()
    decoder = MessageDecoder()
    steps = [list(decoded(decoder, piece)) for piece in pieces]
    decode_s = time.perf_counter() - began
    reports = sum(map(len, steps))

    began = time.perf_counter()
    folder = TagFolder(Folding())
    groups = [
        group for number, step in enumerate(steps) for group in folder.take(step, number * STEP_S)
    ]
    groups += folder.end()
    fold_s = time.perf_counter() - began
    folded = [one for group in groups for one in group]
    assert sum(one.reads for one in folded) == reports

    began = time.perf_counter()
    names = TagNames(lambda _: "")
    barcodes = {names.of(one.strongest).barcode for one in folded}
    name_s = time.perf_counter() - began
    assert len(barcodes) == min(asked.tags, reports), len(barcodes)

    began = time.perf_counter()
    decoder, folder, names = MessageDecoder(), TagFolder(Folding()), TagNames(lambda _: "")
    slowest_s = 0.0
    for number, piece in enumerate(pieces):
        step_s = time.perf_counter()
        for group in folder.take(decoded(decoder, piece), number * STEP_S):
            for one in group:
                names.of(one.strongest)
        slowest_s = max(slowest_s, time.perf_counter() - step_s)
    all_s = time.perf_counter() - began

    print(f"{reports:,} reports of {asked.tags:,} tags, {len(folded):,} after folding\n")
    print("| step | reports/s |\n|---|---|")
    for step, seconds in (
        ("decode", decode_s),
        ("fold", fold_s),
        ("name", name_s),
        ("all", all_s),
    ):
        print(f"| {step} | {reports / seconds:,.0f} |")
    print(f"\nThe slowest of {len(pieces):,} steps of 75 reports took {slowest_s * 1000:.1f} ms.")


if __name__ == "__main__":
    main()
