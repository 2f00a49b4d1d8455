"""A table of items or titles as a source of a load."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from procstation.catalog.load_report import AUTO, FileProfile
from procstation.catalog.source import Refused, Taken
from procstation.catalog.table import Row, Table
from procstation.catalog.table_extract import RowReader
from procstation.catalog.table_proposal import Proposal, propose
from procstation.catalog.table_settings import TableSettings
from procstation.errors import InputRefused, UsageError
from procstation.language import tr

NAME = "table"
"""What stands for the profile in a report."""

_NUMBERS = {"barcode", "isbn", "control_number"}
_NAMING = {*_NUMBERS, "title"}
"""Fields that say which title or which item a row is."""


class TableSource:
    """See `Source`.

    Attributes:
        proposal: Which column holds what.
    """

    def __init__(self, path: Path, table: Table, settings: TableSettings) -> None:
        self._path = path
        self._settings = settings
        self.table = table
        self.proposal: Proposal = propose(table, settings)

    def profile(self, asked: str) -> FileProfile:
        if asked not in {AUTO, NAME}:
            raise UsageError(
                tr(
                    "{path} is a table, which no profile {asked!r} reads.",
                    path=self._path,
                    asked=asked,
                ),
                tr("Leave out --profile; say with --map which column holds what."),
            )
        pairs = (
            f"{name} = {column.name or column.number}"
            for name, column in self.proposal.by_field.items()
        )
        return FileProfile(str(self._path), NAME, f"{self.table.described}; {', '.join(pairs)}")

    def check_columns(self) -> None:
        """Raises InputRefused when no column surely says which title or which item a row is.

        Without headings one column is not enough: the dump of a handheld has numbers as well.
        """
        found = self.proposal.by_field.keys() & _NAMING
        surely = self.proposal.header or found & self._settings.columns.keys()
        if not (found if surely else found & _NUMBERS and len(found) > 1):
            raise InputRefused(
                tr(
                    "{path} is {described}, but no column was recognised as a barcode or a title.",
                    path=self._path,
                    described=self.table.described,
                ),
                tr(
                    "Look at it with `procstation catalog columns {path}`, then"
                    " say which it is with --map barcode=COLUMN.",
                    path=self._path,
                ),
            )

    def read(self, profile: str) -> Iterator[Taken | Refused]:
        del profile
        reader = RowReader(self.proposal.by_field, guarded=self.table.guards_formulas)
        width = len(self.proposal.columns)
        rows = self.table.rows()
        for row in islice(rows, self.proposal.above, None):
            fault = row.fault or _too_wide(row, width)
            found = fault or reader.read(row.cells)
            if isinstance(found, str):
                yield Refused(row.number, row.offset, found)
            else:
                yield Taken(row.number, row.offset, found, found.notes)


def _too_wide(row: Row, width: int) -> str:
    """Cells beyond the last column shift what stands in the others."""
    if any(cell.strip() for cell in row.cells[width:]):
        return tr(
            "it has {count} cells, the first row has {width}", count=len(row.cells), width=width
        )
    return ""
