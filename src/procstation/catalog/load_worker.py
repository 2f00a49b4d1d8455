"""A process that reads stretches of a file for a load: `python -m procstation.catalog.load_worker`.

It is told the file and the profile (one line of JSON), then stretches (a line with two numbers
each), and answers each with the records of it: the count of bytes, 8 of them, then the records by
`marshal`. It ends when there is nothing more to read.
"""

import json
import marshal
import os
import signal
import sys
from pathlib import Path
from typing import BinaryIO

from procstation.catalog.marc_source import MarcSource
from procstation.catalog.prepared import plain
from procstation.catalog.source import Refused

SIZE_BYTES = 8


def main() -> None:
    # Ctrl-C goes to all processes of a terminal; the load decides, and closes our input.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    serve(sys.stdin.buffer, answers)


def serve(asked: BinaryIO, answers: BinaryIO) -> None:
    """Answer until the input ends."""
    told = json.loads(asked.readline())
    source = MarcSource(Path(told["path"]))
    for line in asked:
        begin, end = map(int, line.split())
        found = source.prepared_between(told["profile"], begin, end)
        data = marshal.dumps(
            [
                (one.number, one.offset, one.reason) if isinstance(one, Refused) else plain(one)
                for one in found
            ]
        )
        answers.write(len(data).to_bytes(SIZE_BYTES, "big") + data)
        answers.flush()


if __name__ == "__main__":
    main()
