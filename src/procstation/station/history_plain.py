"""The history as plain lines; and the supervisor who agrees to what concerns more than one item."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from itertools import islice

from procstation.errors import InputRefused, UsageError
from procstation.language import mark, tr
from procstation.station.history_entry import entry_line
from procstation.station.history_room import HistoryRoom
from procstation.station.history_undo import Offer
from procstation.station.people_desk import PeopleDesk
from procstation.store.history_rows import Wanted

HELP = (
    mark("/history [BARCODE]  what was done to an item, or of late; the newest comes last"),
    mark("/history undo change:17   what taking that back would do; /history do then does it"),
    mark("/agree NAME PIN   a supervisor agrees to the next act on more than one item"),
)

LATEST = 20


class Agreement:
    """A supervisor's word for the next act on more than one item.

    Args:
        say: Writes one line.
    """

    def __init__(self, people: PeopleDesk, say: Callable[[str], None]) -> None:
        self._people = people
        self._say = say
        self._name = ""

    def take(self, text: str) -> None:
        """Take a name and a PIN.

        Raises:
            InputRefused: They are not those of a supervisor, or too many were wrong.
        """
        name, _, pin = text.rpartition(" ")
        self._name = self._people.agree_by_pin(name.strip(), pin, tr("the next act on many items"))

    def to(self, act: str) -> AbstractContextManager[None]:
        """Have what is done within signed by both.

        Args:
            act: What is to be done, in words.

        Raises:
            InputRefused: Nobody agreed.
        """
        supervisors = self._people.supervisors
        if supervisors and not self._name:
            raise InputRefused(
                tr("{act}: a supervisor has to agree.", act=act),
                tr(
                    "{names}: write /agree NAME PIN, then do it again.",
                    names=", ".join(supervisors),
                ),
            )
        name, self._name = self._name, ""
        return self._people.supervised(name)


class HistoryLines:
    """Takes the lines that are about the history.

    Args:
        say: Writes one line.
    """

    def __init__(
        self,
        room: HistoryRoom,
        people: PeopleDesk,
        agreement: Agreement,
        say: Callable[[str], None],
    ) -> None:
        self._room = room
        self._people = people
        self._agreement = agreement
        self._say = say
        self._offer: Offer | None = None
        """What was said last, and is done by `/history do`."""

    def take(self, word: str, rest: str) -> bool:
        """Take a command; False when it is none of these.

        Raises:
            StationError: It could not be done.
        """
        if word == "agree":
            self._agreement.take(rest)
            return True
        if word != "history":
            return False
        first, _, name = rest.partition(" ")
        if first == "do":
            self._do()
        elif first == "undo":
            self._offer = self._room.offer(self._room.entry(name.strip()))
            self._say(tr("history: {line}", line=self._offer.text))
            self._say(tr("history: /history do does it."))
        else:
            self._list(first)
        return True

    def _list(self, barcode: str) -> None:
        entries = list(islice(self._room.entries(Wanted(barcode)), LATEST))
        if not entries:
            self._say(tr("history: Nothing was done that fits."))
        for entry in reversed(entries):
            self._say(tr("history: {line}", line=f"{entry_line(entry)} [{entry.name}]"))

    def _do(self) -> None:
        offer = self._offer
        if offer is None:
            raise UsageError(
                tr("Nothing was chosen to be undone."), tr("Write /history undo ENTRY first.")
            )
        if offer.is_bulk:
            with self._agreement.to(tr("Undo: {text}", text=offer.entry.text)):
                said = self._room.undo(offer, self._people.signature())
        else:
            said = self._room.undo(offer, self._people.signature())
        self._offer = None
        self._say(tr("history: {line}", line=said))
