"""Each lesson played through: by the right acts, and with a usual mistake that must be noticed."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from station_play import make_devices_quick

from procstation.linking import (
    Chose,
    SetAside,
    Skipped,
    TookUp,
    TriedAgain,
    UndoAsked,
)
from procstation.station import Station
from procstation.station.sweep_station import SweepStation
from procstation.sweeping.live_inputs import BayEnded
from procstation.training import Classroom, lesson_names, open_classroom, read_lesson

LIMIT_S = 15.0


class Pupil:
    """Somebody in a lesson: hands, decisions, and the trainer that follows."""

    def __init__(self, classroom: Classroom) -> None:
        self.room = classroom
        self.hints: list[str] = []
        self._news = threading.Condition()
        classroom.station.listen(self._tell, lambda _: None)
        self.until(self._is_ready, "the devices")

    def _is_ready(self) -> bool:
        return all(one.presence.value == "ready" for one in self.room.station.devices())

    def _tell(self) -> None:
        with self._news:
            self._news.notify_all()

    def look(self) -> None:
        trainer = self.room.trainer
        if trainer.look() and trainer.hint:
            self.hints.append(trainer.hint)

    def until(self, reached: Callable[[], bool], what: str) -> None:
        """Wait until something is so; the trainer looks at each change."""

        def so() -> bool:
            self.look()
            return reached()

        with self._news:
            assert self._news.wait_for(so, LIMIT_S), f"{what}: {self.story()}"

    def step(self, number: int) -> None:
        """Wait until the lesson has come to a step, from 1; one more than there are is its end."""
        trainer = self.room.trainer
        steps = len(trainer.steps)
        done = steps if number > steps else number - 1
        self.until(
            lambda: sum(one.is_over for one in trainer.steps) >= done, f"step {number} not reached"
        )

    def hinted(self, text: str) -> None:
        """Wait until the trainer says something with this text."""
        self.until(lambda: any(text in hint for hint in self.hints), f"{text!r} was not said")

    def hand(self, *words: str) -> None:
        """Do one thing after another, each when the station is calm."""
        for word in words:
            self.room.hands.do(word)
            self.calm()

    def calm(self) -> None:
        station = self.room.station
        if isinstance(station, Station):
            assert station.bench.wait_until_calm(LIMIT_S)
        else:
            assert station.desk.wait_until_calm(LIMIT_S)

    def decide(self, *entries: object) -> None:
        for entry in entries:
            station = self.room.station
            post = station.bench.post if isinstance(station, Station) else station.post
            post(entry)  # type: ignore[arg-type]
            self.calm()

    def bench(self, reached: Callable[[Station], bool]) -> None:
        station = self.room.station
        assert isinstance(station, Station)
        self.until(lambda: reached(station), "the bench")

    def on_pad(self, count: int) -> None:
        self.bench(lambda station: len(station.bench.state.on_pad) == count)

    def at(self, step: str, state: str = "") -> None:
        def reached(station: Station) -> bool:
            now = station.bench.state.now
            at = now.step if now is not None and now.awaiting is None else None
            return at is not None and at.name == step and (not state or at.state == state)

        self.bench(reached)

    def story(self) -> str:
        trainer, station = self.room.trainer, self.room.station
        said = ""
        if isinstance(station, Station):
            said = "\n".join(line.text for line in station.bench.state.lines[-8:])
        done = [one.is_over for one in trainer.steps]
        return f"{done} at {trainer.task!r}, said {self.hints}\n{said}"

    def went_well(self) -> None:
        result = self.room.trainer.result()
        assert self.room.trainer.is_over
        assert not result.again, result.again


@pytest.fixture
def pupil(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], Pupil]]:
    make_devices_quick(monkeypatch)
    rooms: list[Classroom] = []

    def begin(name: str) -> Pupil:
        rooms.append(open_classroom(tmp_path, read_lesson(name, None)))
        return Pupil(rooms[-1])

    yield begin
    for room in rooms:
        room.station.stop()
        room.closing.close()


Begin = Callable[[str], Pupil]


def one_book(pupil: Pupil) -> None:
    pupil.hand("scan")
    pupil.at("tag")
    pupil.hand("lay")
    pupil.at("confirm")
    pupil.hand("label")


@pytest.mark.long
def test_the_first_cart(pupil: Begin) -> None:
    one = pupil("first-cart")
    one.hand("scan")
    one.step(2)
    one.hand("lay")
    one.step(3)
    one.at("confirm")
    one.hand("label")
    one.step(4)
    one.hand("take")
    one.step(5)
    one_book(one)
    one.step(6)
    one.decide(UndoAsked(), Chose(1))
    one.step(7)
    one.went_well()


@pytest.mark.long
def test_the_first_cart_with_the_label_of_another_book_and_a_step_skipped(pupil: Begin) -> None:
    one = pupil("first-cart")
    one.hand("scan")
    one.step(2)
    one.hand("scan")
    one.decide(Chose(0))
    one.hinted("Nothing is to be typed")
    one.hand("lay")
    one.step(3)
    one.at("confirm")
    one.hand("scan")
    one.hinted("the number of another book")
    one.decide(Chose(0), Skipped("in a hurry"))
    one.step(4)
    again = one.room.trainer.result().again
    assert [words.split(".")[0] for _, words in again] == [
        "Nothing is to be typed: lay the book down, and its tag is written",
        "That was the number of another book",
    ]


@pytest.mark.long
def test_a_torn_tag(pupil: Begin) -> None:
    one = pupil("torn-tag")
    one.hand("scan")
    one.step(2)
    one.hand("tear", "lay")
    one.step(3)
    one.on_pad(0)
    one.hand("lay")
    one.step(4)
    one.at("confirm")
    one.hand("label")
    one.step(5)
    one.hand("take")
    one.step(6)
    one.hand("scan", "tear", "lay")
    one.step(7)
    one.decide(SetAside())
    one.step(8)
    one.on_pad(0)
    one.decide(TookUp(0))
    one.hand("lay")
    one.at("confirm")
    one.hand("label")
    one.step(9)
    one.went_well()


@pytest.mark.long
def test_a_torn_tag_that_is_skipped_is_noticed(pupil: Begin) -> None:
    one = pupil("torn-tag")
    one.hand("scan")
    one.step(2)
    one.hand("tear", "lay")
    one.step(3)
    one.on_pad(0)
    one.at("tag")
    one.decide(Skipped("it is torn"))
    one.hinted("A torn tag needs no skip")


@pytest.mark.long
def test_the_printer_is_out_of_labels(pupil: Begin) -> None:
    one = pupil("printer-out")
    one.hand("printer", "scan")
    one.at("tag")
    one.hand("lay")
    one.step(2)
    one.hand("printer")
    one.decide(TriedAgain())
    one.step(3)
    one.decide(TriedAgain())
    one.step(4)
    one.at("confirm")
    one.hand("label")
    one.step(5)
    one.went_well()


@pytest.mark.long
def test_a_label_that_is_skipped_for_want_of_labels_is_noticed(pupil: Begin) -> None:
    one = pupil("printer-out")
    one.hand("printer", "scan")
    one.at("tag")
    one.hand("lay")
    one.step(2)
    one.decide(Skipped("no labels"))
    one.hinted("Put labels in and try again before you skip")


def test_the_first_sweep(pupil: Begin) -> None:
    one = pupil("first-sweep")
    one.hand("bay")
    one.step(2)
    one.hand(*["next"] * 3)
    one.step(3)
    one.hand("next")
    one.step(4)
    one.hand(*["next"] * 3)
    one.step(5)
    one.decide(BayEnded())
    one.step(6)
    station = one.room.station
    assert isinstance(station, SweepStation)
    assert station.look_for() == ("31234000000032",)
    one.step(7)
    one.hand("under")
    one.step(8)
    one.went_well()


@pytest.mark.long
def test_a_sweep_ended_too_early_is_noticed(pupil: Begin) -> None:
    one = pupil("first-sweep")
    one.hand("bay")
    one.step(2)
    one.hand("next")
    one.decide(BayEnded())
    one.hinted("books are left")


@pytest.mark.long
def test_the_wrong_book_on_the_pad(pupil: Begin) -> None:
    one = pupil("wrong-book")
    one.hand("scan")
    one.step(2)
    one.at("tag")
    one.hand("wrong")
    one.step(3)
    one.decide(Chose(0))
    one.step(4)
    one.hand("take")
    one.on_pad(0)
    one.hand("lay")
    one.step(5)
    one.hand("patron")
    one.step(6)
    one.at("confirm")
    one.hand("label")
    one.step(7)
    one.went_well()


@pytest.mark.long
def test_a_tag_that_is_overwritten_is_noticed(pupil: Begin) -> None:
    one = pupil("wrong-book")
    one.hand("scan")
    one.step(2)
    one.at("tag")
    one.hand("wrong")
    one.step(3)
    one.decide(Chose(1))
    one.hinted("that book is lost now")


@pytest.mark.long
def test_hands_free(pupil: Begin) -> None:
    one = pupil("hands-free")
    one.hand("help")
    one.step(2)
    one_book(one)
    one.step(3)
    one.hand("take")
    one.on_pad(0)
    one.hand("scan")
    one.at("tag")
    one.hand("skip")
    one.step(4)
    one.at("confirm")
    one.hand("label")
    one.step(5)
    one.hand("scan")
    one.at("tag")
    one.hand("aside")
    one.step(6)
    one.hand("up")
    one.step(7)
    one.hand("undo", "yes")
    one.step(8)
    one.hand("conversion")
    one.step(9)
    one.hand("scan")
    one.at("tag")
    one.hand("lay")
    one.step(10)
    one.went_well()


@pytest.mark.long
def test_a_key_in_the_lesson_without_keys_is_noticed(pupil: Begin) -> None:
    one = pupil("hands-free")
    one.decide(UndoAsked())
    one.hinted("That was a key")


def test_every_lesson_has_its_place_and_its_hands(tmp_path: Path) -> None:
    names = lesson_names(tmp_path)
    assert names == [
        "first-cart",
        "torn-tag",
        "printer-out",
        "first-sweep",
        "wrong-book",
        "hands-free",
    ]
    for name in names:
        lesson = read_lesson(name, tmp_path)
        assert lesson.hands or lesson.scans
        assert all(step.do.endswith(".") for step in lesson.steps)
