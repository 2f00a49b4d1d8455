"""The history at the screen: narrowed, looked into, undone; who works there, and who agrees."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from job_items import FIRST, SECOND
from job_person import JobPerson
from job_person import at_bench as opened_bench
from textual.widgets import DataTable

from procstation.devices import Scan
from procstation.people import hashed_badge, hashed_pin
from procstation.tui.screens.bench import BenchScreen
from procstation.tui.screens.history import HistoryScreen
from procstation.tui.screens.sign_in import SignInScreen
from procstation.tui.screens.supervisor import SupervisorScreen

PEOPLE = f"""
[station]
name = "bench-1"
sign_in = true

[[people]]
name = "anna"
badge = "{hashed_badge("A-0017")}"
pin = "{hashed_pin("4711")}"

[[people]]
name = "sue"
badge = "{hashed_badge("S-1000")}"
pin = "{hashed_pin("0815")}"
supervisor = true
"""


class Person(JobPerson):
    """Hands on the keys and on a scanner, and eyes on the screen."""

    def scan(self, code: str) -> None:
        self.station.scanned("scanner", Scan(code, code.encode()))

    async def mark(self, name: str) -> None:
        """Put the mark on an entry."""
        table = self.pilot.app.screen.query_one("#history", DataTable)
        await self.until(lambda: name in [str(row.value) for row in table.rows])
        table.move_cursor(row=[str(row.value) for row in table.rows].index(name))
        await self.pilot.pause()


@asynccontextmanager
async def at_bench(
    folder: Path, config: str, size: tuple[int, int] = (80, 24)
) -> AsyncIterator[Person]:
    async with opened_bench(folder, size, config) as person:
        yield Person(person.pilot, person.station)


@pytest.mark.long
@pytest.mark.parametrize("size", [(80, 24), pytest.param((160, 48), marks=pytest.mark.campaign)])
async def test_who_works_here_what_was_done_and_its_undo(
    tmp_path: Path, size: tuple[int, int]
) -> None:
    async with at_bench(tmp_path, PEOPLE, size) as person:
        # Nobody is signed in, and the station asks.
        await person.until_on(SignInScreen)
        await person.press("escape")
        await person.until_shown("asks who works at it")
        await person.fill(name="anna", pin="0000")
        await person.until_shown("Nobody here has that name and PIN.")
        person.scan("21234000001230")
        await person.until_shown("That is a patron card. It was refused")
        person.scan("A-0017")
        await person.until_on(BenchScreen)
        await person.until(lambda: person.station.devices()[0].name == "anna")

        jobs = person.station.jobs
        jobs.run(jobs.plan("relocate", [FIRST, SECOND], {"location": "REF"}))
        await person.press("f11")
        await person.until_on(HistoryScreen)
        await person.until_shown("location: STACKS → REF (job 1)", "anna signed in", "2 changes")

        # A scan narrows the list to the item, and is nothing for the bench.
        person.scan(FIRST)
        await person.until_shown(f"history · {FIRST}")
        await person.mark("change:1")
        await person.until_shown("before: location: STACKS")
        assert person.station.bench.state.now is None
        await person.press("u")
        await person.until_shown(f"{FIRST}: location: REF → STACKS", "once more does it")
        assert person.location(FIRST) == "REF"
        await person.press("u")
        await person.until_shown("✓ Undone.", "undo of change:1")
        assert person.location(FIRST) == "STACKS"

        # The first act has a later one on it.
        await person.mark("change:1")
        await person.press("u")
        await person.until_shown("A later act stands on it")

        # The whole run concerns more than one item: a supervisor is asked.
        await person.press("a")
        await person.until_shown("2 changes")
        await person.mark("job:1")
        await person.press("u")
        await person.until_shown("2 items get back what they were before")
        await person.press("u")
        await person.until_on(SupervisorScreen)
        person.scan("A-0017")
        await person.until_shown("no supervisor's badge")
        await person.press("escape")
        await person.until_on(HistoryScreen)
        await person.press("u")
        await person.until_shown("once more does it")
        await person.press("u")
        await person.until_on(SupervisorScreen)
        await person.fill(pin="0815")
        await person.until_on(HistoryScreen)
        await person.until_shown("1 item is as before", "sue for anna", "sue agreed")
        assert person.location(SECOND) == "STACKS"

        await person.press("w")
        await person.fill(value="sue for anna")
        await person.until_shown("history · sue for anna", "(undo of job 1)")
        await person.press("d")
        await person.fill(value="2001-01-01")
        await person.until_shown(
            "Nothing was done that fits.", "history · sue for anna · 2001-01-01"
        )
        await person.press("d")
        await person.fill(value="soon")
        await person.until_shown("soon is no day")
        await person.press("escape")
        await person.until_on(BenchScreen)

        # Signed out by key: the station asks again.
        await person.press("ctrl+l")
        await person.until(lambda: person.station.people.still_here() == "")  # type: ignore[union-attr]
        await person.press("ctrl+l")
        await person.until_on(SignInScreen)
        await person.fill(name="anna", pin="4711")
        await person.until_on(BenchScreen)


async def test_where_nobody_is_known_nobody_is_asked(tmp_path: Path) -> None:
    async with at_bench(tmp_path, "") as person:
        await person.press("ctrl+l")
        await person.press("f11")
        await person.until_shown("the station was started")
        await person.mark("bench:1")
        await person.press("u")
        await person.until_shown("has happened")
        await person.press("f11")
        await person.until_on(BenchScreen)
