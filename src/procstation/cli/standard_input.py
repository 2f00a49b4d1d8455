"""What comes on stdin, with a bound: from a pipe that never ends, too, nothing fills the memory."""

import sys
from collections.abc import Iterator
from typing import TextIO

from procstation.errors import InputRefused
from procstation.language import tr

MOST_BYTES = 64 << 20
"""Of what is read as a whole: a million lines of a catalogue's call numbers have 30 MB."""

LONGEST_LINE = 65_536
"""Characters. A line is one thing that was scanned or said."""


def read_all() -> bytes:
    """Return all that comes until stdin ends.

    Raises:
        InputRefused: It is more than any list has.
    """
    data = sys.stdin.buffer.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise InputRefused(
            tr("More than {most_bytes} MB came on stdin.", most_bytes=MOST_BYTES >> 20),
            tr("Check what is piped into it; if it is right, divide it."),
        )
    return data


def read_lines() -> list[str]:
    """Return the lines until stdin ends, without their ends and without a byte order mark.

    Raises:
        InputRefused: As `read_all`.
    """
    text = read_all().decode("utf-8-sig", errors="replace")
    lines = [line.rstrip("\r") for line in text.split("\n")]
    if lines[-1] == "":
        lines.pop()
    return lines


def each_line(stream: TextIO | None = None) -> Iterator[str]:
    """Yield lines as they come, with their ends.

    Args:
        stream: Where they come from; None for stdin.

    Raises:
        InputRefused: One does not end.
    """
    source = stream or sys.stdin
    while line := source.readline(LONGEST_LINE + 1):
        if len(line) > LONGEST_LINE:
            raise InputRefused(
                tr(
                    "A line of more than {longest_line:,} characters came on stdin.",
                    longest_line=LONGEST_LINE,
                ),
                tr("Check what is piped into it."),
            )
        yield line
