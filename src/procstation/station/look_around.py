"""Asking around: records the catalogue has not, and items it has not heard of for long.

On a thread of its own, so that the bench never waits: it asks, goes on, and the answer is an input
like any other, whenever it comes. First the library system, then the catalogues elsewhere.
"""

import threading
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from procstation.catalog import Catalogue, Item, Title
from procstation.catalog.freshness import freshness_of
from procstation.catalog.isbn import isbn13, normal_issn
from procstation.catalog.live_load import LiveLoad, number_place
from procstation.config import Config
from procstation.errors import InputRefused, StationError
from procstation.ils import ItemKey, LibrarySystem, RemoteItem, RemoteTitle, TitleQuery
from procstation.language import mark, tr, tr_marked
from procstation.linking import AnyInput, ItemTold, LookedAround, Match, Offer, Told
from procstation.station.call_in_time import CallInTime
from procstation.station.system_desk import SystemDesk

if TYPE_CHECKING:
    from procstation.copycat import Candidate, CopyCataloguing

MOST_WAITING = 50
"""Questions; what comes beyond is refused at once."""

MOST_MATCHES = 9

MOST_OFFERED = 20
"""Codes whose offers are kept until a person has chosen."""

COPYCAT_LIMIT_S = 120.0
"""For all targets together; each has a limit of its own."""

ELSEWHERE = mark("other catalogues")

Post = Callable[[AnyInput, str], None]


