"""The live sweep as plain lines: for a screen reader, a script or a pipe. The same work.

One line in is one scan, or a word after `/`. What came of it goes out, a line each, and then
`next:` with the next thing to do.
"""

import threading
from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from procstation.devices import Scan
from procstation.errors import StationError, UsageError
from procstation.language import mark, tr, tr_marked
from procstation.station.plain_commands import ASKS_FOR_HELP, no_command
from procstation.sweeping.live_inputs import (
    AnyLive,
    BayEnded,
    ConditionSaid,
    FindAsked,
    PassAsked,
    PlaceScanned,
    Pulled,
)
from procstation.sweeping.live_view import (
    bay_line,
    headline,
    line,
    looked_for_lines,
    signal_line,
    sweep_line,
)

if TYPE_CHECKING:
    from procstation.station.sweep_station import SweepStation

KEYBOARD = "keyboard"
PATIENCE_S = 30.0
BAR_WIDTH = 20

HELP = (
    mark("CODE            a scan: a book, the marker of a bay, a command barcode"),
    mark("/place NAME     what follows stands in this bay"),
    mark("/again          begin this bay anew; /bay: through with it"),
    mark(
        "/say damaged    what is the matter with the book read last: damaged, "
        "relabel, weed, …; alone:"
    ),
    mark("                nothing"),
    mark("/find           look for what this sweep misses; /find CODE … for these; /found ends it"),
    mark("/pulls          what is to be taken off the shelf; /pulled CODE: it is taken off"),
    mark("/status         how far the bay and the sweep are"),
    mark("/quit           end"),
)


class PlainSweep:
    """Reads lines, hands them to the sweep, and says what comes of them.

    Args:
        write: Writes one line. Called on the station's threads too, one line at a time.
    """

    def __init__(self, station: "SweepStation", write: Callable[[str], None]) -> None:
        self._station = station
        self._write = write
        self._lock = threading.RLock()
        self._count = station.state.count
        self._trouble: StationError | None = None
        station.listen(self._tell, lambda _: None)
        self._say(
            tr(
                "sweep {name}: {line}",
                name=station.sweep,
                line=sweep_line(station.state, station.desk.shelf),
            )
        )
        self._say_next()

    def run(self, lines: Iterable[str]) -> None:
        """Work until the lines end or one says `/quit`.

        Raises:
            StationDefect: The sweep stopped by a mistake in this program.
        """
        for text in map(str.strip, lines):
            if text == "/quit":
                break
            if text:
                self.take(text)
            if self._station.desk.crashed is not None:
                raise self._station.desk.crashed

    def take(self, text: str) -> None:
        """Take one line, and return when what comes of it was said."""
        try:
            if text.startswith("/"):
                word, _, rest = text[1:].partition(" ")
                self._command(word, rest.strip())
            else:
                self._station.scanned(KEYBOARD, Scan(text, text.encode()))
        except StationError as error:
            self._say(tr("wrong: {what} {do_next}", what=error.what, do_next=error.do_next))
        self._station.desk.wait_until_calm(PATIENCE_S)
        self._say_next()

    def _command(self, word: str, rest: str) -> None:
        decisions: dict[str, Callable[[], AnyLive]] = {
            "again": PassAsked,
            "bay": BayEnded,
            "say": lambda: ConditionSaid(rest),
            "found": FindAsked,
        }
        with_value: dict[str, Callable[[], AnyLive]] = {
            "place": lambda: PlaceScanned(rest),
            "pulled": lambda: Pulled(rest),
            "find": lambda: FindAsked(tuple(rest.split())),
        }
        if word in decisions:
            self._station.post(decisions[word]())
        elif word in with_value and rest:
            self._station.post(with_value[word]())
        elif word == "find":
            self._station.look_for()
        elif word == "pulls":
            for one in self._station.state.pulls:
                self._say(tr("pull: {text}", text=f"{one.barcode} {one.call_number}: {one.why}"))
        elif word == "status":
            self._status()
        elif word in with_value:
            raise UsageError(
                tr("Nothing is said behind /{word}.", word=word),
                tr("/help says what belongs there."),
            )
        elif word in ASKS_FOR_HELP:
            for line_of_help in HELP:
                self._say(tr_marked(line_of_help))
        else:
            raise no_command(word, HELP)

    def _status(self) -> None:
        state, shelf = self._station.state, self._station.desk.shelf
        self._say(tr("sweep: {line}", line=sweep_line(state, shelf)))
        self._say(tr("bay: {line}", line=bay_line(state)))
        for text in looked_for_lines(state, shelf, len(state.finding or ())):
            self._say(tr("look for: {text}", text=text))
        if state.finding:
            self._say(tr("signal: {line}", line=signal_line(state, BAR_WIDTH)))
        for device in self._station.devices():
            self._say(tr("device: {name}, {state}", name=device.name, state=device.in_words))

    def _tell(self) -> None:
        """Say what is new: called whenever the sweep has changed."""
        desk = self._station.desk
        with self._lock:
            state = desk.state
            new, self._count = state.count - self._count, state.count
            for said in state.said[-new:] if new else ():
                self._say(line(said))
            if desk.trouble is not self._trouble:
                self._trouble = desk.trouble
                if self._trouble is not None:
                    self._say(
                        tr(
                            "wrong: {what} {do_next}",
                            what=self._trouble.what,
                            do_next=self._trouble.do_next,
                        )
                    )

    def _say_next(self) -> None:
        self._say(tr("next: {text}", text=headline(self._station.state, self._station.desk.shelf)))

    def _say(self, text: str) -> None:
        with self._lock:
            self._write(text)
