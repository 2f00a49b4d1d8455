"""A real server of SRU and Z39.50: Zebra of Index Data, over records of ours, on loopback."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

CONFIGURATION = Path(__file__).parents[1] / "data" / "copycat" / "catalogue"
PROGRAMS = ("zebraidx", "zebrasrv")
TRIES = 5
"""Ports; another process may take a free one first."""


@dataclass(frozen=True, slots=True)
class Zebra:
    """A server that runs."""

    port: int

    @property
    def sru(self) -> str:
        return f"http://127.0.0.1:{self.port}/Default"

    @property
    def z3950(self) -> str:
        return f"127.0.0.1:{self.port}"


def missing_programs() -> list[str]:
    return [name for name in PROGRAMS if shutil.which(name) is None]


@contextmanager
def zebra(folder: Path, records: Path, charset: str = "utf-8") -> Iterator[Zebra]:
    """Index a MARCXML file in an empty folder, and serve it meanwhile.

    Args:
        charset: Of the binary MARC it gives out.
    """
    shutil.copytree(CONFIGURATION, folder, dirs_exist_ok=True)
    (folder / "register").mkdir()
    (folder / "lock").mkdir()
    (folder / "records").mkdir()
    shutil.copy(records, folder / "records")
    subprocess.run(
        ["zebraidx", "-c", "zebra.cfg", "update", "records"],
        cwd=folder,
        check=True,
        capture_output=True,
    )
    server, port = _started(folder, charset)
    try:
        yield Zebra(port)
    finally:
        _end(server)


@contextmanager
def holdings_server(folder: Path) -> Iterator[int]:
    """Serve the made-up records of `yaz-ztest` by Z39.50, with holdings; yields its port."""
    for _ in range(TRIES):
        port = _free_port()
        server = _listening(["yaz-ztest", f"tcp:127.0.0.1:{port}"], folder, port)
        if server is not None:
            try:
                yield port
            finally:
                _end(server)
            return
    raise RuntimeError("yaz-ztest does not start")


def _end(server: subprocess.Popen[bytes]) -> None:
    # It has a process for each session.
    os.killpg(server.pid, signal.SIGKILL)
    server.wait()


def _listening(command: list[str], folder: Path, port: int) -> subprocess.Popen[bytes] | None:
    """Start a server of YAZ; None when it ends instead of listening."""
    server = subprocess.Popen(
        [command[0], "-v", "none,fatal", *command[1:]],
        cwd=folder,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    while True:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return server
        with suppress(subprocess.TimeoutExpired):
            server.wait(0.02)
            return None


def _started(folder: Path, charset: str) -> tuple[subprocess.Popen[bytes], int]:
    template = (CONFIGURATION / "server.xml").read_text("utf-8")
    for _ in range(TRIES):
        port = _free_port()
        text = template.replace("@PORT@", str(port)).replace("@CHARSET@", charset)
        (folder / "server.xml").write_text(text, "utf-8")
        server = _listening(["zebrasrv", "-f", "server.xml"], folder, port)
        if server is not None:
            return server, port
    raise RuntimeError("zebrasrv does not start")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
