"""The room that a template leaves for a call number on a stock."""

from collections.abc import Iterator

from procstation.errors import UsageError
from procstation.labels.box import Box, inside
from procstation.labels.fit import Room
from procstation.labels.layout import areas_on
from procstation.labels.shelf import LabelShelf
from procstation.labels.stock import Stock
from procstation.labels.template import Template, TextSection, pieces_of
from procstation.language import tr

SOURCE = "call_number"


def spine_room(shelf: LabelShelf, template_name: str, stock: Stock) -> Room:
    """Return the room of the first block that has the call number in lines.

    Raises:
        UsageError: The template has no such block.
        InputRefused: On this stock it has no room at all.
    """
    for section, box in _blocks(shelf.template(template_name), stock):
        if section.flow == "lines" and any(one.source == SOURCE for one in pieces_of(section)):
            return Room(box.width_mm, box.height_mm, shelf.face(section.font), section)
    raise UsageError(
        tr(
            "The template {template_name!r} has no lines of a call number.",
            template_name=template_name,
        ),
        tr("Use another one; `label templates` lists them."),
    )


def _blocks(template: Template, stock: Stock) -> Iterator[tuple[TextSection, Box]]:
    for area, whole in areas_on(template, stock):
        for section in area.text:
            yield section, inside(whole.within(section.box), stock)
