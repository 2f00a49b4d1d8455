"""The bench at work: journal first, then the job, then what the job asks for.

Two threads, so that neither waits for the other: the writer makes inputs durable as they come, many
in one commit when they come in a burst; the worker feeds them to the job and has its effects done.
A slow effect never delays a scan's way to the disk, and a slow disk never stalls the screen.
Without `start`, `run_pending` does the same on the caller's thread, for scripts and tests.
"""

import threading
from collections.abc import Callable
from contextlib import suppress
from itertools import groupby
from operator import attrgetter
from queue import Empty, SimpleQueue
from typing import NamedTuple

import msgspec

from procstation.errors import JournalError, StationDefect, StationError
from procstation.journal import Checkpoint, Journal, JournalReader, Recorded
from procstation.language import tr
from procstation.linking import (
    INPUTS,
    AnyInput,
    AskAround,
    BenchState,
    JobProfile,
    Refresh,
    Request,
    Started,
    TakeOffer,
    Tone,
    receive,
)

STREAM = "bench"

RETRY_S = 1.0
"""Between two tries to write what is held while the disk is full."""

CHECKPOINT_EVERY = 200
"""Inputs. A replay of so many takes a few milliseconds."""

UNWAITED = (Tone, AskAround, TakeOffer, Refresh)
"""Effects that the bench does not wait for: whatever they lead to comes as news does."""

MOST_IN_ONE_COMMIT = 500

Act = Callable[[Request, Callable[[AnyInput], None]], None]
"""Does an effect, and calls back with its answer: at once, or later from another thread."""

OPERATOR = "operator"
STATION = "station"


class _Posted(NamedTuple):
    """What happened, not on disk yet."""

    at: str
    source: str
    entry: AnyInput
    by: str


class Bench:
    """One bench: its journal, the job's state, and the way between them.

    Args:
        act: Has effects done.
        now: The time, ISO 8601 in UTC.
        changed: Called, on the worker's thread, after each change of `state` or `trouble`.
    """

    def __init__(
        self,
        journal: Journal,
        act: Act,
        now: Callable[[], str],
        changed: Callable[[], None] = lambda: None,
    ) -> None:
        self.state = BenchState()
        self.trouble: StationError | None = None
        """Why nothing can be recorded at present; None when all is well."""
        self.crashed: StationDefect | None = None
        """What ended a thread; the face shows it and stops."""
        self.changed = changed
        self._journal = journal
        self._act = act
        self._now = now
        self._inbox: SimpleQueue[_Posted | None] = SimpleQueue()
        self._held: list[_Posted] = []
        self._recorded: SimpleQueue[Recorded[AnyInput] | None] = SimpleQueue()
        self._since_checkpoint = 0
        self._stopping = threading.Event()
        self._calm = threading.Condition()
        self._under_way = 0
        self._threads: list[threading.Thread] = []

    def resume(self, version: str, profile: JobProfile) -> int:
        """Bring the state to where the journal ends, and return how many entries that took.

        What was under way when the station stopped is asked for again, or asked about.

        Raises:
            JournalError: The journal cannot be read.
        """
        self.state, after = latest_state(self._journal)
        count = 0
        for recorded in self._journal.entries(STREAM, INPUTS, after):
            self.state, _ = receive(self.state, recorded)
            count += 1
        self.post(Started(version, profile), STATION)
        return count

    def post(self, entry: AnyInput, source: str = OPERATOR) -> None:
        """Hand in what happened. Returns at once; may be called from any thread."""
        with self._calm:
            self._under_way += 1
        self._inbox.put(_Posted(self._now(), source, entry, self._journal.who()))

    def wait_until_calm(self, timeout_s: float) -> bool:
        """Wait until all that was posted and all that it led to is done; False if it takes longer.

        Work that waits for a person or a device is done as far as the bench is concerned.
        """
        with self._calm:
            self._calm.wait_for(lambda: self.is_calm or self.crashed is not None, timeout_s)
            return self.is_calm

    def start(self) -> None:
        """Work on threads of its own until `stop`."""
        for name, loop in (("journal", self._write_on), ("bench", self._work_on)):
            thread = threading.Thread(target=loop, name=name, daemon=True)
            thread.start()
            self._threads.append(thread)

    def stop(self) -> None:
        """Record what was posted, finish what was recorded, and end the threads.

        Raises:
            JournalError: The last inputs could not be recorded.
        """
        self._stopping.set()
        self._inbox.put(None)
        for thread in self._threads:
            thread.join()
        self._threads.clear()
        if self.crashed is None:
            self.run_pending()
            self._save_checkpoint(self._journal.last_seq)
            return
        # The state is not what the journal leads to; the next start finds out what is.
        while self._collect(block=False):
            self._record()

    def run_pending(self) -> int:
        """Do all there is to do, on this thread; return how many inputs that were.

        Raises:
            JournalError: They could not be recorded. They are held; try again.
        """
        done = 0
        while self._collect(block=False) or self._held:
            self._record()
            done += self._work_off()
        return done

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
        except Exception as error:  # noqa: BLE001
            # Whatever it is, a person must see it: a thread that ends in silence saves nothing.
            self._crash(error)
        finally:
            self._recorded.put(None)

    def _collect(self, block: bool) -> bool:
        """Take what is in the inbox; True when something was."""
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
        while self._held:
            # Who did it is said of a whole commit; that changes some times a day.
            by, same = next(groupby(self._held, attrgetter("by")))
            batch = list(same)
            numbers = self._journal.append(
                STREAM, [(one.at, one.source, one.entry) for one in batch], by
            )
            del self._held[: len(batch)]
            for seq, one in zip(numbers, batch, strict=True):
                self._recorded.put(Recorded(seq, one.at, one.source, one.entry, by))
            self._set_trouble(None)

    def _set_trouble(self, error: StationError | None) -> None:
        if (error is None) != (self.trouble is None):
            self.trouble = error
            self.changed()

    def _work_on(self) -> None:
        try:
            while (recorded := self._recorded.get()) is not None:
                self._work(recorded)
        except Exception as error:  # noqa: BLE001
            # As in writing.
            self._crash(error)

    def _crash(self, error: Exception) -> None:
        self.crashed = StationDefect(error)
        self.changed()
        with self._calm:
            # Nobody may wait for what nobody does any more.
            self._calm.notify_all()

    def _work_off(self) -> int:
        done = 0
        while True:
            try:
                recorded = self._recorded.get_nowait()
            except Empty:
                return done
            if recorded is not None:
                self._work(recorded)
                done += 1

    def _work(self, recorded: Recorded[AnyInput]) -> None:
        self.state, requests = receive(self.state, recorded)
        self.changed()
        with self._calm:
            self._under_way += sum(not isinstance(one.effect, UNWAITED) for one in requests)
        for request in requests:
            is_unwaited = isinstance(request.effect, UNWAITED)
            self._act(request, self._told if is_unwaited else self._answered)
        self._done_one()
        self._since_checkpoint += 1
        if self._since_checkpoint >= CHECKPOINT_EVERY:
            self._save_checkpoint(recorded.seq)
            with suppress(JournalError):
                # While somebody reads the file it stays open: it is tried again later.
                self._journal.turn_over_if_due(recorded.at, recorded.seq)

    def _told(self, entry: AnyInput) -> None:
        self.post(entry, STATION)

    def _answered(self, entry: AnyInput) -> None:
        self.post(entry, STATION)
        self._done_one()

    def _done_one(self) -> None:
        with self._calm:
            self._under_way -= 1
            calm = self._under_way == 0
            if calm:
                self._calm.notify_all()
        if calm:
            self.changed()

    @property
    def is_calm(self) -> bool:
        """Nothing is under way: what there is to do, a person or a device has to do."""
        return self._under_way == 0

    def _save_checkpoint(self, seq: int) -> None:
        self._since_checkpoint = 0
        with suppress(JournalError):
            # On a full disk the next start only takes longer.
            self._journal.save_checkpoint(STREAM, Checkpoint(seq, msgspec.json.encode(self.state)))


