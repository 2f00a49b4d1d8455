"""How every command answers and fails: one JSON document or text, `error:` and `next:`."""

import json
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any, ParamSpec, TextIO, TypeVar

import click

from procstation.cli.standard_input import read_lines
from procstation.errors import StationError, UsageError

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

_CONTROL = re.compile("[\0-\x08\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]")
"""What would steer a terminal, or turn the text around: all but tabs and line ends."""

P = ParamSpec("P")
R = TypeVar("R")


def json_option(command: Callable[P, R]) -> Callable[P, R]:
    """Give a command `--json`, passed to it as `as_json`."""
    return click.option(
        "--json", "as_json", is_flag=True, help="Answer with one JSON document on stdout."
    )(command)


def answer(document: Any, as_json: bool, text: Callable[[], Iterable[str]]) -> None:
    """Print the answer of a command.

    Args:
        document: What `--json` prints.
        text: Makes the lines for people; called only when they are wanted.
    """
    if as_json:
        click.echo(shown(json.dumps(document, ensure_ascii=False, indent=2), sys.stdout))
        return
    for line in text():
        click.echo(shown(line, sys.stdout))


def shown(text: str, stream: TextIO) -> str:
    """A text as a stream should get it: a terminal none of its control characters.

    What comes from files and devices may hold any; another program gets them as they are.
    """
    return _CONTROL.sub(_as_number, text) if stream.isatty() else text


def _as_number(character: re.Match[str]) -> str:
    return f"\\u{ord(character[0]):04x}"


def fail(error: StationError) -> int:
    """Print an expected failure on stderr and return the exit status that goes with it."""
    click.echo(shown(f"error: {error.what}", sys.stderr), err=True)
    click.echo(shown(f"next: {error.do_next}", sys.stderr), err=True)
    return WRONG_USAGE if isinstance(error, UsageError) else FAILED


def values_or_stdin(values: Iterable[str]) -> list[str]:
    """Return the values given, `-` replaced by the lines of stdin (line ends and BOM removed).

    Raises:
        InputRefused: Too much comes there.
    """
    result: list[str] = []
    for value in values:
        if value == "-":
            result.extend(read_lines())
        else:
            result.append(value)
    return result


def progress(message: str) -> None:
    """Show progress on stderr, only when a person is looking at it."""
    if sys.stderr.isatty():
        click.echo(f"\r\x1b[K{message}", err=True, nl=False)


__all__ = [
    "DONE",
    "FAILED",
    "INTERRUPTED",
    "WRONG_USAGE",
    "answer",
    "fail",
    "json_option",
    "progress",
    "shown",
    "values_or_stdin",
]
