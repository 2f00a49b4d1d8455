"""`reference/label-templates.md` and `reference/label-stock.md`, with a drawing of each stock."""

from pathlib import Path

from from_code.settings import declared, table
from procstation.errors import UsageError
from procstation.labels import LabelShelf, RollStock, SheetStock, Stock, Template, require_stock
from procstation.labels.template import (
    BoxSection,
    FrameSection,
    PartSection,
    PieceSection,
    SymbolSection,
    TextSection,
)

TEMPLATES_HEAD = """\
# Label templates

What comes along, each drawn with a book of the demo on the sheet it takes when nobody says
another. How templates are used and written: [labels](../labels.md). Every key of a template:
[adding a template](../adding-a-template.md).
"""

STOCK_HEAD = """\
# Label stock

What comes along, in millimetres, drawn to one scale for sheets and another for rolls. *Pitch* is
the left edge to the left edge and the top edge to the top edge of the next label. Where a stock is
called *nominal*, its measures are the usual ones of its kind: measure yours. One that is missing
is [a file of your own](../labels.md#stock), or imported from gLabels or Koha.
"""

SECTIONS: tuple[tuple[str, str, type], ...] = (
    ("The file", "Beside these it has the tables below, each as often as it is needed.", Template),
    ("[[text]]", "A block of text. `box` says where it stands.", TextSection),
    ("An entry of `sources`", "The name of a source, or a table with these keys.", PieceSection),
    ("[[symbol]]", "A barcode. Its `box` holds the quiet zones as well.", SymbolSection),
    ("[[frame]]", "Lines along the edges of its `box`.", FrameSection),
    (
        "[[part]]",
        "A part of a label that lies by itself, with `[[part.text]]`, `[[part.symbol]]` and"
        " `[[part.frame]]` of its own, set once in each of its `boxes`.",
        PartSection,
    ),
    ("A box", "Two of three in each direction, from the edges of the label or part.", BoxSection),
)

DRAWINGS = Path("pictures") / "stock"

SHEET_SCALE, ROLL_SCALE = 0.6, 2.0
"""Pixels in a millimetre."""


def template_keys() -> str:
    """Return the tables of all keys of a template."""
    return "\n".join(
        "\n".join([f"### {title}", "", said, "", declared(section)])
        if _has_rows(section)
        else f"### {title}\n\n{said}\n"
        for title, said, section in SECTIONS
    )


def _has_rows(section: type) -> bool:
    return declared(section).count("\n") > 2


def template_page() -> str:
    """Return the page of templates."""
    shelf = LabelShelf()
    parts = [TEMPLATES_HEAD]
    for name in shelf.template_names:
        template = shelf.template(name)
        parts += [
            f"## {name}\n\n{template.title}.\n",
            f"![{name}](../pictures/labels/{name}.png)\n",
            table(("", ""), _template_facts(name, template, shelf)),
        ]
    return "\n".join(parts)


def _template_facts(name: str, template: Template, shelf: LabelShelf) -> list[tuple[str, str]]:
    fitting = [one for one in shelf.stock_names if _fits(template, name, shelf.stock(one))]
    return [
        ("at least", f"{template.min_width_mm:g} × {template.min_height_mm:g} mm"),
        ("says", _listed(_sources(template))),
        ("on sheets", _linked(template.sheet_stock)),
        ("on rolls", _linked(template.roll_stock)),
        ("fits", _listed(fitting)),
    ]


def _sources(template: Template) -> list[str]:
    parts = [template, *template.part]
    found = [
        one.source if isinstance(one, PieceSection) else one
        for part in parts
        for text in part.text
        for one in text.sources
    ]
    found += [symbol.source for part in parts for symbol in part.symbol]
    return [one for one in dict.fromkeys(found) if one]


def _fits(template: Template, name: str, stock: Stock) -> bool:
    try:
        require_stock(template, name, stock, "")
    except UsageError:
        return False
    return True


