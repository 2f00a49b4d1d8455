"""Read back the ZPL that was written: a small interpreter that draws formats as a printer would.

It knows the commands `zpl.py` writes and a few that go with them, and refuses all others by name:
a command skipped in silence is a label that only seems to have been checked. Font 0 is drawn in a
stand-in of the given height; its real widths are the printer's own.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from PIL import Image, ImageDraw

from procstation.errors import InputRefused
from procstation.labels.fonts import Face
from procstation.labels.glyph_mask import plain_mask
from procstation.labels.picture import INK, PAPER
from procstation.language import tr

COMMAND = re.compile(r"([\^~])([A-Z][A-Z0-9]?)([^\^~]*)", re.DOTALL)

CHARACTER_SETS = {"0": "cp850", "27": "cp1252", "28": "utf-8"}
"""`^CI` and Python's name for it."""

FONT_0_ASCENT = 0.75
"""Of its height, above the baseline; matters for `^FO` only, which our labels use for pictures."""

FIRST_HUNDREDS, FIRST_UNITS = ord("f"), ord("F")

REPEATED = re.compile(r"([G-Yg-z]+)([0-9A-Fa-f])")
ROW_PARTS = re.compile(r":+|[,!]|[^:,!]+")
"""Of graphic data: rows like the one before, the rest of a row, digits."""


@dataclass(slots=True)
class _Field:
    """The field being described; all in dots."""

    x: int = 0
    y: int = 0
    by_baseline: bool = False
    block_width: int = 0
    align: str = "L"
    escape: str = ""
    data: bytes | None = None


@dataclass(slots=True)
class _Format:
    """The label being described; all in dots."""

    width: int = 0
    height: int = 0
    home: tuple[int, int] = (0, 0)
    charset: str = "cp850"
    font_height: int = 0
    copies: int = 1
    field: _Field = field(default_factory=_Field)
    picture: Image.Image | None = None


def zpl_pictures(zpl: bytes, font_0: Face) -> list[Image.Image]:
    """Return a 1-bit picture of each label, copies included.

    Args:
        font_0: Stands in for the printer's own font.

    Raises:
        InputRefused: A command is not known, is incomplete, or draws outside the label.
    """
    pictures: list[Image.Image] = []
    label: _Format | None = None
    # Latin-1 keeps every byte, so that field data can be read in the set `^CI` names.
    for _, name, parameters in COMMAND.findall(zpl.decode("latin-1")):
        if name == "XA":
            label = _Format()
        elif label is None:
            raise _refused(name, tr("stands outside ^XA and ^XZ"))
        elif name == "XZ":
            pictures += [_paper(label)] * label.copies
            label = None
        else:
            key = name if name in _COMMANDS else name[0]
            if key not in _COMMANDS:
                raise _refused(name, tr("is not known here"))
            rest = name[len(key) :] + parameters.strip("\r\n")
            _run(_COMMANDS[key], label, key, rest, font_0)
    if label is not None:
        raise _refused("XA", tr("is not closed by ^XZ"))
    return pictures


def _run(
    command: Callable[[_Format, str, Face], None],
    label: _Format,
    name: str,
    parameters: str,
    font_0: Face,
) -> None:
    try:
        command(label, parameters, font_0)
    except (ValueError, IndexError) as error:
        raise _refused(
            name, tr("has parameters {parameter!r} that cannot be read", parameter=parameters[:40])
        ) from error


def _refused(command: str, why: str) -> InputRefused:
    return InputRefused(
        tr(
            "The printer's commands could not be checked: ^{command} {why}.",
            command=command,
            why=why,
        ),
        tr("Send the label as PDF or PNG instead, and report this."),
    )


def _paper(label: _Format) -> Image.Image:
    if label.picture is None:
        if label.width <= 0 or label.height <= 0:
            raise _refused("PW", tr("and ^LL do not say how large the label is"))
        label.picture = Image.new("1", (label.width, label.height), PAPER)
    return label.picture


