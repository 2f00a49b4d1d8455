"""`procstation callnumber`: call numbers in shelf order and in the lines of a spine label."""

from collections.abc import Iterator
from dataclasses import asdict
from itertools import chain
from typing import Any

import click

from procstation.cli.answer import DONE, FAILED, answer, json_option, values_or_stdin
from procstation.cli.callnumber_fit import Fit, SpineFit, fit_options
from procstation.cli.context import Context
from procstation.items import (
    RuleBook,
    Scheme,
    ShelfBook,
    ShelfRules,
    SpineLines,
    by_bytes,
    scheme_of_all,
    split_by,
)
from procstation.items import split as split_for_spine
from procstation.language import grouped, tr

AUTO = "auto"
_YES, _NO = frozenset(("yes", "true", "on")), frozenset(("no", "false", "off"))

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
@click.option(
    "--rule",
    "switches",
    metavar="NAME=YES/NO",
    multiple=True,
    help="A house rule, for this once; `callnumber filing` lists them.",
)
@click.option("--by", "own", metavar="NAME", help="A shelf order of `callnumber filing`.")
@json_option
@click.pass_obj
def sort(
    context: Context, scheme: str, switches: tuple[str, ...], own: str | None, as_json: bool
) -> None:
    """Sort the lines of stdin in shelf order; equal ones keep their order.

    It files as this station does ([shelf_order] of its configuration). Lines that are no call
    numbers of the scheme come last. Empty lines are dropped.
    """
    if own is not None and (switches or scheme != AUTO):
        raise click.UsageError(
            tr("--by is a shelf order of its own; leave out --scheme and --rule")
        )
    lines = [line for line in values_or_stdin(["-"]) if line.strip()]
    if own is not None:
        key = by_bytes(ShelfBook(context.home).keys(own))
    else:
        filing = context.filing.with_rules(_switched(context.filing.rules, switches))
        key = filing.keys(scheme_of_all(lines) if scheme == AUTO else Scheme(scheme))
    ordered = sorted(lines, key=key)
    answer(ordered, as_json, lambda: ordered)


def _switched(rules: ShelfRules, switches: tuple[str, ...]) -> ShelfRules:
    for switch in switches:
        name, _, said = switch.partition("=")
        if said.casefold() not in _YES | _NO:
            raise click.UsageError(
                tr("--rule {switch!r} does not end with =yes or =no", switch=switch)
            )
        rules = rules.switched(name.strip().replace("-", "_"), said.casefold() in _YES)
    return rules


@callnumber.command()
@json_option
@click.pass_obj
def filing(context: Context, as_json: bool) -> None:
    """Show how this station files: house rules, shelf orders, and what they are used for.

    Shelf orders of the station's own are files in `shelf_rules` in its home. Single items that file
    otherwise stand in `shelf_overrides.csv`.
    """
    section = context.config.shelf_order
    book = ShelfBook(context.home)
    document = {
        "rules": asdict(context.filing.rules),
        "shelf_orders": [{"name": name, "title": book.named(name).title} for name in book.names],
        "schemes": section.schemes,
        "locations": section.locations,
        "overrides": context.filing.overrides,
    }
    answer(document, as_json, lambda: _filing_lines(document))


def _filing_lines(document: dict[str, Any]) -> Iterator[str]:
    yield tr("house rules")
    yield from (
        f"  {name:<22}{tr('yes') if on else tr('no')}" for name, on in document["rules"].items()
    )
    yield tr("shelf orders")
    yield from (f"  {one['name']:<22}{one['title']}" for one in document["shelf_orders"])
    for kind, heading in (
        ("schemes", tr("schemes that file by one")),
        ("locations", tr("locations that file by one")),
    ):
        if document[kind]:
            yield heading
            yield from (f"  {name:<22}{rule}" for name, rule in document[kind].items())
    yield tr(
        "{overrides} items file otherwise than their call number",
        overrides=grouped(document["overrides"]),
    )


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
            raise click.UsageError(
                tr(
                    "the rule set {rules!r} is for {scheme}, not {chosen}",
                    rules=rules,
                    scheme=by.scheme,
                    chosen=chosen,
                )
            )
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
