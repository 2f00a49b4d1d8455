"""One thing at a time for the ear, on a thread of its own: what is new cuts off what is stale."""

import threading
from collections.abc import Callable
from typing import Generic, NamedTuple, TypeVar

from procstation.language import tr
from procstation.sound.player import Running

SoundT = TypeVar("SoundT")

LOOK_S = 0.02
"""How often what plays is asked whether it is over, and whether something new has come."""

MOST_S = 20.0
"""What takes longer hangs."""


class _Waiting(NamedTuple, Generic[SoundT]):
    sound: SoundT
    weight: int


class Channel(Generic[SoundT]):
    """Plays sounds as they come, never more than one late.

    One that is new cuts off what plays, unless that weighs more: then the new one waits, and is
    itself replaced by whatever comes and does not weigh less. So nothing queues up, and what went
    wrong is always heard to its end.

    Args:
        play: Begins a sound; None when there is nothing to be heard of it.
        trouble: Told, on this channel's thread, what kept a sound from being heard.
    """

    def __init__(
        self,
        name: str,
        play: Callable[[SoundT], Running | None],
        trouble: Callable[[str], None],
    ) -> None:
        self._name = name
        self._play = play
        self._trouble = trouble
        self._news = threading.Condition()
        self._waiting: _Waiting[SoundT] | None = None
        self._is_busy = False
        self._is_ending = False
        self._is_cut = False
        self._thread: threading.Thread | None = None

    def put(self, sound: SoundT, weight: int) -> None:
        """Have a sound heard. Returns at once; may be called from any thread."""
        with self._news:
            if self._is_ending:
                return
            if self._waiting is None or self._waiting.weight <= weight:
                self._waiting = _Waiting(sound, weight)
            if self._thread is None:
                self._thread = threading.Thread(target=self._work, name=self._name, daemon=True)
                self._thread.start()
            self._news.notify_all()

    def wait_until_silent(self, timeout_s: float) -> bool:
        """Wait until all was heard; False when it takes longer."""
        with self._news:
            return self._news.wait_for(
                lambda: self._waiting is None and not self._is_busy, timeout_s
            )

    def hush(self) -> None:
        """Drop what waits, and cut off what plays."""
        with self._news:
            self._waiting = None
            self._is_cut = True
            self._news.notify_all()

    def stop(self) -> None:
        """Cut off what plays, and end the thread."""
        with self._news:
            self._is_ending = True
            self._waiting = None
            self._news.notify_all()
            thread = self._thread
        if thread is not None:
            thread.join()

    def _work(self) -> None:
        while True:
            with self._news:
                self._is_busy = False
                self._news.notify_all()
                self._news.wait_for(lambda: self._waiting is not None or self._is_ending)
                if self._is_ending or self._waiting is None:
                    return
                waiting, self._waiting = self._waiting, None
                self._is_busy, self._is_cut = True, False
            try:
                running = self._play(waiting.sound)
                if running is not None:
                    self._hear(running, waiting.weight)
            except OSError as error:
                self._trouble(str(error))

    def _hear(self, running: Running, weight: int) -> None:
        looks = 0
        try:
            while not running.wait(LOOK_S):
                looks += 1
                if looks * LOOK_S >= MOST_S:
                    running.stop()
                    self._trouble(tr("no end after {most_s:.0f} s", most_s=MOST_S))
                    return
                with self._news:
                    new = self._waiting
                    if (
                        self._is_ending
                        or self._is_cut
                        or (new is not None and new.weight >= weight)
                    ):
                        return
            if running.trouble:
                self._trouble(running.trouble)
        finally:
            running.stop()

    def _has_to_end(self, weight: int) -> bool:
        with self._news:
            new = self._waiting
            is_stale = new is not None and new.weight >= weight
            return is_stale or self._is_ending or self._is_cut
