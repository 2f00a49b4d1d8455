"""The bench as plain lines: for a screen reader, a script or a pipe. The same job, no screen.

One line in is one event: a code is a scan, a word after `/` a decision, a number the answer to the
open question. What happened comes out, a line each, and then `next:` with the next thing to do.
"""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from procstation.catalog.isbn import isbn13
from procstation.devices import Scan
from procstation.errors import StationError, UsageError
from procstation.language import mark, tr, tr_marked
from procstation.linking import (
    AnyInput,
    BenchState,
    Chose,
    GoalSet,
    HelpAsked,
    LabelsAsked,
    Level,
    PartsSet,
    ProfileChosen,
    RollAsked,
    RollTaken,
    SetAside,
    Skipped,
    SoundTurned,
    TitleChosen,
    TookUp,
    TriedAgain,
    UndoAsked,
    ValueSaid,
    profile_named,
    read_goal,
    read_parts,
    read_record,
    read_said,
)
from procstation.linking.view import (
    cart_lines,
    half_done_line,
    pace_lines,
    part_lines,
    prompt,
    stack_lines,
    step_lines,
    told_line,
)
from procstation.station import history_plain, job_plain, system_plain
from procstation.station.plain_commands import ASKS_FOR_HELP, no_command

if TYPE_CHECKING:
    from procstation.station import Station

KEYBOARD = "keyboard"
"""The source of what is typed here."""

WORDS = {
    Level.GOOD: mark("done"),
    Level.INFO: mark("note"),
    Level.ASK: mark("question"),
    Level.BAD: mark("wrong"),
}

HEARD_LINES = 200
"""Lines that are remembered for who waits for one of them. A bench at which only scanners and pads
are used is told nothing by a line of its own all day."""

PATIENCE_S = 30.0
"""For a tag to be written or a label to come out, before the next line is read."""

MOST_FOUND = 10

HELP = (
    mark("CODE          a scan: ISBN, barcode, or command barcode"),
    mark("/find TEXT    search the catalogue; /title ID takes one of the records found"),
    mark("/record TITLE | AUTHOR | YEAR | ISBN | CALL NUMBER   a brief record by hand"),
    mark("1, 2, …       answer the open question"),
    mark("/retry        try the failed step again"),
    mark("/skip REASON  skip the step"),
    mark("/aside        set the item aside, half done; /take NUMBER takes it up again"),
    mark("/take         takes up the one that was set aside last"),
    mark("/labels 2     print the labels once more, two of each"),
    mark("/undo         undo the item in work, or the last released one"),
    mark("/profile NAME choose how new items go"),
    mark("/goal 300     so many items are to be done from now on, /goal 300 Stacks; 0 for none;"),
    mark("              /goal Stacks: all items of that location that have no tag yet"),
    mark("/say NAME TEXT what the job asks for: /say location REF; without TEXT it is taken back"),
    mark("/parts 3      the item in work has three parts; /parts 4 1: one of four carries no tag"),
    mark("/roll NAME    the tags are from this roll now; without NAME its label is scanned next"),
    mark("/in NAME PIN  sign in, as scanning the badge does; /out signs out"),
    mark("/next         say the next thing to do once more"),
    mark("/sound off    turn tones and speech off; /sound on"),
    mark("/status       the item in work, its steps, half-done items, devices"),
    mark("/quit         end"),
)

ALL_HELP = (*HELP, *job_plain.HELP, *history_plain.HELP, *system_plain.HELP)


