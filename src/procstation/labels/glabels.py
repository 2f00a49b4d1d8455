"""Templates of gLabels 3 read as stock: the sheets of makers, measured by many people.

Lengths are points where no unit is written. What a sheet of theirs says and ours has no word for
(waste around a label, rounded corners, marks) is left out; what cannot be stock is refused.
"""

import re
from collections.abc import Iterator, Mapping
from xml.etree.ElementTree import Element, TreeBuilder
from xml.parsers import expat

from procstation.config import read_section
from procstation.errors import ConfigError, InputRefused
from procstation.labels.imported import Imported, checked
from procstation.labels.stock import RollStock, SheetStock, Stock
from procstation.language import tr

MM_PER_UNIT = {"": 25.4 / 72, "pt": 25.4 / 72, "in": 25.4, "mm": 1.0, "cm": 10.0, "pc": 25.4 / 6}

LENGTH = re.compile(r"\s*(\d+\.?\d*|\.\d+)\s*([a-z]*)\s*")

INCH_PAGES = {
    "US-Letter": (8.5, 11.0),
    "US-Legal": (8.5, 14.0),
    "US-Executive": (7.25, 10.5),
}
A_SERIES = {"A3": (297.0, 420.0), "A4": (210.0, 297.0), "A5": (148.0, 210.0), "A6": (105.0, 148.0)}
PAGES = A_SERIES | {
    name: (round(w * 25.4, 3), round(h * 25.4, 3)) for name, (w, h) in INCH_PAGES.items()
}
"""Width and height in millimetres of the papers that labels come on."""

OTHER = "Other"
"""The paper of a template that gives its own width and height, as rolls do."""

MARGIN_MM = 1.0
"""Their margin is a mark on the screen, not a fact of the sheet: ours is what printers keep to."""


def glabels_stock(data: bytes, file: str) -> list[Imported]:
    """Return every template of a file, as stock or with the reason why not.

    Args:
        file: Its name, for messages.

    Raises:
        InputRefused: It is no XML, or no file of gLabels templates.
    """
    try:
        root = _parsed(data)
    except (expat.ExpatError, ValueError) as error:
        raise InputRefused(
            tr("{file} cannot be read as XML: {error}.", file=file, error=error),
            tr("Name a file of gLabels 3 templates."),
        ) from error
    templates = [one for one in root.iter() if _bare(one.tag) == "Template"]
    if not templates:
        raise InputRefused(
            tr("{file} holds no gLabels templates.", file=file),
            tr("Name a file that has <Template> elements."),
        )
    by_part = {(one.get("brand", ""), one.get("part", "")): one for one in templates}
    return [_imported(one, by_part) for one in templates]


MAX_DEPTH = 32
"""Elements within each other; templates have five."""
MAX_ELEMENTS = 200_000
"""All templates of gLabels together have ten thousand."""


def _parsed(data: bytes) -> Element:
    """Return the tree of a document that declares no entities: those can be made to grow."""
    builder = TreeBuilder()
    count = depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal count, depth
        count += 1
        depth += 1
        if depth > MAX_DEPTH:
            raise ValueError(
                tr("it has more than {max_depth} elements within each other", max_depth=MAX_DEPTH)
            )
        if count > MAX_ELEMENTS:
            raise ValueError(
                tr("it has more than {max_elements:,} elements", max_elements=MAX_ELEMENTS)
            )
        builder.start(name, attributes)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        builder.end(name)

    parser = expat.ParserCreate()
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.EntityDeclHandler = _no_entities
    parser.Parse(data, True)
    return builder.close()


def _no_entities(*_: object) -> None:
    raise ValueError(tr("it declares entities"))


def _imported(template: Element, by_part: Mapping[tuple[str, str], Element]) -> Imported:
    brand, part = template.get("brand", ""), template.get("part", "")
    if not brand or not part:
        # Version 1 and 2 of gLabels named templates by one word.
        brand, _, part = template.get("name", "").partition(" ")
    called = f"{brand} {part}".strip()
    try:
        model = _model(template, by_part)
        stock, notes = _stock(model, called, _described(template, model))
    except (InputRefused, ConfigError) as error:
        return Imported(called, part, why_not=error.what.removeprefix(f"{called}: "))
    return checked(called, part, stock, notes)


def _model(template: Element, by_part: Mapping[tuple[str, str], Element]) -> Element:
    """Return the template that has the measures: itself, or the one it is the same as."""
    seen: list[str] = []
    while (same := template.get("equiv")) is not None:
        seen.append(template.get("part", ""))
        other = by_part.get((template.get("brand", ""), same))
        if other is None:
            raise _refused(tr("it is the same as {same!r}, which is not in the file", same=same))
        if same in seen:
            raise _refused(tr("it is the same as {same!r}, which is the same as itself", same=same))
        template = other
    return template


def _described(template: Element, model: Element) -> str:
    for one in (template, model):
        for key in ("_description", "description"):
            if text := " ".join(one.get(key, "").split()):
                return text
    return ""


