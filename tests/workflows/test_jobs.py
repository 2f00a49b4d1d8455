"""Jobs of an item's later life: book, tag, catalogue and library system go together, and back."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from contract_systems import EPOCH_S, KOHA, simulator_named
from station_play import (
    STATION,
    ZPL_PRINTERS,
    StationPlay,
    has_released,
    stands_at,
)
from system_catalogue import load_catalogue

from procstation.catalog import Catalogue
from procstation.config import SystemSection, parse_config
from procstation.credentials import variable_of
from procstation.ils import open_system
from procstation.ils.sim_wiring import SimulatedWiring
from procstation.linking import Chose, ProfileChosen, Scanned, StepName, Topic, UndoAsked, ValueSaid
from procstation.tags import Model, TagContent, TagRecord, decode, encode
from procstation_simulators.ils.stock import books

UID = "E0040100AABBCCDD"
HERE, LOANED, MISSING, FREE = (str(30000000000000 + number) for number in (1, 2, 3, 4))
"""Of the simulated Koha's books: on the shelf, on loan, missing, on the shelf."""
BORROWED = str(30000000000005)
STATUSES = {LOANED: "on loan", MISSING: "missing", BORROWED: "borrowed"}
"""What the last file of the library system said of them."""

TEMPLATES = 'templates = ["spine", "withdrawn", "ill-strap"]'
PRINTERS = ZPL_PRINTERS.replace('templates = ["spine"]', TEMPLATES).replace(
    'stock = "roll-25x38"', 'stock = "roll-102x51"'
)
BY_LOAN = """
title = "Conversion by loan"
summary = "As conversion, and what is out is not secured."
steps = ["record", "tag", "release"]
barcode = "existing"
security = "by loan"
"""

pytestmark = pytest.mark.usefixtures("quick")


class Library:
    """A station, and the Koha it tells."""

    def __init__(self, home: Path, play: StationPlay, koha: Any) -> None:
        self.home = home
        self.play = play
        self.koha = koha

    def begin(self, job: str, barcode: str, **said: str) -> None:
        self.play.decide(ProfileChosen(self.play.station.profiles[job]))
        for name, value in said.items():
            self.play.decide(ValueSaid(name, value))
        self.play.decide(Scanned(barcode, "item"))

    def lay(self, barcode: str, elements: dict[int, str] | None = None) -> None:
        """Lay the book down, with a tag that says so much."""
        record = TagRecord(barcode, "US-InU", 1, 1, 0x10, elements or {})
        self.play.until(stands_at(StepName.TAG), "the step of the tag")
        self.play.at_pad(f"lay {UID} {encode(record, Model.ISO28560_3).data.hex()}")

    def tag(self) -> TagContent:
        tag = self.play.tag(UID)
        return decode(bytes(tag.memory), dsfid=tag.dsfid, block_size=tag.block_size)

    @property
    def afi(self) -> int:
        return self.play.tag(UID).afi

    def undo(self) -> None:
        self.play.decide(UndoAsked())
        self.play.decide(Chose(1))
        self.play.until(lambda state: state.now is None, "the undo")

    def field(self, barcode: str, name: str) -> object:
        held = self.play.station.search(barcode, 1)[0]
        (item,) = (one for one in held.items if one.barcode == barcode)
        return getattr(item, name)

    def until_in_koha(self, barcode: str, key: str, value: object) -> None:
        self.play.until_so(
            lambda: self.koha.items()[barcode][key] == value, f"{key} {value!r} in Koha"
        )


