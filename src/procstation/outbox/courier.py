"""The courier: takes messages out of the outbox and brings them to the library system.

On a thread of its own, so that the bench never waits for the network. While the system does not
answer, one message at a time finds out whether it is back.
"""

import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from procstation.errors import StationError, StoreError
from procstation.ils import LibrarySystem
from procstation.outbox.delivery import deliver
from procstation.outbox.message import State
from procstation.outbox.outbox import Outbox
from procstation.outbox.outcome import Outcome

AT_ONCE = 50
"""Messages taken in one go: what is looked up in one call, and what a crash leaves in doubt."""
STORE_RETRY_S = 5.0
LOOK_AGAIN_S = 30.0
"""After so long the outbox is looked into though nothing was said of it."""


@dataclass(frozen=True, slots=True)
class CourierState:
    """How it stands between the station and the system.

    Attributes:
        system: Its name in the configuration.
        reached: Whether the last call was answered; None before the first.
        trouble: Why nothing goes out, for a person; "" when all is well.
        do_next: What to do about that.
        paused: A person stopped it.
    """

    system: str
    reached: bool | None = None
    trouble: str = ""
    do_next: str = ""
    paused: bool = False


class Courier:
    """Brings messages to one system.

    Args:
        now: The time, ISO 8601 in UTC.
        news: Told of each message that is settled or needs a person, on the courier's threads.
        changed: Told when `state` changed.
        parallel: Most calls at the same time; 0 for as many as the system bears.
        make_records: Also make the bib record of an item that the system has not.
    """

    def __init__(
        self,
        outbox: Outbox,
        name: str,
        system: LibrarySystem,
        now: Callable[[], str],
        news: Callable[[Outcome], None] = lambda _: None,
        changed: Callable[[CourierState], None] = lambda _: None,
        parallel: int = 0,
        make_records: bool = False,
    ) -> None:
        self.state = CourierState(name)
        self._outbox = outbox
        self._system = system
        self._now = now
        self._news = news
        self._changed = changed
        self._parallel = parallel
        self._make_records = make_records
        self._in_doubt = False
        """Whether the store went away, so that it may hold as under way what nobody sends."""
        self._wake = threading.Event()
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Work on a thread of its own until `stop`."""
        self._thread = threading.Thread(target=self._work_on, name="courier", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End after the calls that are under way."""
        self._stopping.set()
        self._wake.set()
        if self._thread is not None:
            self._thread.join()
        self._system.close()

    def wake(self) -> None:
        """There is something new to send, or a person wants it tried now."""
        self._wake.set()

    def run_once(self) -> list[Outcome]:
        """Send what is due, at most a batch, and return what came of it.

        Raises:
            StoreError: The store cannot be read or written.
        """
        if self._in_doubt:
            self._outbox.open()
            self._in_doubt = False
        name = self.state.system
        if any(pause.system == name for pause in self._outbox.pauses()):
            self._show(replace(self.state, paused=True))
            return []
        messages = self._outbox.claim(AT_ONCE if self.state.reached is not False else 1)
        if not messages:
            self._show(replace(self.state, paused=False))
            return []
        outcomes: list[Outcome] = []
        lost: list[StoreError] = []
        settling = threading.Lock()

        def told(outcome: Outcome) -> None:
            with settling:
                try:
                    self._outbox.settle((outcome,))
                except StoreError as error:
                    # On a thread of the delivery, where it would end unheard.
                    lost.append(error)
                    return
                outcomes.append(outcome)
            if outcome.state is not State.WAITING:
                self._news(outcome)

        deliver(
            self._system,
            messages,
            told,
            self._parallel,
            self._outbox.note_begun,
            make_records=self._make_records,
        )
        self._judge(outcomes)
        if lost:
            self._in_doubt = True
            raise lost[0]
        return outcomes

    def _judge(self, outcomes: list[Outcome]) -> None:
        """Conclude from a batch how the system is."""
        answered = [one for one in outcomes if one.state is not State.WAITING or one.item]
        failed = [one for one in outcomes if one.state is State.WAITING and not one.item]
        if answered or not failed:
            if self.state.reached is False:
                # What waits for its next try can go now.
                self._outbox.hurry()
            self._show(CourierState(self.state.system, reached=True))
            return
        answer = failed[-1].answer
        self._show(
            CourierState(
                self.state.system, reached=False, trouble=answer.what, do_next=answer.do_next
            )
        )

    def _show(self, state: CourierState) -> None:
        if state != self.state:
            self.state = state
            self._changed(state)

    def _work_on(self) -> None:
        while not self._stopping.is_set():
            self._wake.clear()
            try:
                if self.run_once():
                    continue
                pause_s = self._until_due()
            except StationError as error:
                self._in_doubt = True
                self._show(replace(self.state, trouble=error.what, do_next=error.do_next))
                pause_s = STORE_RETRY_S
            # What another process has posted wakes nobody here.
            self._wake.wait(LOOK_AGAIN_S if pause_s is None else min(pause_s, LOOK_AGAIN_S))

    def _until_due(self) -> float | None:
        due_at = self._outbox.next_due_at()
        if due_at is None or self.state.paused:
            return None
        if not due_at:
            return 0.0
        left = datetime.fromisoformat(due_at) - datetime.fromisoformat(self._now())
        return max(0.0, left.total_seconds()) + 0.01
