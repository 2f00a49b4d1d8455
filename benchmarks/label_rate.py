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
    PrintFile,
    Target,
    label_data,
    target_of_file,
)

TARGETS = (
    target_of_file(Path("labels.pdf")),
    target_of_file(Path("labels.zpl")),
    Target("labels", "raster", 300 / 25.4),
)
TEMPLATES = ("barcode", "spine")


def measure(place: Workplace) -> Table:
    """Return labels a second, by language and template."""
    count = place.effort.labels
    with place.catalogue() as catalogue:
        found = [catalogue.by_barcode(BARCODES.barcode(number)) for number in range(1, count + 1)]
    data = [label_data(*one) for one in found if one is not None]
    rows = []
    for target in TARGETS:
        for template in TEMPLATES:
            requests = [LabelRequest(one, template) for one in data]
            _prepare(requests[:1], target)  # So that fonts and libraries are loaded.
            _, single = _prepare(requests[-1:], target)
            job, taken = _prepare(requests, target)
            made = sum(len(batch.labels) for batch in job.batches)
            rows.append(
                (
                    target.language,
                    template,
                    str(made),
                    str(len(job.refused)),
                    f"{made / taken:,.0f}",
                    f"{1000 * single:.0f}",
                )
            )
    columns = ("language", "template", "labels", "refused", "labels/s", "one label, ms")
    return Table(columns, tuple(rows))


def _prepare(requests: list[LabelRequest], target: Target) -> tuple[PreparedJob, float]:
    begun = perf_counter()
    desk = PrintDesk(LabelShelf(None), PrintFile(None), Symbology("codabar"))
    job = desk.prepare(requests, target)
    return job, perf_counter() - begun
