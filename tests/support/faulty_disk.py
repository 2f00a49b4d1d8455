"""A disk that fails: a layer of SQLite's file system between SQLite and the files.

It is put in by SQLite's own interface for that (sqlite3_vfs), through the library that Python's
sqlite3 is linked to, and becomes the layer every new connection of the process gets. It passes all
on to the layer of the system, counts what changes or reads files of a folder, fails at one of these
calls as it is told, and remembers what a loss of power would leave of each file.
"""

import ctypes
import errno
import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from ctypes import CFUNCTYPE, POINTER, Structure, c_char_p, c_int, c_int64, c_void_p
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from random import Random
from unittest.mock import patch

OK, FULL, CANTOPEN = 0, 13, 14
IOERR = {
    "read": 266,
    "write": 778,
    "sync": 1034,
    "truncate": 1546,
    "delete": 2570,
    "open": CANTOPEN,
}
MAIN_DB, MAIN_JOURNAL, WAL, CREATE = 0x100, 0x800, 0x80000, 0x4
SECTOR = 512
"""Bytes that reach the disk together or not at all."""


class Fault(StrEnum):
    """How the disk fails at one call.

    FULL: from this write on there is no room, until some is made.
    SHORT: half of this write arrives, then there is no room for the rest.
    ERROR: this call reports an input or output error, and does nothing.
    POWER: the power is lost; what was not synced is not there.
    TORN: the power is lost; of what was not synced some sectors arrived, by lot.
    LIE: this sync says that it is done and is not; at the next call the power is lost.
    """

    FULL = "full"
    SHORT = "short write"
    ERROR = "I/O error"
    POWER = "power lost"
    TORN = "power lost, some written"
    LIE = "lost sync, then power"


STRIKES = {
    Fault.FULL: ("write", "open"),
    Fault.SHORT: ("write",),
    Fault.ERROR: ("read", "write", "sync", "truncate", "delete", "open"),
    Fault.POWER: ("write", "sync", "truncate", "delete"),
    Fault.TORN: ("write", "sync", "truncate", "delete"),
    Fault.LIE: ("sync",),
}
"""The calls at which each fault can be."""


@dataclass
class Shadow:
    """What of a file is safe, and what was written since."""

    safe: bytearray
    since: list[tuple[int, bytes | None]] = field(default_factory=list)
    """Writes, as place and bytes; and new lengths, as length and None."""

    def sync(self) -> None:
        for place, data in self.since:
            _apply(self.safe, place, data)
        self.since.clear()

    def after_loss(self, lot: Random | None) -> bytes:
        """Return the file as it is when the power is back."""
        left = bytearray(self.safe)
        for place, data in self.since if lot is not None else ():
            assert lot is not None
            if data is None:
                if lot.random() < 0.5:
                    _apply(left, place, None)
                continue
            for at in range(0, len(data), SECTOR):
                if lot.random() < 0.5:
                    _apply(left, place + at, data[at : at + SECTOR])
        return bytes(left)


def _apply(content: bytearray, place: int, data: bytes | None) -> None:
    if data is None:
        del content[place:]
        return
    if len(content) < place:
        content.extend(bytes(place - len(content)))
    content[place : place + len(data)] = data


