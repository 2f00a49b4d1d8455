"""Copy cataloguing: look for a record in the catalogues that are set up, and take one of them."""

import threading
from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

from procstation.catalog import Catalogue
from procstation.config import CopycatSection
from procstation.copycat.bring_in import Taken, bring_in
from procstation.copycat.candidate import Candidate, candidate_of, fits
from procstation.copycat.cleaning import Cleaning
from procstation.copycat.hits import Hits
from procstation.copycat.sru import SruClient
from procstation.copycat.target import Target, targets_of
from procstation.copycat.wanted import Wanted, wanted
from procstation.copycat.z3950 import Z3950Client
from procstation.errors import StationError, SystemUnreachable
from procstation.language import tr

FOLDER = "fetched"
"""In the home: a folder for each target, in it the records that were taken."""
GRACE_S = 2.0
"""Seconds beyond its time limit after which a search is left to itself: looking up the name of a
server knows no limit on some systems."""


@dataclass(frozen=True, slots=True)
class Searched:
    """What came of one target.

    Attributes:
        found: Records that it says it has.
        candidates: How many of them were read.
        unread: Why others of them could not be.
        trouble: Why it could not be asked; None when it was.
    """

    target: str
    found: int
    candidates: int
    unread: tuple[str, ...] = ()
    trouble: StationError | None = None

    @property
    def is_partial(self) -> bool:
        """Whether it has records that are not among the candidates."""
        return self.found > self.candidates


@dataclass(frozen=True, slots=True)
class Found:
    """What came of a search.

    Attributes:
        candidates: In the order of the targets; of each in its own order. The same record from
            two targets is one candidate.
        searched: The targets that were asked.
    """

    wanted: Wanted
    candidates: tuple[Candidate, ...]
    searched: tuple[Searched, ...]

    @property
    def the_one(self) -> Candidate | None:
        """The only candidate, when there are no others unseen and nothing speaks against it."""
        if len(self.candidates) != 1 or any(one.is_partial for one in self.searched):
            return None
        (only,) = self.candidates
        return None if only.doubt else only

    @property
    def trouble(self) -> StationError | None:
        """The first trouble, when nothing was found and not all could be asked."""
        if self.candidates:
            return None
        return next((one.trouble for one in self.searched if one.trouble is not None), None)


class CopyCataloguing:
    """See the module. May be used from any thread.

    Args:
        folder: Where records that were taken are kept.
    """

    def __init__(
        self,
        catalogue: Catalogue,
        folder: Path,
        targets: Sequence[Target],
        settings: CopycatSection,
    ) -> None:
        self._catalogue = catalogue
        self._folder = folder
        self._targets = tuple(targets)
        self._settings = settings
        self._cleaning = Cleaning(settings.drop, settings.keep)

    @classmethod
    def of_station(
        cls,
        catalogue: Catalogue,
        home: Path,
        settings: CopycatSection,
        names: Sequence[str] = (),
    ) -> "CopyCataloguing":
        """Return it for a station.

        Args:
            names: Of the targets to ask; none for all that are set up.

        Raises:
            ConfigError: A target cannot be asked as it is set up.
            UsageError: There is no such target, or none at all.
        """
        return cls(catalogue, home / FOLDER, targets_of(settings.targets, names), settings)

    def look(self, what: Wanted, asking: Callable[[str], None] | None = None) -> Found:
        """Ask the targets: one by one until one has it, or all at once.

        Never raises for what a target does; `Searched.trouble` says it.

        Args:
            asking: Told the names of the targets that are asked now.
        """
        together = [self._targets] if self._settings.parallel else [(one,) for one in self._targets]
        candidates: list[Candidate] = []
        searched: list[Searched] = []
        for targets in together:
            if asking is not None:
                asking(", ".join(target.name for target in targets))
            asked = [(target, self._begin(target, what)) for target in targets]
            for target, future in asked:
                one, found = self._end(target, what, future)
                searched.append(one)
                # Not by their leaders, which have the lengths of a form of the record.
                known = [one.record.fields for one in candidates]
                candidates += [one for one in found if one.record.fields not in known]
            if any(not one.doubt for one in candidates):
                break
        return Found(what, tuple(candidates), tuple(searched))

    def search(self, code: str) -> list[Candidate]:
        """Return the records for a number or words.

        Raises:
            InputRefused: It is no number that can be searched for.
            SystemTrouble: Nothing was found, and a target could not be asked.
        """
        found = self.look(wanted(code))
        if found.trouble is not None:
            raise found.trouble
        return list(found.candidates)

    def take(self, candidate: Candidate) -> int:
        """Take a record into the catalogue and return the number of its title there.

        Raises:
            StoreError, InputRefused: As from `bring_in`.
        """
        return self.bring_in(candidate).title_id

    def bring_in(self, candidate: Candidate) -> Taken:
        """Take a record into the catalogue. Doing it again is no harm.

        Raises:
            StoreError: It cannot be stored, or another process is loading.
            InputRefused: An earlier load is unfinished.
        """
        title = candidate.title
        name = next(iter((*title.isbn, *title.issn)), "") or title.control_number or title.title
        folder = self._folder / candidate.target
        return bring_in(
            self._catalogue, folder, candidate.record, candidate.key, candidate.profile, name
        )

    def _begin(self, target: Target, what: Wanted) -> "Future[Hits]":
        future: Future[Hits] = Future()

        def run() -> None:
            try:
                future.set_result(self._hits(target, what))
            except Exception as error:  # noqa: BLE001  (raised where it is waited for)
                future.set_exception(error)

        # A thread that nobody waits for when the program ends.
        threading.Thread(target=run, name=f"copycat {target.name}", daemon=True).start()
        return future

    def _hits(self, target: Target, what: Wanted) -> Hits:
        most = self._settings.most
        client: SruClient | Z3950Client
        if target.kind == "sru":
            client = SruClient(target)
        else:
            client = Z3950Client(target, self._settings.libyaz)
        return client.search(what, most, lambda record: fits(record, target, what))

    def _end(
        self, target: Target, what: Wanted, future: "Future[Hits]"
    ) -> tuple[Searched, list[Candidate]]:
        """Wait for a search, and read what it found."""
        try:
            hits = future.result(target.timeout_s + GRACE_S)
        except TimeoutError:
            trouble = SystemUnreachable(
                tr(
                    "{name} has not answered within {timeout_s:g} s.",
                    name=target.name,
                    timeout_s=target.timeout_s,
                ),
                tr("Check its address and the network, or give it more time (`timeout_s`)."),
            )
            return Searched(target.name, 0, 0, trouble=trouble), []
        except StationError as error:
            return Searched(target.name, 0, 0, trouble=error), []
        candidates: list[Candidate] = []
        unread = list(hits.unread)
        for record in hits.records:
            read = candidate_of(record, target, what, self._cleaning)
            if isinstance(read, Candidate):
                candidates.append(read)
            else:
                unread.append(read)
        return Searched(target.name, hits.found, len(candidates), tuple(unread)), candidates
