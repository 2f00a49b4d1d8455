"""`procstation label queue`: labels that wait, and what became of those that were printed."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import click

from procstation.cli.answer import DONE, FAILED, answer, json_option, progress
from procstation.cli.context import Context
from procstation.cli.label_items import changes_said, records_option, requests_of, said_option
from procstation.cli.label_outlet import Outlet, read_start, refusals, start_option, warn
from procstation.cli.label_selection import Selection, selection_options
from procstation.cli.queue_answers import (
    job_document,
    job_line,
    label_document,
    label_line,
    so_many_labels,
    told_lines,
)
from procstation.errors import InputRefused, UsageError, did_you_mean
from procstation.labels import LabelShelf, Symbology
from procstation.language import tr, tr_marked
from procstation.printing import (
    PRINT_FILE,
    LabelState,
    Portion,
    PrintDesk,
    PrintFile,
    PrintQueue,
    QueuedLabel,
    QueueRun,
    Verdict,
)
from procstation.printing.number_list import read_numbers


@click.group(name="queue")
def queue_group() -> None:
    """The queue of labels: kept across restarts, each label accounted for."""


@contextmanager
def opened_queue(context: Context) -> Iterator[PrintQueue]:
    file = PrintFile(context.home / PRINT_FILE)
    try:
        queue = PrintQueue(file)
        queue.recover()
        yield queue
    finally:
        file.close()


@queue_group.command()
@selection_options
@click.option("--template", required=True, help="What goes on the label; see `label templates`.")
@click.option("--stock", default="", help="What it goes on; left out, what is in the printer.")
@click.option(
    "--copies",
    type=click.IntRange(1, 100),
    default=1,
    show_default=True,
    help="Labels of each item.",
)
@said_option
@records_option
@json_option
@click.pass_obj
def add(
    context: Context,
    selection: Selection,
    template: str,
    stock: str,
    copies: int,
    said: tuple[str, ...],
    records: tuple[Path, ...],
    as_json: bool,
) -> int:
    """Queue labels of items; nothing is printed before `label queue run`."""
    if stock:
        LabelShelf(context.home).stock(stock)
    barcodes, title = selection.barcodes(context)
    requests, unknown = requests_of(context, barcodes, template, stock, said, records, copies)
    with opened_queue(context) as queue:
        if not requests:
            warn(unknown, ())
            raise InputRefused(tr("None of these items is known."), tr("Load their records."))
        job = queue.add(requests, f"{template}: {title}")
    labels = copies * len(requests)
    document = {"job": job, "labels": labels, "refused": refusals(unknown)}
    answer(
        document,
        as_json,
        lambda: [tr("Job {job}: {labels} queued.", job=job, labels=so_many_labels(labels))],
    )
    warn(unknown, ())
    return FAILED if unknown else DONE


@queue_group.command(name="list")
@click.argument("job", type=int, required=False)
@click.option("--state", help="Labels in this state only, of all jobs.")
@json_option
@click.pass_obj
def list_queue(context: Context, job: int | None, state: str | None, as_json: bool) -> None:
    """List the jobs, the labels of one, or all labels in a state."""
    with opened_queue(context) as queue:
        if job is None and state is None:
            jobs = queue.jobs()
            counts = {str(known): count for known, count in queue.counts().items()}
            answer(
                {"jobs": [job_document(one) for one in jobs], "counts": counts},
                as_json,
                lambda: [job_line(one) for one in jobs] or [tr("The queue is empty.")],
            )
            return
        if state is not None:
            labels = queue.in_state(_state(state))
            labels = [one for one in labels if job in (None, one.job)]
        else:
            assert job is not None
            labels = _labels_of(queue, job, "all")
    answer([label_document(one) for one in labels], as_json, lambda: map(label_line, labels))


@queue_group.command()
@click.option("--printer", required=True, help="A printer of the configuration.")
@click.option("--stock", default="", help="What is in it, where the configuration does not say.")
@start_option
@click.option("--sheets", type=click.IntRange(1), help="Sheets there are; the rest then waits.")
@json_option
@click.pass_obj
def run(
    context: Context,
    printer: str,
    stock: str,
    start: str | None,
    sheets: int | None,
    as_json: bool,
) -> int:
    """Print what waits, until nothing is left, the stock runs out or something is not certain."""
    symbology = Symbology(context.config.barcodes.symbology)
    with Outlet(printer, None, None).opened(context) as (target, device, file):
        queue, shelf = PrintQueue(file), LabelShelf(context.home)
        desk = PrintDesk(shelf, file, symbology)
        loaded = stock or target.stock
        if start is not None:
            if not loaded:
                raise UsageError(
                    tr("A start needs the stock that is in the printer."),
                    tr("Give it with --stock."),
                )
            first = read_start(start, shelf.stock(loaded), loaded)
            desk.new_sheet(printer, loaded, first)
        templates = context.config.devices[printer].templates
        with queue.claimed(printer):
            total = _printed(QueueRun(queue, desk, printer, templates, loaded, sheets), device)
    document = {
        "labels": total.labels,
        "refused": total.refused,
        "unknown": total.unknown,
        "failed": total.failed,
        "stopped": total.stop,
    }
    answer(document, as_json, lambda: told_lines(total))
    return FAILED if total.refused or total.unknown or total.failed or total.stop else DONE


@queue_group.command()
@click.argument("barcodes", nargs=-1, metavar="[BARCODE]...")
@click.option("--job", type=int, help="Labels of this job, all or those of --range.")
@click.option("--range", "numbers", default="all", metavar="N-M", help="As in 1-3,7 or 10-.")
@json_option
@click.pass_obj
def reprint(
    context: Context, barcodes: tuple[str, ...], job: int | None, numbers: str, as_json: bool
) -> int:
    """Queue labels once more: the last ones of items, or some of a job."""
    if bool(barcodes) == (job is not None):
        raise UsageError(
            tr("What shall be printed again?"), tr("Give either barcodes or --job JOB.")
        )
    with opened_queue(context) as queue:
        if job is not None:
            labels, title = (
                _labels_of(queue, job, numbers),
                tr("reprint of job {job}: {text}", job=job, text=numbers),
            )
        else:
            labels, title = (
                _last_of(queue, barcodes),
                tr("reprint: {barcode}", barcode=", ".join(barcodes[:3])),
            )
        again = queue.again(labels, title)
    answer(
        {"job": again, "labels": len(labels)},
        as_json,
        lambda: [
            tr("Job {again}: {labels} queued.", again=again, labels=so_many_labels(len(labels)))
        ],
    )
    return DONE


@queue_group.command()
@click.argument("by", type=click.Choice(["shelf"]))
@json_option
@click.pass_obj
def order(context: Context, by: str, as_json: bool) -> None:
    """Put what waits in the order of the shelves, location by location."""
    with opened_queue(context) as queue:
        count = queue.in_shelf_order(context.filing)
    answer(
        {"labels": count, "by": by},
        as_json,
        lambda: [tr("{labels} in shelf order.", labels=so_many_labels(count))],
    )


@queue_group.command()
@click.argument("job", type=int)
@click.argument("numbers", default="all", metavar="[N-M]")
@json_option
@click.pass_obj
def cancel(context: Context, job: int, numbers: str, as_json: bool) -> None:
    """Take labels of a job out of the queue that wait or were refused."""
    with opened_queue(context) as queue:
        count = queue.cancel(_labels_of(queue, job, numbers))
    answer(
        {"job": job, "cancelled": count},
        as_json,
        lambda: [tr("{labels} cancelled.", labels=so_many_labels(count))],
    )


@queue_group.command()
@click.argument("job", type=int)
@click.option("--printed", metavar="N-M", help="These came out and are good.")
@click.option("--spoiled", metavar="N-M", help="These came out and are no good: once more.")
@click.option("--missing", metavar="N-M", help="These did not come out: once more.")
@json_option
@click.pass_obj
def settle(
    context: Context,
    job: int,
    printed: str | None,
    spoiled: str | None,
    missing: str | None,
    as_json: bool,
) -> int:
    """Say what became of labels of a job that were sent, or whose outcome is unknown."""
    said = {
        Verdict.PRINTED: printed,
        Verdict.SPOILED: spoiled,
        Verdict.MISSING: missing,
    }
    if not any(said.values()):
        raise UsageError(
            tr("Nothing was said of these labels."), tr("Give --printed, --spoiled or --missing.")
        )
    with opened_queue(context) as queue:
        chosen = {
            verdict: _labels_of(queue, job, numbers) for verdict, numbers in said.items() if numbers
        }
        names = [one.name for labels in chosen.values() for one in labels]
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise UsageError(
                tr("Two things are said of label {twice}.", twice=twice[0]), tr("Say one.")
            )
        counts = {str(verdict): queue.settle(one, verdict) for verdict, one in chosen.items()}
    answer(
        {"job": job, **counts},
        as_json,
        lambda: [
            f"{so_many_labels(count)} {tr_marked(verdict)}." for verdict, count in counts.items()
        ],
    )
    return DONE


@queue_group.command()
@click.argument("job", type=int)
@click.argument("numbers", metavar="N-M")
@said_option
@click.option("--stock", default="", help="Another stock for them.")
@json_option
@click.pass_obj
def edit(
    context: Context, job: int, numbers: str, said: tuple[str, ...], stock: str, as_json: bool
) -> int:
    """Have something else on labels that wait or were refused; records are not changed."""
    changes = changes_said(said)
    if not changes and not stock:
        raise UsageError(tr("Nothing is to be changed."), tr("Give --set SOURCE=TEXT or --stock."))
    if stock:
        LabelShelf(context.home).stock(stock)
    with opened_queue(context) as queue:
        labels = _labels_of(queue, job, numbers)
        for one in labels:
            queue.change(one, changes, stock)
    count = len(labels)
    answer(
        {"job": job, "changed": count},
        as_json,
        lambda: [tr("{labels} changed.", labels=so_many_labels(count))],
    )
    return DONE


def _printed(run: QueueRun, device: object) -> Portion:
    """Run to the end and return the sum of it."""
    total = Portion()
    while not total.stop:
        portion = run.step(device)  # type: ignore[arg-type]
        if portion is None:
            break
        total = Portion(
            total.labels + portion.labels,
            total.refused + portion.refused,
            total.unknown + portion.unknown,
            total.failed + portion.failed,
            portion.stop,
        )
        progress(so_many_labels(total.labels))
    return total


def _labels_of(queue: PrintQueue, job: int, numbers: str) -> list[QueuedLabel]:
    labels = queue.of_job(job)
    if not labels:
        raise UsageError(
            tr("There is no job {job}.", job=job), tr("`label queue list` shows the jobs.")
        )
    return queue.numbered(job, read_numbers(numbers, len(labels)))


def _last_of(queue: PrintQueue, barcodes: Sequence[str]) -> list[QueuedLabel]:
    """Return of each item the labels of the last job it was in."""
    chosen = []
    for barcode in barcodes:
        labels = queue.with_barcode(barcode)
        if not labels:
            raise InputRefused(
                tr("No label of {barcode!r} was ever in the queue.", barcode=barcode),
                tr("Queue it with `label queue add`."),
            )
        chosen += [one for one in reversed(labels) if one.job == labels[0].job]
    return chosen


def _state(text: str) -> LabelState:
    try:
        return LabelState(text)
    except ValueError as error:
        raise UsageError(
            tr("A label is never {text!r}.", text=text),
            did_you_mean(text, [str(one) for one in LabelState]),
        ) from error
