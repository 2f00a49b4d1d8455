"""Single items that file otherwise than their call number says.

A table for any spreadsheet, `shelf_overrides.csv` in the station's home:

    barcode,files as,scheme
    31234000875612,QA76.73 .P98 2019,
    31234000875620,REF 030 ENC,dewey
"""

import csv
from pathlib import Path
from typing import NamedTuple

from procstation.errors import ConfigError, did_you_mean
from procstation.items.callnumber import Scheme
from procstation.language import tr

FILE_NAME = "shelf_overrides.csv"
BARCODE, FILES_AS, SCHEME = "barcode", "files as", "scheme"


class FilesAs(NamedTuple):
    """What an item files as.

    Attributes:
        scheme: None for that of the item.
    """

    text: str
    scheme: Scheme | None = None


def read_overrides(home: Path) -> dict[str, FilesAs]:
    """Return what single items file as, by barcode; nothing where there is no such file.

    Raises:
        ConfigError: The file cannot be read, or a line of it says nothing that holds.
    """
    file = home / FILE_NAME
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        return {}
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            tr("{file} cannot be read: {error}.", file=file, error=error),
            tr("Save it as CSV in UTF-8, or remove it."),
        ) from error
    lines = text.splitlines()
    head = lines[0] if lines else ""
    delimiter = max(",;\t", key=head.count)
    try:
        columns, *rows = list(csv.reader(lines, delimiter=delimiter, strict=True)) or [[]]
    except csv.Error as error:
        raise ConfigError(
            tr("{file} is no CSV: {error}.", file=file, error=error),
            tr("Correct its quotation marks."),
        ) from error
    at = _columns(columns, file)
    found: dict[str, FilesAs] = {}
    for line, cells in enumerate(rows, start=2):
        said = {name: cells[place].strip() for name, place in at.items() if place < len(cells)}
        if not any(said.values()):
            continue
        barcode, files_as = said.get(BARCODE, ""), said.get(FILES_AS, "")
        if not barcode or not files_as:
            lacking = FILES_AS if barcode else BARCODE
            raise ConfigError(
                tr(
                    "{file}, line {line}: it has no {lacking}: {cells!r}.",
                    file=file,
                    line=line,
                    lacking=lacking,
                    cells=" ".join(cells),
                ),
                tr("Fill it in, or take the line out."),
            )
        one = FilesAs(files_as, _scheme(said.get(SCHEME, ""), f"{file}, line {line}"))
        if found.setdefault(barcode, one) != one:
            raise ConfigError(
                tr(
                    "{file}, line {line}: {barcode} files as {files_as!r}, and"
                    " further up as {text!r}.",
                    file=file,
                    line=line,
                    barcode=barcode,
                    files_as=files_as,
                    text=found[barcode].text,
                ),
                tr("Take one of the two lines out."),
            )
    return found


def _columns(head: list[str], file: Path) -> dict[str, int]:
    names = [" ".join(name.replace("_", " ").split()).casefold() for name in head]
    for name in (BARCODE, FILES_AS):
        if name not in names:
            raise ConfigError(
                tr(
                    "{file}: no column of its first line is {name!r}: {head!r}.",
                    file=file,
                    name=name,
                    head=", ".join(head),
                ),
                tr(
                    "Let the first line be: {barcode},{files_as}",
                    barcode=BARCODE,
                    files_as=FILES_AS,
                ),
            )
    return {name: names.index(name) for name in (BARCODE, FILES_AS, SCHEME) if name in names}


def _scheme(said: str, place: str) -> Scheme | None:
    if not said:
        return None
    try:
        return Scheme(said.casefold())
    except ValueError as error:
        raise ConfigError(
            tr("{place}: there is no scheme {said!r}.", place=place, said=said),
            did_you_mean(said, list(Scheme)),
        ) from error
