"""Labels a second: laid out, drawn, every symbol decoded out of the picture again."""

from pathlib import Path
from time import perf_counter

from make_store import BARCODES
from results_page import Table
from workplace import Workplace

from procstation.labels import LabelShelf, Symbology
from procstation.printing import (
    LabelRequest,
    PreparedJob,
    PrintDesk,
    SheetPositions,
    label_data,
    target_of_file,
)

FILES = ("labels.pdf", "labels.zpl")
TEMPLATES = ("barcode", "spine")


def measure(place: Workplace) -> Table:
    """Return labels a second, by language and template."""
    count = place.effort.labels
    with place.catalogue() as catalogue:
        found = [catalogue.by_barcode(BARCODES.barcode(number)) for number in range(1, count + 1)]
    data = [label_data(*one) for one in found if one is not None]
    rows = []
    for file in FILES:
        for template in TEMPLATES:
            requests = [LabelRequest(one, template) for one in data]
            _prepare(requests[:1], file)  # So that fonts and libraries are loaded.
            begun = perf_counter()
            job = _prepare(requests, file)
            taken = perf_counter() - begun
            made = sum(len(batch.labels) for batch in job.batches)
            rate = made / taken
            language = job.target.language
            rows.append((language, template, str(made), str(len(job.refused)), f"{rate:,.0f}"))
    return Table(("language", "template", "labels", "refused", "labels/s"), tuple(rows))


def _prepare(requests: list[LabelRequest], file: str) -> PreparedJob:
    desk = PrintDesk(LabelShelf(None), SheetPositions(None), Symbology("codabar"))
    return desk.prepare(requests, target_of_file(Path(file)))
