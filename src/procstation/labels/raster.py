"""Rows of a roll as dots alone, for printers that are sent pictures.

One binary PBM picture (netpbm `P4`) after the other: `P4`, a line with width and height in dots,
then rows of bits, 1 black, each padded to whole bytes. A driver takes them apart by their heads and
wraps the rows in its printer's own commands.
"""

import re
from collections.abc import Iterator, Sequence

from PIL import Image

from procstation.errors import InputRefused
from procstation.labels.fed import fed
from procstation.labels.pages import Page
from procstation.labels.picture import picture_of
from procstation.language import tr

HEAD = re.compile(rb"P4\s+([1-9]\d{0,5})\s+([1-9]\d{0,5})\s")


def raster_of(pages: Sequence[Page]) -> bytes:
    """Draw the rows of a roll, one picture each, in dots of the printer."""
    return b"".join(_pbm(picture_of(fed(page))) for page in pages)


def raster_pictures(data: bytes) -> Iterator[Image.Image]:
    """Yield a 1-bit picture of each row.

    Raises:
        InputRefused: The bytes are not whole pictures, one after the other.
    """
    at = 0
    while at < len(data):
        head = HEAD.match(data, at)
        if head is None:
            raise _refused(tr("no picture begins at byte {at}", at=at))
        width, height = int(head[1]), int(head[2])
        end = head.end() + (width + 7) // 8 * height
        if end > len(data):
            raise _refused(
                tr(
                    "the picture at byte {at} ends {end} bytes too early",
                    at=at,
                    end=end - len(data),
                )
            )
        yield Image.frombytes("1", (width, height), data[head.end() : end], "raw", "1;I")
        at = end


def _pbm(picture: Image.Image) -> bytes:
    return b"P4\n%d %d\n%b" % (*picture.size, picture.tobytes("raw", "1;I"))


def _refused(why: str) -> InputRefused:
    return InputRefused(
        tr("The picture for the printer could not be checked: {why}.", why=why),
        tr("Send the label as PDF or PNG instead, and report this."),
    )