def _stock(template: Element, called: str, described: str) -> tuple[Stock, tuple[str, ...]]:
    labels = [one for one in template if _bare(one.tag).startswith("Label-")]
    if len(labels) != 1:
        raise _refused(tr("it has {count} kinds of labels, and a stock has one", count=len(labels)))
    label = labels[0]
    facts, notes = _shape(label)
    title = f"{called} ({described})" if described else called
    page_width, page_height = _page(template)
    grids = list(_grids(label, facts["label_width_mm"], facts["label_height_mm"]))
    if not grids:
        raise _refused(tr("it has no <Layout>"))
    shape = {"shape": "round", **facts} if _is_round(label) else {**facts}
    if template.get("size") == OTHER and _is_one_label(grids, facts, (page_width, page_height)):
        roll = {"kind": "roll", "title": title, "margin_mm": MARGIN_MM, **shape}
        return read_section(roll, RollStock, called), notes
    sheet = {
        "kind": "sheet",
        "title": title,
        "page_width_mm": page_width,
        "page_height_mm": page_height,
        "margin_mm": MARGIN_MM,
        **shape,
        **grids[0],
    }
    if grids[1:]:
        sheet["more"] = grids[1:]
    return read_section(sheet, SheetStock, called), notes


def _is_round(label: Element) -> bool:
    return _bare(label.tag) != "Label-rectangle"


def _shape(label: Element) -> tuple[dict[str, float], tuple[str, ...]]:
    """Return the measures of a label, in millimetres, and what is not as in the file."""
    kind = _bare(label.tag)
    if kind in ("Label-rectangle", "Label-ellipse"):
        return _sized(_length(label, "width"), _length(label, "height")), ()
    if kind not in ("Label-round", "Label-cd"):
        raise _refused(tr("<{kind}> is a shape we do not know", kind=kind))
    across = 2 * _length(label, "radius")
    facts = _sized(across, across)
    if kind == "Label-round":
        return facts, ()
    facts["hole_mm"] = round(2 * _length(label, "hole"), 3)
    if label.get("width") is None and label.get("height") is None:
        return facts, ()
    width = _length(label, "width", across) or across
    height = _length(label, "height", across) or across
    facts |= _sized(min(width, across), min(height, across))
    return facts, (tr("it is a disc with sides cut off, taken as the ellipse inside it"),)


def _sized(width_mm: float, height_mm: float) -> dict[str, float]:
    return {"label_width_mm": round(width_mm, 3), "label_height_mm": round(height_mm, 3)}


def _page(template: Element) -> tuple[float, float]:
    size = template.get("size", "")
    if size == OTHER:
        return round(_length(template, "width"), 3), round(_length(template, "height"), 3)
    if size not in PAGES:
        raise _refused(tr("its paper is {size!r}, whose measures are not known here", size=size))
    return PAGES[size]


def _grids(label: Element, width_mm: float, height_mm: float) -> Iterator[dict[str, float]]:
    for layout in label:
        if _bare(layout.tag) != "Layout":
            continue
        columns, rows = _count(layout, "nx"), _count(layout, "ny")
        across, down = _length(layout, "dx", 0.0), _length(layout, "dy", 0.0)
        yield {
            "columns": columns,
            "rows": rows,
            "left_mm": round(_length(layout, "x0", 0.0), 3),
            "top_mm": round(_length(layout, "y0", 0.0), 3),
            # Of a single column or row they give any distance, often none.
            "pitch_x_mm": round(across if columns > 1 else width_mm, 3),
            "pitch_y_mm": round(down if rows > 1 else height_mm, 3),
        }


def _is_one_label(
    grids: list[dict[str, float]], label: Mapping[str, float], page: tuple[float, float]
) -> bool:
    """Whether a page is one label and nothing else: a roll, cut between its labels."""
    alone = len(grids) == 1 and grids[0]["columns"] * grids[0]["rows"] == 1
    size = label["label_width_mm"], label["label_height_mm"]
    return alone and all(abs(one - of) < 0.1 for one, of in zip(size, page, strict=True))


MOST_FIGURES = 4
"""Of a number of labels."""


def _count(element: Element, key: str) -> int:
    text = element.get(key, "")
    if not text.isdecimal() or len(text) > MOST_FIGURES:
        raise _refused(tr("{key} is {text!r}, no number of labels", key=key, text=text))
    return int(text)


def _length(element: Element, key: str, default: float | None = None) -> float:
    text = element.get(key)
    if text is None:
        if default is None:
            raise _refused(tr("<{element}> has no {key}", element=_bare(element.tag), key=key))
        return default
    match = LENGTH.fullmatch(text)
    if match is None or match[2] not in MM_PER_UNIT:
        raise _refused(tr("{key} is {text!r}, no length", key=key, text=text))
    return float(match[1]) * MM_PER_UNIT[match[2]]


def _bare(tag: str) -> str:
    return tag.rpartition("}")[2]


def _refused(why: str) -> InputRefused:
    return InputRefused(
        f"{why[:1].upper()}{why[1:]}.", tr("Measure the sheet, and write its stock.")
    )
