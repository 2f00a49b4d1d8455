"""The first records: loaded as `catalog load` does it, told in words."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from importlib.resources import as_file, files
from pathlib import Path

from procstation.catalog import Catalogue, LoadReport
from procstation.catalog.load_report import AUTO
from procstation.demo.prepare import CATALOGUE
from procstation.language import tr, trn

SHOWN = 3
"""Of what was rejected; `catalog load` tells all."""


class Loading:
    """One load. `run` works on the calling thread; `stop` may be called from another."""

    def __init__(self, store_url: str) -> None:
        self._store_url = store_url
        self._stopped = threading.Event()

    def stop(self) -> None:
        """Stop it between two transactions: what was taken stays, and can be gone on with."""
        self._stopped.set()

    def run(
        self,
        paths: Sequence[Path],
        profile: str = AUTO,
        tell: Callable[[int, float], None] = lambda records, share: None,
    ) -> LoadReport:
        """Load files into the store.

        Args:
            tell: Called with the records read so far and the share of all bytes, 0 to 1.

        Raises:
            StationError: As `Catalogue.load`.
            LoadStopped: It was stopped.
        """

        def progress(records: int, share: float) -> None:
            if self._stopped.is_set():
                # As Ctrl-C at the command line, which ends a load so that it can be gone on with.
                raise KeyboardInterrupt
            tell(records, share)

        with closing(Catalogue.open(self._store_url)) as catalogue:
            return catalogue.load(paths, profile, progress, alone=True)

    def run_demo(
        self, tell: Callable[[int, float], None] = lambda records, share: None
    ) -> LoadReport:
        """Load the sample catalogue. Raises as `run`."""
        with as_file(files("procstation.demo") / CATALOGUE) as sample:
            return self.run([sample], "koha", tell)


def told(report: LoadReport) -> Iterator[str]:
    """Yield what came of a load, for people."""
    yield trn(
        "{count} record was read, with {items} barcodes.",
        "{count} records were read, with {items} barcodes.",
        report.records,
        items=report.items,
    )
    yield tr(
        "Titles: {added} added, {updated} updated, {unchanged} as they were.",
        added=report.added,
        updated=report.updated,
        unchanged=report.unchanged,
    )
    for one in report.profiles:
        yield tr("{file}: read as {profile}.", file=Path(one.file).name, profile=one.profile)
    if report.items_without_barcode:
        yield trn(
            "{count} item waits for a barcode.",
            "{count} items wait for a barcode.",
            report.items_without_barcode,
        )
    if report.duplicates:
        yield trn(
            "{count} barcode is there more than once; the first item keeps it.",
            "{count} barcodes are there more than once; the first item keeps each.",
            len(report.duplicates),
        )
    if report.rejected:
        yield trn(
            "{count} record could not be read:",
            "{count} records could not be read:",
            len(report.rejected),
        )
        for bad in report.rejected[:SHOWN]:
            yield tr("  record {number}: {reason}", number=bad.record, reason=bad.reason)
