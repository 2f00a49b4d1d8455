"""Brother QL: a label as raster commands, without I/O.

Brother, Raster Command Reference: control codes. Rows are sent from the right edge of the label to
the left, since the head lies on the label's face.
"""

from PIL import Image

from procstation.devices import tr
from procstation_drivers.printers.brother_ql_media import (
    DOTS_PER_MM,
    FEED_MARGIN,
    Media,
    Model,
)
from procstation_drivers.printers.pbm import middle_of, rows_of

ASK_STATUS = b"\x1biS"
NEXT_PAGE, LAST_PAGE = b"\x0c", b"\x1a"

_INITIALIZE = b"\x1b@"
CLEARING = bytes(400) + _INITIALIZE
"""Ends whatever an interrupted job left in a printer of any model."""

_RASTER_MODE = b"\x1bia\x01"

_VALID = 0x80 | 0x40 | 0x08 | 0x04 | 0x02
"""Recover from errors by itself; quality, length, width and type of the media are given, so that
the printer refuses when another roll is in it."""
_DIE_CUT, _CONTINUOUS = 0x0B, 0x0A

_AUTO_CUT, _CUT_AT_END, _FINE = 0x40, 0x08, 0x40


def clearing(model: Model) -> bytes:
    """Return what ends whatever an interrupted job left in the printer, and starts anew."""
    start = bytes(model.blank_bytes) + _INITIALIZE
    return start + _RASTER_MODE if model.switches else start


def page(
    picture: Image.Image,
    media: Media,
    model: Model,
    *,
    is_first: bool = True,
    is_last: bool = True,
    pack: bool = False,
    cut: bool = True,
    fine: bool = False,
) -> bytes:
    """Return the commands that print one label.

    Args:
        picture: The whole label, ink 1: at 300 dpi, or with `fine` at 600 dpi, of which only the
            feed has 600. Every second dot across is left out then, so an edge moves by at most one
            dot of 600 dpi and bars keep their widths to within that.
        pack: Compress the lines; only for models that unpack.
        cut: Cut after each label, where the printer has a cutter.

    On a continuous roll, ink nearer than 3 mm to an end makes the piece that is cut longer.

    Raises:
        PrintRefused: Ink lies outside of what can be printed.
    """
    inked = _reached(picture, media, fine=fine)
    lines = [_line(row, pack=pack) for row in _pins(inked, media, model)]
    kind = _CONTINUOUS if media.is_continuous else _DIE_CUT
    information = bytes((_VALID, kind, media.width_mm, media.length_mm))
    commands = [
        b"\x1biz" + information + len(lines).to_bytes(4, "little") + bytes((not is_first, 0))
    ]
    if model.cuts:
        commands.append(b"\x1biM" + bytes((_AUTO_CUT if cut else 0,)))
        commands.append(b"\x1biA\x01" if cut else b"")
        commands.append(b"\x1biK" + bytes(((_CUT_AT_END if cut else 0) | (_FINE if fine else 0),)))
    margin = FEED_MARGIN if media.is_continuous else 0
    commands.append(b"\x1bid" + margin.to_bytes(2, "little"))
    if model.packs:
        commands.append(b"M\x02" if pack else b"M\x00")
    return b"".join((*commands, *lines, LAST_PAGE if is_last else NEXT_PAGE))


def packed(row: bytes) -> bytes:
    """Compress a row as TIFF's PackBits: runs of 3 to 128, or up to 128 bytes as they are.

    Two alike are no run: between others they would make a row longer than it is.
    """
    parts, plain = bytearray(), bytearray()

    def end_plain() -> None:
        for start in range(0, len(plain), 128):
            some = plain[start : start + 128]
            parts.append(len(some) - 1)
            parts.extend(some)
        plain.clear()

    at = 0
    while at < len(row):
        run = 1
        while run < 128 and row[at + run : at + run + 1] == row[at : at + 1]:
            run += 1
        if run < 3:
            plain += row[at : at + run]
        else:
            end_plain()
            parts += bytes((257 - run, row[at]))
        at += run
    end_plain()
    return bytes(parts)


def _reached(picture: Image.Image, media: Media, *, fine: bool) -> Image.Image:
    """Return what can be printed of a label: at 300 dpi across and 300 or 600 along."""
    scale = 2 if fine else 1
    if media.is_continuous:
        picture = _without_feed(picture, FEED_MARGIN * scale)
    length = picture.height if media.is_continuous else media.length * scale
    reach = tr("the printer on {roll}", roll=media.words)
    part = middle_of(picture, media.width * scale, length, DOTS_PER_MM * scale, reach)
    if not fine:
        return part
    return part.resize((media.width, length), Image.Resampling.NEAREST)


def _without_feed(picture: Image.Image, margin: int) -> Image.Image:
    """Leave out at both ends what the printer feeds by itself, as far as it is blank.

    Where ink stands nearer to an end, the piece that is cut is so much longer than the label.
    """
    ink = picture.getbbox() or (0, margin, 0, picture.height - margin)
    top, bottom = min(margin, ink[1]), min(margin, picture.height - ink[3])
    return picture.crop((0, top, picture.width, picture.height - bottom))


def _pins(picture: Image.Image, media: Media, model: Model) -> list[bytes]:
    """Return the rows as the head takes them: mirrored, behind the margin on the right."""
    head = Image.new("1", (model.pins, picture.height))
    mirrored = picture.transpose(Image.Transpose.FLIP_LEFT_RIGHT)
    head.paste(mirrored, (media.right_margin + model.more_margin, 0))
    return rows_of(head)


def _line(row: bytes, *, pack: bool) -> bytes:
    data = packed(row) if pack else row
    return b"g\x00" + bytes((len(data),)) + data
