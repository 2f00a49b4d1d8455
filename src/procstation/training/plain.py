"""A lesson as plain lines: the same bench, the same shelf, and a trainer who speaks beside it.

A line that begins with `!` is an act of the hands (`!scan`, `!lay`); every other line goes to the
bench, or to the sweep.
"""

import threading
from collections.abc import Callable, Iterable
from typing import Protocol

from procstation.errors import InputRefused
from procstation.language import tr, tr_marked
from procstation.plain import PlainBench
from procstation.station import Station
from procstation.station.sweep_plain import PlainSweep
from procstation.training.classroom import Classroom

NOTICE_S = 1.0
"""For the station to notice what the hands did. Of some acts it says nothing."""

PATIENCE_S = 10.0
"""For what comes of it."""


class Lines(Protocol):
    """What takes the lines of a lesson: the bench, or a sweep."""

    def take(self, text: str) -> None:
        """Take one line, and return when what comes of it was said."""


class PlainLesson:
    """Reads lines, and says what the lesson says.

    Args:
        write: Writes one line. Called on the station's threads too.
    """

    def __init__(self, classroom: Classroom, write: Callable[[str], None]) -> None:
        self._room = classroom
        self._write = write
        self._news = threading.Condition(threading.RLock())
        self._told = 0
        """Lines of the station."""
        self._lines: Lines
        station, lesson = classroom.station, classroom.lesson
        write(tr("lesson: {title}", title=tr_marked(lesson.title)))
        for line in lesson.learn:
            write(tr("learn: {what}", what=tr_marked(line)))
        for hand in classroom.hands.all:
            write(tr("hand: !{word}, {what}", word=hand.word, what=hand.label))
        if isinstance(station, Station):
            self._lines = PlainBench(station, self._tell)
        else:
            self._lines = PlainSweep(station, self._tell)
        self._said = (0, "")
        self._say_where()

    def run(self, lines: Iterable[str]) -> None:
        """Go on until the lesson is over, the lines end, or one says `/quit`."""
        for line in lines:
            text = line.strip()
            if text == "/quit" or self.is_over:
                break
            if text:
                self.take(text)
            if self.is_over:
                break
        self._say_result()

    @property
    def is_over(self) -> bool:
        return self._room.trainer.is_over

    def take(self, text: str) -> None:
        """Take one line, and say what comes of it."""
        if text.startswith("!"):
            self._act(text[1:].strip())
        else:
            self._lines.take(text)
        self._room.trainer.look()
        self._say_where()

    def _act(self, word: str) -> None:
        station = self._room.station
        with self._news:
            before = self._told
        try:
            self._write(tr("hands: {done}", done=self._room.hands.do(word)))
        except InputRefused as refused:
            self._write(tr("wrong: {what} {next}", what=refused.what, next=refused.do_next))
            return
        # What a hand does comes back over the device's own line, if it is worth a word at all.
        with self._news:
            self._news.wait_for(lambda: self._told != before, NOTICE_S)
        bench = station.bench if isinstance(station, Station) else station.desk
        bench.wait_until_calm(PATIENCE_S)

    def _tell(self, line: str) -> None:
        with self._news:
            self._told += 1
            self._write(line)
            self._news.notify_all()

    def _say_where(self) -> None:
        trainer = self._room.trainer
        now = (trainer.number, trainer.hint)
        if now == self._said or trainer.is_over:
            return
        is_new = now[0] != self._said[0]
        self._said = now
        if trainer.hint:
            self._write(tr("hint: {text}", text=trainer.hint))
        if is_new:
            self._write(
                tr(
                    "step {number} of {count}: {task}",
                    number=trainer.number,
                    count=len(trainer.steps),
                    task=trainer.task,
                )
            )

    def _say_result(self) -> None:
        result = self._room.trainer.result()
        if self.is_over:
            self._write(tr("The lesson is over."))
        for task in result.well:
            self._write(tr("went well: {task}", task=task))
        for task, words in result.again:
            self._write(tr("try again: {task} {words}", task=task, words=words))
