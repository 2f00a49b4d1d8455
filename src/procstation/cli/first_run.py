"""What comes before the bench: a station that is not set up yet is offered to be."""

import sys
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from procstation.cli.context import CONFIG_NAME, Context
from procstation.cli.interface import run_interface

if TYPE_CHECKING:
    from procstation.setup.room import SetUpRoom
    from procstation.tui.look import Look
    from procstation.tui.set_up import SetUpApp


def has_terminal() -> bool:
    """Say whether a person can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def is_set_up(context: Context) -> bool:
    """Say whether this home has a configuration."""
    return (context.home / CONFIG_NAME).exists()


def set_up_at_the_screen(context: Context, write_answers: Path | None = None) -> None:
    """Ask all there is to ask, then go on with what the person wants: the bench, the demo, or
    nothing.

    Args:
        write_answers: A file for the answers, beside the configuration.

    Raises:
        StationError: The configuration there is does not hold, or the terminal shows no screens.
    """
    rooms: list[SetUpRoom] = []

    def open_room() -> "SetUpRoom":
        from procstation.devices import Rack  # noqa: PLC0415
        from procstation.setup.room import SetUpRoom  # noqa: PLC0415

        room = SetUpRoom(
            context.home,
            Rack(),
            lambda: datetime.now().astimezone(),
            write_answers,
            context.other_store,
        )
        rooms.append(room)
        return room

    def make_app(look: "Look") -> "SetUpApp":
        from procstation.tui.set_up import SetUpApp  # noqa: PLC0415

        return SetUpApp(open_room, look=look)

    run_interface(context, make_app)
    go_on = rooms[-1].go_on if rooms else ""
    if go_on:
        # The configuration may be another one now.
        anew = Context(context.home_option, context.store_option)
        if go_on == "demo":
            from procstation.cli.demo import open_demo  # noqa: PLC0415

            open_demo(anew)
        else:
            from procstation.cli.bench import open_bench  # noqa: PLC0415

            open_bench(anew)
