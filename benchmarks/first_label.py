"""How long a running station takes from a wish to the first label at its printer.

    python benchmarks/first_label.py

The station has stood idle until all its printers were ready. Jobs of one label each are run from
the queue, on ZPL and on PDF; what counts is the time until the driver is handed the bytes.
"""

import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from unittest.mock import patch

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))

from station_play import PDF_PRINTERS, ZPL_PRINTERS, StationPlay, station_config

from procstation.labels import LabelData
from procstation.printing import LabelRequest, PrintDesk
from procstation_drivers.printers.pdf import PdfPrinter
from procstation_drivers.printers.zpl import ZplPrinter

JOBS = 4
LIMIT_S = 30.0


@contextmanager
def watched(sort: type[PdfPrinter] | type[ZplPrinter], seen: list[float]) -> Iterator[None]:
    """Note when a printer of this sort is handed a job."""
    send = sort.send

    def noted(printer: PdfPrinter | ZplPrinter, job: bytes, labels: int) -> object:
        seen.append(perf_counter())
        return send(printer, job, labels)  # type: ignore[arg-type]

    with patch.object(sort, "send", noted):
        yield


def measure(printers: str, sort: type[PdfPrinter] | type[ZplPrinter], home: Path) -> list[float]:
    """Return the milliseconds of each job, the first one first."""
    for name in ("spine", "barcode"):
        (home / name).mkdir(parents=True)
    drawn = threading.Semaphore(0)
    prepare = PrintDesk.prepare

    def told(desk: PrintDesk, *arguments: object) -> object:
        job = prepare(desk, *arguments)  # type: ignore[arg-type]
        drawn.release()
        return job

    config = station_config(printers=printers.format(folder=home))
    taken, seen = [], list[float]()
    with (
        patch.object(PrintDesk, "prepare", told),
        watched(sort, seen),
        StationPlay(home, config) as play,
    ):
        for _ in ("spine", "barcode"):
            assert drawn.acquire(timeout=LIMIT_S), "no printer got ready"
        room = play.station.labels
        for number in range(JOBS):
            room.queue.add([LabelRequest(LabelData(f"3123400012{number:04d}"), "barcode")], "one")
            begun = perf_counter()
            room.run("barcode")
            play.until_so(lambda: not room.status("barcode").is_running, "the label")
            taken.append(1000 * (seen[number] - begun))
    return taken


def main() -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name, printers, sort in (
            ("ZPL", ZPL_PRINTERS, ZplPrinter),
            ("PDF", PDF_PRINTERS, PdfPrinter),
        ):
            first, *others = measure(printers, sort, Path(folder) / name)
            print(f"{name}: first label {first:.0f} ms, later ones {min(others):.0f} ms")


if __name__ == "__main__":
    main()
