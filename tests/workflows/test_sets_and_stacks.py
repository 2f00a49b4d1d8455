"""Sets and stacks on the real bench, driver and pad: torn, killed, undone."""

import shutil
from pathlib import Path

import pytest
from bench_line import BenchLine
from kill_play import Fuse, Killed, Life, World, recorded

from procstation.linking import (
    Chose,
    PartsSet,
    Released,
    StepName,
    TagWritten,
    TriedAgain,
    UndoAsked,
    Verdict,
    read_profiles,
)
from procstation_simulators.rfid.tag import VirtualTag

CODES = ("31234000000032", "31234000000065", "31234000000099")
PADS = ("feig", "m3_810")
SECURED_AFI = 0x07


@pytest.fixture
def home(sample_store: Path, tmp_path: Path) -> Path:
    home = tmp_path / "home"
    home.mkdir()
    shutil.copy(sample_store, home / "store.sqlite")
    return home


def uid(number: int) -> str:
    return f"E00401001000{number:04X}"


def blanks(count: int) -> list[VirtualTag]:
    return [VirtualTag.blank(uid(number)) for number in range(count)]


def old(number: int, code: str) -> VirtualTag:
    """A 3M tag with a number, of a single part."""
    head = bytes([0x04, 0x11, 0x00, 0x01])
    return VirtualTag.from_hex(uid(number), (head + code.encode().ljust(16, b"\0")).hex())


def basic_block(tag: VirtualTag) -> tuple[int, int, str]:
    """Return parts, part and number, as ISO 28560-3 puts them at bytes 1, 2 and 3 to 18."""
    return tag.memory[1], tag.memory[2], tag.memory[3:19].rstrip(b"\0").decode()


def begin_set(line: BenchLine, parts: int, untagged: int = 0) -> None:
    line.scan(CODES[0])
    line.bench.post(PartsSet(parts, untagged))
    line.settle()


@pytest.mark.parametrize("pad", PADS)
@pytest.mark.parametrize("together", [True, False])
def test_a_book_with_two_discs(home: Path, pad: str, together: bool) -> None:
    tags = blanks(3)
    with BenchLine(home, pad) as line:
        begin_set(line, 3)
        if together:
            line.lay(*tags)
        else:
            for tag in tags:
                line.lift()
                line.lay(tag)
        assert line.state.released == 1, line.state.lines[-3:]
        assert [basic_block(tag) for tag in tags] == [(3, part, CODES[0]) for part in (1, 2, 3)]
        assert {tag.afi for tag in tags} == {SECURED_AFI}
        known = {tag.uid for tag in line.catalogue.tags_of(CODES[0])}
        assert known == {tag.uid.hex().upper() for tag in tags}
        line.lift()
        line.lay(*tags[:2])
        assert any("part 3 is missing" in one.text for one in line.state.lines)


@pytest.mark.parametrize("pad", PADS)
def test_a_set_is_undone_as_a_whole_even_one_by_one(home: Path, pad: str) -> None:
    tags = blanks(3)
    with BenchLine(home, pad) as line:
        begin_set(line, 3)
        line.lay(*tags)
        line.lift()
        for entry in (UndoAsked(), Chose(1)):
            line.bench.post(entry)
            line.settle()
        for tag in tags:
            assert line.state.now is not None, "the item stays open until all are restored"
            line.lay(tag)
            line.lift()
        assert line.state.now is None
        assert line.state.released == 0
        assert not any(any(tag.memory) for tag in tags)
        assert line.catalogue.tags_of(CODES[0]) == []


@pytest.mark.parametrize("pad", PADS)
@pytest.mark.parametrize("tear_at", [0, 7, 33])
def test_a_part_that_leaves_in_mid_write_is_finished_when_it_is_back(
    home: Path, pad: str, tear_at: int
) -> None:
    tags = blanks(2)
    tags[1].leave_after(tear_at)
    with BenchLine(home, pad) as line:
        begin_set(line, 2)
        line.lay(*tags)
        assert line.state.released == 0
        line.lay(tags[1])
        assert line.state.released == 1, line.state.lines[-3:]
    assert [basic_block(tag) for tag in tags] == [(2, part, CODES[0]) for part in (1, 2)]


