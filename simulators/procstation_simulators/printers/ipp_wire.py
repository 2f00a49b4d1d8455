"""HTTP and IPP as a printer sees them: requests taken apart, replies put together (RFC 8010)."""

import re
from dataclasses import dataclass

MEMORY = 64_000_000
"""Bytes. A request that is longer is thrown away."""

_LENGTH = re.compile(rb"\r\ncontent-length:[ \t]*(\d+)[ \t]*\r\n", re.IGNORECASE)

OPERATION, JOB, END, PRINTER = 1, 2, 3, 4
INTEGER, BOOLEAN, ENUM = 0x21, 0x22, 0x23
NAME, KEYWORD, CHARSET, LANGUAGE = 0x42, 0x44, 0x47, 0x48


@dataclass(frozen=True, slots=True)
class Request:
    """A request.

    Attributes:
        attributes: Raw values by name, of all groups.
    """

    operation: int
    id: bytes
    attributes: dict[str, list[bytes]]
    document: bytes

    def text(self, name: str) -> str:
        return self.attributes.get(name, [b""])[0].decode("utf-8")

    def number(self, name: str) -> int:
        return int.from_bytes(self.attributes.get(name, [b""])[0], "big")


class HttpStream:
    """Turn bytes, in whatever pieces they arrive, into the bodies of requests."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def receive(self, data: bytes) -> list[bytes]:
        self._buffer += data
        bodies = []
        while (end := self._buffer.find(b"\r\n\r\n")) >= 0:
            length = _LENGTH.search(self._buffer[: end + 2])
            whole = end + 4 + (int(length[1]) if length else 0)
            if len(self._buffer) < whole:
                break
            bodies.append(bytes(self._buffer[end + 4 : whole]))
            del self._buffer[:whole]
        if len(self._buffer) > MEMORY:
            self.clear()
        return bodies

    def clear(self) -> None:
        self._buffer.clear()


def http_reply(body: bytes) -> bytes:
    head = f"HTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\nContent-Length: {len(body)}"
    return f"{head}\r\n\r\n".encode("ascii") + body


def read_request(body: bytes) -> Request:
    """Take a request apart; the operation is 0 when it cannot be."""
    attributes: dict[str, list[bytes]] = {}
    at, name = 8, ""
    while at < len(body) and body[at] != END:
        at += 1
        if body[at - 1] < 0x10:
            continue
        size = int.from_bytes(body[at : at + 2], "big")
        name = body[at + 2 : at + 2 + size].decode("ascii") or name
        at += 2 + size
        size = int.from_bytes(body[at : at + 2], "big")
        attributes.setdefault(name, []).append(body[at + 2 : at + 2 + size])
        at += 2 + size
    operation = int.from_bytes(body[2:4], "big") if at < len(body) else 0
    return Request(operation, body[4:8], attributes, body[at + 1 :])


def reply(
    status: int, request_id: bytes, group: int = 0, attributes: tuple[bytes, ...] = ()
) -> bytes:
    """Return a reply with one group of attributes besides that of the operation."""
    head = b"\x01\x01" + status.to_bytes(2, "big") + request_id + bytes((OPERATION,))
    head += value(CHARSET, "attributes-charset", "utf-8")
    head += value(LANGUAGE, "attributes-natural-language", "en")
    body = bytes((group,)) + b"".join(attributes) if group else b""
    return head + body + bytes((END,))


def value(syntax: int, name: str, said: str | int) -> bytes:
    """Return one value; an empty name makes it one more of the attribute before."""
    if isinstance(said, str):
        data = said.encode("utf-8")
    else:
        data = said.to_bytes(1 if syntax == BOOLEAN else 4, "big")
    sized = len(name).to_bytes(2, "big") + name.encode("ascii")
    return bytes((syntax,)) + sized + len(data).to_bytes(2, "big") + data


def values(syntax: int, name: str, said: list[str]) -> bytes:
    names = [name] + [""] * (len(said) - 1)
    return b"".join(value(syntax, one, text) for one, text in zip(names, said, strict=True))
