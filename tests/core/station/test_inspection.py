"""The tag inspector of a station: on the pad's thread, against the catalogue, and what it notes."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any, cast

import pytest

from procstation.catalog import Catalogue
from procstation.devices import Blocks, DeviceRunner, TagSystem
from procstation.errors import DeviceFault, DeviceLost, InputRefused, StationError, TagLost
from procstation.station import InspectedPad, TagInspector
from procstation.tagging import SitePolicy, UndoFolder, WriteReport

REVERSED = "31010111333232310034343300000000510000003745443E0000353000000000"
ANNEX_B = "1101013130303030303030353600000000000098A4444B373138353030000000"
PATRON = "410350C3100201200501810000"
FIRST, SECOND = bytes.fromhex("E00401105B6C7D8E"), bytes.fromhex("E00401105B6C7D8F")


class Pad:
    """Tags of 28 blocks of 4 bytes; what is in `troubles` is raised when that tag is read."""

    def __init__(self) -> None:
        self.memories: dict[bytes, bytearray] = {}
        self.troubles: dict[bytes, StationError] = {}

    def lay(self, uid: bytes, memory: str) -> None:
        self.memories[uid] = bytearray(bytes.fromhex(memory).ljust(112, b"\0"))

    def inventory(self) -> tuple[bytes, ...]:
        return tuple(self.memories)

    def system_information(self, uid: bytes) -> TagSystem:
        return TagSystem(uid, 0x06 if self.memories[uid][0] == 0x41 else 0x3E, 0x07, 28, 4)

    def read_blocks(self, uid: bytes, first: int, count: int) -> Blocks:
        if uid in self.troubles:
            raise self.troubles[uid]
        data = bytes(self.memories[uid][first * 4 : (first + count) * 4])
        return Blocks(first, 4, data, (False,) * (len(data) // 4))

    def write_blocks(self, uid: bytes, first: int, data: bytes, block_size: int) -> None:
        self.memories[uid][first * block_size : first * block_size + len(data)] = data


class Runner:
    """Does at once what it is asked."""

    def __init__(self, pad: Pad) -> None:
        self._pad = pad

    def submit(self, call: Callable[[Any], Any]) -> Future[Any]:
        done: Future[Any] = Future()
        try:
            done.set_result(call(self._pad))
        except StationError as error:
            done.set_exception(error)
        return done


@pytest.fixture
def pad() -> Pad:
    return Pad()


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue.open(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield opened
    opened.close()


@pytest.fixture
def inspector(pad: Pad, catalogue: Catalogue, tmp_path: Path) -> TagInspector:
    runner = cast(DeviceRunner, Runner(pad))
    undo = UndoFolder(tmp_path / "undo")
    now = "2026-03-01T10:00:00Z"
    return TagInspector(lambda: runner, undo, SitePolicy(), catalogue, lambda: now, "bench-1")


def inspected(inspector: TagInspector) -> InspectedPad | StationError:
    answers: list[InspectedPad | StationError] = []
    inspector.inspect(answers.append)
    (answer,) = answers
    return answer


def repaired(inspector: TagInspector, uid: bytes, act: str) -> WriteReport | StationError:
    answers: list[WriteReport | StationError] = []
    inspector.repair(uid, act, answers.append)
    (answer,) = answers
    return answer


def test_all_tags_are_told_and_patron_cards_only_counted(pad: Pad, inspector: TagInspector) -> None:
    pad.lay(FIRST, ANNEX_B)
    pad.lay(SECOND, PATRON)
    found = inspected(inspector)
    assert isinstance(found, InspectedPad)
    assert [tag.inspection.content.item for tag in found.tags] == ["1000000056"]
    assert found.patron_cards == 1
    assert found.troubles == ()


@pytest.mark.parametrize(
    ("trouble", "said"),
    [
        (TagLost("Tag E00401105B6C7D8F left.", "Lay it back."), "A tag left before it was read"),
        (DeviceFault("E00401105B6C7D8F: CRC.", "Try."), "A tag cannot be read"),
    ],
)
def test_a_tag_that_cannot_be_read_is_told_without_its_name(
    pad: Pad, inspector: TagInspector, trouble: StationError, said: str
) -> None:
    pad.lay(FIRST, ANNEX_B)
    pad.lay(SECOND, ANNEX_B)
    pad.troubles[SECOND] = trouble
    found = inspected(inspector)
    assert isinstance(found, InspectedPad)
    assert len(found.tags) == 1
    (told,) = found.troubles
    assert told.startswith(said)
    assert "7D8F" not in told, "it may be a patron's"


def test_a_pad_that_went_away_is_the_answer(pad: Pad, inspector: TagInspector) -> None:
    pad.lay(FIRST, ANNEX_B)
    pad.troubles[FIRST] = DeviceLost("The port is gone.", "Plug it in.")
    assert isinstance(inspected(inspector), DeviceLost)


def test_without_a_pad_that_is_said(catalogue: Catalogue, tmp_path: Path) -> None:
    undo = UndoFolder(tmp_path / "undo")
    inspector = TagInspector(lambda: None, undo, SitePolicy(), catalogue, str, "bench-1")
    answer = inspected(inspector)
    assert isinstance(answer, DeviceFault)
    assert "No RFID pad" in answer.what


def test_a_repair_is_done_and_noted(
    pad: Pad, inspector: TagInspector, catalogue: Catalogue
) -> None:
    pad.lay(FIRST, REVERSED)
    report = repaired(inspector, FIRST, "block-order")
    assert isinstance(report, WriteReport)
    assert report.content.item == "11223344"
    assert pad.memories[FIRST].startswith(bytes.fromhex("11010131"))
    assert [tag.uid for tag in catalogue.tags_of("11223344")] == [FIRST.hex().upper()]
    again = repaired(inspector, FIRST, "block-order")
    assert isinstance(again, InputRefused)
    assert "does not need block-order any more" in again.what


def test_a_patron_card_is_never_repaired(pad: Pad, inspector: TagInspector) -> None:
    pad.lay(FIRST, PATRON)
    answer = repaired(inspector, FIRST, "rewrite")
    assert isinstance(answer, InputRefused)
    assert "patron card" in answer.what
    assert pad.memories[FIRST].startswith(bytes.fromhex(PATRON))
