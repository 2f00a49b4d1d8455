"""Pages as SVG: plain letters as text, shaped lines as outlines, all else as rectangles."""

from collections.abc import Iterable, Iterator, Sequence
from xml.sax.saxutils import escape, quoteattr

from procstation.labels.fonts import MM_PER_PT
from procstation.labels.pages import Page, Placed
from procstation.labels.shaping import Glyph
from procstation.labels.symbol import Rectangle
from procstation.labels.text_block import TextRun

FALLBACK_FONTS = "DejaVu Sans Condensed, Arial Narrow, sans-serif"


def svg_of(pages: Sequence[Page]) -> bytes:
    """Draw pages, one below the other, in millimetres.

    The font of plain letters is named and not embedded; `textLength` keeps every line as wide as it
    was laid out. What HarfBuzz set, and what is from another font, is drawn as outlines, since
    whoever shows the file might have no such font or join the letters otherwise.
    """
    width_mm = pages[0].width_mm
    height_mm = sum(page.height_mm for page in pages)
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg"'
        f' width="{width_mm:g}mm" height="{height_mm:g}mm"'
        f' viewBox="0 0 {width_mm:g} {height_mm:g}">',
        '<rect width="100%" height="100%" fill="#fff"/>',
    ]
    top_mm = 0.0
    for page in pages:
        parts.append(f'<g transform="translate(0 {top_mm:g})">')
        for label in page.labels:
            for run in label.layout.runs:
                plain = run.face.is_plain(run.text)
                parts.append(_text(run, label) if plain else _outlines(run, label))
            parts += [_inked(symbol.rects(), label) for symbol in label.layout.symbols]
            if label.layout.lines:
                parts.append(_inked(label.layout.lines, label))
        parts.append("</g>")
        top_mm += page.height_mm
    parts.append("</svg>")
    return "\n".join(parts).encode()


def _text(run: TextRun, label: Placed) -> str:
    style = quoteattr(f"{run.face.name}, {FALLBACK_FONTS}")
    weight = ' font-weight="bold"' if run.face.name.endswith("-Bold") else ""
    x, y = label.left_mm + run.left_mm, label.top_mm + run.baseline_mm
    turn = f' transform="rotate({run.turn} {x:.3f} {y:.3f})"' if run.turn else ""
    return (
        f'<text x="{x:.3f}" y="{y:.3f}"{turn}'
        f' font-family={style}{weight} font-size="{run.size_pt * MM_PER_PT:.3f}"'
        f' textLength="{run.width_mm:.3f}" lengthAdjust="spacingAndGlyphs">'
        f"{escape(run.text)}</text>"
    )


def _outlines(run: TextRun, label: Placed) -> str:
    x, y = label.left_mm + run.left_mm, label.top_mm + run.baseline_mm
    size_mm = run.size_pt * MM_PER_PT
    turn = f" rotate({run.turn})" if run.turn else ""
    path = "".join(part for glyph in run.face.line(run.text).glyphs for part in _outline(glyph))
    return (
        f'<path role="img" aria-label={quoteattr(run.text)}'
        f' transform="translate({x:.3f} {y:.3f}){turn} scale({size_mm:.5f} {-size_mm:.5f})"'
        f' d="{path}"/>'
    )


def _outline(glyph: Glyph) -> list[str]:
    pen = _Pen(glyph)
    glyph.font.font.draw_glyph_with_pen(glyph.number, pen)
    return pen.parts


class _Pen:
    """Takes the outline of a glyph as HarfBuzz tells it, in the names its binding expects."""

    def __init__(self, glyph: Glyph) -> None:
        self.parts: list[str] = []
        self._glyph = glyph

    def moveTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._add("M", point)

    def lineTo(self, point: tuple[float, float]) -> None:  # noqa: N802
        self._add("L", point)

    def qCurveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._add("Q", *points)

    def curveTo(self, *points: tuple[float, float]) -> None:  # noqa: N802
        self._add("C", *points)

    def closePath(self) -> None:  # noqa: N802
        self.parts.append("Z")

    def endPath(self) -> None:  # noqa: N802
        """An open contour is filled like a closed one."""

    def _add(self, command: str, *points: tuple[float, float]) -> None:
        self.parts.append(command + " ".join(self._placed(points)))

    def _placed(self, points: Iterable[tuple[float, float]]) -> Iterator[str]:
        upem = self._glyph.font.upem
        for x, y in points:
            yield f"{self._glyph.x_em + x / upem:.4f} {self._glyph.y_em + y / upem:.4f}"


def _inked(rectangles: Iterable[Rectangle], label: Placed) -> str:
    dot_mm = 1 / label.layout.dots_per_mm
    path = "".join(
        f"M{(label.left_dots + x) * dot_mm:.4f} {(label.top_dots + y) * dot_mm:.4f}"
        f"h{width * dot_mm:.4f}v{height * dot_mm:.4f}h{-width * dot_mm:.4f}z"
        for x, y, width, height in rectangles
    )
    return f'<path shape-rendering="crispEdges" d="{path}"/>'
