"""A live sweep at work: journal first, then what a read means, then the tables of the sweep.

Three threads, so that none waits for another. The writer makes reads durable as they come, many in
one commit when they come in a burst. The worker says at once what each means: the tone never waits
for the store. The keeper adds what was heard to the sweep, a batch in a transaction together with
the number of its last journal entry; so what was taken is taken once, and what was not is found in
the journal by the next start.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from queue import Empty, SimpleQueue
from typing import Protocol

from procstation.errors import JournalError, StationDefect, StationError
from procstation.journal import Checkpoint, Journal, Recorded
from procstation.station.sweep_joining import Kept, folded, joined
from procstation.sweeping.live import receive
from procstation.sweeping.live_inputs import (
    LIVE_INPUTS,
    AnyLive,
    Began,
    Ended,
)
from procstation.sweeping.live_shelf import LiveShelf
from procstation.sweeping.live_state import LiveOutcome, LiveState, Turn

SWEEP_STREAM = "sweep"

RETRY_S = 1.0
"""Between two tries to write or look up what cannot be now."""

KEEP_S = 1.0
"""From one batch for the tables of the sweep to the next. Each sync of the store holds up one of
the journal, and with it a tone."""

SETTLE_S = 5.0
"""For what was read to be worked off. Radio never falls silent; a report need not wait for that."""

MOST_IN_ONE_COMMIT = 500
OPERATOR = "operator"


class Keeping(Protocol):
    """Where what was heard is kept: the sweeps of the store."""

    def hear(self, sitting: int, heard: Sequence[Kept]) -> int:
        """Take what was heard; see `Sweeps.hear`."""
        ...

    def note_conditions(
        self, sitting: int, conditions: Sequence[tuple[str, Sequence[str]]]
    ) -> None:
        """Keep what was said of books, each in place of what was said of it before."""
        ...


class SweepDesk:
    """One sitting of a live sweep.

    Args:
        now: The time, ISO 8601 in UTC.

    Attributes:
        state: What the faces show.
        trouble: Why something cannot be written or looked up at present; None when all is well.
        crashed: What ended a thread; the face shows it and stops.
        changed: Called on the worker's thread after each change.
        tone: Called on the worker's thread with what the person is to hear, and of what device.
    """

    def __init__(
        self,
        journal: Journal,
        keeping: Keeping,
        shelf: LiveShelf,
        state: LiveState,
        now: Callable[[], str],
    ) -> None:
        self.state = state
        self.trouble: StationError | None = None
        self.crashed: StationDefect | None = None
        self.changed: Callable[[], None] = lambda: None
        self.tone: Callable[[LiveOutcome, str], None] = lambda *_: None
        self._journal, self._keeping, self.shelf, self._now = journal, keeping, shelf, now
        self._inbox: SimpleQueue[tuple[str, str, AnyLive] | None] = SimpleQueue()
        self._held: list[tuple[str, str, AnyLive]] = []
        self._recorded: SimpleQueue[Recorded[AnyLive] | None] = SimpleQueue()
        self._in_hand: Recorded[AnyLive] | None = None
        """What could not be looked up: nothing may pass it."""
        self._to_keep: deque[tuple[int, Turn]] = deque()
        self._stopping = threading.Event()
        self._keeper_stopping = threading.Event()
        self._calm = threading.Condition()
        self._under_way = 0
        self._is_closed = False
        self._threads: list[threading.Thread] = []
        self._keeper: threading.Thread | None = None
        self._one_keeps = threading.Lock()

    def resume(self, after: int, through: int) -> int:
        """Work through the journal again, and return how many entries of this sitting it had.

        Args:
            after: The number of the entry before the one that began the sitting.
            through: The last entry that is in the tables already.

        Raises:
            JournalError: The journal cannot be read.
            StoreError: The catalogue does not answer.
        """
        count = 0
        for recorded in self._journal.entries(SWEEP_STREAM, LIVE_INPUTS, after):
            turn = receive(self.state, recorded, self.shelf)
            if recorded.seq > through:
                self._to_keep.append((recorded.seq, turn))
            count += 1
        self.keep()
        return count

    def begin(self, version: str) -> None:
        """Record that a sitting begins here.

        Raises:
            JournalError: The journal cannot be written.
        """
        entry = Began(self.state.sweep, self.state.sitting, version)
        [number] = self._journal.append(SWEEP_STREAM, [(self._now(), "station", entry)])
        self._journal.save_checkpoint(SWEEP_STREAM, Checkpoint(number - 1, b""))

    def post(self, entry: AnyLive, source: str = OPERATOR) -> bool:
        """Hand in what happened. Returns at once; may be called from any thread.

        Returns:
            Whether it was taken: after `stop` nothing is.
        """
        with self._calm:
            if self._is_closed:
                return False
            self._under_way += 1
            self._inbox.put((self._now(), source, entry))
            return True

    def start(self) -> None:
        """Work on threads of its own until `stop`."""
        for name, loop in (("sweep journal", self._write_on), ("sweep", self._work_on)):
            thread = threading.Thread(target=loop, name=name, daemon=True)
            thread.start()
            self._threads.append(thread)
        self._keeper = threading.Thread(target=self._keep_on, name="sweep keeper", daemon=True)
        self._keeper.start()

    def wait_until_calm(self, timeout_s: float) -> bool:
        """Wait until all that was posted was worked off; False if it takes longer."""
        with self._calm:
            self._calm.wait_for(lambda: not self._under_way or self.crashed is not None, timeout_s)
            return not self._under_way

    def stop(self) -> None:
        """Record what was posted, keep what was heard, end the threads.

        Raises:
            JournalError: The last reads could not be recorded.
            StoreError: They are in the journal and not in the sweep: the next start adds them.
        """
        with self._calm:
            self._is_closed = True
        self._stopping.set()
        self._inbox.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()
        self._keeper_stopping.set()
        if self._keeper is not None:
            self._keeper.join()
            self._keeper = None
        if self.crashed is not None:
            while self._collect(block=False):
                self._record()
            return
        self.run_pending()
        self._journal.append(SWEEP_STREAM, [(self._now(), "station", Ended())])

    def run_pending(self) -> int:
        """Do all there is to do, on this thread; return how many inputs that were.

        Raises:
            JournalError, StoreError: It could not be recorded, looked up or kept. It is held.
        """
        done = 0
        while self._collect(block=False) or self._held:
            self._record()
            done += self._work_off()
        done += self._work_off()
        self.keep()
        return done

    def keep(self) -> int:
        """Add what was heard to the sweep, in one transaction; return how many reports that were.

        Raises:
            StoreError: The store does not take it. It is held.
        """
        with self._one_keeps:
            return self._keep()

    def settle(self) -> None:
        """Have all that was read until now in the sweep, as for a report of it.

        Raises:
            StoreError: The store does not take it. It is held.
        """
        self.wait_until_calm(SETTLE_S)
        self.keep()

    def _keep(self) -> int:
        batch = [self._to_keep[at] for at in range(len(self._to_keep))]
        # Conditions first: noting them twice does no harm, and what is heard closes the batch.
        conditions = {barcode: said for _, turn in batch for barcode, said in turn.conditions}
        if conditions:
            self._keeping.note_conditions(self.state.sitting, list(conditions.items()))
        heard = [(seq, one) for seq, turn in batch for one in turn.heard]
        if heard:
            self._keeping.hear(self.state.sitting, folded(heard))
        for _ in batch:
            self._to_keep.popleft()
        return len(heard)

    def _write_on(self) -> None:
        try:
            while not self._stopping.is_set():
                self._collect(block=True)
                while self._held and not self._stopping.is_set():
                    try:
                        self._record()
                    except JournalError as error:
                        self._set_trouble(error)
                        self._stopping.wait(RETRY_S)
                    else:
                        self._clear_trouble(JournalError)
        except Exception as error:  # noqa: BLE001
            # Whatever it is, a person must see it: a thread that ends in silence saves nothing.
            self._crash(error)
        finally:
            self._recorded.put(None)

    def _collect(self, block: bool) -> bool:
        try:
            first = self._inbox.get(block=block)
            while len(self._held) < MOST_IN_ONE_COMMIT:
                if first is not None:
                    self._held.append(first)
                first = self._inbox.get_nowait()
        except Empty:
            pass
        else:
            if first is not None:
                self._held.append(first)
        return bool(self._held)

    def _record(self) -> None:
        if not self._held:
            return
        entries = joined(self._held)
        numbers = self._journal.append(SWEEP_STREAM, entries)
        posted, self._held = len(self._held), []
        with self._calm:
            self._under_way -= posted - len(entries)
        for seq, (at, source, entry) in zip(numbers, entries, strict=True):
            self._recorded.put(Recorded(seq, at, source, entry))

    def _work_on(self) -> None:
        try:
            while (recorded := self._recorded.get()) is not None:
                while True:
                    try:
                        self._work(recorded)
                        self._clear_trouble(StationError, but=JournalError)
                        break
                    except StationError as error:
                        # It is on disk. Until the catalogue answers nobody can say what it means.
                        self._set_trouble(error)
                        if self._stopping.wait(RETRY_S):
                            self._in_hand = recorded
                            return
        except Exception as error:  # noqa: BLE001
            # As in writing.
            self._crash(error)

    def _work_off(self) -> int:
        done = 0
        while True:
            if self._in_hand is None:
                try:
                    self._in_hand = self._recorded.get_nowait()
                except Empty:
                    return done
            if self._in_hand is not None:
                self._work(self._in_hand)
                self._in_hand = None
                done += 1

    def _work(self, recorded: Recorded[AnyLive]) -> None:
        turn = receive(self.state, recorded, self.shelf)
        if turn.tone is not None:
            self.tone(turn.tone, recorded.source)
        if turn.heard or turn.conditions:
            self._to_keep.append((recorded.seq, turn))
        with self._calm:
            self._under_way -= 1
            if not self._under_way:
                self._calm.notify_all()
        self.changed()

    def _keep_on(self) -> None:
        try:
            while not self._keeper_stopping.wait(KEEP_S):
                try:
                    self.keep()
                except StationError as error:
                    self._set_trouble(error)
                    self._keeper_stopping.wait(RETRY_S)
        except Exception as error:  # noqa: BLE001
            # As in writing.
            self._crash(error)

    def _set_trouble(self, error: StationError) -> None:
        self.trouble = error
        self.changed()

    def _clear_trouble(
        self, kind: type[StationError], but: type[StationError] | None = None
    ) -> None:
        known = self.trouble
        if isinstance(known, kind) and not (but and isinstance(known, but)):
            self.trouble = None
            self.changed()

    def _crash(self, error: Exception) -> None:
        self.crashed = StationDefect(error)
        self.changed()
        with self._calm:
            self._calm.notify_all()
