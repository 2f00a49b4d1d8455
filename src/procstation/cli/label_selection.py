"""Which items a command is for: barcodes, a load, a stretch of shelf, or a list in a file."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import click

from procstation.cli.answer import values_or_stdin
from procstation.cli.context import Context
from procstation.errors import InputRefused, UsageError
from procstation.items import Scheme, guess_scheme
from procstation.language import tr


@dataclass(frozen=True, slots=True)
class Selection:
    """What a person said of the items that are meant."""

    named: tuple[str, ...]
    load: int | None
    shelf: str | None
    scheme: str | None
    location: str
    file: Path | None

    def barcodes(self, context: Context) -> tuple[list[str], str]:
        """Return the barcodes, and in words which items they are of.

        Raises:
            UsageError: Not exactly one way of naming items was used.
            InputRefused: The load, the range or the file does not hold.
        """
        ways = (self.named, self.load is not None, self.shelf, self.file)
        if sum(map(bool, ways)) != 1:
            raise UsageError(
                tr("Which items are meant was not said, or in two ways."),
                tr("Give either barcodes, --load N, --range FIRST..LAST or --file LIST."),
            )
        if self.load is not None:
            items = context.catalogue.items_added(self.load)
            return [one.barcode for one in items if one.barcode], tr(
                "load {number}", number=self.load
            )
        if self.shelf is not None:
            return self._on_shelf(context, self.shelf), self.shelf
        if self.file is not None:
            return _listed(self.file), str(self.file)
        named = values_or_stdin(self.named)
        more = " " + tr("and {count} more", count=len(named) - 3) if len(named) > 3 else ""
        return named, ", ".join(named[:3]) + more

    def _on_shelf(self, context: Context, shelf: str) -> list[str]:
        first, dots, last = (part.strip() for part in shelf.partition(".."))
        if not dots or not first or not last:
            raise UsageError(
                tr("--range {shelf!r} does not say from where to where.", shelf=shelf),
                tr("Write two call numbers with two points between: 'PS3550..PS3570'."),
            )
        scheme = Scheme(self.scheme) if self.scheme else guess_scheme(first)[0]
        items = context.catalogue.items_on_shelf(first, last, scheme, self.location, context.filing)
        return [one.barcode for one in items if one.barcode]


def selection_options(command: Callable[..., int]) -> Callable[..., int]:
    """Give a command barcodes and the options that name items, passed to it as `selection`."""

    @click.argument("barcodes", nargs=-1, metavar="[BARCODE]...")
    @click.option("--load", type=int, metavar="N", help="The items that a load added.")
    @click.option(
        "--range", "shelf", metavar="FIRST..LAST", help="From one call number to another."
    )
    @click.option(
        "--scheme",
        type=click.Choice([scheme.value for scheme in Scheme]),
        help="Of the call numbers of --range; left out, guessed.",
    )
    @click.option("--location", default="", help="With --range: of this location only.")
    @click.option(
        "--file", type=click.Path(path_type=Path), metavar="LIST", help="One barcode a line."
    )
    @wraps(command)
    def with_selection(
        *args: Any,
        barcodes: tuple[str, ...],
        load: int | None,
        shelf: str | None,
        scheme: str | None,
        location: str,
        file: Path | None,
        **kwargs: Any,
    ) -> int:
        selection = Selection(barcodes, load, shelf, scheme, location, file)
        return command(*args, selection=selection, **kwargs)

    return with_selection


def _listed(file: Path) -> list[str]:
    if str(file) == "-":
        lines = values_or_stdin(["-"])
    else:
        try:
            lines = file.read_text(encoding="utf-8-sig", errors="replace").splitlines()
        except OSError as error:
            raise InputRefused(
                tr(
                    "{file} cannot be read: {strerror}.",
                    file=file,
                    strerror=error.strerror or error,
                ),
                tr("Check its name."),
            ) from error
    return [line.strip() for line in lines if line.strip()]