@pytest.mark.parametrize("pad", PADS)
def test_a_stack_is_put_right_and_its_trouble_named(home: Path, pad: str) -> None:
    tags = [old(0, CODES[0]), old(1, CODES[1]), VirtualTag.blank(uid(2)), old(3, "31234099999990")]
    with BenchLine(home, pad, "stack") as line:
        line.lay(*tags)
        assert line.state.stack is not None
        verdicts = [book.verdict for book in line.state.stack.books]
        assert verdicts == [
            Verdict.WRITTEN,
            Verdict.WRITTEN,
            Verdict.BLANK,
            Verdict.UNKNOWN_ITEM,
        ]
        assert [basic_block(tag)[2] for tag in tags[:2]] == list(CODES[:2])
        assert not any(tags[2].memory)
        assert tags[3].memory[0] == 0x04
        line.lift()
        line.lay(*tags[:2])
        assert [book.verdict for book in line.state.stack.books] == [Verdict.RIGHT] * 2
        assert line.state.released == 2, "laid down again, they are not counted again"


@pytest.mark.parametrize("pad", PADS)
def test_a_book_of_a_stack_torn_in_mid_write_is_finished(home: Path, pad: str) -> None:
    tags = [old(0, CODES[0]), old(1, CODES[1])]
    tags[0].leave_after(9)
    with BenchLine(home, pad, "stack") as line:
        line.lay(*tags)
        line.lay(tags[0])
        assert line.state.released == 2, line.state.lines[-4:]
        line.bench.post(UndoAsked())
        line.bench.post(Chose(1))
        line.settle()
        assert line.state.released == 1, "the last one was given its old tag back"
    assert sorted(tag.memory[0] for tag in tags) == [0x04, 0x11]


@pytest.mark.long
def test_killed_at_every_point_a_set_is_finished_once(sample_store: Path, tmp_path: Path) -> None:
    profile = read_profiles()["conversion"]
    at = 0
    while True:
        world = World.make(tmp_path / f"{at}", sample_store, profile, [CODES[0]])
        tags = blanks(2)
        killed = _killed(world, tags, at)
        life = Life(world)
        life.start()
        _bring_through(life, tags)
        life.end()
        entries = recorded(world.home)
        assert sum(isinstance(entry, Released) for entry in entries) == 1, world.kills
        assert [basic_block(tag) for tag in tags] == [(2, part, CODES[0]) for part in (1, 2)]
        assert {tag.afi for tag in tags} == {SECURED_AFI}
        assert sum(isinstance(entry, TagWritten) for entry in entries) in range(2, 5)
        if not killed:
            assert at > 20, "there were hardly any points to be killed at"
            return
        # Every third point: they are alike for both tags.
        at += 3


def _killed(world: World, tags: list[VirtualTag], at: int) -> bool:
    life = Life(world, fuse=Fuse(at))
    try:
        life.start()
        _bring_through(life, tags)
    except Killed as killed:
        world.kills.append(str(killed))
        return True
    finally:
        life.end()
    return False


def _bring_through(life: Life, tags: list[VirtualTag]) -> None:
    """Do what the bench asks for until the set is released."""
    for _ in range(12):
        item = life.state.now
        if life.state.released:
            return
        if item is None:
            life.scan(CODES[0])
        elif item.item_set is None:
            life.decide(PartsSet(len(tags)))
        elif item.state_of(StepName.TAG) == "failed":
            life.decide(TriedAgain())
        else:
            life.lift()
            for tag in tags:
                life.world.pad.field.lay(tag)
            life.look()
    raise AssertionError(f"not released: {life.state.now}")
