"""`procstation sweep show`, `list`, `close`, `reopen`, `delete`."""

from collections.abc import Iterator
from dataclasses import asdict

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.cli.sweep_open import bucket_lines, sweep_document
from procstation.language import grouped, percent, tr
from procstation.sweeping.sweep_records import Progress, Sweep


@click.command()
@click.argument("name")
@json_option
@click.pass_obj
def show(context: Context, name: str, as_json: bool) -> None:
    """Show how far a sweep is, and its sittings."""
    progress = context.sweeps.progress(name)
    document = {
        **sweep_document(progress.sweep),
        "heard": progress.heard,
        "found": progress.found,
        "sittings": [asdict(one) for one in progress.sittings],
    }
    answer(document, as_json, lambda: _show_lines(progress))


def _show_lines(progress: Progress) -> Iterator[str]:
    sweep = progress.sweep
    closed = tr("closed {closed_at}", closed_at=sweep.closed_at) if sweep.closed_at else tr("open")
    yield tr("Sweep {name}: {scope}", name=sweep.name, scope=sweep.scope)
    yield tr(
        "opened {opened_at} by {opened_by}, {closed}",
        opened_at=sweep.opened_at,
        opened_by=sweep.opened_by or "?",
        closed=closed,
    )
    yield tr(
        "{expected} items expected on the shelf, of {in_scope}:",
        expected=grouped(sweep.expected),
        in_scope=grouped(sweep.in_scope),
    )
    yield from bucket_lines(sweep)
    share = progress.found / sweep.expected if sweep.expected else 0.0
    yield tr(
        "heard: {found} of them ({share}), {heard} items in all",
        found=grouped(progress.found),
        share=percent(share),
        heard=grouped(progress.heard),
    )
    for one in progress.sittings:
        who = " ".join(filter(None, (one.person, one.device))) or "?"
        lost = tr(", {count} unreadable", count=len(one.unreadable)) if one.unreadable else ""
        read = tr("{count} read", count=f"{grouped(one.read):>8}")
        yield f"  {one.begun_at}  {one.kind:<6} {read}{lost}  {who}  {one.file}"
    for warning in sweep.warnings:
        yield f"! {warning}"


@click.command("list")
@json_option
@click.pass_obj
def list_sweeps(context: Context, as_json: bool) -> None:
    """List the sweeps, the latest first."""
    sweeps = context.sweeps.sweeps()
    answer([sweep_document(one) for one in sweeps], as_json, lambda: _list_lines(sweeps))


def _list_lines(sweeps: list[Sweep]) -> Iterator[str]:
    if not sweeps:
        yield tr("There is no sweep yet; open one with `procstation sweep open NAME`.")
    width = max((len(one.name) for one in sweeps), default=0)
    for one in sweeps:
        yield (
            f"{one.name:<{width}}  {one.state:<6}  {one.opened_at}  "
            + tr("{count} items", count=f"{grouped(one.expected):>9}")
            + f"  {one.scope}"
        )


@click.command()
@click.argument("name")
@json_option
@click.pass_obj
def close(context: Context, name: str, as_json: bool) -> None:
    """Close a sweep: nothing can be added until it is reopened."""
    closed = context.sweeps.close(name)
    answer(sweep_document(closed), as_json, lambda: [tr("Sweep {name} is closed.", name=name)])


@click.command()
@click.argument("name")
@json_option
@click.pass_obj
def reopen(context: Context, name: str, as_json: bool) -> None:
    """Reopen a sweep, with the same expected list."""
    sweep = context.sweeps.reopen(name)
    answer(sweep_document(sweep), as_json, lambda: [tr("Sweep {name} is open again.", name=name)])


@click.command()
@click.argument("name")
@click.option("--yes", is_flag=True, help="Do it; without, only what would go is said.")
@json_option
@click.pass_obj
def delete(context: Context, name: str, yes: bool, as_json: bool) -> None:
    """Delete a sweep with all that was heard in it. It cannot be undone."""
    progress = context.sweeps.progress(name)
    if yes:
        context.sweeps.delete(name)
    document = {
        "sweep": name,
        "deleted": yes,
        "heard": progress.heard,
        "sittings": len(progress.sittings),
    }
    said = tr("was deleted") if yes else tr("would be deleted; say --yes to do it")
    answer(
        document,
        as_json,
        lambda: [
            tr(
                "Sweep {name} with {heard} items heard in {count} sittings {said}.",
                name=name,
                heard=grouped(progress.heard),
                count=len(progress.sittings),
                said=said,
            )
        ],
    )
