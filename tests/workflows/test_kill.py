"""Killed at any point of an item, the station stands where it stood, and loses and doubles nothing.

A point is just before and just after each commit of the journal, and just before and just after
each thing a device is told to do; so an effect is once done and once not done when the process is
gone before its answer is recorded.
"""

import random
import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from careful_person import PREPRINTED, carry_on, undo_last
from kill_play import (
    Fuse,
    Killed,
    Life,
    World,
    recorded,
    step_of,
)

from procstation.catalog import Catalogue
from procstation.journal import Journal
from procstation.linking import (
    Assigned,
    JobProfile,
    NumberLeased,
    Released,
    Scanned,
    StepName,
    TagWritten,
    Undone,
    read_profiles,
)
from procstation.station import JOURNAL_NAME, replay
from procstation.tags import decode

ISBN = "9780000000019"
OWNED = "31234000000032"
FIRST_NUMBER = "31234000001006"
PROFILES = read_profiles()
INTAKE = JobProfile(
    title="Intake",
    summary="A number and a tag.",
    steps=(StepName.RECORD, StepName.BARCODE, StepName.TAG, StepName.RELEASE),
    barcode="leased",
    name="intake",
)
SECURED_AFI = 0x07


@pytest.fixture
def world_of(sample_store: Path, tmp_path: Path) -> Callable[[JobProfile], World]:
    numbers = count()

    def make(profile: JobProfile) -> World:
        code = OWNED if profile.barcode == "existing" else ISBN
        return World.make(tmp_path / f"{next(numbers)}", sample_store, profile, [code])

    return make


def live_through(world: World, act: Callable[[Life], None], at: int) -> Life | None:
    """Live until the kill at a point; return what is left, None when the point was not reached."""
    life = Life(world, fuse=Fuse(at))
    try:
        life.start()
        act(life)
    except Killed as killed:
        world.kills.append(str(killed))
        return life
    finally:
        life.end()
    return None


def lives(
    world_of: Callable[[], World], act: Callable[[Life], None], every: int
) -> Iterator[tuple[World, Life]]:
    """Yield, for a kill at each `every`th point of an act, the world and the dead station."""
    at = 0
    while True:
        world = world_of()
        dead = live_through(world, act, at)
        if dead is None:
            assert at > 10, "there were hardly any points to be killed at"
            return
        yield world, dead
        at += every


def check_released(world: World, number: str) -> None:
    """One item, one tag, one label each, one entry each; all of the same number."""
    entries = recorded(world.home)
    codes = [entry.code for entry in entries if isinstance(entry, Scanned)]
    assert not Counter(world.acknowledged) - Counter(codes), "a scan is missing"
    counted = Counter(type(entry) for entry in entries)
    assert counted[Released] == 1
    steps = world.profile.steps
    assert counted[Assigned] == (StepName.BARCODE in steps)
    leased = [entry.barcode for entry in entries if isinstance(entry, NumberLeased)]
    assert len(set(leased)) == len(leased)
    tag = world.tags[0]
    if StepName.TAG in steps:
        assert counted[TagWritten] == 1
        assert decode(bytes(tag.memory), dsfid=tag.dsfid).item == number
        assert tag.afi == SECURED_AFI
    for template in world.profile.templates:
        expected = number if template == "barcode" else ""
        assert world.labels_out(template) == [expected]
    check_store(world, number)


def check_store(world: World, number: str) -> None:
    catalogue = Catalogue.open(world.store_url)
    try:
        held, tag = catalogue.by_barcode(number), catalogue.tag_of(number)
        assert held is not None
        assert catalogue.counts() == (24, 8 + (StepName.BARCODE in world.profile.steps))
        if StepName.TAG in world.profile.steps:
            assert tag is not None
            assert tag.uid == world.tags[0].uid.hex().upper()
    finally:
        catalogue.close()


def check_journal(life: Life) -> None:
    journal = Journal(life.world.home / JOURNAL_NAME)
    try:
        assert journal.verify() is None
        assert replay(journal)[0] == life.state
    finally:
        journal.close()


def number_of(world: World) -> str:
    """The number the book has to have in the end."""
    if world.profile.barcode == "leased":
        # A number that was taken and not recorded is passed over.
        entries = recorded(world.home)
        return next(one.record.barcode or "" for one in entries if isinstance(one, Assigned))
    return PREPRINTED[0] if world.profile.barcode == "preprinted" else OWNED


SOME_OR_ALL = pytest.mark.parametrize("every", [3, pytest.param(1, marks=pytest.mark.campaign)])
"""The points to be killed at. A point before something and the one after it are 1 apart."""


