"""`procstation train`: lessons on simulated devices."""

from pathlib import Path
from typing import TYPE_CHECKING

import click

from procstation.cli.answer import answer, json_option
from procstation.cli.context import Context
from procstation.cli.interface import (
    loaded,
    plain_lines,
    run_interface,
    speak_in_lines,
    with_sound,
)
from procstation.cli.standard_input import each_line
from procstation.errors import UsageError
from procstation.language import tr

if TYPE_CHECKING:
    from procstation.training import Classroom, Lesson, Progress
    from procstation.tui.look import Look
    from procstation.tui.training import BenchLessonApp, SweepLessonApp


@click.command()
@click.argument("lesson", required=False)
@click.option("--name", "person", default="", help="Whose progress is remembered.")
@click.option("--plain", is_flag=True, help="Plain lines: acts and scans in, answers out.")
@click.option("--list", "listing", is_flag=True, help="List the lessons, and what was done.")
@click.option(
    "--check",
    "file",
    type=click.Path(path_type=Path, dir_okay=False),
    help="Check a lesson of your own.",
)
@json_option
@click.pass_obj
def train(
    context: Context,
    lesson: str | None,
    person: str,
    plain: bool,
    listing: bool,
    file: Path | None,
    as_json: bool,
) -> None:
    """Learn the bench on simulated devices, in a store of its own.

    Without LESSON, the first one that was not done yet begins. Lessons of your own are TOML files
    in the folder `lessons` of the home.
    """
    from procstation.training import (  # noqa: PLC0415
        TRAINING_HOME,
        Progress,
        lesson_names,
        read_lesson,
        require_name,
    )

    speak_in_lines(context)
    person = require_name(person) if person else ""
    progress = Progress(context.home / TRAINING_HOME)
    if file is not None:
        _check(context, file, as_json)
        return
    if listing or as_json:
        _list(context, progress, person, as_json)
        return
    done = progress.of(person) if person else {}
    names = lesson_names(context.home)
    name = lesson or next((one for one in names if one not in done), names[0])
    chosen = read_lesson(name, context.home)
    classroom = _in_plain(context, chosen) if plain else _at_the_screen(context, chosen)
    if classroom is not None and classroom.trainer.is_over and person:
        from procstation.clock import utc_now  # noqa: PLC0415

        progress.keep(person, name, classroom.trainer, utc_now())


def _at_the_screen(context: Context, lesson: "Lesson") -> "Classroom | None":
    opened: list[Classroom] = []

    def open_room() -> "Classroom":
        from procstation.training import open_classroom  # noqa: PLC0415

        room = open_classroom(context.home, lesson)
        opened.append(room)
        loaded(with_sound(room.station, context.config, context.home))
        return room

    def make_app(look: "Look") -> "BenchLessonApp | SweepLessonApp":
        from procstation.tui.training import BenchLessonApp, SweepLessonApp  # noqa: PLC0415

        app = SweepLessonApp if lesson.kind == "sweep" else BenchLessonApp
        return app(open_room, look=look)

    try:
        run_interface(context, make_app)
    finally:
        for room in opened:
            room.closing.close()
    return opened[0] if opened else None


def _in_plain(context: Context, lesson: "Lesson") -> "Classroom":
    from procstation.training import open_classroom  # noqa: PLC0415
    from procstation.training.plain import PlainLesson  # noqa: PLC0415

    with plain_lines(context):
        room = open_classroom(context.home, lesson)
        try:
            with_sound(room.station, context.config, context.home)
            PlainLesson(room, click.echo).run(each_line())
        finally:
            room.station.stop()
            room.closing.close()
    return room


def _list(context: Context, progress: "Progress", person: str, as_json: bool) -> None:
    from procstation.language import tr_marked  # noqa: PLC0415
    from procstation.training import lesson_names, read_lesson  # noqa: PLC0415

    done = progress.of(person) if person else {}
    lessons = {name: read_lesson(name, context.home) for name in lesson_names(context.home)}
    documents = [
        {
            "lesson": name,
            "title": tr_marked(lesson.title),
            "minutes": lesson.minutes,
            "steps": len(lesson.steps),
            "times": done[name].times if name in done else 0,
            "to_repeat": done[name].to_repeat if name in done else None,
        }
        for name, lesson in lessons.items()
    ]
    answer(
        documents,
        as_json,
        lambda: [
            f"{'✓' if name in done else '·'} {name:<14}"
            + tr("{lesson}, {count} min", lesson=tr_marked(lesson.title), count=lesson.minutes)
            for name, lesson in lessons.items()
        ],
    )


def _check(context: Context, file: Path, as_json: bool) -> None:
    from procstation.training.lesson import parse_lesson  # noqa: PLC0415

    try:
        text = file.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(
            tr("{file} cannot be read: {error}.", file=file, error=error),
            tr("Name the lesson's file."),
        ) from error
    lesson = parse_lesson(text, str(file), context.home)
    answer(
        {"title": lesson.title, "steps": len(lesson.steps)},
        as_json,
        lambda: [
            tr("{title}: {count} steps, all right.", title=lesson.title, count=len(lesson.steps))
        ],
    )
