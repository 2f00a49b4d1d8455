"""`procstation job`: the rest of an item's life, done to a list of items at once."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click

from procstation.cli.answer import DONE, FAILED, answer, json_option
from procstation.cli.context import Context
from procstation.cli.label_selection import Selection, selection_options
from procstation.cli.supervisor import signed_by
from procstation.clock import utc_now
from procstation.errors import UsageError
from procstation.labels import LabelShelf, Symbology
from procstation.language import tr, tr_marked
from procstation.linking import JobProfile, read_profiles
from procstation.linking.change import changes_in_words
from procstation.printing import PRINT_FILE, PrintDesk, PrintFile
from procstation.station.job_room import JobRoom
from procstation.station.job_runs import Plan, Run, RunItem
from procstation.station.job_words import (
    done_lines,
    items_in_words,
    plan_lines,
    run_line,
    undone_lines,
)
from procstation.station.label_room import LabelRoom
from procstation.station.system_desk import new_items_of


@click.group()
def job() -> None:
    """Relocate, repair, withdraw, found: done to a list of items, and undone."""


@contextmanager
def room_of(context: Context) -> Iterator[JobRoom]:
    """The jobs as the command line has them, beside a running station."""
    config = context.config
    file = PrintFile(context.home / PRINT_FILE)
    try:
        shelf = LabelShelf(context.home)
        desk = PrintDesk(shelf, file, Symbology(config.barcodes.symbology))
        yield JobRoom(
            context.catalogue,
            LabelRoom(context.catalogue, shelf, file, desk, {}, context.filing),
            read_profiles(context.home, with_system=bool(config.systems)),
            lambda: context.signed,
            utc_now,
            new_items_of(config.outbox) if config.systems else None,
        )
    finally:
        file.close()


@job.command(name="list")
@json_option
@click.pass_obj
def list_jobs(context: Context, as_json: bool) -> None:
    """List the jobs that change items."""
    with room_of(context) as room:
        jobs = room.jobs
    answer([_job_document(one) for one in jobs], as_json, lambda: map(_job_line, jobs))


@job.command()
@click.argument("profile")
@selection_options
@click.option("--set", "said", multiple=True, metavar="NAME=TEXT", help="What the job asks for.")
@click.option("--dry-run", is_flag=True, help="Only say what it would do.")
@click.option("--yes", is_flag=True, help="Do it without asking.")
@json_option
@click.pass_obj
def run(
    context: Context,
    profile: str,
    selection: Selection,
    said: tuple[str, ...],
    dry_run: bool,
    yes: bool,
    as_json: bool,
) -> int:
    """Do a job to items: the catalogue, the outbox and the queue of labels, as one act.

    What has to be done to their tags waits for a pad; `job show` lists it.
    """
    values = dict(map(_said, said))
    barcodes, _ = selection.barcodes(context)
    with room_of(context) as room:
        plan = room.plan(profile, barcodes, values)
        document = _plan_document(plan)
        if dry_run:
            answer({**document, "dry_run": True}, as_json, lambda: plan_lines(plan))
            return FAILED if plan.refused else DONE
        if not yes:
            _confirm(plan, as_json)
        _agreed(context, room, tr("do a job to a list of items"))
        done = room.run(plan)
    document = {**document, "run": done.number, "labels": list(done.labels)}
    lines = done_lines(plan, done)
    answer(document, as_json, lambda: [*(plan_lines(plan) if yes else ()), *lines])
    return FAILED if plan.refused else DONE


@job.command()
@click.option(
    "--most", type=click.IntRange(1), default=50, show_default=True, help="Runs, the newest."
)
@json_option
@click.pass_obj
def history(context: Context, most: int, as_json: bool) -> None:
    """List the runs, the newest first."""
    with room_of(context) as room:
        runs = room.runs(most)
    answer(
        [_run_document(one) for one in runs],
        as_json,
        lambda: [run_line(one) for one in runs] or [tr("No job was run yet.")],
    )


@job.command()
@click.argument("number", type=int)
@click.option("--at-pad", is_flag=True, help="Only barcodes whose tags have still to be changed.")
@json_option
@click.pass_obj
def show(context: Context, number: int, at_pad: bool, as_json: bool) -> None:
    """Show a run, item by item; with --at-pad what is left to do at a pad."""
    with room_of(context) as room:
        done, items = room.show(number)
    if at_pad:
        items = [one for one in items if one.at_pad == "waits" and not done.undone_at]
    document = {**_run_document(done), "items": [_item_document(one) for one in items]}
    answer(
        document,
        as_json,
        lambda: (
            (one.barcode for one in items)
            if at_pad
            else [run_line(done), *(_item_line(one) for one in items)]
        ),
    )


@job.command()
@click.argument("number", type=int)
@click.option("--yes", is_flag=True, help="Undo it without asking.")
@json_option
@click.pass_obj
def undo(context: Context, number: int, yes: bool, as_json: bool) -> int:
    """Take a run back as one act; what was changed since stays, and is said."""
    with room_of(context) as room:
        done, _ = room.show(number)
        if not yes:
            _ask(
                tr(
                    "Undo run {number}, {title}, of {items_in_words}?",
                    number=number,
                    title=tr_marked(done.title),
                    items_in_words=items_in_words(done.items),
                ),
                as_json,
            )
        _agreed(context, room, tr("undo a job done to a list of items"))
        undone = room.undo(number)
    document = {
        "run": number,
        "back": list(undone.back),
        "kept": [{"barcode": barcode, "reason": why} for barcode, why in undone.kept],
        "labels_cancelled": undone.cancelled,
        "labels_out": undone.printed,
        "tags_changed": list(undone.tags),
    }
    answer(document, as_json, lambda: undone_lines(undone))
    return FAILED if undone.kept or undone.tags else DONE


def _agreed(context: Context, room: JobRoom, act: str) -> None:
    """Have what is done signed by the supervisor who agrees, where one is known."""
    by = signed_by(context, act)
    room.by = lambda: by


def _confirm(plan: Plan, as_json: bool) -> None:
    if not as_json:
        for line in plan_lines(plan):
            click.echo(line)
    _ask(tr("Do it to {items_in_words}?", items_in_words=items_in_words(len(plan.items))), as_json)


def _ask(question: str, as_json: bool) -> None:
    if as_json or not sys.stdin.isatty():
        raise UsageError(
            tr("Nobody can be asked here."), tr("Look with --dry-run, then give --yes.")
        )
    click.confirm(question, abort=True)


def _said(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals or not name.strip():
        raise UsageError(
            tr("--set {text!r} says nothing.", text=text), tr("Write it as in --set location=REF.")
        )
    return name.strip().lower(), value.strip()


def _job_document(profile: JobProfile) -> dict[str, Any]:
    change = profile.change
    assert change is not None
    return {
        "name": profile.name,
        "title": profile.title,
        "summary": profile.summary,
        "asks": list(change.ask),
        "may_ask": list(change.may_ask),
        "asks_each": list(change.ask_each),
        "steps": list(profile.steps),
    }


def _job_line(profile: JobProfile) -> str:
    change = profile.change
    assert change is not None
    asks = "".join(f" --set {name}=…" for name in change.ask)
    each = (
        " " + tr("(at the bench: asks {ask_each} of each)", ask_each=", ".join(change.ask_each))
        if change.ask_each
        else ""
    )
    return f"{profile.name:<14}{asks} {tr_marked(profile.summary)}{each}"


def _plan_document(plan: Plan) -> dict[str, Any]:
    return {
        "job": plan.profile.name,
        "said": dict(plan.said),
        "items": [
            {"barcode": one.barcode, "title": one.title, "changes": dict(one.fields)}
            for one in plan.items
        ],
        "places": dict(plan.places),
        "refused": [{"barcode": barcode, "reason": why} for barcode, why in plan.refused],
        "warning": plan.warning,
        "at_pad": plan.needs_pad,
    }


def _run_document(one: Run) -> dict[str, Any]:
    return {
        "run": one.number,
        "job": one.profile,
        "said": dict(one.said),
        "at": one.at,
        "by": one.by,
        "count": one.items,
        "at_pad": one.at_pad,
        "labels": list(one.labels),
        "undone_at": one.undone_at,
    }


def _item_document(one: RunItem) -> dict[str, Any]:
    return {"barcode": one.barcode, "changes": dict(one.fields), "at_pad": one.at_pad}


def _item_line(one: RunItem) -> str:
    pad = {"": "", "waits": "  " + tr("(tag waits for a pad)")}.get(
        one.at_pad, "  " + tr("(tag done)")
    )
    changes = changes_in_words(one.was, one.fields) or tr("was so already")
    return f"  {one.barcode}  {changes}{pad}"
