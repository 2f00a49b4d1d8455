"""Telling by its beginning what a file is, and opening it as what it is."""

from pathlib import Path

from procstation.catalog.marc_file import check_marc
from procstation.catalog.marc_source import MarcSource
from procstation.catalog.source import Source


def open_source(path: Path) -> Source:
    """Look at a file and return how to read it.

    Raises:
        InputRefused: It is missing, empty, or nothing we read, with what it is.
    """
    check_marc(path)
    return MarcSource(path)
