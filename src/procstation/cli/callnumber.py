"""`procstation callnumber`: call numbers in shelf order and in the lines of a spine label."""

from collections.abc import Iterator
from itertools import chain

import click

from procstation.cli.answer import answer, json_option, values_or_stdin
from procstation.items import Scheme, SpineLines, in_shelf_order, scheme_of_all
from procstation.items import split as split_for_spine

AUTO = "auto"

scheme_option = click.option(
    "--scheme",
    type=click.Choice([*Scheme, AUTO], case_sensitive=False),
    default=AUTO,
    show_default=True,
    help="How the call numbers are built; auto judges by their text.",
)


@click.group()
def callnumber() -> None:
    """Call numbers: shelf order and spine labels."""


@callnumber.command()
@scheme_option
@json_option
def sort(scheme: str, as_json: bool) -> None:
    """Sort the lines of stdin in shelf order; equal ones keep their order.

    Lines that are no call numbers of the scheme come last. Empty lines are dropped.
    """
    lines = [line for line in values_or_stdin(["-"]) if line.strip()]
    chosen = scheme_of_all(lines) if scheme == AUTO else Scheme(scheme)
    ordered = in_shelf_order(lines, chosen)
    answer(ordered, as_json, lambda: ordered)


@callnumber.command()
@scheme_option
@click.option("--explain", is_flag=True, help="Say why on stderr.")
@click.argument("text", metavar="CALLNUMBER")
@json_option
def split(scheme: str, explain: bool, text: str, as_json: bool) -> None:
    """Break CALLNUMBER into the lines of a spine label; `-` reads one per line."""
    chosen = None if scheme == AUTO else Scheme(scheme)
    spines = [split_for_spine(value, chosen) for value in values_or_stdin([text])]
    if explain:
        for spine in spines:
            click.echo("; ".join(spine.reasons), err=True)
    documents = [_document(spine) for spine in spines]
    answer(documents if text == "-" else documents[0], as_json, lambda: _blocks(spines))


def _document(spine: SpineLines) -> dict[str, object]:
    return {
        "scheme": spine.scheme,
        "lines": list(spine.lines),
        "reasons": list(spine.reasons),
    }


def _blocks(spines: list[SpineLines]) -> Iterator[str]:
    blocks = (("", *spine.lines) if at else spine.lines for at, spine in enumerate(spines))
    return chain.from_iterable(blocks)
