"""`procstation outbox`: what the library system must know, and what became of it."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import click
from filelock import FileLock, Timeout

from procstation.cli.answer import (
    DONE,
    FAILED,
    answer,
    json_option,
    progress,
    values_or_stdin,
)
from procstation.cli.context import Context
from procstation.cli.outbox_answers import (
    list_lines,
    message_document,
    message_line,
    outcome_document,
    queued_lines,
    sent_lines,
    show_lines,
)
from procstation.clock import utc_now
from procstation.errors import ConfigError, InputRefused, StoreError, UsageError, did_you_mean
from procstation.language import tr
from procstation.outbox import (
    OURS,
    THEIRS,
    Outbox,
    Outcome,
    State,
)
from procstation.station.system_desk import SystemDesk

LOCK_NAME = "outbox.lock"
SHOWN = 100


@click.group()
def outbox() -> None:
    """What the library system must know: kept, sent once, traced."""


@contextmanager
def desk_of(context: Context) -> Iterator[SystemDesk]:
    """The desk as the command line has it, beside that of a running station."""
    desk = SystemDesk.of(
        context.config, context.catalogue, utc_now, context.signed, home=context.home
    )
    if desk is None:
        raise ConfigError(
            tr("No library system is configured."),
            tr("Add a table [systems.NAME] to procstation.toml; see docs/systems."),
        )
    try:
        yield desk
    finally:
        desk.stop()


@outbox.command(name="list")
@click.option("--state", "states", multiple=True, help="Only these: waiting, refused, conflict, …")
@click.option(
    "--most", type=click.IntRange(1), default=SHOWN, show_default=True, help="Messages, the newest."
)
@json_option
@click.pass_obj
def list_messages(context: Context, states: tuple[str, ...], most: int, as_json: bool) -> None:
    """List messages, the newest first."""
    wanted = [_state(one) for one in states] or list(State)
    box = _box(context)
    messages, counts = box.messages(wanted, most), box.counts()
    document = {
        "messages": [message_document(one) for one in messages],
        "waiting": counts.waiting,
        "needs_a_person": counts.needs_a_person,
        "done": counts.done,
        "dropped": counts.dropped,
        "paused": [row.system for row in box.pauses()],
    }
    answer(document, as_json, lambda: list_lines(messages, box))


@outbox.command()
@click.argument("number", type=int)
@json_option
@click.pass_obj
def show(context: Context, number: int, as_json: bool) -> None:
    """Show one message: what it wants, what was tried, and a conflict side by side."""
    message, tries = _box(context).message(number)
    document = {
        **message_document(message),
        "theirs": dict(message.answer.theirs),
        "tries": [row._asdict() for row in tries],
    }
    answer(document, as_json, lambda: show_lines(message, tries))


@outbox.command()
@click.option("--dry-run", is_flag=True, help="Only say what would be sent.")
@json_option
@click.pass_obj
def send(context: Context, dry_run: bool, as_json: bool) -> int:
    """Send what is due now, until nothing is, or the system does not answer."""
    if dry_run:
        due = [one for one in _box(context).messages([State.WAITING], 2**31) if not one.next_at]
        would = {"would_send": [message_document(one) for one in reversed(due)]}
        answer(would, as_json, lambda: (message_line(one) for one in reversed(due)))
        return DONE
    lock = FileLock(context.home / LOCK_NAME)
    try:
        lock.acquire(blocking=False)
    except Timeout as error:
        raise StoreError(
            tr("`outbox send` is running in {home} already.", home=context.home),
            tr("Wait until it has ended."),
        ) from error
    outcomes: list[Outcome] = []
    with lock, desk_of(context) as desk:
        desk.outbox.open()
        while batch := desk.courier.run_once():
            outcomes.extend(batch)
            progress(tr("{count} sent", count=len(outcomes)))
            if desk.state.reached is False:
                break
        state, counts = desk.state, desk.counts()
    progress("")
    settled = [one for one in outcomes if one.state is not State.WAITING]
    document: dict[str, Any] = {
        "done": sum(one.state is State.DONE for one in settled),
        "refused": [outcome_document(one) for one in settled if one.state is State.REFUSED],
        "conflicts": [outcome_document(one) for one in settled if one.state is State.CONFLICT],
        "waiting": counts.waiting,
        "paused": state.paused,
        "trouble": state.trouble,
    }
    answer(document, as_json, lambda: sent_lines(document, state.trouble, state.do_next))
    stuck = document["refused"] or document["conflicts"] or state.trouble or state.paused
    return FAILED if stuck else DONE


@outbox.command()
@click.argument("number", type=int)
@click.option("--ours", "side", flag_value=OURS, help="What the bench says, in all fields.")
@click.option("--theirs", "side", flag_value=THEIRS, help="What the system says, in all fields.")
@click.option("--field", "fields", multiple=True, metavar="NAME=ours|theirs", help="One field.")
@json_option
@click.pass_obj
def decide(
    context: Context, number: int, side: str | None, fields: tuple[str, ...], as_json: bool
) -> None:
    """Settle a conflict: what is ours is sent, what is theirs goes into the catalogue."""
    box = _box(context)
    message, _ = box.message(number)
    choices = dict.fromkeys(message.wish.fields, side) if side else {}
    for said in fields:
        name, _, choice = said.partition("=")
        known = {field.value: field for field in message.wish.fields}
        if name not in known:
            raise UsageError(
                tr("Message {number} has no field {name!r}.", number=number, name=name),
                did_you_mean(name, known),
            )
        if choice not in {OURS, THEIRS}:
            raise UsageError(
                tr("{said!r} decides nothing.", said=said),
                tr("Write {name}=ours or {name}=theirs.", name=name),
            )
        choices[known[name]] = choice
    decided = box.decide(number, {name: choice for name, choice in choices.items() if choice})
    answer(message_document(decided), as_json, lambda: [message_line(decided)])


@outbox.command()
@click.argument("numbers", type=int, nargs=-1)
@click.option("--refused", is_flag=True, help="All that were refused.")
@json_option
@click.pass_obj
def retry(context: Context, numbers: tuple[int, ...], refused: bool, as_json: bool) -> None:
    """Have messages tried again at once."""
    box = _box(context)
    wanted = list(numbers)
    if refused:
        wanted += [one.id for one in box.messages([State.REFUSED], 2**31)]
    if not wanted:
        raise UsageError(
            tr("No message is named."), tr("Give its number, or --refused for all of those.")
        )
    again = [box.retry(number) for number in dict.fromkeys(wanted)]
    answer([message_document(one) for one in again], as_json, lambda: map(message_line, again))


@outbox.command()
@click.argument("numbers", type=int, nargs=-1, required=True)
@click.option("--reason", required=True, help="For the trace.")
@json_option
@click.pass_obj
def drop(context: Context, numbers: tuple[int, ...], reason: str, as_json: bool) -> None:
    """Never send some messages; the changes stay in the catalogue."""
    box = _box(context)
    dropped = [box.drop(number, reason) for number in numbers]
    answer([message_document(one) for one in dropped], as_json, lambda: map(message_line, dropped))


@outbox.command()
@click.option(
    "--reason", default="a person said so", show_default=True, help="Why; the bench shows it."
)
@click.pass_obj
def pause(context: Context, reason: str) -> None:
    """Send nothing until `resume`; what is done at the bench waits."""
    with desk_of(context) as desk:
        desk.outbox.pause(desk.name, reason)
        click.echo(
            tr("Nothing is sent to {name} until `procstation outbox resume`.", name=desk.name)
        )


@outbox.command()
@click.pass_obj
def resume(context: Context) -> None:
    """Send again."""
    with desk_of(context) as desk:
        was = desk.outbox.resume(desk.name)
        click.echo(
            tr("{name} is told again.", name=desk.name) if was else tr("Nothing was paused.")
        )


@outbox.command()
@click.argument("barcodes", nargs=-1)
@click.option("--changed", is_flag=True, help="All items that are not the same there yet.")
@click.option("--dry-run", is_flag=True, help="Only say how many items that are.")
@json_option
@click.pass_obj
def queue(
    context: Context, barcodes: tuple[str, ...], changed: bool, dry_run: bool, as_json: bool
) -> int:
    """Queue what the system does not know of some items yet, or of all."""
    with desk_of(context) as desk:
        ids: list[int] = list(desk.outbox.unsaid()) if changed else []
        unknown: list[str] = []
        for barcode in values_or_stdin(barcodes):
            found = context.catalogue.by_barcode(barcode)
            if found is None:
                unknown.append(barcode)
            else:
                ids.append(found[0].id)
        if not ids and not unknown and not changed:
            raise UsageError(
                tr("No item is named."), tr("Give barcodes, `-` for stdin, or --changed.")
            )
        act = f"{desk.outbox.who}/{utc_now()}"
        posted = [] if dry_run else desk.outbox.post(list(dict.fromkeys(ids)), act)
    document = {"items": len(set(ids)), "queued": len(posted), "unknown": unknown}
    answer(document, as_json, lambda: queued_lines(len(set(ids)), posted, unknown, dry_run))
    return FAILED if unknown else DONE


@outbox.command()
@click.option("--days", type=click.IntRange(1), help="Instead of what the configuration says.")
@click.pass_obj
def prune(context: Context, days: int | None) -> None:
    """Delete what was settled long ago."""
    count = _box(context).prune(days or context.config.outbox.keep_days)
    click.echo(tr("{count} messages deleted.", count=count))


def _box(context: Context) -> Outbox:
    return Outbox(context.catalogue.store, context.signed, utc_now)


def _state(name: str) -> State:
    try:
        return State(name)
    except ValueError as error:
        raise InputRefused(
            tr("No state is named {name!r}.", name=name), did_you_mean(name, State)
        ) from error
