"""`procstation catalog`: load records, look at items, find titles."""

from collections.abc import Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import click

from procstation.catalog import Item, Title, TitleHit
from procstation.catalog.freshness import Freshness, age_in_words, freshness_of
from procstation.cli.answer import Labels, answer, json_option
from procstation.cli.catalog_columns import columns
from procstation.cli.catalog_export import export
from procstation.cli.catalog_fetch import add, fetch
from procstation.cli.catalog_load import load, loads, undo_load
from procstation.cli.catalog_targets import targets
from procstation.cli.context import Context
from procstation.errors import InputRefused
from procstation.items import CallNumber
from procstation.language import mark, tr

LABELS = Labels(
    *("ISBN", "ISSN", mark("barcode"), mark("call number"), mark("place"), mark("volume")),
    *(mark("copy"), mark("pieces"), mark("status"), mark("told"), mark("tag"), mark("items")),
)


@click.group()
def catalog() -> None:
    """The titles and items this station knows."""


@catalog.command()
@click.argument("barcode")
@json_option
@click.pass_obj
def show(context: Context, barcode: str, as_json: bool) -> None:
    """Show the item with a barcode and its title."""
    code = barcode.strip()
    found = context.catalogue.by_barcode(code)
    if found is None:
        raise InputRefused(
            tr("No item has barcode {code!r}.", code=code),
            tr("Check the number, or search by title with `procstation catalog find`."),
        )
    item, title = found
    claimants = context.catalogue.claimants(code)
    tags = context.catalogue.tags_of(code)
    fresh = freshness_of(context.catalogue.store, item.id)
    document = {
        "item": item_document(item),
        "title": title_document(title),
        "tags": [asdict(tag) for tag in tags],
        "told": asdict(fresh) if fresh is not None else None,
        "also_claimed_by": [title_document(other) for other in claimants],
    }

    def lines() -> Iterator[str]:
        yield from _title_lines(title)
        yield from _item_lines(item)
        if fresh is not None:
            yield "  " + LABELS.line("told", _told(fresh))
        for tag in tags:
            written = tr("{at} by {who}", at=tag.written_at, who=tag.written_by)
            yield "  " + LABELS.line("tag", f"{tag.uid}, {tag.model}, {written}")
        for other in claimants:
            yield "  " + tr(
                "! the library system's file gives this barcode to {title!r} as well",
                title=other.title,
            )

    answer(document, as_json, lines)


def _told(fresh: Freshness) -> str:
    """Say who told of an item, and how long ago."""
    if fresh.is_ours:
        return tr("by nobody: it was made here")
    loan = {True: tr(", on loan"), False: tr(", not on loan"), None: ""}[fresh.on_loan]
    by = fresh.source or tr("the library system")
    return tr(
        "by {by} {age_in_words}{loan}",
        by=by,
        age_in_words=age_in_words(fresh.at, datetime.now(UTC).isoformat()),
        loan=loan,
    )


@catalog.command()
@click.argument("text", nargs=-1, required=True)
@click.option(
    "--limit", default=20, show_default=True, type=click.IntRange(1, 1000), help="Titles at most."
)
@json_option
@click.pass_obj
def find(context: Context, text: tuple[str, ...], limit: int, as_json: bool) -> None:
    """Find titles by words, ISBN, ISSN, control number, call number or barcode."""
    hits = context.catalogue.find(" ".join(text), limit)
    document = {
        "titles": [
            {
                **title_document(hit.title),
                "items": [item.barcode for item in hit.items if item.barcode],
                "items_without_barcode": sum(item.barcode is None for item in hit.items),
                "found_by": hit.why,
            }
            for hit in hits
        ]
    }
    answer(document, as_json, lambda: _hit_lines(hits))


catalog.add_command(add)
catalog.add_command(columns)
catalog.add_command(export)
catalog.add_command(fetch)
catalog.add_command(load)
catalog.add_command(loads)
catalog.add_command(targets)
catalog.add_command(undo_load)


@catalog.command()
@click.argument("name", required=False)
@json_option
def profiles(name: str | None, as_json: bool) -> None:
    """List the profiles: which system keeps its items where.

    With NAME it prints that profile's file. Change a copy, and load by it:
    `catalog load FILE --profile MINE.toml`.
    """
    from procstation.catalog.profile import profiles as all_profiles  # noqa: PLC0415
    from procstation.catalog.profile import text_of  # noqa: PLC0415

    if name is not None:
        text = text_of(name)
        answer({"name": name, "toml": text}, as_json, text.splitlines)
        return
    known = all_profiles()
    document = [
        {"name": name, "title": profile.title, "note": profile.note}
        for name, profile in known.items()
    ]
    width = max(map(len, known))
    answer(
        document,
        as_json,
        lambda: (f"{name:<{width}}  {profile.title}" for name, profile in known.items()),
    )


def item_document(item: Item) -> dict[str, Any]:
    """An item as `--json` shows it."""
    return {
        "id": item.id,
        "barcode": item.barcode,
        **_call_number_document(item.call_number),
        "library": item.library,
        "location": item.location,
        "volume": item.volume,
        "copy": item.copy,
        "parts": item.parts or None,
        "item_type": item.item_type,
        "status": item.status,
        "system_id": item.system_id,
    }


def title_document(title: Title) -> dict[str, Any]:
    """A title as `--json` shows it."""
    return {
        "id": title.id,
        "control_number": title.control_number,
        "title": title.title,
        "author": title.author,
        "publisher": title.publisher,
        "date": title.date,
        "medium": title.medium,
        "isbn": list(title.isbn),
        "issn": list(title.issn),
        **_call_number_document(title.call_number),
    }


def _call_number_document(call_number: CallNumber | None) -> dict[str, Any]:
    if call_number is None:
        return {"call_number": None, "scheme": None, "call_number_source": None}
    return {
        "call_number": call_number.text,
        "scheme": call_number.scheme.value,
        "call_number_source": call_number.source,
    }


def _title_lines(title: Title) -> Iterator[str]:
    yield title.title or tr("(no title)")
    about = " · ".join(part for part in (title.author, title.date, title.medium) if part)
    if about:
        yield f"  {about}"
    for name, numbers in (("ISBN", title.isbn), ("ISSN", title.issn)):
        if numbers:
            yield "  " + LABELS.line(name, ", ".join(numbers))


def _item_lines(item: Item) -> Iterator[str]:
    yield "  " + LABELS.line("barcode", item.barcode)
    if item.call_number is None:
        yield "  " + LABELS.line("call number", tr("none, neither in the item nor in the record"))
    else:
        number = item.call_number
        source = tr("{scheme}, from {source}", scheme=number.scheme.value, source=number.source)
        yield "  " + LABELS.line("call number", f"{number.text} ({source})")
    place = " › ".join(part for part in (item.library, item.location) if part)
    for name, value in (
        ("place", place),
        ("volume", item.volume),
        ("copy", item.copy),
        ("pieces", item.parts),
        ("status", item.status or tr("available")),
    ):
        if value:
            yield "  " + LABELS.line(name, value)


def _hit_lines(hits: list[TitleHit]) -> Iterator[str]:
    if not hits:
        yield tr("Nothing found. Try fewer words, or a number without its first letters.")
    for hit in hits:
        yield from _title_lines(hit.title)
        barcodes = [item.barcode or tr("(waits for a barcode)") for item in hit.items]
        yield "  " + LABELS.line("items", ", ".join(barcodes) or tr("none"))
