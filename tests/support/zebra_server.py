"""A real server of SRU and Z39.50: Zebra of Index Data, over records of ours, on loopback."""

import os
import shutil
import signal
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
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
        # It has a process for each session.
        os.killpg(server.pid, signal.SIGKILL)
        server.wait()
        if server.stderr is not None:
            server.stderr.close()


def _started(folder: Path, charset: str) -> tuple[subprocess.Popen[bytes], int]:
    template = (CONFIGURATION / "server.xml").read_text("utf-8")
    for _ in range(TRIES):
        port = _free_port()
        text = template.replace("@PORT@", str(port)).replace("@CHARSET@", charset)
        (folder / "server.xml").write_text(text, "utf-8")
        server = subprocess.Popen(
            ["zebrasrv", "-f", "server.xml", "-v", "none,fatal,server"],
            cwd=folder,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        assert server.stderr is not None
        for line in server.stderr:
            if b"Adding" in line and b"listener" in line:
                return server, port
        server.wait()
        server.stderr.close()
    raise RuntimeError("zebrasrv does not start")


def _free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as server:
        return int(server.getsockname()[1])
