"""`procstation tag write` and `tag secure`: the tag on the configured pad is written."""

from contextlib import closing
from dataclasses import replace

import click

from procstation.cli.answer import json_option
from procstation.cli.context import Context
from procstation.cli.devices import open_configured
from procstation.cli.tag_field import choose_tag, pad_options
from procstation.cli.tag_options import MODELS, Wish, content_options
from procstation.cli.tag_report import (
    answer_report,
    note_content,
    other_tags,
    require_only_tag,
    show_progress,
    undo_folder,
)
from procstation.language import tr
from procstation.tagging import NotSecured, SitePolicy, TagWriter
from procstation.tags import Model, TagRecord


@click.command()
@content_options
@click.option("--model", type=click.Choice(MODELS), help="Data model; the site's by default.")
@click.option(
    "--replace", "replacing", metavar="ITEM", help="The item whose tag may be written over."
)
@click.option("--overwrite-foreign", is_flag=True, help="Write over data of unknown meaning.")
@click.option("--unsecured", is_flag=True, help="Leave the security as it is.")
@click.option("--second-tag", is_flag=True, help="The item has a tag and gets one more.")
@click.option(
    "--lost-tag", "lost", metavar="UID", multiple=True, help="A tag the item had and has no more."
)
@pad_options
@json_option
@click.pass_obj
def write(
    context: Context,
    wish: Wish,
    model: str | None,
    replacing: str | None,
    overwrite_foreign: bool,
    unsecured: bool,
    second_tag: bool,
    lost: tuple[str, ...],
    device: str | None,
    uid: str | None,
    as_json: bool,
) -> None:
    """Write the tag on the pad, verify it, and secure it as the site's gates want it."""
    site = SitePolicy.of(context.config.tags)
    if model is not None:
        site = replace(site, model=Model(model))
    usage = site.usage if wish.usage is None else wish.usage
    owner = wish.owner or site.owner
    record = TagRecord(wish.item, owner, wish.parts, wish.part, usage, wish.elements)
    with closing(open_configured(context, "rfid", device)) as pad:
        chosen, others = choose_tag(pad, uid)
        known = other_tags(context, wish.item, chosen)
        require_only_tag(known, wish.item, wish.parts or 1, lost, second_tag)
        try:
            report = TagWriter(pad, undo_folder(context), site).write(
                chosen,
                record,
                expect_replacing=replacing,
                overwrite_foreign=overwrite_foreign,
                unsecured=unsecured,
                allow=others,
                progress=show_progress,
            )
        except NotSecured as failed:
            note_content(context, chosen, failed.content)
            raise
    for gone in lost:
        context.catalogue.forget_tag(gone)
    note_content(context, chosen, report.content)
    answer_report(report, as_json)


@click.command()
@click.argument("state", type=click.Choice(["on", "off"], case_sensitive=False))
@pad_options
@json_option
@click.pass_obj
def secure(
    context: Context, state: str, device: str | None, uid: str | None, as_json: bool
) -> None:
    """Set the security of the tag on the pad: ON in the library, OFF on loan."""
    site = SitePolicy.of(context.config.tags)
    with closing(open_configured(context, "rfid", device)) as pad:
        chosen, _ = choose_tag(pad, uid)
        report = TagWriter(pad, undo_folder(context), site).secure(chosen, state == "on")
    answer_report(report, as_json, tr("its security is set and read back"))
