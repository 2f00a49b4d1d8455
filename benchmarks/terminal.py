"""A program in a pseudo-terminal, watched from outside as a person would."""

import fcntl
import os
import pty
import select
import struct
import subprocess
import termios
from collections.abc import Mapping, Sequence
from pathlib import Path
from time import perf_counter

COLUMNS, ROWS = 100, 30
PATIENCE_S = 60.0
END_S = 10.0


class Watched:
    """A program begun in a terminal of 100 × 30. Use as a context: it has ended when that is left.

    Attributes:
        begun_s: When it was started, on `time.perf_counter`.
    """

    def __init__(self, command: Sequence[str], env: Mapping[str, str], folder: Path) -> None:
        self._master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        self._seen = b""
        self.begun_s = perf_counter()
        self._process = subprocess.Popen(
            command, stdin=slave, stdout=slave, stderr=slave, env=env, cwd=folder
        )
        os.close(slave)

    def __enter__(self) -> "Watched":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.terminate()
        try:
            self._process.wait(END_S)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        os.close(self._master)

    def wait_for(self, text: str) -> float:
        """Return the seconds from the start until this text was on the screen.

        Raises:
            RuntimeError: It did not come; with what came instead.
        """
        wanted = text.encode()
        while wanted not in self._seen:
            ready, _, _ = select.select([self._master], [], [], PATIENCE_S)
            data = self._read() if ready else b""
            if not data:
                shown = self._seen.decode(errors="replace")
                raise RuntimeError(f"{text!r} was never shown. What was: {shown[-2000:]!r}")
            self._seen += data
        return perf_counter() - self.begun_s

    def _read(self) -> bytes:
        try:
            return os.read(self._master, 65536)
        except OSError:
            # How Linux says that the program has closed its end.
            return b""
