"""SIP2 messages: read leniently, written strictly.

What is read never holds patron data: fields that name a patron are left out here, before anything
else of the station can see, keep or log them.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from procstation.ils import tr
from procstation_connectors.sip2.frame import Check, Frame, frame
from procstation_connectors.sip2.layouts import (
    FIELD_NAMES,
    LAYOUTS,
    MAY_REPEAT,
    PATRON_FIELDS,
    PATRON_MESSAGES,
    Layout,
)
from procstation_connectors.sip2.text import decode_text

LONGEST_VALUE = 255
SPLITS = ("\r", "\n", "\0")
ESCAPED = "&#124;"
"""What some servers send for a delimiter within a value."""


class NotAMessage(ValueError):
    """A frame is no message of the protocol; why stands in it."""


class NotSendable(ValueError):
    """A message cannot be written as the protocol wants it; why stands in it, without the value."""


@dataclass(frozen=True, slots=True)
class Message:
    """One message.

    Attributes:
        fixed: By the names of its layout.
        fields: Id and value, in order; an id may repeat.
        sequence: 0 to 9; None without error detection.
        check: What its checksum said, of a message that was read.
        withheld: The ids of fields that were left out because they tell of a patron.
    """

    code: str
    fixed: Mapping[str, str]
    fields: tuple[tuple[str, str], ...] = ()
    sequence: int | None = None
    check: Check = Check.NONE
    withheld: frozenset[str] = frozenset()

    def get(self, name: str, otherwise: str = "") -> str:
        """Return the first field of that id, without blanks around it."""
        return next((value.strip() for key, value in self.fields if key == name), otherwise)

    def has(self, name: str) -> bool:
        return any(key == name for key, _ in self.fields)

    def number(self, name: str) -> int | None:
        """Return a fixed field as a number, padded with noughts or blanks; None if it is none."""
        text = self.fixed.get(name, "").strip()
        return int(text) if text.isascii() and text.isdecimal() else None


def read_message(taken: Frame, charset: str = "cp850", delimiter: str = "|") -> Message:
    """Read the message in a frame.

    Raises:
        NotAMessage: There is no such command, or it ends within its fixed fields.
    """
    code = taken.code
    layout = LAYOUTS.get(code)
    if layout is None:
        raise NotAMessage(tr("there is no command {code!r}", code=code))
    rest = taken.body[2:]
    width = _fixed_width(rest, layout, delimiter.encode())
    fixed = _read_fixed(rest[:width], layout)
    fields: list[tuple[str, str]] = []
    withheld: set[str] = set()
    left_out = PATRON_FIELDS | {"AF", "AG"} if code in PATRON_MESSAGES else PATRON_FIELDS
    for part in rest[width:].split(delimiter.encode()):
        name = part[:2].decode("ascii", "replace")
        if len(name) < 2:
            continue
        if name in left_out:
            withheld.add(name)
            continue
        fields.append((name, decode_text(part[2:], charset).replace(ESCAPED, delimiter)))
    return Message(code, fixed, tuple(fields), taken.sequence, taken.check, frozenset(withheld))


def write_message(message: Message, charset: str = "cp850", delimiter: str = "|") -> bytes:
    """Return the frame of a message, without its terminator.

    Raises:
        NotSendable: A part is missing, too long, not of this message, or has characters that the
            character set or the protocol does not have.
    """
    layout = LAYOUTS.get(message.code)
    if layout is None:
        raise NotSendable(tr("there is no command {code!r}", code=message.code))
    text = message.code
    for name, width in layout.fixed:
        value = message.fixed.get(name, "")
        if len(value) != width or delimiter in value or not value.isascii():
            raise NotSendable(
                tr(
                    "{name} of {code} is not {width} plain characters",
                    name=name,
                    code=message.code,
                    width=width,
                )
            )
        text += value
    _check_fields(message, layout, delimiter)
    text += "".join(f"{name}{value}{delimiter}" for name, value in message.fields)
    try:
        return frame(text.encode(charset), message.sequence)
    except UnicodeEncodeError as error:
        raise NotSendable(
            tr("a character is not in the character set {charset}", charset=charset)
        ) from error


def _check_fields(message: Message, layout: Layout, delimiter: str) -> None:
    names = [name for name, _ in message.fields]
    missing = [name for name in layout.required if name not in names]
    if missing:
        raise NotSendable(
            tr("{code} lacks {missing}", code=message.code, missing=", ".join(missing))
        )
    for name, value in message.fields:
        if name not in layout.required and name not in layout.optional:
            raise NotSendable(tr("{name} is no field of {code}", name=name, code=message.code))
        if names.count(name) > 1 and name not in MAY_REPEAT:
            raise NotSendable(tr("{code} has {name} more than once", code=message.code, name=name))
        if len(value) > LONGEST_VALUE:
            raise NotSendable(
                tr(
                    "{name} has more than {longest_value} characters",
                    name=name,
                    longest_value=LONGEST_VALUE,
                )
            )
        if delimiter in value or any(split in value for split in SPLITS):
            raise NotSendable(
                tr("{name} has a character that separates fields or messages", name=name)
            )


def _fixed_width(rest: bytes, layout: Layout, delimiter: bytes) -> int:
    """Return where the fixed fields end: where they should, or where the first field begins; the
    last of them (a version, say) is too short or too long at times."""
    usual = layout.width
    for width in (usual, usual - 1, usual + 1, usual - 2, usual + 2):
        if width < 0 or delimiter in rest[:width]:
            continue
        if len(rest) == width or rest[width : width + 2].decode("ascii", "replace") in FIELD_NAMES:
            return width
    return usual


def _read_fixed(data: bytes, layout: Layout) -> dict[str, str]:
    text = data.decode("ascii", "replace")
    fixed: dict[str, str] = {}
    at = 0
    for name, width in layout.fixed:
        fixed[name] = text[at : at + width]
        at += width
    if fixed:
        # Whatever was left or missing at the end belongs to the last.
        last, width = layout.fixed[-1]
        fixed[last] = text[layout.width - width :]
    if len(text) < layout.width - 2:
        raise NotAMessage(tr("it ends within the fixed fields of {title}", title=layout.title))
    return fixed