@dataclass
class FaultyDisk:
    """The files of one folder, on a disk that fails.

    Args:
        at: The number, from 0, of the call at which it fails; None never.

    Attributes:
        calls: What was called, in order.
        struck: The fault has come.
        on_strike: Called when it comes.
    """

    folder: Path
    fault: Fault | None = None
    at: int | None = None
    lot: Random = field(default_factory=Random)
    calls: list[str] = field(default_factory=list)
    struck: bool = False
    on_strike: Callable[[], None] = lambda: None
    _off: bool = False
    _lied: bool = False
    _shadows: dict[str, Shadow] = field(default_factory=dict)
    _deleted: dict[str, bytes] = field(default_factory=dict)

    @contextmanager
    def in_use(self) -> Iterator[None]:
        """All connections that are opened meanwhile go through this disk.

        At the end it is as good as new again; after a loss of power, the files are as that left
        them.
        """
        _LAYER.disk = self
        _LAYER.register()
        try:
            with ExitStack() as patched:
                for name in ("rename", "unlink"):
                    patched.enter_context(patch.object(os, name, self._powered(getattr(os, name))))
                yield
        finally:
            _LAYER.unregister()
            _LAYER.disk = None
            if self._off:
                self._lose_power()

    def _powered(self, act: Callable[..., None]) -> Callable[..., None]:
        """Return what changes a folder only while there is power."""

        def acted(*arguments: object, **named: object) -> None:
            if self._off:
                raise OSError(errno.EIO, "the power is off")
            act(*arguments, **named)

        return acted

    def concerns(self, path: str) -> bool:
        return path.startswith(f"{self.folder}{os.sep}")

    def call(self, name: str) -> int | None:
        """Count a call; return what it answers when it fails, None when it is done."""
        number = len(self.calls)
        self.calls.append(name)
        if self._lied:
            self._off = True
        if self._off:
            return IOERR[name]
        if self.fault is Fault.FULL and self.struck and name in STRIKES[Fault.FULL]:
            return FULL if name == "write" else CANTOPEN
        if number != self.at or self.fault is None or name not in STRIKES[self.fault]:
            return None
        self.struck = True
        self.on_strike()
        match self.fault:
            case Fault.FULL | Fault.SHORT:
                return FULL if name == "write" else CANTOPEN
            case Fault.ERROR:
                return IOERR[name]
            case Fault.POWER | Fault.TORN:
                self._off = True
                return IOERR[name]
            case Fault.LIE:
                self._lied = True
                return OK
        return None

    def opened(self, path: str) -> None:
        if path not in self._shadows:
            file = Path(path)
            self._shadows[path] = Shadow(bytearray(file.read_bytes() if file.exists() else b""))

    def closed(self, path: str) -> None:
        shadow = self._shadows.get(path)
        if shadow is not None and not shadow.since:
            # All of it is safe, and it may be renamed now.
            del self._shadows[path]

    def wrote(self, path: str, place: int, data: bytes | None) -> None:
        if path in self._shadows:
            self._shadows[path].since.append((place, data))

    def synced(self, path: str) -> None:
        if path in self._shadows:
            self._shadows[path].sync()

    def deleted(self, path: str) -> None:
        self._shadows.pop(path, None)

    def _lose_power(self) -> None:
        for path, shadow in self._shadows.items():
            file = Path(path)
            left = shadow.after_loss(self.lot if self.fault is Fault.TORN else None)
            if left or file.exists():
                file.write_bytes(left)
        for file in self.folder.rglob("*-shm"):
            file.unlink()


class _Vfs(Structure):
    pass


_OPEN = CFUNCTYPE(c_int, c_void_p, c_void_p, c_void_p, c_int, POINTER(c_int))
_DELETE = CFUNCTYPE(c_int, c_void_p, c_char_p, c_int)

_Vfs._fields_ = [
    ("version", c_int),
    ("file_size", c_int),
    ("longest_path", c_int),
    ("next", c_void_p),
    ("name", c_char_p),
    ("data", c_void_p),
    ("open", _OPEN),
    ("delete", _DELETE),
    *[
        (name, c_void_p)
        for name in (
            "access", "full_pathname", "dl_open", "dl_error", "dl_sym", "dl_close", "randomness",
            "sleep", "current_time", "last_error", "current_time_64", "set_call", "get_call",
            "next_call",
        )
    ],
]  # fmt: skip

_CLOSE = CFUNCTYPE(c_int, c_void_p)
_TRANSFER = CFUNCTYPE(c_int, c_void_p, c_void_p, c_int, c_int64)
_TRUNCATE = CFUNCTYPE(c_int, c_void_p, c_int64)
_SYNC = CFUNCTYPE(c_int, c_void_p, c_int)


class _Methods(Structure):
    _fields_ = [
        ("version", c_int),
        ("close", _CLOSE),
        ("read", _TRANSFER),
        ("write", _TRANSFER),
        ("truncate", _TRUNCATE),
        ("sync", _SYNC),
        *[
            (name, c_void_p)
            for name in (
                "file_size", "lock", "unlock", "check_lock", "control", "sector_size",
                "characteristics", "shm_map", "shm_lock", "shm_barrier", "shm_unmap", "fetch",
                "unfetch",
            )
        ],
    ]  # fmt: skip