class PlainBench:
    """Reads lines, hands them to the bench, and says what comes of them and of the devices.

    Args:
        write: Writes one line. Called on the station's threads too, one line at a time.
    """

    def __init__(self, station: "Station", write: Callable[[str], None]) -> None:
        self._station = station
        self._write = write
        self._spoken = threading.Condition(threading.RLock())
        self._recent: deque[str] = deque(maxlen=HEARD_LINES)
        self._said = station.bench.state.said
        self._last_prompt = ""
        self._has_said_next = False
        assert station.people is not None, "every station has one"
        agreement = history_plain.Agreement(station.people, self.say)
        self._jobs = job_plain.JobLines(station.jobs, agreement, self.say)
        self._history = history_plain.HistoryLines(
            station.history, station.people, agreement, self.say
        )
        self._system = system_plain.SystemLines(station.system, self.say)
        station.listen(self._tell, lambda _: None)

    def run(self, lines: Iterable[str]) -> None:
        """Work until the lines end or one says `/quit`. What is under way then is waited for.

        Raises:
            StationDefect: The station stopped by a mistake in this program.
        """
        for line in lines:
            text = line.strip()
            if text == "/quit":
                break
            if text:
                self.take(text)
            if self._station.bench.crashed is not None:
                raise self._station.bench.crashed
        self._station.bench.wait_until_calm(PATIENCE_S)

    def take(self, text: str) -> None:
        """Take one line, and return when what comes of it was said."""
        self.begin()
        try:
            self._take(text)
        except StationError as error:
            self.say(tr("wrong: {what} {do_next}", what=error.what, do_next=error.do_next))
        if not self._station.bench.wait_until_calm(PATIENCE_S):
            self.say(tr("note: still at work"))
        with self._spoken:
            if not self._has_said_next:
                self._say_next(prompt(self._station.bench.state))

    def begin(self) -> None:
        """What was said until now is no answer to what comes next."""
        with self._spoken:
            self._recent.clear()
            self._has_said_next = False

    def say(self, line: str) -> None:
        """Write one line."""
        with self._spoken:
            self._write(line)
            self._recent.append(line)
            self._spoken.notify_all()

    def wait_for(self, text: str, timeout_s: float) -> bool:
        """Wait until something with this text was said since `begin`; False when it was not."""
        with self._spoken:
            return self._spoken.wait_for(
                lambda: any(text in line for line in self._recent), timeout_s
            )

    def _tell(self) -> None:
        """Say what is new: called whenever the station has changed."""
        bench = self._station.bench
        with self._spoken:
            state = bench.state
            new, self._said = state.said - self._said, state.said
            for line in state.lines[-new:] if new else ():
                self.say(f"{tr_marked(WORDS[line.level])}: {line.text}")
            if bench.trouble is not None:
                self.say(
                    tr(
                        "wrong: {what} {do_next}",
                        what=bench.trouble.what,
                        do_next=bench.trouble.do_next,
                    )
                )
            if bench.is_calm and prompt(state) != self._last_prompt:
                for number, choice in enumerate(_choices(state), start=1):
                    self.say(tr("choice {number}: {choice}", number=number, choice=choice))
                self._say_next(prompt(state))

    def _say_next(self, text: str) -> None:
        self._last_prompt = text
        self._has_said_next = True
        self.say(tr("next: {text}", text=text))

    def _take(self, text: str) -> None:
        state = self._station.bench.state
        if text.startswith("/"):
            word, _, rest = text[1:].partition(" ")
            self._command(word, rest.strip())
        elif state.question is not None and text.isdigit() and len(text) == 1:
            self._post(Chose(int(text) - 1))
        else:
            self._station.scanned(KEYBOARD, Scan(text, text.encode()))

    def _command(self, word: str, rest: str) -> None:
        decisions: dict[str, Callable[[], AnyInput]] = {
            "retry": TriedAgain,
            "aside": SetAside,
            "undo": UndoAsked,
            "skip": lambda: Skipped(rest),
            "take": lambda: TookUp(_half_done(rest)),
            "labels": lambda: LabelsAsked(max(1, _number(rest))),
            "next": HelpAsked,
            "sound": lambda: SoundTurned(on=rest != "off"),
            "title": lambda: TitleChosen(_number(rest)),
            "goal": lambda: read_goal(rest) or GoalSet(0),
            "parts": lambda: read_parts(rest) or PartsSet(0),
            "say": lambda: read_said(rest) or ValueSaid("", ""),
            "record": lambda: self._record(rest),
            "roll": lambda: RollTaken(rest) if rest else RollAsked(),
            "profile": lambda: ProfileChosen(profile_named(self._station.profiles, rest)),
        }
        if word in decisions:
            self._post(decisions[word]())
        elif word == "find":
            self._find(rest)
        elif word in ("in", "out"):
            self._sign(rest)
        elif word == "status":
            self._status(self._station.bench.state)
        elif word in ASKS_FOR_HELP:
            for line in ALL_HELP:
                self.say(tr_marked(line))
        elif not any(one.take(word, rest) for one in (self._system, self._jobs, self._history)):
            raise no_command(word, ALL_HELP)

    def _record(self, text: str) -> AnyInput:
        item = self._station.bench.state.now
        isbn = item.code if item is not None and isbn13(item.code) is not None else ""
        record = read_record(text, isbn)
        if record is None:
            raise UsageError(
                tr("A record needs a title."), tr("/record TITLE | AUTHOR | YEAR | ISBN")
            )
        return record

    def _sign(self, text: str) -> None:
        people = self._station.people
        assert people is not None, "every station has one"
        name, _, pin = text.rpartition(" ")
        if name:
            people.sign_in(name.strip(), pin)
        else:
            people.sign_out()

    def _post(self, entry: AnyInput) -> None:
        self._station.bench.post(entry)

    def _find(self, text: str) -> None:
        if not text:
            raise UsageError(tr("What is to be found?"), tr("Write /find WORDS."))
        hits = self._station.search(text, MOST_FOUND)
        if not hits:
            self.say(tr("note: nothing found for {text}", text=text))
        for hit in hits:
            about = ", ".join(
                part for part in (hit.title.title, hit.title.author, hit.title.date) if part
            )
            self.say(tr("found: {id} {about}", id=hit.title.id, about=about))

    def _status(self, state: BenchState) -> None:
        item = state.now
        self.say(
            tr("item: {name}", name=item.name) if item is not None else tr("item: none in work")
        )
        if item is not None and told_line(item):
            self.say(tr("told: {text}", text=told_line(item)))
        for line in step_lines(item) if item is not None else ():
            self.say(
                tr(
                    "step: {name}, {state}, {text}",
                    name=line.name,
                    state=line.state.word,
                    text=line.text,
                )
            )
        for text in part_lines(item.item_set, state) if item is not None and item.item_set else ():
            self.say(tr("part: {text}", text=text))
        for book in stack_lines(state.stack) if state.stack is not None else ():
            self.say(
                tr(
                    "stack: {number}, {text}, {title}",
                    number=book.number,
                    text=book.text,
                    title=book.title,
                )
            )
        for other in state.aside:
            self.say(
                tr(
                    "half done: number {number}, {text}",
                    number=other.number,
                    text=half_done_line(other),
                )
            )
        for text in cart_lines(state):
            self.say(tr("cart: {text}", text=text))
        for text in pace_lines(state):
            self.say(tr("pace: {text}", text=text))
        for device in self._station.devices():
            self.say(tr("device: {name}, {state}", name=device.name, state=device.in_words))


def _choices(state: BenchState) -> tuple[str, ...]:
    return state.question.choices if state.question is not None else ()


def _half_done(text: str) -> int:
    """Return the number of a half-done item; 0, which is the last one, for nothing."""
    if text and not text.isdigit():
        raise UsageError(
            tr("{text!r} is no number of a half-done item.", text=text), tr("/status lists them.")
        )
    return _number(text)


def _number(text: str) -> int:
    return int(text) if text.isdigit() else 0
