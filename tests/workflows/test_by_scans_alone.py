"""Work without a keyboard: all that the sheet of command barcodes says, scanned at the bench."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from station_play import SCANNER, StationPlay, make_devices_quick, stands_at

from procstation.demo import prepare_demo
from procstation.demo.prepare import BARCODE_FIELD, ISBN_FIELD
from procstation.devices import Rack
from procstation.journal import JournalReader
from procstation.linking import (
    INPUTS,
    AnyInput,
    BenchState,
    Chose,
    GoalSet,
    HelpAsked,
    LabelsAsked,
    NextProfile,
    PartsSet,
    ProfileChosen,
    RollAsked,
    SetAside,
    Skipped,
    SoundTurned,
    StepName,
    StepState,
    TookUp,
    TriedAgain,
    UndoAsked,
    read_profiles,
)
from procstation.linking.command_sheet import command_codes
from procstation.plain import PlainBench
from procstation.station.bench import OPERATOR, STREAM
from procstation.station.opening import JOURNAL_NAME

CATALOGUE = (
    Path(__file__).parents[2] / "src" / "procstation" / "demo" / "catalogue.xml"
).read_text(encoding="utf-8")
ISBNS = ISBN_FIELD.findall(CATALOGUE)
BARCODES = BARCODE_FIELD.findall(CATALOGUE)


class Hands(StationPlay):
    """Hands that hold a scanner, and nothing else."""

    def say(self, word: str) -> None:
        """Scan a command from the sheet, and wait until it was worked off."""
        before = self.state
        self.scan(f"%PS-{word}")
        self.until_so(lambda: self.state is not before, word)
        self.until_calm()

    def take(self, code: str) -> None:
        self.scan(code)
        self.until(stands_at(StepName.TAG), code)

    def lay(self) -> None:
        self.at_pad("lay")

    def label(self) -> None:
        """Scan the label of the item in work, and wait until it is released."""
        self.until(stands_at(StepName.CONFIRM), "labels")
        released = self.state.released
        assert self.state.now is not None
        self.scan(self.state.now.barcode)
        self.until(lambda state: state.released > released, "release")
        self.until_calm()

    def one_book(self, isbn: str) -> None:
        self.take(isbn)
        self.lay()
        self.label()
        self.lift()

    def rack_labels(self) -> list[bytes]:
        """Return all labels that came out."""
        return [
            label
            for printer in ("spines", "barcodes")
            for label in self._device(f"sim://zpl?dots_per_mm=12#{printer}").printed
        ]

    def journal(self) -> list[tuple[str, AnyInput]]:
        entries = JournalReader(self.home / JOURNAL_NAME).entries(STREAM, INPUTS)
        return [(one.source, one.entry) for one in entries]


@pytest.fixture
def play(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Hands]:
    make_devices_quick(monkeypatch)
    config, _ = prepare_demo(tmp_path)
    with Hands(tmp_path, config, Rack()) as hands:
        yield hands


@pytest.mark.long
def test_ten_books_by_scans_alone(play: Hands) -> None:
    play.say("GOAL-25")
    play.one_book(ISBNS[0])
    play.one_book(ISBNS[1])

    # The third cannot carry a tag, the fourth no label either way.
    play.take(ISBNS[2])
    play.say("SKIP-NO-TAG")
    play.label()
    play.take(ISBNS[3])
    play.say("HELP")
    assert play.state.lines[-1].text == "Lay the book on the pad."
    play.say("ASIDE")
    play.one_book(ISBNS[4])
    play.say("TAKE-UP")
    assert play.state.now is not None
    assert play.state.now.title is not None
    play.lay()
    play.label()
    play.lift()

    # The fifth: another book's number in between, answered by the sheet.
    play.take(ISBNS[5])
    play.scan(ISBNS[6])
    play.until(lambda state: state.question is not None)
    play.say("NO")
    play.lay()
    play.label()
    play.lift()
    play.one_book(ISBNS[6])
    before = len(play.rack_labels())
    play.say("PRINT-2")
    play.until(lambda state: not state.printing_again, "labels again")
    assert len(play.rack_labels()) == before + 4, "two more of each of two labels"

    # Released, undone and done once more.
    play.one_book(ISBNS[7])
    assert play.state.released == 8
    play.at_pad("again")
    play.until(lambda state: len(state.on_pad) == 1)
    play.say("UNDO")
    assert play.state.question is not None
    play.say("YES")
    play.until(lambda state: state.released == 7 and state.now is None, "undone")
    play.lift()
    play.one_book(ISBNS[7])

    # The last two have their barcodes: conversion, with nothing to confirm.
    play.say("PROFILE-CONVERSION")
    for barcode in BARCODES[:2]:
        released = play.state.released
        play.take(barcode)
        play.lay()
        play.until(_released(released + 1), barcode)
        play.until_calm()
        play.lift()
    assert play.state.released == 10
    assert play.state.pace.goal == 25
    assert not play.state.aside

    by_key = [entry for source, entry in play.journal() if source == OPERATOR]
    assert not by_key, f"decided by something else than a scan: {by_key}"


def _released(count: int) -> Callable[[BenchState], bool]:
    return lambda state: state.released == count


def means(word: str, entry: AnyInput) -> bool:
    """Say whether an entry of the journal is what a command of the sheet is for."""
    kind, _, value = word.partition("-")
    expected: dict[str, AnyInput] = {
        "NO": Chose(0),
        "YES": Chose(1),
        "CHOICE": Chose(int(value) - 1) if value.isdecimal() else Chose(0),
        "RETRY": TriedAgain(),
        "ASIDE": SetAside(),
        "TAKE": TookUp(0),
        "UNDO": UndoAsked(),
        "ROLL": RollAsked(),
        "HELP": HelpAsked(),
        "PRINT": LabelsAsked(int(value or 1)) if (value or "1").isdecimal() else LabelsAsked(),
        "PARTS": PartsSet(int(value)) if value.isdecimal() else PartsSet(0),
        "GOAL": GoalSet(int(value)) if value.isdecimal() else GoalSet(0),
        "SOUND": SoundTurned(on=value == "ON"),
    }
    match entry:
        case Skipped(reason):
            return kind == "SKIP" and bool(reason)
        case ProfileChosen(profile):
            return kind == "PROFILE" and profile.name.upper() == value
        case NextProfile(profiles):
            return kind == "NEXT" and len(profiles) > 1
        case _:
            return expected.get(kind) == entry


def test_each_command_of_the_sheet_goes_through_the_journal_and_in_plain_lines(
    play: Hands,
) -> None:
    said: list[str] = []
    plain = PlainBench(play.station, said.append)
    words = [code.removeprefix("%PS-") for code in command_codes(read_profiles())]
    known = len(play.journal())
    for word in words:
        state = play.state
        if words.index(word) % 2:
            play.rack.play(SCANNER, f"scan %PS-{word}")
            assert _changed(play, state), word
        else:
            plain.take(f"%PS-{word}")
        play.station.bench.wait_until_calm(10)
        if play.state.question is not None:
            plain.take("%PS-NO")
    entries = [entry for _, entry in play.journal()[known:]]
    for word in words:
        assert any(means(word, entry) for entry in entries), f"{word} did nothing: {entries}"
    assert {source for source, _ in play.journal()[known:]} == {"scanner", "keyboard"}
    assert not any("no command this bench knows" in line for line in said)


def _changed(play: Hands, before: BenchState) -> bool:
    """Wait, without a face that listens, until the bench stands otherwise."""
    beat = threading.Event()
    for _ in range(2000):
        if play.state is not before:
            return True
        beat.wait(0.005)
    return False


@pytest.mark.long
def test_the_same_can_be_typed_in_plain_lines(play: Hands) -> None:
    said: list[str] = []
    plain = PlainBench(play.station, said.append)
    plain.take(ISBNS[0])
    plain.take("/aside")
    plain.take("/take 12x")
    assert any("'12x' is no number of a half-done item" in line for line in said)
    assert play.state.now is None
    plain.take("/take")
    assert play.state.now is not None
    plain.take("/sound off")
    assert play.state.muted is True
    plain.take("/sound on")
    assert play.state.muted is False
    plain.take("/labels 2")
    assert any("No label was printed" in line for line in said)
    plain.take("/next")
    assert said.count("note: Lay the book on the pad.") == 1


def test_what_is_asked_at_the_wrong_time_is_said_and_nothing_is_done(play: Hands) -> None:
    for word, told in (
        ("PRINT", "No label was printed that could be printed again"),
        ("TAKE-UP", "No item is half done"),
        ("UNDO", "There is nothing to undo"),
        ("RETRY", "No item is in work"),
        ("YES", "No question is open"),
        ("SKIP-NO-TAG", "No item is in work"),
        ("ASIDE", "No item is in work"),
        ("DANCE", "no command this bench knows"),
    ):
        play.say(word)
        assert told in play.state.lines[-1].text
    assert play.state.now is None
    profile = play.state.profile
    play.say("NEXT-PROFILE")
    assert play.state.profile is not None
    assert profile is not None
    names = list(play.station.profiles)
    assert names.index(play.state.profile.name) == (names.index(profile.name) + 1) % len(names)


@pytest.mark.long
def test_labels_once_more_are_refused_by_an_empty_printer(
    play: Hands,
) -> None:
    play.one_book(ISBNS[0])
    for printer in ("spines", "barcodes"):
        play.rack.play(f"sim://zpl?dots_per_mm=12#{printer}", "labels 0")
    said = play.state.said
    play.say("PRINT")
    play.until(lambda state: not state.printing_again, "refusal")
    new = [line.text for line in play.state.lines[said - play.state.said :]]
    assert sum("Put in labels" in text for text in new) == 2, new
    assert play.state.last_released is not None
    assert play.state.last_released.step is None or all(
        step.state != StepState.FAILED for step in play.state.last_released.steps
    )
