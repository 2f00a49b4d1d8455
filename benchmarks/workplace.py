"""What the measurements share: how much to do, a folder for a run, and a large store."""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from make_store import records

from procstation.catalog import Catalogue


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to do of everything."""

    items: int
    scans: int
    starts: int
    starts_without_bytecode: int
    passes: int
    live_passes: int
    commits: int
    labels: int
    drawn_labels: int
    call_numbers: int
    shelved: int
    told: int
    beside_system: int


FULL = Effort(
    items=100_000,
    scans=300,
    starts=15,
    starts_without_bytecode=5,
    passes=50,
    live_passes=8,
    commits=2_000,
    labels=300,
    drawn_labels=10_000,
    call_numbers=20_000,
    shelved=700_000,
    told=1_000,
    beside_system=200,
)
SHORT = Effort(
    items=30,
    scans=2,
    starts=1,
    starts_without_bytecode=0,
    passes=1,
    live_passes=1,
    commits=3,
    labels=2,
    drawn_labels=3,
    call_numbers=20,
    shelved=300,
    told=5,
    beside_system=2,
)
"""Enough to see that a measurement runs; its figures mean nothing."""


class Workplace:
    """A folder, removed after the run, and what is made in it once."""

    def __init__(self, folder: Path, effort: Effort) -> None:
        self.folder = folder
        self.effort = effort
        self._count = 0

    @cached_property
    def store_url(self) -> str:
        """A store with synthetic items, the same in every run; see `make_store.py`."""
        marc = self.folder / "synthetic.mrc"
        with marc.open("wb") as file:
            file.writelines(records(self.effort.items))
        url = f"sqlite:///{self.folder / 'store.sqlite'}"
        catalogue = Catalogue.open(url)
        catalogue.load([marc])
        catalogue.close()
        return url

    @contextmanager
    def catalogue(self) -> Iterator[Catalogue]:
        """The large store, open."""
        catalogue = Catalogue.open(self.store_url)
        try:
            yield catalogue
        finally:
            catalogue.close()

    def new_folder(self) -> Path:
        """Return an empty folder, for a station that has never run."""
        self._count += 1
        folder = self.folder / f"home-{self._count}"
        folder.mkdir()
        return folder

    def environment(self, **more: str) -> Mapping[str, str]:
        """Return the environment for a process that keeps its bytecode in this workplace."""
        unwanted = {"PYTHONDONTWRITEBYTECODE", "PROCSTATION_HOME", "PROCSTATION_STORE"}
        inherited = {name: value for name, value in os.environ.items() if name not in unwanted}
        return {
            **inherited,
            "PYTHONPYCACHEPREFIX": str(self.folder / "bytecode"),
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            **more,
        }
