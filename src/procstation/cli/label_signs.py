"""`procstation label commands` and `shelf-range`: labels that belong to no item."""

from typing import TYPE_CHECKING

import click

from procstation.cli.answer import DONE, answer, json_option
from procstation.cli.context import Context
from procstation.cli.interface import speak_in_lines
from procstation.cli.label_outlet import Outlet, outlet_options, print_requests, start_option
from procstation.errors import InputRefused, UsageError
from procstation.items import CallNumber, Scheme, guess_scheme
from procstation.labels import LabelData
from procstation.language import tr
from procstation.printing import LabelRequest

if TYPE_CHECKING:
    from procstation.printing.command_page import Groups


@click.command(name="commands")
@click.option(
    "--template",
    default="command-barcodes",
    show_default=True,
    help="How a label looks; see `label templates`.",
)
@click.option("--stock", default="", help="What they go on; see `label stocks`.")
@click.option("--shelf", is_flag=True, help="Those of live sweeps, in place of the bench's.")
@click.option("--bay", "bays", multiple=True, help="The marker of this bay; may be repeated.")
@click.option(
    "--say",
    "said",
    multiple=True,
    metavar="NAME=TEXT",
    help="Those that say this to a job, as location=REF; may be repeated.",
)
@click.option(
    "--paper",
    type=click.Choice(["a4", "letter"]),
    help="In groups on plain paper, as a .pdf, in place of labels.",
)
@start_option
@outlet_options
@json_option
@click.pass_obj
def command_labels(
    context: Context,
    template: str,
    stock: str,
    shelf: bool,
    bays: tuple[str, ...],
    said: tuple[str, ...],
    paper: str | None,
    start: str | None,
    outlet: Outlet,
    as_json: bool,
) -> int:
    """Print command barcodes, to be scanned instead of typing: of the bench, or of the shelf."""
    speak_in_lines(context)
    if paper is not None:
        return _on_paper(paper, _groups(context, bays, said, shelf=shelf), outlet, as_json)
    if shelf or bays:
        from procstation.sweeping.live_sheet import shelf_codes  # noqa: PLC0415

        codes = shelf_codes(bays)
    elif said:
        codes = dict(map(_say_code, said))
    else:
        codes = _bench_codes(context)
    requests = [
        LabelRequest(LabelData(barcode=code, title=said), template, stock)
        for code, said in codes.items()
    ]
    return print_requests(context, requests, (), outlet, start, as_json)


def _groups(
    context: Context, bays: tuple[str, ...], said: tuple[str, ...], *, shelf: bool
) -> "Groups":
    if shelf or bays:
        from procstation.sweeping.live_sheet import shelf_codes  # noqa: PLC0415

        return [(tr("Bays") if bays else tr("At the shelf"), shelf_codes(bays))]
    if said:
        return [(tr("What the job asks for"), dict(map(_say_code, said)))]
    from procstation.linking.command_sheet import command_groups  # noqa: PLC0415
    from procstation.linking.profiles import read_profiles  # noqa: PLC0415

    return command_groups(read_profiles(context.home))


def _on_paper(paper: str, groups: "Groups", outlet: Outlet, as_json: bool) -> int:
    from procstation.labels.printed_page import PAPERS  # noqa: PLC0415
    from procstation.printing.command_page import write_command_pages  # noqa: PLC0415

    path = outlet.output
    if path is None or path.suffix.lower() != ".pdf" or outlet.printer is not None:
        raise UsageError(
            tr("Pages on paper are a .pdf file."), tr("Give --output FILE.pdf, and print it.")
        )
    try:
        pages = write_command_pages(groups, path, PAPERS[paper])
    except OSError as error:
        raise InputRefused(
            tr("{path} cannot be written: {strerror}.", path=path, strerror=error.strerror),
            tr("Choose another file."),
        ) from error
    codes = sum(len(codes) for _, codes in groups)
    answer(
        {"labels": codes, "sheets": pages, "refused": []},
        as_json,
        lambda: [
            tr(
                "{codes} command barcodes on {pages} pages: {path}",
                codes=codes,
                pages=pages,
                path=path,
            )
        ],
    )
    return DONE


def _say_code(text: str) -> tuple[str, str]:
    from procstation.linking.command_sheet import say_code  # noqa: PLC0415

    name, equals, value = (part.strip() for part in text.partition("="))
    if not equals or not name or not value:
        raise UsageError(
            tr("--say {text!r} says nothing.", text=text), tr("Write it as in --say location=REF.")
        )
    return say_code(name, value)


def _bench_codes(context: Context) -> dict[str, str]:
    # The job of the bench is large, and no other command about labels needs it.
    from procstation.linking.command_sheet import command_codes  # noqa: PLC0415
    from procstation.linking.profiles import read_profiles  # noqa: PLC0415

    return command_codes(read_profiles(context.home))


@click.command(name="shelf-range")
@click.argument("first")
@click.argument("last")
@click.option("--heading", default="", help="Above the range: the aisle, the collection.")
@click.option(
    "--scheme", type=click.Choice([scheme.value for scheme in Scheme]), help="Left out, guessed."
)
@click.option(
    "--template",
    default="shelf-range",
    show_default=True,
    help="How a label looks; see `label templates`.",
)
@click.option("--stock", default="", help="What it goes on; see `label stocks`.")
@click.option(
    "--copies", type=click.IntRange(1, 100), default=1, show_default=True, help="Of each sign."
)
@start_option
@outlet_options
@json_option
@click.pass_obj
def shelf_range(
    context: Context,
    first: str,
    last: str,
    heading: str,
    scheme: str | None,
    template: str,
    stock: str,
    copies: int,
    start: str | None,
    outlet: Outlet,
    as_json: bool,
) -> int:
    """Print the sign at the end of shelves: their first and last call number."""
    by = Scheme(scheme) if scheme else guess_scheme(first)[0]
    key = context.filing.keys(by)
    if key(first) > key(last):
        raise InputRefused(
            tr(
                "{first!r} stands behind {last!r} by the rules of {by}.",
                first=first,
                last=last,
                by=by,
            ),
            tr("Give the first call number first, or say the --scheme."),
        )
    more = {"first": first, "last": last, "own:heading": heading}
    data = LabelData(
        barcode=f"{first} – {last}", call_number=CallNumber(first, by, "label"), more=more
    )
    request = LabelRequest(data, template, stock, copies)
    return print_requests(context, [request], (), outlet, start, as_json)
