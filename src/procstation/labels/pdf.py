"""Pages as PDF: text as glyphs of embedded fonts, symbols and lines as rectangles.

reportlab keeps the document; what is on a page, and its fonts, are written here: a page is one
string of text-showing operators and one of rectangles.
"""

from collections.abc import Iterator, Sequence

from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFDocument, PDFPage

from procstation.labels.fonts import MM_PER_PT
from procstation.labels.pages import Page
from procstation.labels.pdf_font import PdfFont, stream, utf16
from procstation.labels.shaping import FontFile
from procstation.labels.symbol import Rectangle
from procstation.labels.text_block import TextRun

QUICK = 3
"""Level of compression: of pages a tenth larger than by the best, in a third of the time."""

KEPT_PENS = 1 << 13

PT_PER_MM = 1 / MM_PER_PT

TURNED = {0: "1 0 0 1", 90: "0 -1 1 0", 180: "-1 0 0 -1", 270: "0 1 -1 0"}
"""Degrees clockwise, and the matrix of a text line: its axes in the page's."""


def pdf_of(pages: Sequence[Page], title: str = "Labels") -> bytes:
    """Draw pages as a PDF. The same pages always give the same bytes.

    Bars begin and end on dots of the printer the layout was made for, counted from the page's
    corner, so that a printer of that resolution need not round them.
    """
    document = PDFDocument(compression=1, invariant=1)
    document.info.title = title
    drawing = _Drawing()
    drawn = []
    for page in pages:
        drawn.append((page, stream(drawing.of_page(page).encode("ascii"), QUICK)))
    fonts = {font.resource: font.embed(document) for font in drawing.fonts}
    resources = document.Reference(PDFDictionary({"Font": PDFDictionary(fonts)}))
    for page, content in drawn:
        sheet = PDFPage()
        size_pt = [round(one * PT_PER_MM, 4) for one in (page.width_mm, page.height_mm)]
        sheet.MediaBox = PDFArray([0, 0, *size_pt])
        sheet.Contents, sheet.Resources = content, resources
        document.addPage(sheet)
    data = document.GetPDFData(None)
    return data if isinstance(data, bytes) else str(data).encode("latin-1")


class _Drawing:
    """The operators of pages, and the fonts they name."""

    def __init__(self) -> None:
        self._fonts: dict[FontFile, PdfFont] = {}
        self._rectangles = _Rectangles()
        self._pens = _Pens()

    @property
    def fonts(self) -> list[PdfFont]:
        return list(self._fonts.values())

    def of_page(self, page: Page) -> str:
        height_pt = page.height_mm * PT_PER_MM
        parts = ["BT"]
        set_in = ""
        for label in page.labels:
            left_mm, top_mm = label.left_mm, label.top_mm
            for run in label.layout.runs:
                x = (left_mm + run.left_mm) * PT_PER_MM
                y = height_pt - (top_mm + run.baseline_mm) * PT_PER_MM
                if run.turn or not run.face.is_plain(run.text):
                    parts += self._shaped(run, x, y)
                    set_in = ""
                    continue
                font = self._font(run.face.file)
                wanted = f"/{font.resource} {run.size_pt:g} Tf"
                if wanted != set_in:
                    set_in = wanted
                    parts.append(wanted)
                parts.append(self._pens[x, y])
                parts.append(font.shown(run.text))
        parts.append("ET")
        parts += self._inked(page, height_pt)
        return "\n".join(parts)

    def _font(self, file: FontFile) -> PdfFont:
        font = self._fonts.get(file)
        if font is None:
            font = self._fonts[file] = PdfFont(file, f"F{len(self._fonts) + 1}")
        return font

    def _shaped(self, run: TextRun, x: float, y: float) -> Iterator[str]:
        """Yield a line glyph by glyph, with its text as it is read for whoever copies it."""
        line = run.face.line(run.text)
        matrix = TURNED[run.turn]
        a, b, c, d = map(int, matrix.split())
        yield f"/Span <</ActualText <feff{utf16(run.text)}>>> BDC"
        for glyph in line.glyphs:
            font = self._font(glyph.font)
            font.use(line)
            along, up = glyph.x_em * run.size_pt, glyph.y_em * run.size_pt
            yield (
                f"/{font.resource} {run.size_pt:g} Tf"
                f" {matrix} {x + a * along + c * up:.3f} {y + b * along + d * up:.3f} Tm"
                f" <{glyph.number:04x}> Tj"
            )
        yield "EMC"

    def _inked(self, page: Page, height_pt: float) -> Iterator[str]:
        """Yield the rectangles of a page in a system of its own: dots, from the top left."""
        set_in = 0.0
        for label in page.labels:
            if label.layout.dots_per_mm != set_in:
                if set_in:
                    yield "Q"
                set_in = label.layout.dots_per_mm
                dot_pt = PT_PER_MM / set_in
                yield f"q {dot_pt:.8f} 0 0 {-dot_pt:.8f} 0 {height_pt:.4f} cm"
            for symbol in label.layout.symbols:
                # From its own corner, symbols that begin alike are written alike: they are
                # formatted once, and take less room when compressed.
                yield f"q 1 0 0 1 {label.left_dots + symbol.x} {label.top_dots + symbol.y} cm"
                yield "".join(map(self._rectangles.__getitem__, symbol.marks)) + "f Q"
            if label.layout.lines:
                yield f"q 1 0 0 1 {label.left_dots} {label.top_dots} cm"
                yield "".join(map(self._rectangles.__getitem__, label.layout.lines)) + "f Q"
        if set_in:
            yield "Q"


class _Pens(dict[tuple[float, float], str]):
    """The operator that puts the pen somewhere: lines of a template begin at the same places of
    every sheet."""

    def __missing__(self, place: tuple[float, float]) -> str:
        if len(self) >= KEPT_PENS:
            self.clear()
        x, y = place
        self[place] = written = f"1 0 0 1 {x:.2f} {y:.2f} Tm"
        return written


class _Rectangles(dict[Rectangle, str]):
    """The operator of each rectangle, written when it is first met."""

    def __missing__(self, rectangle: Rectangle) -> str:
        left, top, width, height = rectangle
        self[rectangle] = written = f"{left} {top} {width} {height} re\n"
        return written
