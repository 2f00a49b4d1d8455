"""`reference/commands.md`: every command with its arguments and options."""

import inspect
import re
from collections.abc import Iterator

import click

from from_code.settings import table
from procstation.cli.main import main

HEAD = """\
# Commands

`procstation [--home DIR] [--store URL] COMMAND …`. Without a command it opens the bench. Every
command has `--help`; what it says is what stands here.

- `--home DIR`, or `PROCSTATION_HOME`: the folder of configuration and store. `--store URL`, or
  `PROCSTATION_STORE`: another store than the configuration names.
- `--json`, where a command has it: one JSON document on stdout and nothing else. What the
  documents hold is in [scripting](../scripting.md).
- Exit status: **0** done; **1** could not be done, or the check that was asked for failed; **2**
  wrong usage or configuration, and nothing was tried; **130** interrupted. A failure prints
  `error:` and `next:` on stderr; see [errors](errors.md).
- Text in and out is UTF-8. `-` is stdin or stdout.
"""

PARAGRAPHS = re.compile(r"\n\s*\n")


def page() -> str:
    """Return the whole page."""
    context = click.Context(main, info_name="procstation")
    parts = [HEAD]
    for name in main.list_commands(context):
        command = main.get_command(context, name)
        assert command is not None
        parts += _all(command, context, name)
    return "\n".join(parts)


def _all(command: click.Command, above: click.Context, name: str) -> Iterator[str]:
    context = click.Context(command, info_name=name, parent=above)
    yield _one(command, context)
    if isinstance(command, click.Group):
        for below in command.list_commands(context):
            found = command.get_command(context, below)
            assert found is not None
            yield from _all(found, context, below)


def _one(command: click.Command, context: click.Context) -> str:
    depth = context.command_path.count(" ")
    lines = [f"{'#' * (1 + min(depth, 2))} {context.command_path.removeprefix('procstation ')}", ""]
    if not isinstance(command, click.Group) or command.invoke_without_command:
        pieces = " ".join(command.collect_usage_pieces(context))
        lines += ["```", f"{context.command_path} {pieces}".rstrip(), "```", ""]
    said = inspect.cleandoc(command.help or "").replace("\b", "")
    lines += [*(" ".join(text.split()) + "\n" for text in PARAGRAPHS.split(said))]
    options = [one for one in command.params if isinstance(one, click.Option) and not one.hidden]
    if options:
        lines.append(table(("option", "does"), (_option(one, context) for one in options)))
    return "\n".join(lines)


def _option(option: click.Option, context: click.Context) -> tuple[str, str]:
    record = option.get_help_record(context)
    assert record is not None, option.name
    takes, does = record
    return f"`{takes}`", does
