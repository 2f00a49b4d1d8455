"""`bench`: the bench in the terminal, or as plain lines."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from procstation.cli.answer import json_option
from procstation.cli.context import Context
from procstation.cli.interface import loaded, plain_lines, run_interface, with_sound
from procstation.cli.journal_archive import archive_option
from procstation.cli.standard_input import each_line
from procstation.errors import UsageError
from procstation.language import tr

if TYPE_CHECKING:
    from procstation.linking import GoalOf, GoalSet
    from procstation.station import Station
    from procstation.tui.bench_app import BenchApp
    from procstation.tui.look import Look

    Goal = GoalSet | GoalOf


@click.group(invoke_without_command=True)
@click.option("--plain", is_flag=True, help="Plain lines: one event a line in, answers out.")
@click.option(
    "--goal",
    metavar="N",
    help="How many items are to be done from now on, or the location of which all without a tag"
    " are: the bench says when they will be.",
)
@click.pass_context
def bench(ctx: click.Context, plain: bool, goal: str | None) -> None:
    """Take items from record to shelf."""
    if ctx.invoked_subcommand is not None:
        return
    context = ctx.find_object(Context)
    assert context is not None, "the command line has made one"
    wanted = _goal_of(goal) if goal is not None else None
    if plain:
        run_plain(context, wanted)
    else:
        open_bench(context, wanted)


@bench.command()
@click.option(
    "--since",
    type=click.DateTime(["%Y-%m-%d", "%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]),
    metavar="TIME",
    help="Count from this day or time on, by the clock on the wall; else from the beginning.",
)
@archive_option
@json_option
@click.pass_obj
def report(context: Context, since: datetime | None, archive: Path | None, as_json: bool) -> None:
    """Tell how many items were done, how fast, what failed by roll of tags, and what waits.

    May be used while the bench works. What is in archived files counts when their folder is named.
    """
    from procstation.cli.bench_report import show_report  # noqa: PLC0415

    show_report(context, since, as_json, archive)


def open_bench(context: Context, goal: "Goal | None" = None) -> None:
    """Open the bench in the terminal.

    Args:
        goal: What is to be done; None leaves the goal there is.

    Raises:
        StationError: The station cannot be opened.
    """

    def open_station() -> "Station":
        from procstation.devices import Rack  # noqa: PLC0415
        from procstation.station import open_station  # noqa: PLC0415

        station = open_station(context.home, context.config, context.store_url, Rack())
        _set_goal(station, goal)
        return loaded(with_sound(station, context.config, context.home))

    def make_app(look: "Look") -> "BenchApp":
        # The interface is painted before the store is even imported; see BenchApp.
        from procstation.tui.bench_app import BenchApp  # noqa: PLC0415

        return BenchApp(open_station, look=look)

    run_interface(context, make_app)


def run_plain(context: Context, goal: "Goal | None" = None) -> None:
    """Run the bench over stdin and stdout."""
    from procstation.devices import Rack  # noqa: PLC0415
    from procstation.plain import PlainBench  # noqa: PLC0415
    from procstation.station import open_station  # noqa: PLC0415

    with plain_lines(context):
        station = open_station(context.home, context.config, context.store_url, Rack())
        try:
            _set_goal(station, goal)
            with_sound(station, context.config, context.home)
            PlainBench(station, click.echo).run(each_line())
        finally:
            station.stop()


def _set_goal(station: "Station", goal: "Goal | None") -> None:
    if goal is not None:
        station.bench.post(goal)


def _goal_of(text: str) -> "Goal":
    from procstation.linking import read_goal  # noqa: PLC0415

    goal = read_goal(text)
    if goal is None:
        raise UsageError(
            tr("{text!r} is no goal.", text=text), tr("Give a number of items, or a location.")
        )
    return goal
