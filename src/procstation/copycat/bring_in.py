"""Taking a record into the catalogue: a file of our own, loaded as an act that can be undone."""

import re
from dataclasses import dataclass
from pathlib import Path

from procstation.catalog import Catalogue
from procstation.catalog.load_report import LoadReport
from procstation.catalog.marc_record import MarcRecord
from procstation.catalog.marcxml_write import HEAD, TAIL, marcxml
from procstation.errors import InputRefused, StoreError
from procstation.language import tr

LONGEST_NAME = 40
"""Characters of each of the two parts of the name of a file."""


@dataclass(frozen=True, slots=True)
class Taken:
    """
    Attributes:
        title_id: In the catalogue.
        load: The act, for `catalog undo-load`.
        file: The whole record, as the library system may want it: a station keeps the title only.
        outcome: `added`, or `updated` or `unchanged` when the catalogue had this very record.
    """

    title_id: int
    load: int
    file: str
    outcome: str


def bring_in(
    catalogue: Catalogue,
    folder: Path,
    record: MarcRecord,
    key: str,
    profile: str,
    name: str,
) -> Taken:
    """Keep a record as a file, and load that.

    Args:
        folder: Where the files of this source are kept: with its name, since a load is known by its
            files.
        key: What the catalogue will know the record by.
        name: Begins that of the file; the key follows, since editions may share an ISBN.

    Raises:
        StoreError: It cannot be stored, or another process is loading.
        InputRefused: An earlier load is unfinished.
    """
    file = folder / f"{_as_name(name)}_{_as_name(key.partition(':')[2])}.xml"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        beside = file.with_suffix(".part")
        beside.write_bytes(HEAD + marcxml(record) + TAIL)
        beside.replace(file)
    except OSError as error:
        raise StoreError(
            tr(
                "The record cannot be kept in {folder}: {strerror}.",
                folder=folder,
                strerror=error.strerror or error,
            ),
            tr("See that the folder can be written to and the disk is not full."),
        ) from error
    report = catalogue.load([file], profile)
    with catalogue.store.reading() as rows:
        title = rows.title_with_key(key)
    if title is None:
        raise InputRefused(
            tr(
                "The record was loaded (load {load}), but its title is not there.", load=report.load
            ),
            tr("Take it back with `procstation catalog undo-load {load}`.", load=report.load),
        )
    return Taken(title.id, report.load, str(file), _outcome(report))


def _outcome(report: LoadReport) -> str:
    if report.added:
        return "added"
    return "updated" if report.updated else "unchanged"


def _as_name(text: str) -> str:
    return re.sub(r"[^0-9A-Za-z]+", "-", text).strip("-")[:LONGEST_NAME] or "x"