class LookAround:
    """May be used from any thread.

    Args:
        name: The library system's name, which answers are signed with.
        system: A connection of its own, beside that of the courier; None without a system.
        copycat: None when no target is set up.
        place: Where files have the number of a record; asked once, on the thread.
        now: The time, ISO 8601 in UTC.
        limit_s: So long the system may take for one answer.
        fresh_s: After so long an item is asked about again; 0 for never.
    """

    def __init__(
        self,
        name: str,
        system: LibrarySystem | None,
        copycat: "CopyCataloguing | None",
        catalogue: Catalogue,
        place: Callable[[], str],
        now: Callable[[], str],
        limit_s: float,
        fresh_s: float = 0.0,
    ) -> None:
        self._name = name
        self._system = system
        self._copycat = copycat
        self._catalogue = catalogue
        self._place = place
        self._now = now
        self._fresh_s = fresh_s
        self._post: Post = lambda *_: None
        self._to_system = CallInTime(name, limit_s)
        self._elsewhere = CallInTime(tr_marked(ELSEWHERE), COPYCAT_LIMIT_S)
        self._offers: OrderedDict[str, tuple[Candidate, ...]] = OrderedDict()
        self._asked: deque[Callable[[], None]] = deque()
        self._to_refresh: deque[Callable[[], None]] = deque()
        self._changed = threading.Condition()
        self._is_stopping = False
        self._thread: threading.Thread | None = None

    @classmethod
    def of(
        cls,
        config: Config,
        home: Path,
        catalogue: Catalogue,
        now: Callable[[], str],
        desk: SystemDesk | None,
    ) -> "LookAround":
        """Return it for a station; there may be nobody to ask.

        Args:
            desk: Where the library system is told of changes; None without one.

        Raises:
            ConfigError, DriverNotFound: The configuration names something that does not exist.
        """
        name, system, copycat = tr_marked(ELSEWHERE), None, None
        connector = ""
        if desk is not None:
            name, system = desk.name, desk.connect()
            connector = config.systems[name].connector
        if config.copycat.targets:
            from procstation.copycat import CopyCataloguing  # noqa: PLC0415

            copycat = CopyCataloguing.of_station(catalogue, home, config.copycat)
        return cls(
            name,
            system,
            copycat,
            catalogue,
            partial(number_place, catalogue.store, connector),
            now,
            config.outbox.answer_s,
            config.outbox.fresh_minutes * 60.0,
        )

    def told(self, item: Item) -> Told | None:
        """Return who last told of an item, and whether it is to be asked about again."""
        fresh = freshness_of(self._catalogue.store, item.id)
        if fresh is None or not fresh.at:
            return None
        age = datetime.fromisoformat(self._now()) - datetime.fromisoformat(fresh.at)
        is_stale = age.total_seconds() >= self._fresh_s and not fresh.is_ours
        may_ask = self._system is not None and self._fresh_s > 0
        return Told(fresh.source or self._name, fresh.at, fresh.on_loan, is_stale and may_ask)

    def whom(self, code: str) -> str:
        """Say in words who is asked for a code; "" for nobody."""
        names = [self._name] if self._system is not None else []
        if self._copycat is not None and isbn13(code) is not None:
            names.append(tr_marked(ELSEWHERE))
        return tr(" and ").join(names)

    def start(self, post: Post) -> None:
        """Work on a thread of its own until `stop`.

        Args:
            post: Takes the answers, with who gave them.
        """
        self._post = post
        if self._system is None and self._copycat is None:
            return
        self._thread = threading.Thread(target=self._work_on, name="look around", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; what was not asked yet is asked at the next start. Harmless when done twice."""
        with self._changed:
            self._is_stopping = True
            self._changed.notify_all()
        self._to_system.stop()
        self._elsewhere.stop()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
            if self._system is not None:
                self._system.close()

    def ask(self, number: int, code: str) -> None:
        """Look for a record; `LookedAround` is the answer."""
        if not self._put(self._asked, lambda: self._look(number, code)):
            trouble = tr(
                "{count} questions wait already. Try again when some are answered.",
                count=MOST_WAITING,
            )
            self._post(LookedAround(number, code, self.whom(code), trouble=trouble), self._name)

    def take_offer(self, number: int, code: str, choice: int) -> None:
        """Bring in a record that was offered; `LookedAround` is the answer."""
        if not self._put(self._asked, lambda: self._take(number, code, choice)):
            self.ask(number, code)

    def refresh(self, number: int, barcode: str) -> None:
        """Ask the system how an item is now; `ItemTold` is the answer, if there is one: nobody
        waits for it."""
        self._put(self._to_refresh, lambda: self._refresh(number, barcode))

    def _put(self, queue: "deque[Callable[[], None]]", task: Callable[[], None]) -> bool:
        with self._changed:
            if len(queue) >= MOST_WAITING:
                return False
            queue.append(task)
            self._changed.notify_all()
            return True

    def _work_on(self) -> None:
        while True:
            with self._changed:
                self._changed.wait_for(
                    lambda: self._is_stopping or bool(self._asked or self._to_refresh)
                )
                if self._is_stopping:
                    return
                task = (self._asked or self._to_refresh).popleft()
            task()

    def _look(self, number: int, code: str) -> None:
        troubles: list[str] = []
        matches: tuple[Match, ...] = ()
        offers: tuple[Offer, ...] = ()
        for ask in (self._ask_system, self._ask_elsewhere):
            try:
                matches, offers = ask(code)
            except StationError as error:
                troubles.append(f"{error.what} {error.do_next}")
            except Exception as error:  # noqa: BLE001  (the book waits for an answer)
                troubles.append(
                    tr(
                        "procstation met a defect: {kind}: {error}",
                        kind=type(error).__name__,
                        error=error,
                    )
                )
            if matches or offers or self._is_stopping:
                break
        if self._is_stopping and not (matches or offers):
            # It is asked for again at the next start.
            return
        answer = LookedAround(number, code, self.whom(code), matches, offers, " ".join(troubles))
        self._post(answer, self._name)

    def _ask_system(self, code: str) -> tuple[tuple[Match, ...], tuple[Offer, ...]]:
        system = self._system
        if system is None:
            return (), ()
        isbn, issn = isbn13(code) or "", normal_issn(code) or ""
        if isbn or issn:
            query = TitleQuery(isbn=isbn, issn="" if isbn else issn)
            found = self._to_system.call(lambda: _titles(system, query, MOST_MATCHES))
            return self._matches(found), ()
        item = self._to_system.call(lambda: _item(system, code))
        if item is None:
            return (), ()
        titles: list[RemoteTitle] = []
        if item.title_id:
            query = TitleQuery(system_id=item.title_id)
            titles = self._to_system.call(lambda: _titles(system, query, 1))
        act = self._act()
        taken = act.take(titles, [item])
        act.end()
        if taken.refused:
            raise InputRefused(f"{taken.refused[0]}.", tr("Enter the record by hand."))
        told = Told(self._name, self._now(), item.on_loan)
        return tuple(self._match(one.title, one.item, told) for one in taken.items), ()

    def _matches(self, titles: list[RemoteTitle]) -> tuple[Match, ...]:
        if not titles:
            return ()
        act = self._act()
        taken = act.take(titles, [])
        act.end()
        return tuple(self._match(title) for title in taken.titles)

    def _ask_elsewhere(self, code: str) -> tuple[tuple[Match, ...], tuple[Offer, ...]]:
        copycat, isbn = self._copycat, isbn13(code)
        if copycat is None or isbn is None:
            return (), ()
        from procstation.copycat import wanted  # noqa: PLC0415

        found = self._elsewhere.call(lambda: copycat.look(wanted(isbn, "isbn")))
        if found.trouble is not None:
            raise found.trouble
        if found.the_one is not None:
            return (self._brought(copycat, found.the_one),), ()
        candidates = found.candidates[:MOST_MATCHES]
        if candidates:
            self._offers[code] = candidates
            while len(self._offers) > MOST_OFFERED:
                self._offers.popitem(last=False)
        return (), tuple(map(_offer, candidates))

    def _take(self, number: int, code: str, choice: int) -> None:
        candidates = self._offers.get(code, ())
        if self._copycat is None or choice >= len(candidates):
            # The station was started anew since it was offered.
            self._look(number, code)
            return
        try:
            match = self._brought(self._copycat, candidates[choice])
        except StationError as error:
            trouble = f"{error.what} {error.do_next}"
            self._post(
                LookedAround(number, code, tr_marked(ELSEWHERE), trouble=trouble), self._name
            )
            return
        self._post(LookedAround(number, code, candidates[choice].target, (match,)), self._name)

    def _brought(self, copycat: "CopyCataloguing", candidate: "Candidate") -> Match:
        title = self._catalogue.title(copycat.take(candidate))
        assert title is not None, "it was brought in"
        return self._match(title)

    def _refresh(self, number: int, barcode: str) -> None:
        system = self._system
        if system is None:
            return
        try:
            item = self._to_system.call(lambda: _item(system, barcode))
            told = Told(self._name, self._now(), item.on_loan if item is not None else None)
            if item is None:
                self._post(ItemTold(number, barcode, told, is_unknown=True), self._name)
                return
            act = self._act()
            taken = act.take([], [item])
            act.end()
        except StationError:
            # The line on top shows a system that is away; what is known of the item is as old as
            # it says.
            return
        for one in taken.items:
            self._post(ItemTold(number, barcode, told, one.item, one.differences), self._name)

    def _act(self) -> LiveLoad:
        return LiveLoad(self._catalogue.store, self._name, self._place(), self._now)

    def _match(self, title: Title, item: Item | None = None, told: Told | None = None) -> Match:
        return Match(title, item, tuple(self._catalogue.items_of(title.id)), told)


def _item(system: LibrarySystem, barcode: str) -> RemoteItem | None:
    if not system.abilities.find_items:
        return None
    return system.find_items([ItemKey(barcode=barcode)])[0]


def _titles(system: LibrarySystem, query: TitleQuery, most: int) -> list[RemoteTitle]:
    return system.find_titles(query, most) if system.abilities.find_titles else []


def _offer(candidate: "Candidate") -> Offer:
    title = candidate.title
    about = ", ".join(part for part in (title.title, title.author, title.date) if part)
    doubt = f"; {candidate.doubt}" if candidate.doubt else ""
    return Offer(f"{about} ({candidate.target}{doubt})")
