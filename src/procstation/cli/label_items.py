"""Which labels of which items a command means: options, and the requests made of them."""

from collections.abc import Iterable, Sequence
from pathlib import Path

import click

from procstation.catalog import Item, Title
from procstation.cli.context import Context
from procstation.errors import UsageError
from procstation.labels import LabelShelf
from procstation.labels.source import require_source
from procstation.language import tr
from procstation.printing import LabelRequest, Refused
from procstation.printing.whole_data import whole_data

said_option = click.option(
    "--set",
    "said",
    multiple=True,
    metavar="SOURCE=TEXT",
    help="Say something else on these labels; the record is not changed. Several times.",
)
records_option = click.option(
    "--records",
    multiple=True,
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="Where the records are, for templates that ask for their subfields; left out, the files"
    " that were loaded.",
)


def requests_of(
    context: Context,
    barcodes: Iterable[str],
    template: str,
    stock: str,
    said: Sequence[str],
    records: Sequence[Path],
    copies: int = 1,
) -> tuple[list[LabelRequest], list[Refused]]:
    """Return what is to be printed of items, and which barcodes no item has.

    Args:
        said: Of `--set`.
        records: Files to look for subfields in; none for those that were loaded.

    Raises:
        UsageError, ConfigError: There is no such template, or no such source.
    """
    changes = changes_said(said)
    sources = LabelShelf(context.home).template(template).sources
    found: list[tuple[Item, Title]] = []
    unknown: list[Refused] = []
    for barcode in barcodes:
        held = context.catalogue.by_barcode(barcode)
        if held is not None:
            found.append(held)
            continue
        reason = tr(
            "No item has the barcode {barcode!r}. Check the number, or"
            " load its record with `catalog load`.",
            barcode=barcode,
        )
        unknown.append(Refused(barcode, reason))
    asked = [source for source in sources if source not in changes]
    requests = []
    for data in whole_data(context.catalogue, found, asked, records):
        said_data = data.changed(changes) if changes else data
        requests.append(LabelRequest(said_data, template, stock, copies))
    return requests, unknown


def changes_said(said: Sequence[str]) -> dict[str, str]:
    """Return what `--set` says, by source.

    Raises:
        UsageError: One says nothing, or of a source that there is not.
    """
    changes = {}
    for one in said:
        source, is_said, text = one.partition("=")
        if not is_said:
            raise UsageError(
                tr("--set {one!r} does not say what to print.", one=one),
                tr("Write SOURCE=TEXT, for example call_number='PS3562 .E42'."),
            )
        require_source(source, "--set")
        changes[source] = text
    return changes
