"""How every command answers and fails: one JSON document or text, `error:` and `next:`."""

import json
import re
import sys
from collections.abc import Callable, Iterable
from typing import Any, ParamSpec, TextIO, TypeVar

import click

from procstation.cli.standard_input import read_lines
from procstation.errors import StationError, UsageError
from procstation.language import tr, tr_marked

DONE, FAILED, WRONG_USAGE, INTERRUPTED = 0, 1, 2, 130

# Programs look for `error:`, `next:`, `warning:`, `note:` and `refused:` at the beginning of a
# line, and for where a command listens: these are the same in every language. So are codes that a
# person types again, as those of states.

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


class Labels:
    """The words that begin the lines about one thing, all as wide as the longest of them.

    Args:
        labels: Each marked; those that come together anywhere.
        gap: Blanks behind the longest.
    """

    def __init__(self, *labels: str, gap: int = 2) -> None:
        self._labels, self._gap = labels, gap

    @property
    def width(self) -> int:
        """Columns of each in the language that is spoken, with the blanks behind it."""
        return max(len(tr_marked(one)) for one in self._labels) + self._gap

    def line(self, label: str, text: object) -> str:
        """Return the line of one of them; "" goes on below the line before."""
        return f"{tr_marked(label):<{self.width}}{text}"


def verdict(ok: bool) -> str:
    """Return the word of a row that says whether something is right, as wide as the other one."""
    right, wrong = tr("ok"), tr("WRONG")
    return f"{right if ok else wrong:<{max(len(right), len(wrong))}}"


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
    "Labels",
    "answer",
    "fail",
    "json_option",
    "progress",
    "shown",
    "values_or_stdin",
    "verdict",
]
