"""The server's reading and writing of SIP2 frames, as the protocol definition 2.00 has them."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

DELIMITER = "|"


@dataclass(frozen=True, slots=True)
class Shape:
    """What a request is made of.

    Attributes:
        fixed: Widths of its fixed fields.
        needs: Fields that must be there, empty or not.
        may_have: Fields that may be.
    """

    fixed: tuple[int, ...]
    needs: frozenset[str]
    may_have: frozenset[str] = frozenset()

    @property
    def width(self) -> int:
        return sum(self.fixed)


LOGIN, SC_STATUS, ITEM_INFORMATION, ITEM_STATUS_UPDATE, CHECKIN = "93", "99", "17", "19", "09"
SEND_AGAIN, ASKS_TO_SEND_AGAIN = "97", "96"

REQUESTS: Mapping[str, Shape] = {
    LOGIN: Shape((1, 1), frozenset({"CN", "CO"}), frozenset({"CP"})),
    SC_STATUS: Shape((1, 3, 4), frozenset()),
    ITEM_INFORMATION: Shape((18,), frozenset({"AO", "AB"}), frozenset({"AC"})),
    ITEM_STATUS_UPDATE: Shape((18,), frozenset({"AO", "AB", "CH"}), frozenset({"AC"})),
    CHECKIN: Shape((1, 18, 18), frozenset({"AP", "AO", "AB", "AC"}), frozenset({"CH", "BI"})),
}
"""Those that are answered. Nothing about patrons is: there are none here."""

_TAIL = re.compile(rb"(?:AY(?P<sequence>[0-9]))?AZ(?P<checksum>[0-9A-Fa-f]{4})$")
_DATE = re.compile(r"\d{8}(    |   Z|[A-Z]{1,3} {1,3})\d{6}")


class Unreadable(Exception):
    """The request is wrong; what for stands in it. A server asks to have it sent again."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request that was taken.

    Attributes:
        fixed: In the order of its shape.
        sequence: None when it came without error detection.
    """

    code: str
    fixed: Sequence[str]
    fields: Mapping[str, str]
    sequence: str | None


def checksum(data: bytes) -> str:
    """Return the four digits that go behind `data`, which ends with AZ."""
    return f"{0x10000 - sum(data) % 0x10000:04X}"[-4:]


def read(line: bytes, charset: str) -> Request:
    """Read one request, without its terminator.

    Raises:
        Unreadable: It is none that the protocol definition allows.
    """
    tail = _TAIL.search(line)
    body, sequence = line, None
    if tail is not None:
        digits = tail["checksum"]
        if checksum(line[: -len(digits)]) != digits.decode().upper():
            raise Unreadable("the checksum is wrong")
        body, sequence = line[: tail.start()], tail["sequence"]
    try:
        text = body.decode(charset)
    except UnicodeDecodeError as error:
        raise Unreadable(f"it is not in {charset}") from error
    code = text[:2]
    if code not in REQUESTS:
        raise Unreadable(f"there is no request {code!r} here")
    shape = REQUESTS[code]
    fixed = _fixed(text[2 : 2 + shape.width], shape)
    fields = _fields(text[2 + shape.width :])
    missing, strange = shape.needs - fields.keys(), fields.keys() - shape.needs - shape.may_have
    if missing or strange:
        raise Unreadable(f"fields missing: {sorted(missing)}; not of it: {sorted(strange)}")
    return Request(code, fixed, fields, sequence.decode() if sequence is not None else None)


def _fixed(text: str, shape: Shape) -> list[str]:
    if len(text) != shape.width:
        raise Unreadable("it is shorter than its fixed fields")
    parts, at = [], 0
    for width in shape.fixed:
        part = text[at : at + width]
        if width == 18 and not _DATE.fullmatch(part):
            raise Unreadable(f"{part!r} is no date")
        if DELIMITER in part:
            raise Unreadable("a delimiter stands in its fixed fields")
        parts.append(part)
        at += width
    return parts


def _fields(text: str) -> dict[str, str]:
    if not text:
        return {}
    if not text.endswith(DELIMITER):
        raise Unreadable("its last field has no delimiter")
    fields: dict[str, str] = {}
    for part in text[:-1].split(DELIMITER):
        if not re.fullmatch(r"[A-Z]{2}", part[:2]) or len(part) > 257:
            raise Unreadable(f"{part[:20]!r} is no field")
        if part[:2] in fields:
            raise Unreadable(f"{part[:2]} comes twice")
        fields[part[:2]] = part[2:]
    return fields


def frame(body: bytes, sequence: str | None, padding: bytes = b"") -> bytes:
    """Return an answer without its terminator.

    Args:
        sequence: That of the request; None leaves error detection off.
        padding: Stands before AY.
    """
    if sequence is None:
        return body
    summed = body + padding + b"AY" + sequence.encode() + b"AZ"
    return summed + checksum(summed).encode()
