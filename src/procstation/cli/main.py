"""The `procstation` command: its groups, its options, and how it ends."""

import importlib
import os
import sys
from pathlib import Path

import click

from procstation import __version__
from procstation.cli.answer import FAILED, INTERRUPTED, WRONG_USAGE, fail
from procstation.cli.context import Context
from procstation.cli.help_language import in_language, speak_as_asked
from procstation.errors import StationError, did_you_mean
from procstation.language import tr

COMMANDS = {
    "alma": "procstation.cli.alma:alma",
    "backup": "procstation.cli.backup:backup",
    "barcode": "procstation.cli.barcode:barcode",
    "bench": "procstation.cli.bench:bench",
    "callnumber": "procstation.cli.callnumber:callnumber",
    "catalog": "procstation.cli.catalog:catalog",
    "demo": "procstation.cli.demo:demo",
    "device": "procstation.cli.device:device",
    "doctor": "procstation.cli.doctor:doctor",
    "history": "procstation.cli.history:history",
    "job": "procstation.cli.job:job",
    "journal": "procstation.cli.journal:journal",
    "label": "procstation.cli.label:label",
    "outbox": "procstation.cli.outbox:outbox",
    "people": "procstation.cli.people:people",
    "serve": "procstation.cli.serve:serve",
    "setup": "procstation.cli.setup:setup",
    "restore": "procstation.cli.backup:restore",
    "simulate": "procstation.cli.simulate:simulate",
    "sound": "procstation.cli.sound:sound",
    "store": "procstation.cli.store:store",
    "sweep": "procstation.cli.sweep:sweep",
    "system": "procstation.cli.system:system",
    "tag": "procstation.cli.tag:tag",
    "train": "procstation.cli.train:train",
}
"""Name of a command, and where it is. A module is imported only when its command is used: the
import of all of them would cost more than most commands take."""


STRANGE = "backslashreplace"
"""What cannot be written as it is shows its number instead."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports the one that is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return sorted(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        target = COMMANDS.get(cmd_name)
        if target is None:
            return None
        module, name = target.split(":")
        command = getattr(importlib.import_module(module), name)
        assert isinstance(command, click.Command)
        return in_language(command)

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            name = args[0]
            if name.startswith("-") or name in COMMANDS:
                raise
            hint = did_you_mean(name, COMMANDS)
            raise click.UsageError(
                tr("There is no command {name!r}. {hint}", name=name, hint=hint), ctx
            ) from error


@click.group(cls=LazyGroup, invoke_without_command=True)
@click.option(
    "--home",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder of configuration and store (or PROCSTATION_HOME).",
)
@click.option("--store", help="SQLAlchemy URL of the store (or PROCSTATION_STORE).")
@click.version_option(__version__, prog_name="procstation")
@click.pass_context
def main(ctx: click.Context, home: Path | None, store: str | None) -> None:
    """The processing station of a library: records, barcodes, labels, RFID tags.

    Without a command it opens the bench in the terminal, and the first time set-up.
    `procstation demo` shows the bench on simulated devices.
    """
    context = Context(home, store)
    ctx.obj = context
    ctx.call_on_close(context.close)
    if ctx.invoked_subcommand is None:
        _open(context)


def _open(context: Context) -> None:
    """Open the bench, or, where there is no configuration and a person to be asked, set-up."""
    from procstation.cli.first_run import (  # noqa: PLC0415
        has_terminal,
        is_set_up,
        set_up_at_the_screen,
    )

    if not is_set_up(context) and has_terminal():
        set_up_at_the_screen(context)
        return
    from procstation.cli.bench import open_bench  # noqa: PLC0415

    open_bench(context)


def run(args: list[str] | None = None) -> None:
    """Run the command line and exit with its status."""
    sys.exit(status_of(args))


def status_of(args: list[str] | None = None) -> int:
    """Run the command line and return its exit status; nothing expected ever shows a traceback."""
    _speak_utf8()
    speak_as_asked(sys.argv[1:] if args is None else args)
    try:
        result = in_language(main).main(args=args, prog_name="procstation", standalone_mode=False)
    except StationError as error:
        return fail(error)
    except click.UsageError as error:
        click.echo(f"error: {_sentence(error.format_message())}", err=True)
        command = error.ctx.command_path if error.ctx else "procstation"
        click.echo("next: " + tr("See `{command} --help`.", command=command), err=True)
        return WRONG_USAGE
    except click.ClickException as error:
        click.echo(f"error: {_sentence(error.format_message())}", err=True)
        click.echo("next: " + tr("Correct the command and try again."), err=True)
        return WRONG_USAGE
    except (click.Abort, KeyboardInterrupt):
        click.echo(tr("interrupted"), err=True)
        return INTERRUPTED
    except BrokenPipeError:
        # The reader of our output has gone (`| head`): there is nobody left to tell.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return FAILED
    return result if isinstance(result, int) else 0


def _speak_utf8() -> None:
    # What some programs pipe begins with a byte order mark, which is no part of the first line.
    streams = (
        (sys.stdin, "utf-8-sig", "replace"),
        (sys.stdout, "utf-8", STRANGE),
        (sys.stderr, "utf-8", STRANGE),
    )
    for stream, encoding, errors in streams:
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding=encoding, errors=errors)


def _sentence(text: str) -> str:
    return text if text.endswith((".", "?", "!")) else text + "."


if __name__ == "__main__":
    run()
