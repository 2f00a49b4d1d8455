"""Cut a JSON file into its records without reading all of it.

A file may be one list, an object around a list as an API answers it, one object, or objects one
behind the other, most often one on a line (JSON Lines). Depth and length are bounded: what is
deeper or longer is no record, and would cost the memory of the station.
"""

import re
from collections.abc import Iterator
from typing import Any, BinaryIO, NamedTuple

import msgspec

from procstation.language import tr

CHUNK = 1 << 20
MAX_VALUE = 64 << 20
"""Bytes of one record: a serial with ten thousand items has less."""
MAX_DEPTH = 64

WRAPPERS = frozenset((b'"instances"', b'"records"', b'"collection"'))
"""Names of the list in an object that is nothing but an envelope around it."""

_TOKEN = re.compile(rb'[\[\]{}]|"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
BESIDE = frozenset((b'"items"', b'"holdings"', b'"holdingsRecords"'))
"""Names of lists beside it that hold what belongs into the records."""

_TO_BRACKET = re.compile(
    rb'[^"\[\]{}]*+(?:"[^"\\]*+(?:\\.[^"\\]*+)*+"[^"\[\]{}]*+)*+(?=[\[\]{}])', re.DOTALL
)
_LIST_FOLLOWS = re.compile(rb"\s*:\s*\[")
_LOOK_AHEAD = 256
"""Bytes behind a name, in which a list that it names begins."""
_BETWEEN = b" \t\r\n,:\xef\xbb\xbf"


class Fragment(NamedTuple):
    """One value that should be a record.

    Attributes:
        number: From 1.
        offset: Of its first byte in the file.
        fault: Why it cannot be read; `data` is then empty.
    """

    number: int
    offset: int
    data: bytes
    fault: str = ""


def parse(fragment: Fragment) -> dict[str, Any] | str:
    """Return the object, or why it is none."""
    if fragment.fault:
        return fragment.fault
    try:
        value = msgspec.json.decode(fragment.data)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        return tr("it is no valid JSON: {error}", error=error)
    return value if isinstance(value, dict) else tr("it is no object, so no record")


def split_json(file: BinaryIO) -> Iterator[Fragment]:
    """Yield the records of a file in turn; holds one record and one chunk in memory."""
    first = file.readline(CHUNK)
    second = file.readline(CHUNK)
    file.seek(0)
    if all(line.lstrip(_BETWEEN).startswith(b"{") for line in (first, second)) and any(
        isinstance(parse(Fragment(1, 0, line.strip())), dict) for line in (first, second)
    ):
        return _lines(file)
    return _Values(file).read()


def _lines(file: BinaryIO) -> Iterator[Fragment]:
    offset = number = 0
    while line := file.readline(MAX_VALUE):
        data = line.strip(_BETWEEN)
        if data:
            number += 1
            yield Fragment(number, offset, data, _too_deep(data))
        offset += len(line)


def _too_deep(data: bytes) -> str:
    depth = 0
    for token in _TOKEN.finditer(data):
        depth += (token[0] in b"[{") - (token[0] in b"]}")
        if depth > MAX_DEPTH:
            return tr("it is nested more than {max_depth} deep", max_depth=MAX_DEPTH)
    return ""


class _Values:
    """One pass over a file: brackets are counted, strings are passed over. Offsets are absolute."""

    def __init__(self, file: BinaryIO) -> None:
        self._file = file
        self._buffer = b""
        self._base = 0
        self._at = 0
        """All before it has been taken in."""
        self._seen = 0
        """All before it has been looked at: strings where a record should be are taken later."""
        self._depth = 0
        self._level = 0
        """The depth at which records begin."""
        self._begin: int | None = None
        self._fault = ""
        self._number = 0

    def read(self) -> Iterator[Fragment]:
        while chunk := self._file.read(CHUNK):
            kept = self._at if self._begin is None or self._fault else self._begin
            self._buffer = self._buffer[kept - self._base :] + chunk
            self._base = kept
            yield from self._scan(more=True)
            if len(self._buffer) > MAX_VALUE:
                self._fault = self._fault or tr(
                    "it is longer than {megabytes} MB", megabytes=MAX_VALUE >> 20
                )
                if self._base + len(self._buffer) - self._at > MAX_VALUE:
                    self._fault = tr(
                        "a text in it is longer than {megabytes} MB; what follows was not read",
                        megabytes=MAX_VALUE >> 20,
                    )
                    break
        yield from self._scan(more=False)
        end = self._base + len(self._buffer)
        if self._begin is not None:
            self._fault = self._fault or tr("the file ends in the middle of it")
            yield self._found(self._begin, end)
        else:
            yield from self._stray(end)
            if self._depth:
                self._fault = tr("the file ends before its list does: records are missing")
                yield self._found(end, end)

    def _scan(self, *, more: bool) -> Iterator[Fragment]:
        while token := self._next_token():
            if token[0].startswith(b'"'):
                if more and token.end() + _LOOK_AHEAD > len(self._buffer):
                    return
                if self._at_level:
                    self._seen = self._base + token.end()
                    continue
                yield from self._string(token)
            else:
                yield from self._stray(self._base + token.start())
                if token[0] in b"[{":
                    self._open(self._base + token.start(), is_list=token[0] == b"[")
                else:
                    yield from self._close(self._base + token.end())
            self._at = self._base + token.end()
        if not self._at_level:
            self._at = self._base + len(self._buffer)

    def _next_token(self) -> re.Match[bytes] | None:
        """The next bracket or string; within a record only brackets, whole strings passed over."""
        at = max(self._at, self._seen) - self._base
        if self._begin is not None and (self._depth > 1 or self._level):
            skipped = _TO_BRACKET.match(self._buffer, at)
            if skipped is not None:
                return _TOKEN.match(self._buffer, skipped.end())
        return _TOKEN.search(self._buffer, at)

    def _string(self, token: re.Match[bytes]) -> Iterator[Fragment]:
        if self._depth == 1 and self._level == 0 and _LIST_FOLLOWS.match(self._buffer, token.end()):
            if self._begin is not None and token[0] in WRAPPERS:
                self._level, self._begin = 2, None
            elif self._begin is None and token[0] in BESIDE:
                self._fault = tr(
                    "the list {token} beside the records is not read", token=token[0].decode()
                )
                begin = self._base + token.start()
                yield self._found(begin, begin)

    def _open(self, begin: int, *, is_list: bool) -> None:
        if is_list and self._depth == self._level == 0:
            self._level = 1
        elif self._at_level:
            self._begin = begin
        self._depth += 1
        if self._depth > MAX_DEPTH + self._level:
            self._fault = tr("it is nested more than {max_depth} deep", max_depth=MAX_DEPTH)

    def _close(self, end: int) -> Iterator[Fragment]:
        self._depth = max(self._depth - 1, 0)
        if self._begin is not None and self._depth == self._level:
            yield self._found(self._begin, end)
        elif self._depth < self._level:
            self._level = 0

    @property
    def _at_level(self) -> bool:
        """Whether a record may begin here."""
        return self._begin is None and self._depth == self._level

    def _stray(self, end: int) -> Iterator[Fragment]:
        """What stands between records and is none."""
        if self._at_level:
            rest = self._buffer[self._at - self._base : end - self._base].strip(_BETWEEN)
            if rest:
                shown = rest[:24].decode("utf-8", "backslashreplace")
                self._fault = tr("{shown!r} stands where an object should be", shown=shown)
                yield self._found(self._at, end)

    def _found(self, begin: int, end: int) -> Fragment:
        self._number += 1
        data = b"" if self._fault else self._buffer[begin - self._base : end - self._base]
        fragment = Fragment(self._number, begin, data, self._fault)
        self._begin, self._fault = None, ""
        return fragment
