"""Files that only grow: a row is on the disk, whole, or not at all, and can be read again."""

import csv
import io
import os
import re
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

from procstation.ils import SystemUnreachable, tr

_FORMULA = re.compile(r"[=+\-@\t\r]")
_DATED = re.compile(r".*-(\d{4}-\d{2}-\d{2})\.\w+")

Row = tuple[str, ...]


class Ledger:
    """The files of one kind, one for each day: `changes-2026-11-22.csv`.

    Args:
        header: Names of the columns; none, when each line is one value.
    """

    def __init__(
        self, folder: Path, kind: str, header: Sequence[str], delimiter: str = ","
    ) -> None:
        self._folder = folder
        self._kind = kind
        self._header = tuple(header)
        self._delimiter = delimiter
        self._ending = "csv" if header else "txt"

    def try_out(self) -> None:
        """See that the folder can be written to; nothing is left in it.

        Raises:
            SystemUnreachable: It cannot.
        """
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with tempfile.TemporaryFile(dir=self._folder) as file:
                file.write(b"\0")
        except OSError as error:
            raise _away(self._folder, error) from error

    def rows(self, today: date, days: int) -> Iterator[Row]:
        """Yield the rows of the files of the last days, in order.

        Raises:
            SystemUnreachable: They cannot be read.
        """
        for path in sorted(self._folder.glob(f"{self._kind}-*.{self._ending}")):
            named = _DATED.fullmatch(path.name)
            if named is None or _day(named[1]) < today - timedelta(days=days):
                continue
            try:
                text = path.read_bytes().decode("utf-8", "replace")
            except OSError as error:
                raise _away(self._folder, error) from error
            # A last line without its end was cut off, and will be written anew.
            whole = text[: text.rfind("\n") + 1]
            read = csv.reader(io.StringIO(whole, newline=""), delimiter=self._delimiter)
            for at, row in enumerate(read):
                if row and not (at == 0 and self._header):
                    yield tuple(_without_guard(cell) for cell in row)

    def write(self, rows: Iterable[Row], day: date) -> None:
        """Append rows to the file of a day; they are on the disk when this returns.

        Raises:
            SystemUnreachable: They are not, and can be written again.
        """
        path = self._folder / f"{self._kind}-{day.isoformat()}.{self._ending}"
        text = io.StringIO()
        writer = csv.writer(text, delimiter=self._delimiter, lineterminator="\r\n")
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            with path.open("a+b") as file:
                end = _cut_to_whole_lines(file)
                if not end and self._header:
                    writer.writerow(self._header)
                writer.writerows([_guarded(cell) for cell in row] for row in rows)
                file.write(text.getvalue().encode())
                file.flush()
                os.fsync(file.fileno())
        except OSError as error:
            raise _away(self._folder, error) from error


def cells(values: Mapping[str, str], names: Sequence[str]) -> Row:
    """Return values in the order of columns; a line end would begin a new row for many loaders."""
    return tuple(" ".join(values.get(name, "").split()) for name in names)


def _cut_to_whole_lines(file: io.BufferedRandom) -> int:
    """Take off what a power cut left of a line; return where the file ends then."""
    file.seek(0)
    end = file.read().rfind(b"\n") + 1
    file.truncate(end)
    return end


def _guarded(cell: str) -> str:
    # A spreadsheet would run it.
    return f"'{cell}" if _FORMULA.match(cell) else cell


def _without_guard(cell: str) -> str:
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell[1:2]) else cell


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


def _away(folder: Path, error: OSError) -> SystemUnreachable:
    return SystemUnreachable(
        tr(
            "The folder {folder} cannot be used: {strerror}.",
            folder=folder,
            strerror=error.strerror or error,
        ),
        tr("See that it is there, can be written to, and has room; it is tried again by itself."),
    )
