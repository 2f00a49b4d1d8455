"""Ways to draw the same labels, each by itself: for `label_drawing.py`, in a process of its own.

    python benchmarks/label_ways.py WAY COUNT FILE

Prints the CPU seconds it took and the most memory the process had. 30 labels to a letter sheet, ZPL
one by one: seven lines and a 14-digit Codabar with its number. What is drawn is kept in memory and
written at the end. The other libraries place their lines where they are told; ours, where it lays
labels out, fits them into boxes as well. Time is that of the processor, since neighbours come and
go.
"""

# ruff: noqa: PLC0415  each way imports what it needs, so that its memory is its own

import argparse
import json
import re
import sys
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from time import process_time

import msgspec

from procstation.items import CallNumber, Scheme
from procstation.labels import LabelData, LabelPlan, LabelShelf, Layout, Symbology, Template, place

STOCK = "avery-5160"
COLUMNS, ROWS = 3, 10
PITCH_X_PT, PITCH_Y_PT = 198.0, 72.0
LEFT_PT, TOP_PT = 13.5, 36.0
PAGE_PT = (612.0, 792.0)
SIZE_PT = 7.0
MODULE_PT, RATIO, BARS_PT = 0.48, 2.5, 28.0
"""4 dots of 600 dpi, the narrow bar that ours comes to as well."""

TEMPLATE = {
    "title": "Seven lines and a barcode",
    "min_width_mm": 60,
    "min_height_mm": 25,
    "sheet_stock": STOCK,
    "roll_stock": "roll-76x25",
    "text": [
        {
            "sources": ["call_number", "volume", "copy"],
            "flow": "lines",
            "box": {"left_mm": 2, "width_mm": 18, "top_mm": 1, "bottom_mm": 1},
            "size_pt": SIZE_PT,
            "min_size_pt": 5,
            "max_lines": 7,
            "leading": 1.1,
        },
        {
            "sources": ["barcode"],
            "box": {"left_mm": 22, "right_mm": 2, "bottom_mm": 2, "height_mm": 4},
            "size_pt": SIZE_PT,
            "min_size_pt": 5,
            "align": "center",
        },
    ],
    "symbol": [{"box": {"left_mm": 22, "right_mm": 2, "top_mm": 4, "height_mm": 10}, "ratio": 2.5}],
}


def lines_of(number: int) -> list[str]:
    return [
        "QA",
        f"76.{1 + number % 97}",
        f".P{number % 997:03d}",
        f"L{1 + number % 89}",
        f"{1900 + number % 125}",
        f"v.{2 + number % 7}",
        "c.2",
    ]


def barcode_of(number: int) -> str:
    return f"3023400{number:07d}"


def data_of(number: int) -> LabelData:
    klass, decimals, cutter, second, year, volume, copy = lines_of(number)
    text = f"{klass}{decimals} {cutter} {second} {year}"
    return LabelData(
        barcode=barcode_of(number),
        call_number=CallNumber(text, Scheme.LCC, "benchmark"),
        volume=volume,
        copy=copy,
    )


def laid_out(shelf: LabelShelf, stock: str, count: int, dots_per_mm: float) -> list[Layout]:
    template = msgspec.convert(TEMPLATE, Template)
    plan = LabelPlan(template, shelf.stock(stock), shelf, dots_per_mm, Symbology.CODABAR)
    return [plan.lay_out(data_of(number)) for number in range(count)]


def ours_pdf(count: int) -> tuple[bytes, float]:
    return _ours_pdf(count, from_layouts=False)


def ours_pdf_from_layouts(count: int) -> tuple[bytes, float]:
    return _ours_pdf(count, from_layouts=True)


def _ours_pdf(count: int, *, from_layouts: bool) -> tuple[bytes, float]:
    from procstation.labels.pdf import pdf_of

    shelf = LabelShelf()
    stock = shelf.stock(STOCK)
    pdf_of(place(laid_out(shelf, STOCK, 1, 600 / 25.4), stock))
    begun = process_time()
    layouts = laid_out(shelf, STOCK, count, 600 / 25.4)
    assert [run.text for run in layouts[0].runs][:-1] == lines_of(0)
    if from_layouts:
        begun = process_time()
    data = pdf_of(place(layouts, stock))
    return data, process_time() - begun


def ours_zpl(count: int) -> tuple[bytes, float]:
    return _ours_zpl(count, from_layouts=False)


def ours_zpl_from_layouts(count: int) -> tuple[bytes, float]:
    return _ours_zpl(count, from_layouts=True)


def _ours_zpl(count: int, *, from_layouts: bool) -> tuple[bytes, float]:
    from procstation.labels.zpl import zpl_of

    shelf = LabelShelf()
    begun = process_time()
    layouts = laid_out(shelf, "roll-76x25", count, 8.0)
    if from_layouts:
        begun = process_time()
    data = zpl_of(place(layouts, shelf.stock("roll-76x25")))
    return data, process_time() - begun


