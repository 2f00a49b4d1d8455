"""What labels say of items, with what templates ask for beyond the catalogue."""

from collections.abc import Collection, Sequence
from pathlib import Path

from procstation.catalog import Catalogue, Item, Title
from procstation.labels import LabelData
from procstation.printing.job import label_data

WHOLE = "marc:"
"""Begins a source that is a subfield of the whole record."""


def whole_data(
    catalogue: Catalogue,
    held: Sequence[tuple[Item, Title]],
    sources: Collection[str],
    records: Sequence[Path] = (),
) -> list[LabelData]:
    """Return what labels say of items, in their order.

    Takes as long as reading the files of records, where the template asks for their subfields.

    Args:
        sources: What the template asks for.
        records: Files to look for subfields in; none for those that were loaded and are there.

    Raises:
        InputRefused: A file cannot be read, or is nothing we know.
    """
    whole = {}
    if any(source.startswith(WHOLE) for source in sources):
        from procstation.catalog.whole_records import whole_records  # noqa: PLC0415

        whole = whole_records(records or _loaded_files(catalogue), held)
    return [label_data(item, title, whole.get(item.id), sources) for item, title in held]


def _loaded_files(catalogue: Catalogue) -> list[Path]:
    """Return the files of records that were loaded and are still there, the latest first."""
    files = (Path(name) for act in catalogue.loads() for name in act.files)
    return [file for file in dict.fromkeys(files) if file.is_file()]