def _listed(names: list[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _linked(stock: str) -> str:
    return f"[`{stock}`](label-stock.md#{stock})"


def stock_page() -> str:
    """Return the page of stock."""
    shelf = LabelShelf()
    stocks = {name: shelf.stock(name) for name in shelf.stock_names}
    parts = [STOCK_HEAD]
    for title, kind in (("Sheets", SheetStock), ("Rolls", RollStock)):
        parts.append(f"## {title}\n")
        for name, stock in stocks.items():
            if isinstance(stock, kind):
                parts += [
                    f"### {name}\n\n{stock.title}.\n",
                    f"![{name}](../{DRAWINGS.as_posix()}/{name}.svg)\n",
                    table(("", ""), _stock_facts(stock)),
                ]
    return "\n".join(parts)


def _stock_facts(stock: Stock) -> list[tuple[str, str]]:
    facts = [("label", f"{stock.label_width_mm:g} × {stock.label_height_mm:g} mm")]
    if isinstance(stock, SheetStock):
        facts += [
            ("page", f"{stock.page_width_mm:g} × {stock.page_height_mm:g} mm"),
            ("labels", f"{stock.columns} across, {stock.rows} down: {stock.cells} in all"),
            ("first label", f"{stock.left_mm:g} mm from the left, {stock.top_mm:g} from the top"),
            ("pitch", f"{stock.pitch_x_mm:g} × {stock.pitch_y_mm:g} mm"),
        ]
        if stock.more:
            facts.append(("further grids", str(len(stock.more))))
    else:
        lies = {0: "as it is read", 180: "upside down"}.get(
            stock.turn, f"turned by {stock.turn}°, read along the feed"
        )
        facts += [("comes out", lies), ("in a row", str(stock.across))]
        if stock.continuous:
            facts.append(("length", "continuous: the printer cuts"))
        if stock.margin_feed_mm:
            facts.append(("not inked at both ends", f"{stock.margin_feed_mm:g} mm"))
    facts.append(("margin", f"{stock.margin_mm:g} mm"))
    if stock.hole_mm:
        facts.append(("hole", f"{stock.hole_mm:g} mm"))
    return facts


def drawings(docs: Path) -> dict[Path, str]:
    """Return a drawing of each stock."""
    shelf = LabelShelf()
    return {
        docs / DRAWINGS / f"{name}.svg": _drawn(shelf.stock(name)) for name in shelf.stock_names
    }


def _drawn(stock: Stock) -> str:
    scale = SHEET_SCALE if isinstance(stock, SheetStock) else ROLL_SCALE
    width, height = stock.page_width_mm, stock.page_height_mm
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="-1 -1 {width + 2:g} {height + 2:g}"'
        f' width="{(width + 2) * scale:.0f}" height="{(height + 2) * scale:.0f}">',
        '<g fill="#fff" stroke="#566" stroke-width=".4">',
    ]
    if isinstance(stock, SheetStock):
        lines.append(f'<path fill="#e4eaea" d="M0 0h{width:g}v{height:g}H0z"/>')
    lines += [_label(stock, *stock.cell(index)) for index in range(stock.cells)]
    return "\n".join([*lines, "</g>", "</svg>"]) + "\n"


def _label(stock: Stock, left: float, top: float) -> str:
    width, height = stock.label_width_mm, stock.label_height_mm
    if stock.shape != "round":
        return f'<rect x="{left:.4g}" y="{top:.4g}" width="{width:g}" height="{height:g}" rx="1"/>'
    middle = f'cx="{left + width / 2:.4g}" cy="{top + height / 2:.4g}"'
    drawn = f'<ellipse {middle} rx="{width / 2:g}" ry="{height / 2:g}"/>'
    if stock.hole_mm:
        drawn += f'<circle {middle} r="{stock.hole_mm / 2:g}"/>'
    return drawn
