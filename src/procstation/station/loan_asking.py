"""Asking the library system whether an item is on loan: the bench waits for no network."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

from procstation.errors import StationError
from procstation.ils import ItemField, ItemKey, LibrarySystem, Status
from procstation.language import decimal, tr

PATIENCE_S = 5.0
"""Then the person is asked: the book is in their hand."""

Told = Callable[[bool | None, str], None]
"""Takes whether it is on loan, None when nobody knows, and in words who said so or why."""


class LoanDesk:
    """Asks on a thread of its own, one item after another.

    Args:
        name: What messages call the system.
        system: A connection of its own, beside that of the courier.
        patience_s: How long an answer is waited for.
    """

    def __init__(self, name: str, system: LibrarySystem, patience_s: float = PATIENCE_S) -> None:
        self._name = name
        self._system = system
        self._patience_s = patience_s
        self._worker = ThreadPoolExecutor(1, thread_name_prefix="loans")

    def ask(self, key: ItemKey, told: Told) -> None:
        """Ask, and call back once, on another thread."""
        once = _Once(told)
        late = tr(
            "{name} did not answer within {seconds} s",
            name=self._name,
            seconds=decimal(f"{self._patience_s:g}"),
        )
        timer = threading.Timer(self._patience_s, once, (None, late))
        timer.daemon = True

        def ask() -> None:
            once(*self._answer(key))
            timer.cancel()

        timer.start()
        self._worker.submit(ask)

    def stop(self) -> None:
        """End after the question that is under way; those behind it are dropped."""
        self._worker.shutdown(cancel_futures=True)
        self._system.close()

    def _answer(self, key: ItemKey) -> tuple[bool | None, str]:
        if not self._system.abilities.loans:
            return None, tr("{name} does not tell", name=self._name)
        try:
            (item,) = self._system.find_items([key])
        except StationError as error:
            return None, error.what.rstrip(".")
        if item is None:
            return None, tr("{name} has no such item", name=self._name)
        on_loan = item.on_loan
        if on_loan is None and item.values.get(ItemField.STATUS) == Status.ON_LOAN:
            on_loan = True
        if on_loan is None:
            return None, tr("{name} did not say", name=self._name)
        if on_loan:
            return True, tr("by {name} it is on loan", name=self._name)
        return False, tr("by {name} it is not on loan", name=self._name)


class _Once:
    """Passes on the first answer, and no other."""

    def __init__(self, told: Told) -> None:
        self._told = told
        self._lock = threading.Lock()
        self._done = False

    def __call__(self, on_loan: bool | None, detail: str) -> None:
        with self._lock:
            first, self._done = not self._done, True
        if first:
            self._told(on_loan, detail)
