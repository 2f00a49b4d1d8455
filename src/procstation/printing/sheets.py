"""Which cells of the sheet in a printer are used or spoiled, remembered across restarts."""

import os
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import quote

import msgspec

from procstation.errors import StoreError


@dataclass(frozen=True, slots=True)
class Sheet:
    """The sheet that lies in a printer.

    Attributes:
        number: Counts the sheets of that printer and stock, from 1.
        used: Cells, from 0, with a label on them, or peeled off.
        spoiled: Cells of which nobody knows whether they were printed.
    """

    number: int = 1
    used: frozenset[int] = frozenset()
    spoiled: frozenset[int] = frozenset()

    @property
    def taken(self) -> frozenset[int]:
        return self.used | self.spoiled

    def with_used(self, cells: frozenset[int]) -> "Sheet":
        return replace(self, used=self.used | cells, spoiled=self.spoiled - cells)

    def with_spoiled(self, cells: frozenset[int]) -> "Sheet":
        return replace(self, spoiled=self.spoiled | cells)


class SheetPositions:
    """Remembers the sheet of each printer and stock: one small file each.

    Args:
        folder: Made when first needed; None remembers for this run only.
    """

    def __init__(self, folder: Path | None) -> None:
        self._folder = folder
        self._sheets: dict[tuple[str, str], Sheet] = {}

    def current(self, printer: str, stock: str) -> Sheet:
        """Return the sheet in a printer; a fresh one when none is remembered.

        Raises:
            StoreError: What was remembered cannot be read.
        """
        if self._folder is None:
            return self._sheets.get((printer, stock), Sheet())
        path = self._path(self._folder, printer, stock)
        try:
            return msgspec.json.decode(path.read_bytes(), type=Sheet)
        except FileNotFoundError:
            return Sheet()
        except (OSError, msgspec.DecodeError) as error:
            raise StoreError(
                f"{path}, which remembers the used labels of the sheet, cannot be read: {error}.",
                "Remove the file, and say with --start where the sheet is free.",
            ) from error

    def keep(self, printer: str, stock: str, sheet: Sheet) -> None:
        """Remember a sheet; when this returns, it is on the disk.

        Raises:
            StoreError: It cannot be written.
        """
        if self._folder is None:
            self._sheets[printer, stock] = sheet
            return
        path = self._path(self._folder, printer, stock)
        document = {
            "number": sheet.number,
            "used": sorted(sheet.used),
            "spoiled": sorted(sheet.spoiled),
        }
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            write_durably(path, msgspec.json.encode(document))
        except OSError as error:
            raise StoreError(
                f"{path} cannot be written: {error.strerror or error}.",
                "Make room on the disk, then print again.",
            ) from error

    @staticmethod
    def _path(folder: Path, printer: str, stock: str) -> Path:
        return folder / f"{quote(printer, safe='')}@{quote(stock, safe='')}.json"


def write_durably(path: Path, data: bytes) -> None:
    """Write a file so that after a crash it is the old one or the new one, whole.

    Raises:
        OSError: It cannot be written; the old one is untouched.
    """
    part = path.with_name(f".{path.name}.part")
    try:
        with part.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
    except OSError:
        part.unlink(missing_ok=True)
        raise
    if os.name == "posix":
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
