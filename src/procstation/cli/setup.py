"""`procstation setup`: a station set up at the screen or from a file of answers; files placed."""

from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from procstation.cli.answer import DONE, FAILED, answer, json_option
from procstation.cli.context import Context
from procstation.errors import InputRefused, UsageError
from procstation.language import tr

if TYPE_CHECKING:
    from procstation.setup.draft import Draft
    from procstation.setup.finish import Outcome
    from procstation.setup.placing import Placed


@click.command()
@click.option(
    "--answers",
    "answers_file",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Ask nothing: the answers are in this TOML file.",
)
@click.option("--station", default="", metavar="NAME", help="With --answers: what it is called.")
@click.option(
    "--write-answers",
    type=click.Path(dir_okay=False, path_type=Path),
    metavar="FILE",
    help="Write the answers into this file, for further stations.",
)
@click.option(
    "--place",
    "what",
    metavar="desktop|udev|systemd",
    help="Place a file beside the program: its entry in the menu of the desktop, access to the"
    " devices, the station in the browser as a service.",
)
@click.option(
    "--to",
    "folder",
    type=click.Path(file_okay=False, path_type=Path),
    metavar="DIR",
    help="With --place: into this folder.",
)
@click.option("--dry-run", is_flag=True, help="Show what would be written, and write nothing.")
@json_option
@click.pass_obj
def setup(
    context: Context,
    answers_file: Path | None,
    station: str,
    write_answers: Path | None,
    what: str | None,
    folder: Path | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    """Set this station up: find its devices, let each prove itself, load records, take numbers.

    Without options it asks, in the terminal, and what is configured already is where it begins.
    """
    if what is not None:
        return _place(context, what, folder, dry_run, as_json)
    if folder is not None:
        raise UsageError(
            tr("--to says where a file is placed."), tr("Add --place, or leave it out.")
        )
    if answers_file is not None:
        return _from_answers(context, answers_file, station, write_answers, dry_run, as_json)
    if station or dry_run or as_json:
        raise UsageError(
            tr("--station, --dry-run and --json go with --answers or --place."),
            tr("Add --answers FILE."),
        )
    from procstation.cli.first_run import has_terminal, set_up_at_the_screen  # noqa: PLC0415

    if has_terminal():
        set_up_at_the_screen(context, write_answers)
        return DONE
    if write_answers is None:
        raise UsageError(
            tr("Set-up asks at a terminal, and there is none here."),
            tr("Give the answers in a file: --answers FILE; docs/set-up.md tells what it holds."),
        )
    _write_answers(_configured(context), write_answers)
    return DONE


def _from_answers(
    context: Context,
    file: Path,
    station: str,
    write_answers: Path | None,
    dry_run: bool,
    as_json: bool,
) -> int:
    from procstation.setup.answers import read_answers  # noqa: PLC0415
    from procstation.setup.finish import set_up  # noqa: PLC0415

    answers, store = read_answers(file), context.other_store
    draft, outcome = set_up(context.home, answers, station, _now, dry_run=dry_run, store=store)
    if write_answers is not None and not dry_run:
        _write_answers(draft, write_answers)
    answer(_document(draft, outcome), as_json, lambda: _lines(draft, outcome))
    return DONE if outcome.ok else FAILED


def _configured(context: Context) -> "Draft":
    from procstation.setup.draft import Draft  # noqa: PLC0415

    draft = Draft(context.home)
    if draft.is_new:
        raise InputRefused(
            tr("There is no {path} to take answers from.", path=draft.path),
            tr("Set this station up first, at a terminal or with --answers FILE."),
        )
    return draft


def _write_answers(draft: "Draft", file: Path) -> None:
    from procstation.setup.answers import SetupSection, answers_text  # noqa: PLC0415

    write_text(file, answers_text(draft, SetupSection()))


def write_text(file: Path, text: str) -> None:
    """Raises InputRefused where it cannot be written."""
    try:
        file.write_text(text, encoding="utf-8")
    except OSError as error:
        raise InputRefused(
            tr(
                "{file} cannot be written: {strerror}.", file=file, strerror=error.strerror or error
            ),
            tr("Choose another file."),
        ) from error


def _now() -> datetime:
    return datetime.now().astimezone()


def _place(context: Context, what: str, folder: Path | None, dry_run: bool, as_json: bool) -> int:
    from procstation.setup.placing import place  # noqa: PLC0415

    placed = place(what, context.home, folder, dry_run=dry_run)
    document = {
        "what": placed.what,
        "file": str(placed.path),
        "written": placed.written,
        "text": placed.text,
        "next": list(placed.do_next),
    }
    answer(document, as_json, lambda: _placed_lines(placed))
    return DONE


def _placed_lines(placed: "Placed") -> Iterator[str]:
    if not placed.written:
        yield placed.text.rstrip()
        yield ""
    if placed.written:
        yield tr("written to {path}", path=placed.path)
    else:
        yield tr("goes to {path}", path=placed.path)
    for line in placed.do_next:
        yield f"next: {line}"


def _document(draft: "Draft", outcome: "Outcome") -> dict[str, Any]:
    from dataclasses import asdict  # noqa: PLC0415

    written = outcome.written
    made = draft.changes if written is None else written.changes
    return {
        "station": draft.config.station.name,
        "file": str(draft.path),
        "written": written is not None,
        "kept": str(written.kept) if written is not None and written.kept else None,
        "changes": [asdict(one) for one in made],
        "text": draft.text,
        "records": None if outcome.records is None else asdict(outcome.records),
        "devices": [
            {"name": name, "state": one.health.value, "detail": one.detail, "next": one.do_next}
            for name, one in outcome.devices.items()
        ],
        "numbers": outcome.numbers,
        "troubles": [
            {"check": one.check, "detail": one.detail, "next": one.next} for one in outcome.troubles
        ],
    }


def _lines(draft: "Draft", outcome: "Outcome") -> Iterator[str]:
    written = outcome.written
    if written is None:
        yield draft.text.rstrip()
        yield ""
        yield tr("{path} would hold this; nothing was written.", path=draft.path)
        return
    if written.changes:
        yield tr("{name}: {path} was written.", name=draft.config.station.name, path=written.path)
    else:
        yield tr(
            "{name}: {path} held this already.", name=draft.config.station.name, path=written.path
        )
    if written.kept is not None:
        yield tr("What was there before is in {kept}:", kept=written.kept)
        for one in written.changes:
            before, after = one.before or tr("nothing"), one.after or tr("nothing")
            yield f"  {one.place}: {before} -> {after}"
    if outcome.records is not None:
        from procstation.setup.records import told  # noqa: PLC0415

        yield from told(outcome.records)
    for name, checked in outcome.devices.items():
        yield f"{name}: {checked.health}: {checked.detail}"
        if checked.do_next:
            yield f"  next: {checked.do_next}"
    if outcome.numbers:
        yield tr("The next numbers are {numbers}.", numbers=", ".join(outcome.numbers))
    for trouble in outcome.troubles:
        yield f"{trouble.check}: {trouble.detail}"
        yield f"  next: {trouble.next}"