def latest_state(journal: Journal) -> tuple[BenchState, int]:
    """Return the newest state that was kept and can be read, and after which entry it was."""
    for checkpoint in journal.checkpoints(STREAM):
        # From a version that knew other fields: an older one or the whole journal will do.
        with suppress(msgspec.DecodeError):
            return msgspec.json.decode(checkpoint.state, type=BenchState), checkpoint.seq
    return BenchState(), 0


def keep_state(journal: Journal) -> None:
    """Keep the state the journal leads to, so that a new file of it can begin with that.

    Raises:
        JournalError: The journal cannot be read or written.
    """
    state, after = latest_state(journal)
    for recorded in journal.entries(STREAM, INPUTS, after):
        state, _ = receive(state, recorded)
    journal.save_checkpoint(STREAM, Checkpoint(journal.last_seq, msgspec.json.encode(state)))


def replay(journal: JournalReader, to: int | None = None) -> tuple[BenchState, int]:
    """Return the state the whole journal leads to, and how many entries that took.

    From the first entry; where the first files are archived, from what was kept at their end.

    Args:
        to: The last entry to go by; None for all.

    Raises:
        JournalError: The journal cannot be read.
    """
    state, count, after = BenchState(), 0, 0
    begun = journal.beginning(STREAM)
    if begun is not None:
        after = begun.seq
        try:
            state = msgspec.json.decode(begun.state, type=BenchState)
        except msgspec.DecodeError as error:
            raise JournalError(
                tr(
                    "The state after entry {after} is from another version: {error}.",
                    after=after,
                    error=error,
                ),
                tr("Copy the archived files back, or name their folder with --archive."),
            ) from error
    for recorded in journal.entries(STREAM, INPUTS, after):
        if to is not None and recorded.seq > to:
            break
        state, _ = receive(state, recorded)
        count += 1
    return state, count
