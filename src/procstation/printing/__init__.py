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
from procstation.printing.print_file import PRINT_FILE, PrintFile
from procstation.printing.queue import PrintQueue
from procstation.printing.queue_run import Portion, QueueRun
from procstation.printing.queued import LabelState, QueuedLabel, QueueJob, Verdict
from procstation.printing.registrations import Registrations
from procstation.printing.sheets import KnownSheet, Sheet, SheetPositions, read_cell

__all__ = [
    "PRINT_FILE",
    "Batch",
    "FilePrinter",
    "KnownSheet",
    "LabelRequest",
    "LabelState",
    "Portion",
    "PreparedJob",
    "PreparedLabel",
    "PrintDesk",
    "PrintFile",
    "PrintQueue",
    "PrintReport",
    "QueueJob",
    "QueueRun",
    "QueuedLabel",
    "Refused",
    "Registrations",
    "Sheet",
    "SheetPositions",
    "Target",
    "Verdict",
    "label_data",
    "read_cell",
    "target_of_file",
]
