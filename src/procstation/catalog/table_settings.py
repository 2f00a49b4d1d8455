"""How a table is to be read: what a person says of its columns, instead of what is proposed."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Annotated, Any

from msgspec import Meta, structs

from procstation.config import Section, read_section, read_toml
from procstation.errors import ConfigError, UsageError, did_you_mean
from procstation.language import tr

FIELDS = {
    "barcode": "the barcode of the item",
    "title": "the title of the record",
    "author": "its author",
    "isbn": "its ISBN; several may stand in one cell",
    "issn": "its ISSN",
    "publisher": "who published it",
    "date": "when it was published",
    "control_number": "the library system's number of the record",
    "call_number": "the call number, whole or without prefix and suffix",
    "call_number_prefix": "what stands before the call number",
    "call_number_suffix": "what stands behind the call number",
    "scheme": "which scheme the call number follows",
    "library": "the library it belongs to",
    "location": "where it is shelved",
    "volume": "its volume or issue",
    "copy": "its copy number",
    "item_type": "what kind of item it is",
    "status": "what the library system says of it",
    "parts": "how many pieces it consists of",
    "system_id": "the library system's number of the item",
    "withdrawn": "whether it is withdrawn; 0 and blank are no, as in the following",
    "lost": "whether it is lost",
    "on_loan": "whether it is on loan, or until when",
    "damaged": "whether it is damaged",
    "not_for_loan": "whether it may not be lent",
    "restricted": "whether its use is restricted",
}
"""What a column can hold, with what it means. A column without a field is not read."""


class TableSettings(Section, frozen=True):
    """What is said of a table; everything else is found out from the table itself.

    Attributes:
        columns: For a field of FIELDS the name of its column, or its number from 1; "" for none.
    """

    columns: Annotated[
        Mapping[str, str | int], Meta(description="Which column holds which field.")
    ] = MappingProxyType({})
    header: Annotated[bool | None, Meta(description="Whether the first row names the columns.")] = (
        None
    )
    delimiter: Annotated[str, Meta(max_length=1, description="What separates the cells.")] = ""
    encoding: Annotated[str, Meta(description="utf-8, cp1252, …; for text only.")] = ""
    sheet: Annotated[str, Meta(description="Which sheet of a workbook; else the first.")] = ""

    def mapped(self, pairs: Iterable[str]) -> "TableSettings":
        """Return these settings with further columns, each `FIELD=COLUMN`.

        Raises:
            UsageError: One of the pairs is none, or names no field.
        """
        columns = dict(self.columns)
        for pair in pairs:
            field, equals, column = pair.partition("=")
            if not equals:
                raise UsageError(
                    tr("{pair!r} maps no column.", pair=pair), tr("Write it as FIELD=COLUMN.")
                )
            columns[field.strip()] = column.strip()
        _check_fields(columns, "--map")
        return structs.replace(self, columns=columns)


def read_table_settings(path: Path) -> TableSettings:
    """Read a mapping file.

    Raises:
        ConfigError: It cannot be read, is no TOML, or names a key or a field that does not exist.
    """
    try:
        tables: Mapping[str, Any] = read_toml(path.read_text("utf-8-sig"), str(path))
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigError(
            tr("{path} cannot be read: {error}.", path=path, error=error), tr("Check the name.")
        ) from error
    settings = read_section(tables, TableSettings, str(path))
    _check_fields(settings.columns, str(path))
    return settings


def _check_fields(columns: Iterable[str], where: str) -> None:
    for field in columns:
        if field not in FIELDS:
            raise ConfigError(
                tr("{where}: {field!r} is no field of an item.", where=where, field=field),
                did_you_mean(field, FIELDS),
            )