class _Layer:
    """The layer, once for the process: what SQLite was told of must stay where it is."""

    def __init__(self) -> None:
        self.disk: FaultyDisk | None = None
        self._library = ctypes.CDLL(_library_path())
        self._library.sqlite3_vfs_find.restype = POINTER(_Vfs)
        self._below = self._library.sqlite3_vfs_find(None)
        self._vfs = _Vfs()
        ctypes.memmove(ctypes.byref(self._vfs), self._below, ctypes.sizeof(_Vfs))
        self._vfs.name = b"procstation-faulty"
        self._vfs.open = _OPEN(self._open)
        self._vfs.delete = _DELETE(self._delete)
        self._methods: dict[int, tuple[_Methods, _Methods]] = {}
        self._files: dict[int, tuple[str, _Methods]] = {}

    def register(self) -> None:
        self._library.sqlite3_vfs_register(ctypes.byref(self._vfs), 1)

    def unregister(self) -> None:
        self._library.sqlite3_vfs_register(self._below, 1)
        self._library.sqlite3_vfs_unregister(ctypes.byref(self._vfs))

    def _open(self, _: int, name: int | None, file: int, flags: int, out: object) -> int:
        path = ctypes.string_at(name).decode() if name else ""
        disk = self.disk
        ours = disk is not None and disk.concerns(path) and flags & (MAIN_DB | MAIN_JOURNAL | WAL)
        if disk is not None and ours and flags & CREATE and not Path(path).exists():
            failed = disk.call("open")
            if failed is not None:
                # SQLite closes no file that has no methods.
                ctypes.memset(file, 0, ctypes.sizeof(c_void_p))
                return failed
        status = int(
            self._below.contents.open(
                ctypes.addressof(self._below.contents), name, file, flags, out
            )
        )
        if disk is not None and ours and status == OK:
            below = c_void_p.from_address(file).value
            assert below is not None
            theirs, patched = self._patched(below)
            c_void_p.from_address(file).value = ctypes.addressof(patched)
            self._files[file] = (path, theirs)
            disk.opened(path)
        return status

    def _delete(self, _: int, name: bytes, sync_folder: int) -> int:
        path = os.fsdecode(name)
        disk = self.disk
        if disk is not None and disk.concerns(path) and Path(path).exists():
            failed = disk.call("delete")
            if failed is not None:
                return failed
            disk.deleted(path)
        return int(
            self._below.contents.delete(ctypes.addressof(self._below.contents), name, sync_folder)
        )

    def _patched(self, below: int) -> tuple[_Methods, _Methods]:
        if below not in self._methods:
            theirs = _Methods.from_address(below)
            ours = _Methods()
            ctypes.memmove(ctypes.byref(ours), below, _bytes_of(theirs))
            ours.version = min(ours.version, 2)  # without mapping, which would pass us by
            ours.close = _CLOSE(self._close)
            ours.read = _TRANSFER(self._read)
            ours.write = _TRANSFER(self._write)
            ours.truncate = _TRUNCATE(self._truncate)
            ours.sync = _SYNC(self._sync)
            self._methods[below] = (theirs, ours)
        return self._methods[below]

    def _close(self, file: int) -> int:
        path, theirs = self._files.pop(file)
        status = int(theirs.close(file))
        if self.disk is not None:
            self.disk.closed(path)
        return status

    def _read(self, file: int, into: int, length: int, place: int) -> int:
        _, theirs = self._files[file]
        failed = self.disk.call("read") if self.disk is not None else None
        return failed if failed is not None else int(theirs.read(file, into, length, place))

    def _write(self, file: int, data: int, length: int, place: int) -> int:
        path, theirs = self._files[file]
        disk = self.disk
        if disk is None:
            return int(theirs.write(file, data, length, place))
        failed = disk.call("write")
        if failed is not None:
            if disk.fault is not Fault.SHORT:
                return failed
            length //= 2
        disk.wrote(path, place, ctypes.string_at(data, length))
        status = int(theirs.write(file, data, length, place))
        return failed if failed is not None else status

    def _truncate(self, file: int, length: int) -> int:
        path, theirs = self._files[file]
        failed = self.disk.call("truncate") if self.disk is not None else None
        if failed is not None:
            return failed
        if self.disk is not None:
            self.disk.wrote(path, length, None)
        return int(theirs.truncate(file, length))

    def _sync(self, file: int, flags: int) -> int:
        path, theirs = self._files[file]
        failed = self.disk.call("sync") if self.disk is not None else None
        if failed is not None:
            return failed
        if self.disk is not None:
            self.disk.synced(path)
        return int(theirs.sync(file, flags))


def _bytes_of(methods: _Methods) -> int:
    """Return how long the table is: each version has more at its end."""
    last = {1: "shm_map", 2: "fetch"}.get(methods.version)
    return getattr(_Methods, last).offset if last else ctypes.sizeof(_Methods)


def _library_path() -> str:
    """Return the library of Python's sqlite3.

    Raises:
        OSError: It is part of Python itself, so nothing can be put between them.
    """
    import _sqlite3  # noqa: PLC0415  (absent where Python has no SQLite)

    maps = Path("/proc/self/maps")
    loaded = maps.read_text() if maps.exists() else ""
    for line in loaded.splitlines():
        if "libsqlite3" in line:
            return line.split()[-1]
    raise OSError(f"no library of SQLite is loaded beside {_sqlite3.__file__}")


try:
    _LAYER = _Layer()
    UNAVAILABLE = ""
except (OSError, AttributeError) as error:
    UNAVAILABLE = f"Python's SQLite {sqlite3.sqlite_version} is out of reach: {error}"
