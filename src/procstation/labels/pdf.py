"""Pages as PDF: real text in an embedded font, bars as one path a symbol."""

import io
from collections.abc import Iterable, Sequence
from typing import Any

from reportlab.pdfgen.canvas import Canvas

from procstation.labels.pages import Page, Placed
from procstation.labels.symbol import Rectangle
from procstation.labels.text_block import TextRun

PT_PER_MM = 72 / 25.4


def pdf_of(pages: Sequence[Page]) -> bytes:
    """Draw pages as a PDF. The same pages always give the same bytes.

    Bars begin and end on dots of the printer the layout was made for, counted from the page's
    corner, so that a printer of that resolution need not round them.
    """
    data = io.BytesIO()
    runs = (run for page in pages for label in page.labels for run in label.layout.runs)
    # Without a first font of ours every page would name Helvetica, which is not embedded.
    first: Any = next((run.face.pdf_name for run in runs), None)  # The stubs take it for a number.
    canvas = Canvas(data, pageCompression=1, invariant=1, initialFontName=first)
    canvas.setTitle("Labels")
    for page in pages:
        height_pt = page.height_mm * PT_PER_MM
        canvas.setPageSize((page.width_mm * PT_PER_MM, height_pt))
        for label in page.labels:
            for run in label.layout.runs:
                _draw_run(canvas, run, label, height_pt)
            for symbol in label.layout.symbols:
                canvas.addLiteral(_inked(symbol.rects(), label, height_pt))
            if label.layout.lines:
                canvas.addLiteral(_inked(label.layout.lines, label, height_pt))
        canvas.showPage()
    canvas.save()
    return data.getvalue()


def _draw_run(canvas: Canvas, run: TextRun, label: Placed, height_pt: float) -> None:
    canvas.setFont(run.face.pdf_name, run.size_pt)
    left_pt = (label.left_mm + run.left_mm) * PT_PER_MM
    baseline_pt = height_pt - (label.top_mm + run.baseline_mm) * PT_PER_MM
    if not run.turn:
        canvas.drawString(left_pt, baseline_pt, run.text)
        return
    canvas.saveState()
    canvas.translate(left_pt, baseline_pt)
    canvas.rotate(-run.turn)
    canvas.drawString(0, 0, run.text)
    canvas.restoreState()


def _inked(rectangles: Iterable[Rectangle], label: Placed, height_pt: float) -> str:
    dot_pt = PT_PER_MM / label.layout.dots_per_mm
    drawn = [
        f"{(label.left_dots + x) * dot_pt:.4f}"
        f" {height_pt - (label.top_dots + y + height) * dot_pt:.4f}"
        f" {width * dot_pt:.4f} {height * dot_pt:.4f} re"
        for x, y, width, height in rectangles
    ]
    return f"0 g {' '.join(drawn)} f"
