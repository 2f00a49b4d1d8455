"""The history of a store and of this station: what was done, and its undo."""

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from procstation.catalog import Catalogue
from procstation.journal import JournalReader
from procstation.outbox import NewItems
from procstation.printing import PrintFile
from procstation.station.history_entry import Entry
from procstation.station.history_list import HistoryList
from procstation.station.history_undo import HistoryUndo, Offer
from procstation.station.job_room import JobRoom
from procstation.store.history_rows import Wanted

if TYPE_CHECKING:
    from procstation.sweeping.sweeps import Sweeps


class HistoryRoom:
    """May be used from any thread.

    Args:
        labels: The file of the print desk.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        journal: JournalReader,
        labels: PrintFile,
        jobs: JobRoom,
        sweeps: "Sweeps",
        station: str,
        now: Callable[[], str],
    ) -> None:
        self._list = HistoryList(catalogue.store, journal, labels, station)
        self._undo = HistoryUndo(catalogue, jobs, sweeps, now)

    def tell_system(self, new_items: NewItems, news: Callable[[], None] = lambda: None) -> None:
        """Have the library system told of what is undone.

        Args:
            news: Called when there is something to tell.
        """
        self._undo.tell_system(new_items, news)

    def entries(self, wanted: Wanted = Wanted()) -> Iterator[Entry]:  # noqa: B008  (it is frozen)
        """Yield what is wanted, newest first; read piece by piece, as far as it is taken.

        Raises:
            StoreError, JournalError: It cannot be read.
        """
        return self._list.entries(wanted)

    def entry(self, name: str) -> Entry:
        """Return the entry with a name, as `change:17`.

        Raises:
            UsageError: There is none.
        """
        return self._list.entry(name)

    def offer(self, entry: Entry) -> Offer:
        """Return what undoing an entry would do.

        Raises:
            InputRefused: It cannot be undone, or something later stands on it.
        """
        return self._undo.offer(entry)

    def undo(self, offer: Offer, by: str) -> str:
        """Do an undo that was offered, and say what came of it.

        Args:
            by: Who does it, as signed.

        Raises:
            InputRefused: Something stands on it by now.
            StoreError: It cannot be stored.
        """
        return self._undo.undo(offer, by)
