"""Pages as SVG: text as text, bars as one path a symbol."""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from procstation.labels.fonts import MM_PER_PT
from procstation.labels.pages import Page, Placed
from procstation.labels.symbol import Rectangle
from procstation.labels.text_block import TextRun

FALLBACK_FONTS = "DejaVu Sans Condensed, Arial Narrow, sans-serif"


def svg_of(pages: Sequence[Page]) -> bytes:
    """Draw pages, one below the other, in millimetres.

    The font is named and not embedded; `textLength` keeps every line as wide as it was laid out.
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
            parts += [_text(run, label) for run in label.layout.runs]
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


def _inked(rectangles: Iterable[Rectangle], label: Placed) -> str:
    dot_mm = 1 / label.layout.dots_per_mm
    path = "".join(
        f"M{(label.left_dots + x) * dot_mm:.4f} {(label.top_dots + y) * dot_mm:.4f}"
        f"h{width * dot_mm:.4f}v{height * dot_mm:.4f}h{-width * dot_mm:.4f}z"
        for x, y, width, height in rectangles
    )
    return f'<path shape-rendering="crispEdges" d="{path}"/>'
