"""Printing: from items to labels on stock, prepared and checked first, then sent and accounted."""

from procstation.printing.desk import PrintDesk
from procstation.printing.file_printer import FilePrinter, target_of_file
from procstation.printing.job import (
    Batch,
    LabelRequest,
    PreparedJob,
    PreparedLabel,
    PrintReport,
    Refused,
    Target,
    label_data,
)
from procstation.printing.sheets import Sheet, SheetPositions

__all__ = [
    "Batch",
    "FilePrinter",
    "LabelRequest",
    "PreparedJob",
    "PreparedLabel",
    "PrintDesk",
    "PrintReport",
    "Refused",
    "Sheet",
    "SheetPositions",
    "Target",
    "label_data",
    "target_of_file",
]
