"""Telling by its beginning what a file is, and opening it as what it is."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from procstation.catalog.csv_table import CsvTable, is_table, is_text
from procstation.catalog.file_beginning import (
    Beginning,
    look_at,
    refuse_foreign,
    refuse_unknown,
)
from procstation.catalog.folio_source import FolioSource, is_folio
from procstation.catalog.marc_file import is_marc
from procstation.catalog.marc_json import records_in_json
from procstation.catalog.marc_source import MarcSource
from procstation.catalog.microlif import is_microlif, records_in_microlif
from procstation.catalog.source import Source
from procstation.catalog.table_settings import TableSettings
from procstation.catalog.table_source import TableSource
from procstation.catalog.xlsx_table import XlsxTable
from procstation.catalog.xml_source import open_xml
from procstation.errors import UsageError
from procstation.language import tr


class Format(NamedTuple):
    """One kind of file.

    Attributes:
        fits: Whether a file that begins so is of this kind.
        open: The file as a source; may look further and refuse it.
    """

    name: str
    fits: Callable[[Beginning], bool]
    open: Callable[[Path], Source]


FORMATS = (
    Format("XML", lambda beginning: beginning.is_xml, open_xml),
    Format("FOLIO", is_folio, FolioSource),
    Format(
        "MARC-in-JSON",
        lambda beginning: beginning.is_json,
        lambda path: MarcSource(path, records_in_json),
    ),
    Format("MicroLIF", is_microlif, lambda path: MarcSource(path, records_in_microlif)),
    Format("MARC", is_marc, MarcSource),
)
"""All kinds of files but tables, the narrowest first: the first that fits is taken."""


def open_source(path: Path, table: TableSettings | None = None) -> Source:
    """Look at a file and return how to read it.

    Args:
        table: What was said of the columns, when it should be a table.

    Raises:
        InputRefused: It is missing, empty, or nothing we read, with what it is.
        UsageError: Columns were named, and it is no table or has no such column.
    """
    beginning = look_at(path)
    if not beginning.is_office:
        refuse_foreign(beginning)
        for kind in FORMATS:
            if kind.fits(beginning):
                if table is not None:
                    raise UsageError(
                        tr("{path} is {name} and no table.", path=path, name=kind.name),
                        tr("Leave out --map and --mapping."),
                    )
                return kind.open(path)
    source = open_table(path, table)
    source.check_columns()
    return source


def open_table(path: Path, settings: TableSettings | None = None) -> TableSource:
    """Open a file as the table it is.

    Args:
        settings: What was said of it; with it, any text is taken for a table.

    Raises:
        InputRefused: It is missing, empty, or no table.
        UsageError: A column or a sheet was named that is not there.
    """
    beginning = look_at(path)
    said = settings or TableSettings()
    if beginning.is_office:
        return TableSource(path, XlsxTable(path, said), said)
    refuse_foreign(beginning)
    if is_table(beginning) or (settings is not None and is_text(beginning)):
        return TableSource(path, CsvTable(path, said), said)
    raise refuse_unknown(beginning)
