"""`procstation callnumber`: call numbers in shelf order and in the lines of a spine label."""

from collections.abc import Iterator
from itertools import chain

import click

from procstation.cli.answer import DONE, FAILED, answer, json_option, values_or_stdin
from procstation.cli.callnumber_fit import Fit, SpineFit, fit_options
from procstation.cli.context import Context
from procstation.items import (
    RuleBook,
    Scheme,
    SpineLines,
    in_shelf_order,
    scheme_of_all,
    split_by,
)
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
@json_option
@click.pass_obj
def rules(context: Context, as_json: bool) -> None:
    """List the rule sets for spines: those that come along, and the station's own.

    The station's own are files in `callnumber_rules` in its home; one named like a scheme is how
    call numbers of that scheme are broken.
    """
    book = RuleBook(context.home)
    found = {name: book.named(name) for name in book.names}
    answer(
        [
            {"name": name, "title": one.title, "scheme": one.scheme.value}
            for name, one in found.items()
        ],
        as_json,
        lambda: [f"{name:<16}{one.scheme:<8}{one.title}" for name, one in found.items()],
    )


@callnumber.command()
@scheme_option
@click.option(
    "--rules",
    metavar="NAME/FILE",
    help="A rule set: a name of `callnumber rules`, or a .toml file.",
)
@click.option("--volume", default="", help="Goes below the call number.")
@click.option("--copy", default="", help="Goes last; the first copy is not printed.")
@fit_options
@click.option("--explain", is_flag=True, help="Say why on stderr.")
@click.argument("text", metavar="CALLNUMBER")
@json_option
@click.pass_obj
def split(
    context: Context,
    scheme: str,
    rules: str | None,
    volume: str,
    copy: str,
    fit: Fit | None,
    explain: bool,
    text: str,
    as_json: bool,
) -> int:
    """Break CALLNUMBER into the lines of a spine label; `-` reads one per line.

    With --stock or --width-mm the lines are measured, and broken, joined or set smaller as on a
    label; one that cannot be made to fit is refused.
    """
    book = RuleBook(context.home)
    chosen = None if scheme == AUTO else Scheme(scheme)
    values = values_or_stdin([text])
    if rules is not None:
        by = book.named(rules)
        if chosen not in (None, by.scheme):
            raise click.UsageError(f"the rule set {rules!r} is for {by.scheme}, not {chosen}")
        spines = [split_by(value, by, volume, copy) for value in values]
    else:
        spines = [
            split_for_spine(value, chosen, book=book, volume=volume, copy=copy) for value in values
        ]
    fits = [fit.of(spine) if fit else None for spine in spines]
    if explain:
        for spine, fitted in zip(spines, fits, strict=True):
            told = (*spine.explained(), *(fitted.told if fitted else ()))
            click.echo("; ".join(told), err=True)
    documents = [_document(*pair) for pair in zip(spines, fits, strict=True)]
    blocks = [
        fitted.lines if fitted else spine.lines for spine, fitted in zip(spines, fits, strict=True)
    ]
    answer(documents if text == "-" else documents[0], as_json, lambda: _blocks(blocks))
    refused = [fitted for fitted in fits if fitted and fitted.refused]
    for one in refused:
        click.echo(f"refused: {one.refused}", err=True)
    return FAILED if refused else DONE


def _document(spine: SpineLines, fitted: SpineFit | None) -> dict[str, object]:
    document: dict[str, object] = {
        "scheme": spine.scheme,
        "lines": list(spine.lines),
        "reasons": list(spine.explained()),
    }
    return document | {"fit": fitted.document} if fitted else document


def _blocks(blocks: list[tuple[str, ...]]) -> Iterator[str]:
    spaced = (("", *lines) if at else lines for at, lines in enumerate(blocks))
    return chain.from_iterable(spaced)
