"""DYMO LabelWriter: the print head and the rolls by their numbers."""

from PIL import Image

from procstation.devices import PrintRefused, tr
from procstation_drivers.printers.pbm import middle_of

DOTS_PER_MM = 300 / 25.4

HEAD_DOTS = 672
"""Dots of the head of every LabelWriter but the wide ones: 57 mm."""

SEARCH_MORE = 300
"""Dot lines beyond its own length in which a label's end is looked for."""

TOLERANCE_MM = 2.0
"""Sizes of rolls are named in whole millimetres, some rounded from inches."""

ROLLS_MM = {
    "30252": (28, 89), "99010": (28, 89), "30256": (59, 102), "30299": (54, 22),
    "30321": (36, 89), "99012": (36, 89), "30324": (54, 70), "99015": (54, 70),
    "30330": (19, 51), "11355": (19, 51), "30332": (25, 25), "30333": (25, 25),
    "30334": (57, 32), "11354": (57, 32), "30336": (25, 54), "11352": (25, 54),
    "30373": (25, 51), "99014": (54, 101), "99017": (12, 50),
}  # fmt: skip
"""Width across the head and length of a label, by DYMO's number."""


def inked(picture: Image.Image, head_dots: int) -> Image.Image:
    """Return what the head reaches of a label: all of it, or its middle when it is wider.

    Raises:
        PrintRefused: Ink lies beyond.
    """
    width = min(picture.width, head_dots)
    return middle_of(picture, width, picture.height, DOTS_PER_MM, tr("the print head"))


def require_roll(picture: Image.Image, sku: str) -> None:
    """Check that a label is as large as those of a roll; an unknown roll may be of any size.

    Raises:
        PrintRefused: It is not.
    """
    size_mm = ROLLS_MM.get(sku)
    if size_mm is None:
        return
    label_mm = picture.width / DOTS_PER_MM, picture.height / DOTS_PER_MM
    if any(abs(one - other) > TOLERANCE_MM for one, other in zip(label_mm, size_mm, strict=True)):
        raise PrintRefused(
            tr(
                "The label is {label_mm:.0f} × {high_mm:.0f} mm, and in the"
                " printer is roll {sku} with labels of {size_mm} × {roll_high_mm}"
                " mm. Nothing was sent.",
                label_mm=label_mm[0],
                high_mm=label_mm[1],
                sku=sku,
                size_mm=size_mm[0],
                roll_high_mm=size_mm[1],
            ),
            tr("Put in the roll of the stock, or choose the stock of the roll."),
        )


def search_length(picture: Image.Image) -> int:
    """Return the dot lines in which the end of a label is looked for."""
    return min(0x7FFF, picture.height + SEARCH_MORE)
