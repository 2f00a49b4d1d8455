"""`procstation barcode`: what codes are, and new numbers for this station."""

from collections.abc import Iterator, Mapping
from typing import Any

import click

from procstation.cli.answer import DONE, FAILED, answer, json_option, values_or_stdin
from procstation.cli.barcode_numbers import expire, give_back, lease, ranges, trace
from procstation.cli.context import Context
from procstation.items import BarcodeRange, BarcodeReading, classify
from procstation.labels.carriers import Carrier, carriers_of
from procstation.language import decimal, tr


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
@click.argument("texts", metavar="TEXT…", nargs=-1, required=True)
@json_option
def symbologies(texts: tuple[str, ...], as_json: bool) -> int:
    """Say which symbologies can carry each TEXT, and how wide a label each needs; `-` reads lines.

    Ends with status 1 when there is a text that none can carry.
    """
    found = {text: carriers_of(text) for text in values_or_stdin(texts)}
    document = [
        {"text": text, "symbologies": [_carrier_document(one) for one in carriers]}
        for text, carriers in found.items()
    ]
    answer(document, as_json, lambda: _carrier_lines(found))
    carried = (any(one.reason is None for one in carriers) for carriers in found.values())
    return DONE if all(carried) else FAILED


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
        mark = tr("valid") if reading.valid else tr("NOT VALID")
        yield f"{shown}  {reading.kind}, {mark}: {reading.reason}"


def _carrier_document(carrier: Carrier) -> dict[str, Any]:
    return {
        "symbology": carrier.symbology,
        "carries": carrier.reason is None,
        "reason": carrier.reason,
        "below": carrier.below,
        "reads": carrier.reads,
        "least_mm": {str(dpi): round(mm, 1) for dpi, mm in carrier.least_mm.items()},
    }


def _carrier_lines(found: Mapping[str, list[Carrier]]) -> Iterator[str]:
    for text, carriers in found.items():
        yield text if text.isprintable() else repr(text)
        for one in carriers:
            widths = ", ".join(
                tr("{mm} mm at {dpi} dpi", mm=decimal(f"{mm:.1f}"), dpi=dpi)
                for dpi, mm in one.least_mm.items()
            )
            fate = (
                tr("no: {reason}", reason=one.reason)
                if one.reason
                else tr("from {widths}; reads {reads!r}", widths=widths, reads=one.reads)
            )
            yield f"  {one.symbology:<14}{fate}"


for command in (lease, ranges, give_back, expire, trace):
    barcode.add_command(command)
