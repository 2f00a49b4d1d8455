"""A process that speaks to a page as the interface does, and tells what reaches it.

`python page_app.py` answers each packet of keys with a line of JSON: the text, and the seconds
since the one before. A key `e` has it tell its environment, `q` ends it, `x` ends
it in an error. It ends when it is told to.
"""

import json
import os
import sys
import time
from typing import Any


def say(kind: bytes, payload: bytes) -> None:
    sys.stdout.buffer.write(kind + len(payload).to_bytes(4, "big") + payload)
    sys.stdout.buffer.flush()


def tell(**facts: Any) -> None:
    say(b"D", json.dumps(facts).encode() + b"\n")


def main() -> int:
    sys.stdout.buffer.write(b"__GANGLION__\n")
    tell(started=sys.argv[1:])
    before = time.monotonic()
    while header := sys.stdin.buffer.read(5):
        payload = sys.stdin.buffer.read(int.from_bytes(header[1:], "big"))
        now = time.monotonic()
        if header[:1] == b"M":
            said = json.loads(payload)
            if said["type"] == "quit":
                break
            tell(meta=said)
            continue
        text = payload.decode()
        tell(keys=text, gap_s=now - before)
        before = now
        if text == "e":
            tell(environment=dict(os.environ))
        if text == "q":
            break
        if text == "x":
            print("error: The pad burst.\nnext: Buy another.", file=sys.stderr)
            return 1
    say(b"M", b'{"type": "exit"}')
    return 0


if __name__ == "__main__":
    sys.exit(main())
