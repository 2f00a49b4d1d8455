"""`procstation tag read` and `tag repair`: all there is to know of the tag on the pad."""

from contextlib import closing
from typing import TYPE_CHECKING

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.cli.devices import open_configured
from procstation.cli.tag_field import choose_tag, pad_options, read_chosen
from procstation.cli.tag_inspection import (
    inspection_document,
    inspection_lines,
    labelled,
    repair_document,
    repair_lines,
)
from procstation.cli.tag_report import answer_report, note_content, show_progress, undo_folder
from procstation.devices import RfidPad
from procstation.errors import InputRefused, StoreError
from procstation.language import tr
from procstation.tagging import Act, Repair, SitePolicy, carry_out, inspect, offers

# The other commands for tags are not to wait for all that a station is made of.
if TYPE_CHECKING:
    from procstation.station import InspectedTag


@click.command()
@pad_options
@json_option
@click.pass_obj
def read(context: Context, device: str | None, uid: str | None, as_json: bool) -> None:
    """Take the tag on the pad apart: each byte, each lock, its standard, and its item."""
    site = SitePolicy.of(context.config.tags)
    with closing(open_configured(context, "rfid", device)) as pad:
        tag = _inspect(context, pad, uid, site)
    answer(inspection_document(tag, site), as_json, lambda: inspection_lines(tag))


@click.command()
@click.argument(
    "act", required=False, metavar="[ACT]", type=click.Choice([act.value for act in Act])
)
@click.option("--apply", "applied", is_flag=True, help="Do it; without, it is only told.")
@pad_options
@json_option
@click.pass_obj
def repair(
    context: Context,
    act: str | None,
    applied: bool,
    device: str | None,
    uid: str | None,
    as_json: bool,
) -> None:
    """Put the tag on the pad right: without ACT, tell what can be done; with --apply, do it.

    finish and undo end a write that did not end; block-order turns the bytes of each block round;
    rewrite writes what the tag says anew, in this library's model; secure-on and secure-off set
    what the gates look at.
    """
    if applied and act is None:
        raise click.UsageError(tr("--apply needs the name of the act."))
    site = SitePolicy.of(context.config.tags)
    with closing(open_configured(context, "rfid", device)) as pad:
        tag = _inspect(context, pad, uid, site)
        chosen = None if act is None else _offered(tag, act)
        if chosen is not None and applied:
            others = choose_tag(pad, uid)[1]
            undo = undo_folder(context)
            report = carry_out(
                chosen, tag.inspection, pad, undo, site, allow=others, progress=show_progress
            )
            note_content(context, report.uid, report.content)
            answer_report(report, as_json)
            return
    if chosen is None:
        offered = [repair_document(one) for one in tag.repairs]
        answer(offered, as_json, lambda: _offer_lines(tag.repairs))
    else:
        answer(repair_document(chosen), as_json, lambda: _told_lines(chosen))


def _inspect(context: Context, pad: RfidPad, uid: str | None, site: SitePolicy) -> "InspectedTag":
    from procstation.station import Comparison, InspectedTag, compare  # noqa: PLC0415

    reading = read_chosen(pad, uid, site)
    inspection = inspect(reading, site, undo_folder(context))
    try:
        comparison = compare(inspection, context.catalogue, site)
    except StoreError as error:
        # What is on a tag can be read though the store cannot.
        comparison = Comparison(
            differences=(
                tr("Not compared: {what} {do_next}", what=error.what, do_next=error.do_next),
            )
        )
    return InspectedTag(inspection, comparison, offers(inspection, site, comparison.on_loan))


def _offered(tag: "InspectedTag", act: str) -> Repair:
    for repair in tag.repairs:
        if repair.act == act:
            return repair
    names = ", ".join(repair.act for repair in tag.repairs)
    raise InputRefused(
        tr("The act {act} is not for the tag {name} as it is.", act=act, name=tag.inspection.name),
        tr("Choose one of: {names}.", names=names)
        if names
        else tr("There is nothing to put right on it."),
    )


def _offer_lines(repairs: tuple[Repair, ...]) -> list[str]:
    if not repairs:
        return [tr("There is nothing to put right.")]
    return [*repair_lines(repairs), *labelled("", tr("Name one, and add --apply to do it."))]


def _told_lines(repair: Repair) -> list[str]:
    lines = [*repair_lines([repair])]
    if not repair.hindrance:
        lines += labelled("", tr("Nothing was written: add --apply to do it."))
    return lines