def _numbers(parameters: str, count: int) -> list[int]:
    parts = parameters.split(",")
    return [int(part) if part else 0 for part in (*parts, *[""] * count)[:count]]


def _set_width(label: _Format, parameters: str, _: Face) -> None:
    label.width = int(parameters)


def _set_height(label: _Format, parameters: str, _: Face) -> None:
    label.height = int(parameters)


def _set_home(label: _Format, parameters: str, _: Face) -> None:
    x, y = _numbers(parameters, 2)
    label.home = (x, y)


def _set_charset(label: _Format, parameters: str, _: Face) -> None:
    if parameters not in CHARACTER_SETS:
        raise _refused(
            "CI",
            tr("{parameters} names a character set that is not known here", parameters=parameters),
        )
    label.charset = CHARACTER_SETS[parameters]


def _set_copies(label: _Format, parameters: str, _: Face) -> None:
    label.copies = _numbers(parameters, 1)[0]


def _set_font(label: _Format, parameters: str, _: Face) -> None:
    if parameters[:2] != "0N":
        raise _refused(f"A{parameters[:2]}", tr("is not font 0, upright"))
    label.font_height = _numbers(parameters[2:].lstrip(","), 1)[0]


def _set_origin(label: _Format, parameters: str, _: Face) -> None:
    label.field.x, label.field.y = _numbers(parameters, 2)
    label.field.by_baseline = False


def _set_baseline(label: _Format, parameters: str, _: Face) -> None:
    label.field.x, label.field.y = _numbers(parameters, 2)
    label.field.by_baseline = True


def _set_block(label: _Format, parameters: str, _: Face) -> None:
    parts = [*parameters.split(","), *[""] * 5]
    label.field.block_width = int(parts[0])
    label.field.align = parts[3] or "L"


def _set_escape(label: _Format, parameters: str, _: Face) -> None:
    label.field.escape = parameters or "_"


def _set_data(label: _Format, parameters: str, _: Face) -> None:
    data = parameters
    if label.field.escape:
        code = re.compile(re.escape(label.field.escape) + "([0-9A-Fa-f]{2})")
        data = code.sub(lambda match: chr(int(match[1], 16)), data)
    label.field.data = data.encode("latin-1")


def _end_field(label: _Format, _: str, font_0: Face) -> None:
    if label.field.data is not None:
        _draw_text(label, label.field.data.decode(label.charset), font_0)
    label.field = _Field()


