"""`procstation serve --demo` as a process, for a real browser."""

import re
import subprocess
import sys
from pathlib import Path


class Serving:
    """Running, until it is closed.

    Attributes:
        home: Of the demo.
        link: The first link, which works once.

    Args:
        port: Where it listens; 0 picks one.
        url: What browsers call it, where that is not host and port.
    """

    def __init__(self, home: Path, port: int = 0, url: str = "") -> None:
        self.home = home / "demo"
        command = [sys.executable, "-m", "procstation.cli.main", "--home", str(home), "serve"]
        called = ["--url", url] if url else []
        self._process = subprocess.Popen(
            [*command, "--demo", "--port", f"{port}", *called],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        self.link = self._next_link()

    def new_link(self) -> str:
        """Press Enter."""
        assert self._process.stdin is not None
        self._process.stdin.write("\n")
        self._process.stdin.flush()
        return self._next_link()

    def close(self) -> int:
        """End it, and return its status."""
        self._process.terminate()
        self._process.communicate(timeout=40)
        return self._process.returncode

    def _next_link(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        match = re.fullmatch(r"open (http://127\.0\.0\.1:\d+/\?token=\S+)\n", line)
        assert match is not None, line
        return match[1]
