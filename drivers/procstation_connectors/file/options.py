"""The settings of the connector that writes files."""

from typing import Annotated, Literal

import msgspec
from msgspec import Meta

from procstation.ils import ItemField, Options

ALL = tuple(field.value for field in ItemField)


class FileOptions(Options, frozen=True):
    fields: Annotated[
        tuple[ItemField, ...], Meta(description="Columns of new items, in this order.")
    ] = tuple(ItemField)
    columns: Annotated[
        dict[str, str],
        Meta(description="What columns are called, by our names, where the loader wants others."),
    ] = msgspec.field(default_factory=dict)
    delimiter: Annotated[
        Literal[",", ";", "\t", "|"], Meta(description="What stands between columns.")
    ] = ","
    look_back_days: Annotated[
        int,
        Meta(ge=1, description="Files of so many days are read for what was written already."),
    ] = 7
