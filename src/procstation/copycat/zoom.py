"""ZOOM, the client of the YAZ library (libyaz), as far as a search needs it.

Source: "ZOOM-C" in the YAZ manual. The library is found when it is first wanted. Everything is
asked without blocking, event by event, so that a server that dribbles cannot outstay its time.
"""

import ctypes
import sys
import time
from collections.abc import Callable, Mapping
from ctypes import POINTER, byref, c_char_p, c_int, c_size_t, c_void_p
from ctypes.util import find_library
from dataclasses import dataclass
from functools import cache

from procstation.errors import SystemRefused
from procstation.language import tr

TIMEOUT = 10007
"""ZOOM_ERROR_TIMEOUT: what ZOOM calls its own failures begins at 10000."""
OWN_ERRORS = 10_000

_NAMES = {
    "linux": ("libyaz.so.5", "libyaz.so.4"),
    "darwin": (
        "libyaz.5.dylib",
        "/opt/homebrew/lib/libyaz.5.dylib",
        "/usr/local/lib/libyaz.5.dylib",
    ),
    "win32": ("yaz5.dll", "yaz4.dll"),
}
_LARGEST = b"4194304"
"""Bytes of one record."""


class ZoomError(Exception):
    """What ZOOM or the server says is wrong.

    Attributes:
        number: From 10000 on one of ZOOM's own, else of the diagnostic set bib-1.
    """

    def __init__(self, number: int, message: str, details: str) -> None:
        super().__init__(f"{message} ({number})")
        self.number = number
        self.message = message
        self.details = details


@dataclass(frozen=True, slots=True)
class ZoomRecord:
    """A record as it came.

    Attributes:
        syntax: `USmarc`, `Unimarc`, `XML`, `OPAC`, …
        data: Its bytes; of `OPAC` an XML document whose bibliographic record has the bytes it came
            with as characters of Latin-1.
        error: What the server says instead of a record; "" when there is one.
    """

    syntax: str
    data: bytes
    error: str = ""


def load(path: str = "") -> ctypes.CDLL:
    """Return the library, its functions declared.

    Args:
        path: Where it is, when the system does not find it.

    Raises:
        SystemRefused: It is not installed.
    """
    return _load(path)


@cache
def _load(path: str) -> ctypes.CDLL:
    names = [path] if path else [find_library("yaz") or "", *_NAMES.get(sys.platform, ())]
    for name in filter(None, names):
        try:
            library = ctypes.CDLL(name)
        except OSError:
            continue
        _declare(library)
        return library
    raise SystemRefused(
        tr("Z39.50 needs the YAZ library, and {path} cannot be loaded.", path=path)
        if path
        else tr("Z39.50 needs the YAZ library, and it cannot be loaded."),
        tr(
            "Install YAZ (Debian: libyaz5), or name its file as `libyaz` in"
            " [copycat]; or ask a target by SRU, which needs nothing."
        ),
    )


def _declare(library: ctypes.CDLL) -> None:
    text, handle = c_char_p, c_void_p
    for name, result, arguments in (
        ("ZOOM_connection_create", handle, (handle,)),
        ("ZOOM_connection_connect", None, (handle, text, c_int)),
        ("ZOOM_connection_destroy", None, (handle,)),
        ("ZOOM_connection_option_set", None, (handle, text, text)),
        (
            "ZOOM_connection_error_x",
            c_int,
            (handle, POINTER(text), POINTER(text), POINTER(text)),
        ),
        ("ZOOM_connection_search_pqf", handle, (handle, text)),
        ("ZOOM_event", c_int, (c_int, POINTER(handle))),
        ("ZOOM_resultset_size", c_size_t, (handle,)),
        ("ZOOM_resultset_records", None, (handle, POINTER(handle), c_size_t, c_size_t)),
        ("ZOOM_resultset_record_immediate", handle, (handle, c_size_t)),
        ("ZOOM_resultset_destroy", None, (handle,)),
        ("ZOOM_record_get", c_void_p, (handle, text, POINTER(c_int))),
        (
            "ZOOM_record_error",
            c_int,
            (handle, POINTER(text), POINTER(text), POINTER(text)),
        ),
    ):
        function = getattr(library, name)
        function.restype, function.argtypes = result, arguments


class ZoomConnection:
    """A connection, opened by the first search. Used as a context manager, by one thread.

    Args:
        options: As the YAZ manual has them: `databaseName`, `preferredRecordSyntax`, `user`, …
        end: When it is too late, by `clock`.
    """

    def __init__(
        self,
        library: ctypes.CDLL,
        host: str,
        options: Mapping[str, str],
        end: float,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._library = library
        self._end = end
        self._clock = clock
        self._handle = c_void_p(library.ZOOM_connection_create(None))
        left = max(1, round(end - clock()))
        own = {"async": "1", "timeout": str(left)}
        for name, value in (*options.items(), *own.items()):
            library.ZOOM_connection_option_set(self._handle, name.encode(), value.encode())
        library.ZOOM_connection_option_set(self._handle, b"maximumRecordSize", _LARGEST)
        library.ZOOM_connection_connect(self._handle, host.encode(), 0)

    def __enter__(self) -> "ZoomConnection":
        return self

    def __exit__(self, *_: object) -> None:
        self._library.ZOOM_connection_destroy(self._handle)

    def search(self, pqf: str, most: int) -> tuple[int, list[ZoomRecord]]:
        """Return how many records there are, and the first of them.

        Raises:
            ZoomError: The server says no, or cannot be reached, or it is too late.
        """
        library = self._library
        result = c_void_p(library.ZOOM_connection_search_pqf(self._handle, pqf.encode()))
        try:
            self._wait()
            found = int(library.ZOOM_resultset_size(result))
            wanted = min(found, most)
            if wanted:
                library.ZOOM_resultset_records(result, None, 0, wanted)
                self._wait()
            handles = (
                library.ZOOM_resultset_record_immediate(result, place) for place in range(wanted)
            )
            return found, [self._record(c_void_p(handle)) for handle in handles if handle]
        finally:
            library.ZOOM_resultset_destroy(result)

    def _wait(self) -> None:
        """Let events happen until there are none left, or it is too late."""
        connections = (c_void_p * 1)(self._handle)
        while self._library.ZOOM_event(1, connections):
            if self._clock() > self._end:
                raise ZoomError(TIMEOUT, "Timeout", "")
        message, details, of_set = c_char_p(), c_char_p(), c_char_p()
        number = self._library.ZOOM_connection_error_x(
            self._handle, byref(message), byref(details), byref(of_set)
        )
        if number:
            raise ZoomError(number, _text(message.value), _text(details.value))

    def _record(self, record: c_void_p) -> ZoomRecord:
        message, details, of_set = c_char_p(), c_char_p(), c_char_p()
        if self._library.ZOOM_record_error(record, byref(message), byref(details), byref(of_set)):
            said = ": ".join(filter(None, (_text(message.value), _text(details.value))))
            return ZoomRecord("", b"", said or tr("the server does not send it"))
        syntax = _text(self._get(record, b"syntax"))
        form = b"opac; charset=iso-8859-1,utf-8" if syntax.upper() == "OPAC" else b"raw"
        return ZoomRecord(syntax, self._get(record, form))

    def _get(self, record: c_void_p, form: bytes) -> bytes:
        length = c_int(0)
        pointer = self._library.ZOOM_record_get(record, form, byref(length))
        # A length below 0 says that the pointer leads to a structure and not to text.
        return ctypes.string_at(pointer, length.value) if pointer and length.value > 0 else b""


def _text(value: bytes | None) -> str:
    return (value or b"").decode("utf-8", "replace")
