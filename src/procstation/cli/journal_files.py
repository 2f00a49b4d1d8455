"""`journal turn-over`, `archive`, `mend`: the files of the journal, while no station runs."""

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.errors import InputRefused
from procstation.journal import Journal, archive_closed
from procstation.journal import mend as mend_journal
from procstation.language import tr


@contextmanager
def _with_journal_at_rest(context: Context) -> Iterator[Path]:
    """The newest file of the journal; no station may begin meanwhile."""
    from procstation.cli.journal import journal_of  # noqa: PLC0415
    from procstation.station.opening import lock_home  # noqa: PLC0415

    path = journal_of(context)
    with ExitStack() as opened:
        lock_home(context.home, opened)
        yield path


@click.command("turn-over")
@json_option
@click.pass_obj
def turn_over(context: Context, as_json: bool) -> None:
    """Close the file of the journal and begin a new one. A station does so by itself when the file
    is as large as [journal] says."""
    from procstation.station import keep_state  # noqa: PLC0415

    with _with_journal_at_rest(context) as path, closing(Journal(path)) as journal:
        keep_state(journal)
        if not journal.turn_over():
            raise InputRefused(
                tr("There is nothing in the file of the journal yet."), tr("Go on with it.")
            )
        closed = journal.files()[-2]
        answer(
            {"closed": str(closed), "entries": journal.last_seq},
            as_json,
            lambda: [
                tr(
                    "{closed} is closed; {path} goes on behind entry {last_seq}",
                    closed=closed,
                    path=path,
                    last_seq=journal.last_seq,
                )
            ],
        )


@click.command()
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path), metavar="DIR")
@json_option
@click.pass_obj
def archive(context: Context, folder: Path, as_json: bool) -> None:
    """Move the closed files of the journal to DIR: copied, compared, then removed here."""
    from procstation.cli.supervisor import require_supervisor  # noqa: PLC0415

    with _with_journal_at_rest(context) as path:
        require_supervisor(context, tr("archive the journal"))
        moved = archive_closed(path, folder)
    answer(
        {"moved": [str(file) for file in moved]},
        as_json,
        lambda: [tr("{count} file(s) moved", count=len(moved)), *map(str, moved)],
    )


@click.command()
@json_option
@click.pass_obj
def mend(context: Context, as_json: bool) -> None:
    """Set a damaged file of the journal aside, keep what holds of it, and begin a new one behind
    that. Nothing is overwritten."""
    from procstation.clock import utc_now  # noqa: PLC0415

    with _with_journal_at_rest(context) as path:
        mended = mend_journal(path, utc_now())
    document = {
        "kept": mended.kept,
        "reason": mended.reason,
        "set_aside": str(mended.set_aside),
        "goes_on": mended.goes_on,
    }
    answer(
        document,
        as_json,
        lambda: [
            tr("damaged: {reason}", reason=mended.reason),
            tr("the entries up to {kept} hold and are kept", kept=mended.kept),
            tr("the damaged file is {set_aside}", set_aside=mended.set_aside),
            tr("the journal goes on with entry {goes_on}", goes_on=mended.goes_on),
        ],
    )
