"""A table, whatever file it came from: rows of text."""

from collections.abc import Iterator
from typing import NamedTuple, Protocol


class Row(NamedTuple):
    """One row.

    Attributes:
        number: Of its first line in a text, or of the row in a sheet; from 1.
        offset: Of its first byte in a text; its number in a sheet.
        cells: Their text as it stands; none is blank in all of them.
        fault: Why it cannot be read, or "".
    """

    number: int
    offset: int
    cells: tuple[str, ...]
    fault: str = ""


class Table(Protocol):
    """A file that holds a table.

    Attributes:
        described: In words how it is read: its encoding and delimiter, or its sheet.
        guards_formulas: Whether an apostrophe stands before what a spreadsheet would calculate.
    """

    @property
    def described(self) -> str: ...

    @property
    def guards_formulas(self) -> bool: ...

    def rows(self) -> Iterator[Row]:
        """Yield the rows that are not blank, with bounded memory.

        Raises:
            InputRefused: The file cannot be read further.
        """
        ...
