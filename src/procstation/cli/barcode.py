"""`procstation barcode`: what codes are, and new numbers for this station."""

from collections.abc import Iterator

import click

from procstation.cli.answer import DONE, FAILED, answer, json_option, values_or_stdin
from procstation.cli.context import Context
from procstation.items import BarcodeRange, BarcodeReading, classify


@click.group()
def barcode() -> None:
    """Barcodes: what a code is, and numbers for new items."""


@barcode.command()
@click.argument("codes", metavar="CODE…", nargs=-1, required=True)
@click.option(
    "--symbology", metavar="NAME", help="What they were read as; `codabar` drops start and stop."
)
@json_option
@click.pass_obj
def check(context: Context, codes: tuple[str, ...], symbology: str | None, as_json: bool) -> int:
    """Say what each CODE is, and whether its check character is right; `-` reads lines.

    Ends with status 1 when one of them is not valid.
    """
    ranges = [BarcodeRange.from_section(known) for known in context.config.barcodes.ranges]
    readings = [classify(code, ranges, symbology) for code in values_or_stdin(codes)]
    answer([_document(reading) for reading in readings], as_json, lambda: _lines(readings))
    return DONE if all(reading.valid for reading in readings) else FAILED


@barcode.command()
@click.argument("count", type=click.IntRange(1, 100_000))
@click.option("--range", "range_name", default="", metavar="NAME", help="The range to lease from.")
@json_option
@click.pass_obj
def lease(context: Context, count: int, range_name: str, as_json: bool) -> None:
    """Lease COUNT new numbers to this station; no other station gets the same."""
    from procstation.catalog import range_to_lease  # noqa: PLC0415

    section = range_to_lease(context.config.barcodes, range_name)
    barcodes = context.catalogue.lease(count, context.config.station.name, section)
    answer({"barcodes": barcodes}, as_json, lambda: barcodes)


def _document(reading: BarcodeReading) -> dict[str, str | bool | None]:
    return {
        "code": reading.code,
        "kind": reading.kind,
        "scheme": reading.scheme,
        "valid": reading.valid,
        "expected_check": reading.expected_check,
        "reason": reading.reason,
    }


def _lines(readings: list[BarcodeReading]) -> Iterator[str]:
    for reading in readings:
        # What a scanner sent may hold control characters, which a terminal would act on.
        shown = reading.code if reading.code.isprintable() else repr(reading.code)
        mark = "valid" if reading.valid else "NOT VALID"
        yield f"{shown}  {reading.kind}, {mark}: {reading.reason}"
