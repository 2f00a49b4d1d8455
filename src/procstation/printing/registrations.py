"""What was measured on the calibration page of each printer and stock."""

from procstation.labels import TRUE, Registration
from procstation.printing.print_file import PrintFile


class Registrations:
    """Remembers by how much labels are moved for a printer and a stock.

    Raises:
        StoreError: From any method, when they cannot be read or written.
    """

    def __init__(self, file: PrintFile) -> None:
        self._file = file

    def of(self, printer: str, stock: str) -> Registration:
        """Return what was measured; nothing is moved where nobody did."""
        rows = self._file.rows(
            "SELECT right_mm, down_mm, stretch FROM registration WHERE printer = ? AND stock = ?",
            printer,
            stock,
        )
        return Registration(*rows[0]) if rows else TRUE

    def keep(self, printer: str, stock: str, registration: Registration) -> None:
        """Remember what was measured, checked before by `check_registration`."""
        self._file.change(
            "INSERT OR REPLACE INTO registration VALUES (?, ?, ?, ?, ?)",
            printer,
            stock,
            registration.right_mm,
            registration.down_mm,
            registration.stretch,
        )

    def known(self) -> dict[tuple[str, str], Registration]:
        """Return all, by printer and stock."""
        rows = self._file.rows(
            "SELECT printer, stock, right_mm, down_mm, stretch FROM registration"
            " ORDER BY printer, stock"
        )
        return {(printer, stock): Registration(*values) for printer, stock, *values in rows}