def _draw_text(label: _Format, text: str, font_0: Face) -> None:
    at, high = label.field, label.font_height
    if not high:
        raise _refused("FD", tr("has no font"))
    if not font_0.is_plain(text):
        raise _refused("FD", tr("has {text!r}, more than a printer's own font can set", text=text))
    width = round(font_0.width_em(text) * high)
    left = label.home[0] + at.x
    if at.block_width:
        if width > at.block_width:
            raise _refused("FB", tr("is too narrow for {text!r}, which would wrap", text=text))
        spare = at.block_width - width
        left += {"L": 0, "C": spare // 2, "R": spare}[at.align]
    baseline = label.home[1] + at.y + (0 if at.by_baseline else round(high * FONT_0_ASCENT))
    picture = _paper(label)
    draw = ImageDraw.Draw(picture)
    _require_inside(picture, (left, baseline - round(high * FONT_0_ASCENT), left + width, baseline))
    at_em = 0.0
    for character in text:
        mask = plain_mask(font_0, character, high)
        if mask is not None:
            place = round(left + at_em * high) + mask.left, baseline + mask.top
            draw.bitmap(place, mask.dots, INK)
        at_em += font_0.plain[character]


def _draw_box(label: _Format, parameters: str, _: Face) -> None:
    width, height, thickness = _numbers(parameters, 3)
    thickness = max(thickness, 1)
    left, top = label.home[0] + label.field.x, label.home[1] + label.field.y
    right, bottom = left + max(width, thickness) - 1, top + max(height, thickness) - 1
    picture = _paper(label)
    _require_inside(picture, (left, top, right + 1, bottom + 1))
    solid = 2 * thickness >= min(right - left, bottom - top) + 1
    ImageDraw.Draw(picture).rectangle(
        ((left, top), (right, bottom)), INK if solid else None, INK, 0 if solid else thickness
    )


def _draw_graphic(label: _Format, parameters: str, _: Face) -> None:
    kind, _sent, total, row_bytes, data = parameters.split(",", 4)
    if kind != "A":
        raise _refused("GF", tr("has data of kind {kind!r}, which is not known here", kind=kind))
    rows = graphic_rows(data, int(row_bytes))
    if len(rows) * int(row_bytes) != int(total):
        raise _refused(
            "GF",
            tr("has {count} rows where {total} bytes were announced", count=len(rows), total=total),
        )
    left, top = label.home[0] + label.field.x, label.home[1] + label.field.y
    stamp = Image.frombytes("1", (int(row_bytes) * 8, len(rows)), b"".join(rows))
    ink = stamp.getbbox()
    if ink is not None:
        picture = _paper(label)
        _require_inside(picture, (left + ink[0], top + ink[1], left + ink[2], top + ink[3]))
        picture.paste(INK, (left, top), stamp)


def graphic_rows(data: str, row_bytes: int) -> list[bytes]:
    """Expand compressed ASCII graphic data into rows of bits, 1 black.

    Raises:
        ValueError: It is not made of whole rows of hexadecimal digits.
    """
    rows: list[bytes] = []
    row = ""
    for part in ROW_PARTS.findall(REPEATED.sub(_repeated, "".join(data.split()))):
        if part[0] == ":":
            if row:
                raise ValueError(tr("{count} digits stand before a repeated row", count=len(row)))
            rows += [rows[-1]] * len(part)
            continue
        row += part
        if part in ",!":
            row = row[:-1].ljust(2 * row_bytes, "0" if part == "," else "F")
        whole = len(row) - len(row) % (2 * row_bytes)
        digits = bytes.fromhex(row[:whole])
        rows += [digits[at : at + row_bytes] for at in range(0, len(digits), row_bytes)]
        row = row[whole:]
    if row:
        raise ValueError(tr("{count} digits are left over", count=len(row)))
    return rows


def _repeated(found: re.Match[str]) -> str:
    letters, digit = found[1], found[2]
    times = sum(
        20 * (ord(one) - FIRST_HUNDREDS) if one >= "g" else ord(one) - FIRST_UNITS
        for one in letters
    )
    return digit * times


def _require_inside(picture: Image.Image, box: tuple[int, int, int, int]) -> None:
    left, top, right, bottom = box
    if left < 0 or top < 0 or right > picture.width or bottom > picture.height:
        raise InputRefused(
            tr(
                "Something is printed from {left},{top} to {right},{bottom} dots,"
                " outside the label of {width} × {height} dots.",
                left=left,
                top=top,
                right=right,
                bottom=bottom,
                width=picture.width,
                height=picture.height,
            ),
            tr("Use a larger label or another template."),
        )


def _ignore(_label: _Format, _parameters: str, _font: Face) -> None:
    """A remark."""


_COMMANDS: dict[str, Callable[[_Format, str, Face], None]] = {
    "A": _set_font,
    "CI": _set_charset,
    "FB": _set_block,
    "FD": _set_data,
    "FH": _set_escape,
    "FO": _set_origin,
    "FS": _end_field,
    "FT": _set_baseline,
    "FX": _ignore,
    "GB": _draw_box,
    "GF": _draw_graphic,
    "LH": _set_home,
    "LL": _set_height,
    "PQ": _set_copies,
    "PW": _set_width,
}