@SOME_OR_ALL
@pytest.mark.parametrize(
    ("profile", "checkpoint_every"), [("new-acquisition", 200), ("conversion", 3)]
)
def test_killed_at_any_point_an_item_is_finished_once(
    world_of: Callable[[JobProfile], World],
    profile: str,
    checkpoint_every: int,
    every: int,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("procstation.station.bench.CHECKPOINT_EVERY", checkpoint_every)
    made = partial(world_of, PROFILES[profile])
    whole = Life(made())
    whole.start()
    carry_on(whole, books=1)
    whole.end()
    for world, dead in lives(made, partial(carry_on, books=1), every):
        life = Life(world)
        stood = life.start()
        last = dead.journal.last_seq
        assert step_of(stood) == whole.step_after.get(last), world.kills
        carry_on(life, books=1)
        life.end()
        check_released(world, number_of(world))
        check_journal(life)


@pytest.mark.long
@SOME_OR_ALL
def test_killed_at_any_point_an_undo_is_finished(
    world_of: Callable[[JobProfile], World], every: int
) -> None:
    def released() -> World:
        world = world_of(INTAKE)
        life = Life(world)
        life.start()
        carry_on(life, books=1)
        life.end()
        return world

    for world, _ in lives(released, undo_last, every):
        life = Life(world)
        life.start()
        undo_last(life)
        assert life.state.released == 0
        assert not any(world.tags[0].memory), "the tag has its old content, which was none"
        assert life.catalogue.by_barcode(FIRST_NUMBER) is None
        assert life.catalogue.tag_of(FIRST_NUMBER) is None
        life.lift()
        carry_on(life, books=1)
        assert life.state.last_released is not None
        assert life.state.last_released.barcode != FIRST_NUMBER, "a number is never given out twice"
        life.end()
        assert sum(isinstance(entry, Undone) for entry in recorded(world.home)) == 1
        check_journal(life)


def test_killed_in_a_burst_of_scans_all_or_none_of_one_commit_are_there(
    world_of: Callable[[JobProfile], World],
) -> None:
    codes = [f"97800000{number:05}" for number in range(40)]
    for at in range(2, 6):
        world = world_of(INTAKE)

        def burst(life: Life) -> None:
            for code in codes:
                life.bench.post(Scanned(code, "isbn"), "scanner")
            life.settle()

        assert live_through(world, burst, at) is not None
        found = [entry.code for entry in recorded(world.home) if isinstance(entry, Scanned)]
        assert found == world.acknowledged
        assert found in ([], codes)


STATION = """
[devices.pad]
kind = "rfid"
driver = "feig"
port = "sim://feig?tags=E004010010000001"
[devices.labels]
kind = "printer"
driver = "pdf"
port = '{folder}'
[[barcodes.ranges]]
name = "books"
prefix = "31234"
first = 100
"""
LINES_OF_AN_ITEM = 10
"""What the plain bench says of an item, at least, from its scan to its release."""

MOST_LINES = 200


class Process:
    """The plain bench as a process of its own. Leaving the `with` block ends it."""

    def __init__(self, home: Path) -> None:
        self.heard: list[str] = []
        self._process = subprocess.Popen(
            [sys.executable, "-m", "procstation.cli.main", "--home", str(home), "bench", "--plain"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def __enter__(self) -> "Process":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()

    def type(self, text: str) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(f"{text}\n")
        self._process.stdin.flush()

    def hear(self) -> str:
        """Wait for the next line, and return it."""
        assert self._process.stdout is not None
        assert len(self.heard) < MOST_LINES, self.heard[-20:]
        line = self._process.stdout.readline().rstrip("\n")
        assert line, f"it ended; before that it said {self.heard[-10:]}"
        self.heard.append(line)
        return line


def work_one_item(bench: Process, folder: Path, lines: int) -> None:
    """Answer what asks for something, until the item is released or so many lines were heard."""
    question = ""
    while len(bench.heard) < lines:
        line = bench.hear()
        if line.startswith("question: It is not known"):
            question = line
        elif line.startswith("choice 2: "):
            # Two labels an item, in this order; each that came out is a file.
            needed = 1 if "spine" in question else 2
            bench.type("2" if len(list(folder.glob("labels-*.pdf"))) >= needed else "1")
        elif line.startswith("next: Take a book"):
            if any(" released: " in said for said in bench.heard):
                return
            bench.type(ISBN)
        elif line.startswith("next: Stick the labels on"):
            bench.type(FIRST_NUMBER)


@pytest.mark.long
@pytest.mark.parametrize("seed", [1, pytest.param(2, marks=pytest.mark.campaign)])
def test_killed_by_the_system_at_a_random_line(
    sample_home: Path, tmp_path: Path, seed: int
) -> None:
    folder = tmp_path / "labels"
    folder.mkdir()
    home = sample_home
    (home / "procstation.toml").write_text(STATION.format(folder=folder.as_posix()))
    with Process(home) as bench:
        work_one_item(bench, folder, random.Random(seed).randrange(2, LINES_OF_AN_ITEM))
    acknowledged = {
        code for code in (ISBN, FIRST_NUMBER) for line in bench.heard if _acknowledges(line, code)
    }
    with Process(home) as again:
        released = any(" released: " in line for line in bench.heard)
        assert not released, "it was killed too late to show anything"
        work_one_item(again, folder, MOST_LINES)
    entries = recorded(home)
    codes = {entry.code for entry in entries if isinstance(entry, Scanned)}
    assert acknowledged <= codes
    counted = Counter(type(entry) for entry in entries)
    assert (counted[Assigned], counted[TagWritten], counted[Released]) == (1, 1, 1)
    assert len(list(folder.glob("labels-*.pdf"))) == 2
    journal = Journal(home / JOURNAL_NAME)
    assert journal.verify() is None
    journal.close()


def _acknowledges(line: str, code: str) -> bool:
    return code in line or (code == ISBN and line.startswith("done: Found"))
