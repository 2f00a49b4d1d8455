"""Labels a second by each way of drawing them, the file each makes, and the memory it takes.

The ways are those of `label_ways.py`; the first page of what each drew has to read back.
"""

import json
import subprocess
import sys
from pathlib import Path

import label_ways
import pypdfium2
import zxingcpp
from label_ways import WAYS, barcode_of
from results_page import Table
from workplace import Workplace

from procstation.labels import LabelShelf
from procstation.labels.zpl_picture import zpl_pictures

WAYS_SCRIPT = str(Path(label_ways.__file__))


def measure(place: Workplace) -> Table:
    """Return labels a second, size and memory, by the way they are drawn."""
    count = place.effort.drawn_labels
    rows = []
    for name, (_, ending) in WAYS.items():
        file = place.folder / f"labels.{ending}"
        command = [sys.executable, WAYS_SCRIPT, name, str(count), str(file)]
        run = subprocess.run(command, check=True, capture_output=True, text=True)
        seconds, peak_mb = json.loads(run.stdout)
        size_mb = file.stat().st_size / 1e6
        first = "—" if ending == "svg" else _first_page_reads(file, min(count, 30))
        rows.append((name, f"{count / seconds:,.0f}", f"{size_mb:.1f}", f"{peak_mb:.0f}", first))
    columns = ("way", "labels/s", "file, MB", "peak memory, MB", "first 30 read back")
    return Table(columns, tuple(rows), (f"{count:,} labels each.",))


def _first_page_reads(file: Path, labels: int) -> str:
    if file.suffix == ".zpl":
        whole = file.read_bytes().split(b"^XZ")[:labels]
        face = LabelShelf().face("DejaVuSansCondensed")
        pictures = [
            one.convert("L").resize((3 * one.width, one.height))
            for one in zpl_pictures(b"^XZ".join([*whole, b""]), face)
        ]
    else:
        document = pypdfium2.PdfDocument(file)
        pictures = [document[0].render(scale=600 / 72, grayscale=True).to_pil()]
        document.close()
    codabar = zxingcpp.barcode_formats_from_str("Codabar")
    found = {
        one.text.strip("ABCD")
        for picture in pictures
        for one in zxingcpp.read_barcodes(picture, formats=codabar)
    }
    right = sum(barcode_of(number) in found for number in range(labels))
    return f"{right} of {labels}"
