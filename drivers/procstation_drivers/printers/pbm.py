"""Jobs in the language `raster`: one binary PBM picture (netpbm `P4`) for each row of labels.

A row is one label, or those that lie beside each other on the roll.

`P4`, width and height in dots, then lines of bits padded to whole bytes, 1 black; the pictures
follow each other without anything between them.
"""

import re
from collections.abc import Sequence

from PIL import Image

from procstation.devices import PrintRefused, tr

_HEAD = re.compile(rb"P4\s+([1-9]\d{0,5})\s+([1-9]\d{0,5})\s")


def pictures_of(job: bytes, labels: int) -> list[Image.Image]:
    """Return the rows of a job: 1-bit pictures in which ink is 1, so that blank is 0.

    Raises:
        PrintRefused: The job is not made of whole pictures, or of more than labels.
    """
    pictures, at = [], 0
    while at < len(job):
        head = _HEAD.match(job, at)
        if head is None:
            raise _not_pictures(tr("no picture begins at byte {at}", at=at))
        width, height = int(head[1]), int(head[2])
        end = head.end() + (width + 7) // 8 * height
        if end > len(job):
            raise _not_pictures(
                tr("the picture at byte {at} ends {end} bytes too early", at=at, end=end - len(job))
            )
        pictures.append(Image.frombytes("1", (width, height), job[head.end() : end], "raw", "1"))
        at = end
    if not 0 < len(pictures) <= labels:
        raise _not_pictures(
            tr("it has {count} pictures for {labels} labels", count=len(pictures), labels=labels)
        )
    return pictures


def middle_of(
    picture: Image.Image, width: int, height: int, dots_per_mm: float, reach: str
) -> Image.Image:
    """Return the part a printer can reach, which lies in the middle of the label.

    Args:
        width, height: Of that part, in dots. Where it is the larger one, blank is added.
        reach: Whose reach it is, for the message.

    Raises:
        PrintRefused: There is ink outside, which would be missing on the label.
    """
    left, top = (picture.width - width) // 2, (picture.height - height) // 2
    part = left, top, left + width, top + height
    ink = picture.getbbox()
    if ink is not None:
        lost = max(part[0] - ink[0], part[1] - ink[1], ink[2] - part[2], ink[3] - part[3])
        if lost > 0:
            raise PrintRefused(
                tr(
                    "The label is inked {lost:.1f} mm beyond the reach of"
                    " {reach}, which ends {left:.1f} mm from the sides and"
                    " {top:.1f} mm from the ends. Nothing was sent.",
                    lost=lost / dots_per_mm,
                    reach=reach,
                    left=left / dots_per_mm,
                    top=top / dots_per_mm,
                ),
                tr("Choose a template with wider margins, or a larger stock."),
            )
    return picture.crop(part)


def require_width(pictures: Sequence[Image.Image], dots: int) -> None:
    """Check that a print head has as many dots as every label is wide.

    Raises:
        PrintRefused: It has fewer.
    """
    widest = max((picture.width for picture in pictures), default=0)
    if widest > dots:
        raise PrintRefused(
            tr(
                "A label is {widest} dots wide, and the print head has {dots}; nothing was sent.",
                widest=widest,
                dots=dots,
            ),
            tr("Choose a narrower stock, or correct width_dots in the options of the printer."),
        )


def rows_of(picture: Image.Image) -> list[bytes]:
    """Return each row of a picture, 1 black, padded to whole bytes."""
    data, size = picture.tobytes("raw", "1"), (picture.width + 7) // 8
    return [data[at : at + size] for at in range(0, len(data), size)]


def _not_pictures(why: str) -> PrintRefused:
    return PrintRefused(
        tr("The job is no row of label pictures: {why}. Nothing was printed.", why=why),
        tr("Render it for the language `raster`."),
    )