@contextmanager
def library(home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    monkeypatch.setenv(variable_of("KOHA"), KOHA.password)
    koha = simulator_named("koha").build({"items": "8"}, lambda: EPOCH_S)
    wiring = SimulatedWiring(koha)
    home.mkdir()
    (home / "profiles").mkdir()
    (home / "profiles" / "by-loan.toml").write_text(BY_LOAN, encoding="utf-8")
    section = SystemSection(connector="koha", url="sim://koha", user=KOHA.user)
    connection = open_system("KOHA", section, wiring)
    load_catalogue(home, connection, books(8, 1))
    connection.close()
    catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
    with catalogue.store.writing() as rows:
        for barcode, status in STATUSES.items():
            row = rows.item_with_barcode(barcode)
            assert row is not None
            rows.change_item(row._replace(status=status))
    catalogue.close()
    config = parse_config(
        STATION.format(scanner="sim://serial_scanner", pad="feig")
        + PRINTERS
        + f'[systems.KOHA]\nconnector = "koha"\nurl = "sim://koha"\nuser = "{KOHA.user}"\n',
        "procstation.toml",
    )
    with StationPlay(home, config, wirings={"KOHA": wiring}) as play:
        yield Library(home, play, koha)


@pytest.fixture
def at_work(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Library]:
    with library(tmp_path / "home", monkeypatch) as opened:
        yield opened


def test_a_book_is_relocated_with_its_spine_its_tag_and_its_record_and_back(
    at_work: Library,
) -> None:
    play = at_work.play
    at_work.begin("relocate", HERE, location="REF")
    assert "no item was in the location 'REF' before" in play.story()
    at_work.lay(HERE, {6: "STACKS", 17: "Title"})
    play.until(stands_at(StepName.CONFIRM), "the label")
    assert len(play.printed("spine")) == 1
    assert at_work.tag().elements[6] == "REF"
    assert at_work.tag().elements[17] == "Title"
    play.decide(Scanned(HERE, "item"))
    play.until(has_released(1), "the release")
    at_work.until_in_koha(HERE, "location", "REF")
    assert at_work.field(HERE, "location") == "REF"

    at_work.undo()
    assert at_work.tag().elements[6] == "STACKS"
    assert at_work.field(HERE, "location") == "STACKS"
    at_work.until_in_koha(HERE, "location", "STACKS")


def test_a_withdrawn_book_says_so_and_passes_the_gate_until_it_is_undone(at_work: Library) -> None:
    play = at_work.play
    at_work.begin("withdraw", HERE)
    at_work.lay(HERE)
    play.until(has_released(1), "the release")
    assert (at_work.tag().item, at_work.tag().usage, at_work.afi) == (HERE, 0x70, 0xC2)
    assert len(play.printed("spine")) == 1
    at_work.until_in_koha(HERE, "withdrawn", 1)

    at_work.undo()
    assert (at_work.tag().usage, at_work.afi) == (0x10, 0x00)
    assert at_work.field(HERE, "status") == ""
    at_work.until_in_koha(HERE, "withdrawn", 0)


def test_a_book_on_loan_is_not_withdrawn(at_work: Library) -> None:
    at_work.begin("withdraw", LOANED)
    assert "its status is on loan" in at_work.play.story()
    assert at_work.koha.items()[LOANED]["withdrawn"] == 0


def test_a_missing_book_that_was_found_is_available_and_secured(at_work: Library) -> None:
    at_work.begin("claim-found", MISSING)
    at_work.lay(MISSING)
    at_work.play.until(has_released(1), "the release")
    assert at_work.afi == 0x07
    at_work.until_in_koha(MISSING, "lost_status", 0)
    at_work.undo()
    assert at_work.field(MISSING, "status") == "missing", at_work.play.story()
    assert at_work.afi == 0x00
    at_work.until_in_koha(MISSING, "lost_status", 4)


def test_a_loan_of_another_library_comes_and_goes(at_work: Library) -> None:
    play = at_work.play
    title = play.station.search(FREE, 1)[0].title
    at_work.begin("ill-receive", title.isbn[0])
    for name, value in (("lender", "DE-7"), ("due", "2026-12-24"), ("transaction", "T 4711")):
        play.until(stands_at(StepName.CHANGE), f"the {name}")
        play.decide(ValueSaid(name, value))
    assert play.state.now is not None
    number = play.state.now.barcode
    play.until(stands_at(StepName.TAG), "the tag")
    play.at_pad(f"lay {UID}")
    play.until(stands_at(StepName.CONFIRM), "the strap")
    said = at_work.tag()
    assert (said.item, said.owner, said.elements[11]) == (number, "US-InU", "US-InU")
    assert (said.elements[12], said.elements[23]) == ("T 4711", "DE-7")
    play.decide(Scanned(number, "item"))
    play.until(has_released(1), "the release")
    assert at_work.field(number, "status") == "borrowed"

    play.lift()
    at_work.begin("ill-return", number)
    play.until(stands_at(StepName.TAG), "the tag")
    play.at_pad(f"lay {UID}")
    play.until(has_released(2), "the return")
    assert not any(play.tag(UID).memory)
    assert at_work.afi == 0xC2
    assert at_work.field(number, "status") == "withdrawn"

    at_work.undo()
    assert at_work.tag().elements[12] == "T 4711"
    assert at_work.afi == 0x07
    assert at_work.field(number, "status") == "borrowed"


def test_a_tag_torn_while_it_is_emptied_is_finished_when_it_is_back(at_work: Library) -> None:
    play = at_work.play
    at_work.begin("ill-return", BORROWED)
    play.until(stands_at(StepName.TAG), "the tag")
    play.at_pad("tear 8")
    at_work.lay(BORROWED)
    play.until_heard("not finished")
    play.at_pad("again")
    play.until(has_released(1), "the return")
    assert not any(play.tag(UID).memory)
    at_work.undo()
    assert at_work.tag().item == BORROWED


@pytest.mark.parametrize(("barcode", "afi"), [(LOANED, 0xC2), (FREE, 0x07)])
def test_security_follows_what_koha_says_of_the_loan(
    at_work: Library, barcode: str, afi: int
) -> None:
    at_work.begin("by-loan", barcode)
    at_work.lay(barcode)
    at_work.play.until(has_released(1), "the release")
    assert at_work.afi == afi


def test_without_an_answer_of_koha_the_person_is_asked(at_work: Library) -> None:
    play = at_work.play
    for _ in range(50):
        at_work.koha.faults.add("not listening")
    at_work.begin("by-loan", FREE)
    play.until(
        lambda state: state.question is not None and state.question.topic is Topic.LOAN,
        "the question",
    )
    play.decide(Chose(1))
    at_work.lay(FREE)
    play.until(has_released(1), "the release")
    assert at_work.afi == 0xC2
