"""The first load into an empty store: rows in the order of the file, indexes last.

Nothing is looked up on the way. A filter of bits tells which keys and barcodes have surely not been
met before; records that may have been met are set aside, and merged when the indexes are there.
"""

import marshal
from collections.abc import Sequence
from typing import TYPE_CHECKING

from procstation.catalog.load import OpenedFile, Reading, finish, note, nothing_read
from procstation.catalog.load_findings import Findings
from procstation.catalog.load_report import LoadReport, Progress
from procstation.catalog.merge import Merge
from procstation.catalog.prepared import Prepared, plain

if TYPE_CHECKING:
    from procstation.store.bulk_rows import BulkRows
    from procstation.store.load_rows import LoadRows

BATCH = 500
"""Records that are handed to the store at a time."""

SHARE_OF_READING = 0.85
"""The indexes take the rest of the time."""


class Met:
    """Which texts may have been met before: never wrong when it says no.

    32 MB, whatever the number of texts: with 2.5 million one in 3,000 is taken for another, with 25
    million one in 30. A wrong yes costs a look-up.
    """

    BITS = 1 << 28

    def __init__(self) -> None:
        self._bits = bytearray(self.BITS >> 3)

    def add(self, text: str) -> bool:
        """Add a text; returns whether it may have been there."""
        number = hash(text)
        first, second = number & (self.BITS - 1), (number >> 28) & (self.BITS - 1)
        bits = self._bits
        one, other = bits[first >> 3], bits[second >> 3]
        if one >> (first & 7) & other >> (second & 7) & 1:
            return True
        bits[first >> 3] = one | 1 << (first & 7)
        bits[second >> 3] |= 1 << (second & 7)
        return False


def load_in_bulk(
    bulk: "BulkRows",
    rows: "LoadRows",
    load_id: int,
    files: Sequence[OpenedFile],
    progress: Progress | None,
) -> LoadReport:
    """Fill an empty store, within the caller's transaction.

    Raises:
        InputRefused: A file cannot be read further, or nothing in it could be read.
    """
    findings = Findings()
    filling = _Filling(bulk, load_id, findings)

    def share_of_reading(records: int, share: float) -> None:
        if progress is not None:
            progress(records, share * SHARE_OF_READING)

    for file, batch in Reading(files, share_of_reading).batches(findings, BATCH):
        for found in batch:
            note(found, str(file.path), findings)
        filling.add([found for found in batch if isinstance(found, Prepared)])
    bulk.build_indexes()
    merge = Merge(rows, load_id, findings)
    behind = 0
    while (kept := bulk.next_set_aside(behind)) is not None:
        behind, data = kept
        merge.take(Prepared._make(marshal.loads(data)))  # noqa: S302  (written by this load)
    findings.save(rows, load_id)
    report = finish(rows, load_id, files, findings)
    if report.records == 0:
        raise nothing_read(files, report)
    return report


class _Filling:
    """Gives numbers to titles and items, and sets aside what may be one of them again."""

    def __init__(self, bulk: "BulkRows", load_id: int, findings: Findings) -> None:
        self._bulk = bulk
        self._load_id = load_id
        self._findings = findings
        self._met = Met()
        self._titles = 0
        self._items = 0

    def add(self, batch: list[Prepared]) -> None:
        load = (self._load_id, self._load_id)
        titles: list[tuple[str | int, ...]] = []
        words: list[tuple[str | int, ...]] = []
        numbers: list[tuple[str, int]] = []
        items: list[tuple[str | int | None, ...]] = []
        aside = []
        barcodes = 0
        for record in batch:
            if self._may_be_known(record):
                aside.append(marshal.dumps(plain(record)))
                continue
            self._titles += 1
            number = self._titles
            title = record.title
            titles.append((number, *title, *load))
            words.append((number, *record.words))
            numbers += [(one, number) for text in title[7:9] for one in text.split()]
            for item in record.items:
                self._items += 1
                items.append((self._items, number, *item, *load))
                barcodes += item[0] is not None
        self._bulk.add(titles, words, numbers, items)
        self._bulk.set_aside(aside)
        self._findings.items += barcodes
        self._findings.items_without_barcode += len(items) - barcodes

    def _may_be_known(self, record: Prepared) -> bool:
        """Note all that a record is known by; holdings wait, since their title may come later."""
        add = self._met.add
        known = [add("=" + record.title[0])]
        known += [add(str(item[0])) for item in record.items if item[0] is not None]
        return any(known) or record.is_holdings
