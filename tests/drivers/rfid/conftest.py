"""A line whose other end is a script: what must be asked, and what comes back when."""

import tomllib
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from procstation.devices import DeviceLost

DATA = Path(__file__).parents[2] / "data"


@dataclass
class ScriptedLink:
    """Each write must be the next of the script; its replies arrive so many seconds later."""

    name: str = "scripted"
    script: list[tuple[bytes, list[tuple[float, bytes]]]] = field(default_factory=list)
    arriving: list[tuple[float, bytes]] = field(default_factory=list)
    clock_s: float = 0.0
    gone: bool = False
    closed: bool = False

    def expect(self, request: bytes, *replies: bytes | tuple[float, bytes]) -> None:
        timed = [reply if isinstance(reply, tuple) else (0.01, reply) for reply in replies]
        self.script.append((request, timed))

    def write(self, data: bytes) -> None:
        self._require()
        assert self.script, f"nothing more was expected, but {data.hex()} was sent"
        expected, replies = self.script.pop(0)
        assert data.hex() == expected.hex()
        self.arriving += [(self.clock_s + after, reply) for after, reply in replies]
        self.arriving.sort(key=lambda piece: piece[0])

    def read(self, timeout_s: float) -> bytes:
        self._require()
        if self.arriving and self.arriving[0][0] <= self.clock_s + timeout_s:
            when, data = self.arriving.pop(0)
            self.clock_s = max(self.clock_s, when)
            return data
        self.clock_s += timeout_s
        return b""

    def now_s(self) -> float:
        return self.clock_s

    def close(self) -> None:
        self.closed = True

    def _require(self) -> None:
        if self.gone:
            raise DeviceLost("scripted went away.", "Plug it in again.")


@pytest.fixture
def link() -> ScriptedLink:
    return ScriptedLink()


@pytest.fixture(scope="session")
def frames() -> Callable[[str], dict[str, bytes]]:
    """Return the recorded frames of a device: `requests/NAME` and `replies/NAME`."""

    def read(device: str) -> dict[str, bytes]:
        tables = tomllib.loads((DATA / device / "frames.toml").read_text(encoding="utf-8"))
        return {
            f"{table}/{name}": bytes.fromhex(entry["hex"])
            for table, entries in tables.items()
            for name, entry in entries.items()
        }

    return read