def reportlab_widgets(count: int) -> tuple[bytes, float]:
    from reportlab.graphics.barcode.common import Codabar
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont
    from reportlab.pdfgen.canvas import Canvas

    pdfmetrics.registerFont(TTFont("Face", font_file()))
    begun = process_time()
    made = BytesIO()
    canvas = Canvas(made, pagesize=PAGE_PT, pageCompression=1)
    for number in range(count):
        left, top, fresh = corner(number)
        if fresh and number:
            canvas.showPage()
        if fresh:
            canvas.setFont("Face", SIZE_PT)
        for index, line in enumerate(lines_of(number)):
            canvas.drawString(left + 6, PAGE_PT[1] - top - 9 - 8.5 * index, line)
        value = f"A{barcode_of(number)}A"
        bars = Codabar(value, barWidth=MODULE_PT, ratio=RATIO, barHeight=BARS_PT, quiet=0)
        bars.drawOn(canvas, left + 68, PAGE_PT[1] - top - 42)
        canvas.drawString(left + 90, PAGE_PT[1] - top - 52, barcode_of(number))
    canvas.save()
    return made.getvalue(), process_time() - begun


def fpdf2_rectangles(count: int) -> tuple[bytes, float]:
    from fpdf import FPDF

    from procstation.labels.codabar import codabar_elements

    begun = process_time()
    pdf = FPDF(unit="pt", format=PAGE_PT)
    pdf.set_auto_page_break(False)
    pdf.add_font("Face", fname=font_file())
    pdf.set_font("Face", size=SIZE_PT)
    for number in range(count):
        left, top, fresh = corner(number)
        if fresh:
            pdf.add_page()
        for index, line in enumerate(lines_of(number)):
            pdf.text(left + 6, top + 9 + 8.5 * index, line)
        at = left + 68
        for index, element in enumerate(codabar_elements(f"A{barcode_of(number)}A")):
            width = MODULE_PT * (1 if element == 1 else RATIO)
            if index % 2 == 0:
                pdf.rect(at, top + 14, width, BARS_PT, style="F")
            at += width
        pdf.text(left + 90, top + 52, barcode_of(number))
    return bytes(pdf.output()), process_time() - begun


def python_barcode_svg(count: int) -> tuple[bytes, float]:
    from barcode.codabar import CODABAR
    from barcode.writer import SVGWriter

    begun = process_time()
    made = BytesIO()
    for number in range(count):
        CODABAR(f"A{barcode_of(number)}A", writer=SVGWriter()).write(made)
    return made.getvalue(), process_time() - begun


def corner(number: int) -> tuple[float, float, bool]:
    """Return left and top of a label in points, and whether it is the first of its page."""
    cell = number % (COLUMNS * ROWS)
    row, column = divmod(cell, COLUMNS)
    return LEFT_PT + column * PITCH_X_PT, TOP_PT + row * PITCH_Y_PT, cell == 0


def font_file() -> str:
    from importlib.resources import files

    fonts = files("procstation_label_templates") / "fonts"
    return str(fonts / "DejaVuSansCondensed.ttf")


WAYS: dict[str, tuple[Callable[[int], tuple[bytes, float]], str]] = {
    "PDF, laid out and drawn": (ours_pdf, "pdf"),
    "PDF, drawn from layouts": (ours_pdf_from_layouts, "pdf"),
    "ZPL, laid out and drawn": (ours_zpl, "zpl"),
    "ZPL, drawn from layouts": (ours_zpl_from_layouts, "zpl"),
    "reportlab, its Codabar widget": (reportlab_widgets, "pdf"),
    "fpdf2, a rectangle each bar": (fpdf2_rectangles, "pdf"),
    "python-barcode, SVG, symbol alone": (python_barcode_svg, "svg"),
}


def main(arguments: Sequence[str]) -> None:
    """Draw in one way, and say how long it took and how much memory."""
    parser = argparse.ArgumentParser(description="Draw labels in one way.")
    parser.add_argument("way", choices=WAYS)
    parser.add_argument("count", type=int)
    parser.add_argument("file", type=Path)
    options = parser.parse_args(arguments)
    data, seconds = WAYS[options.way][0](options.count)
    options.file.write_bytes(data)
    print(json.dumps((seconds, peak_mb())))


def peak_mb() -> float:
    """Return the most memory this process ever had; nan where the system does not say."""
    status = Path("/proc/self/status")
    if status.exists():
        most = re.search(r"VmHWM:\s+(\d+) kB", status.read_text(encoding="ascii"))
        return int(most[1]) / 1e3 if most else float("nan")
    if sys.platform == "win32":
        return float("nan")
    import resource

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6


if __name__ == "__main__":
    main(sys.argv[1:])
