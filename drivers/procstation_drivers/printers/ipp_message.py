"""Messages of the Internet Printing Protocol, without I/O (RFC 8010 and 8011)."""

import struct
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from procstation.devices import tr

VERSION = b"\x01\x01"
"""1.1, which every IPP printer has to know."""

OPERATION_GROUP, JOB_GROUP, END, PRINTER_GROUP = 0x01, 0x02, 0x03, 0x04
LAST_DELIMITER = 0x0F

INTEGER, BOOLEAN, ENUM = 0x21, 0x22, 0x23
NAME, KEYWORD, URI, CHARSET, LANGUAGE, MIME_TYPE = 0x42, 0x44, 0x45, 0x47, 0x48, 0x49
TEXTS = range(0x40, 0x60)

Value = int | bool | str | bytes


class Operation(IntEnum):
    PRINT_JOB = 0x0002
    GET_JOB_ATTRIBUTES = 0x0009
    GET_PRINTER_ATTRIBUTES = 0x000B
    CUPS_GET_PRINTERS = 0x4002


@dataclass(frozen=True, slots=True)
class Attribute:
    """One attribute of a request; several values of one syntax make a set."""

    syntax: int
    name: str
    values: tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class Response:
    """What the printer answered.

    Attributes:
        status: 0 to 00FF hex for success.
        groups: The attributes of each group by its tag; of several jobs the first counts.
        printers: The attributes of each printer.
    """

    status: int
    request_id: int
    groups: Mapping[int, Mapping[str, tuple[Value, ...]]] = field(default_factory=dict)
    printers: tuple[Mapping[str, tuple[Value, ...]], ...] = ()

    def numbers(self, group: int, name: str) -> tuple[int, ...]:
        values = self.groups.get(group, {}).get(name, ())
        return tuple(value for value in values if isinstance(value, int))

    def texts(self, group: int, name: str) -> tuple[str, ...]:
        values = self.groups.get(group, {}).get(name, ())
        return tuple(value for value in values if isinstance(value, str))


def request(
    operation: Operation,
    request_id: int,
    about: Sequence[Attribute],
    job: Sequence[Attribute] = (),
    document: bytes = b"",
) -> bytes:
    """Return a request.

    Args:
        about: Operation attributes behind charset and language.
        job: What the job shall be like.
    """
    head = [Attribute(CHARSET, "attributes-charset", ("utf-8",))]
    head += [Attribute(LANGUAGE, "attributes-natural-language", ("en",))]
    message = VERSION + struct.pack(">HI", operation, request_id)
    message += bytes((OPERATION_GROUP,)) + b"".join(map(_attribute, [*head, *about]))
    if job:
        message += bytes((JOB_GROUP,)) + b"".join(map(_attribute, job))
    return message + bytes((END,)) + document


def response(data: bytes) -> Response:
    """Take a response apart.

    Raises:
        ValueError: It is none, or cut short.
    """
    try:
        return _response(data)
    except (struct.error, IndexError) as error:
        raise ValueError(tr("cut short")) from error


def _response(data: bytes) -> Response:
    status, request_id = struct.unpack_from(">HI", data, 2)
    groups: dict[int, dict[str, tuple[Value, ...]]] = {}
    printers: list[dict[str, tuple[Value, ...]]] = []
    attributes: dict[str, tuple[Value, ...]] = {}
    at, name = 8, ""
    while data[at] != END:
        tag = data[at]
        at += 1
        if tag <= LAST_DELIMITER:
            attributes = {}
            groups.setdefault(tag, attributes)
            if tag == PRINTER_GROUP:
                printers.append(attributes)
            continue
        said, at = _counted(data, at)
        value, at = _counted(data, at)
        # An attribute without a name is one more value of the one before.
        name = said.decode("utf-8") or name
        attributes[name] = (*attributes.get(name, ()), _value(tag, value))
    return Response(status, request_id, groups, tuple(printers))


def _counted(data: bytes, at: int) -> tuple[bytes, int]:
    (size,) = struct.unpack_from(">H", data, at)
    end = at + 2 + size
    if end > len(data):
        raise IndexError(end)
    return data[at + 2 : end], end


def _value(tag: int, value: bytes) -> Value:
    if tag in (INTEGER, ENUM):
        return int(struct.unpack(">i", value)[0])
    if tag == BOOLEAN:
        return value != b"\x00"
    return value.decode("utf-8", "replace") if tag in TEXTS else value


def _attribute(attribute: Attribute) -> bytes:
    encoded, name = b"", attribute.name.encode("ascii")
    for value in attribute.values:
        data = struct.pack(">i", value) if isinstance(value, int) else value.encode("utf-8")
        encoded += struct.pack(">BH", attribute.syntax, len(name)) + name
        encoded += struct.pack(">H", len(data)) + data
        name = b""
    return encoded
