"""Telling by its beginning what a file is, and opening it as what it is."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

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
from procstation.catalog.xml_source import open_xml


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
"""All kinds of files, the narrowest first: the first that fits is taken."""


def open_source(path: Path, table: TableSettings | None = None) -> Source:
    """Look at a file and return how to read it.

    Args:
        table: What was said of the columns, when it should be a table.

    Raises:
        InputRefused: It is missing, empty, or nothing we read, with what it is.
    """
    beginning = look_at(path)
    refuse_foreign(beginning)
    for kind in FORMATS:
        if kind.fits(beginning):
            return kind.open(path)
    raise refuse_unknown(beginning)
