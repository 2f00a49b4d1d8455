"""The one narrow interface between a station and any library system.

A connector is found by entry point `procstation.connectors`, as a driver is. It says what its
system can do (`Abilities`) and does it one call at a time; order, patience over hours, conflicts
and memory are the outbox's business.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol
from urllib.parse import urlsplit

import msgspec

from procstation.credentials import Secret
from procstation.ils.clock import Clock
from procstation.ils.records import (
    CheckedIn,
    ItemDraft,
    ItemField,
    ItemKey,
    RemoteItem,
    RemoteTitle,
    Sighting,
    SystemState,
    TitleQuery,
)
from procstation.ils.wire import Wiring


class Options(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The settings of a connector; each has its own, with descriptions."""


@dataclass(frozen=True, slots=True)
class Abilities:
    """What a system lets a station do; the bench adapts to it and says so.

    Attributes:
        changes: The fields that `update_item` can change.
        seen: How it takes a sighting: as such (`stamp`), by a check-in with all that follows from
            one, from a file for its own inventory tool, or not at all ("").
        loans: It tells whether an item is on loan.
        deltas: It tells what was changed since a time.
        batch: Most items in one call of `find_items` and of `mark_seen`.
        parallel: Most calls at the same time.
        remarks: For a person: what to know of it, one sentence each; marked for the catalogues.
    """

    find_items: bool = True
    find_titles: bool = True
    create_titles: bool = False
    create_items: bool = False
    remove_items: bool = False
    changes: frozenset[ItemField] = frozenset()
    seen: Literal["stamp", "check-in", "file", ""] = ""
    check_in: bool = False
    loans: bool = False
    deltas: bool = False
    batch: int = 1
    parallel: int = 1
    remarks: tuple[str, ...] = ()


class LibrarySystem(Protocol):
    """An open connection, or what stands for one. Calls may come from several threads, up to
    `Abilities.parallel` at the same time.

    Every call may raise:

        SystemUnreachable: Nothing was done; may be tried again. `SystemBusy` says when.
        OutcomeUnknown: Of calls that change something: it may have been done.
        SystemDenied: Wrong or expired login, or a right is missing.
        SystemRefused: Not this one; also what is beyond the abilities.
        SystemConfused: The answer cannot be used (of calls that only read).
    """

    @property
    def abilities(self) -> Abilities: ...

    def state(self) -> SystemState:
        """Log in and say who answers."""
        ...

    def find_items(self, keys: Sequence[ItemKey]) -> list[RemoteItem | None]:
        """Return the item of each key, None for one that is not there, in their order.

        Raises:
            SystemRefused: An answer names another item than was asked for.
        """
        ...

    def find_titles(self, query: TitleQuery, limit: int = 20) -> list[RemoteTitle]:
        """Return the bib records that answer, best first."""
        ...

    def create_title(self, record: bytes) -> RemoteTitle:
        """Make a bib record and return it, as far as the system's answer tells.

        Args:
            record: One record in MARCXML.

        Raises:
            SystemRefused: It has one like it already, or does not accept this one.
        """
        ...

    def create_item(self, draft: ItemDraft) -> RemoteItem:
        """Make an item and return it as the system has it then.

        Raises:
            SystemRefused: Another item has the barcode, a value is not accepted, or there is no
                such record.
        """
        ...

    def update_item(self, item: RemoteItem, changes: dict[ItemField, str]) -> RemoteItem:
        """Change an item that was just read, and return it as it is then. What the station does not
        know of it is sent back as it came.

        Raises:
            SystemMoved: It was changed there meanwhile.
            SystemRefused: A value is not accepted, or a field cannot be changed.
        """
        ...

    def remove_item(self, item: RemoteItem) -> None:
        """Take back an item that was made by mistake."""
        ...

    def mark_seen(self, sightings: Sequence[Sighting]) -> list[str]:
        """Note that items were seen; return for each "" or why it could not be noted."""
        ...

    def check_in(self, barcode: str, at: str) -> CheckedIn:
        """Hand an item in, with all that follows from it there. Never used for a sighting unless
        the library chose so."""
        ...

    def changed_since(self, since: str) -> Iterator[RemoteItem]:
        """Yield the items that were changed since a time (ISO 8601 in UTC), each at least once."""
        ...

    def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class Site:
    """How a connector reaches the system of this library.

    Attributes:
        name: What messages call it.
        url: As configured; the connector's `address` where that is a simulated system.
        user: The login's name, or the client id; "" when there is none.
        secret: Fetches the password or key when it is needed; raises SystemDenied without one.
        wiring: The network, or a simulated system.
    """

    name: str
    url: str
    user: str
    secret: Callable[[], Secret]
    wiring: Wiring

    @property
    def clock(self) -> Clock:
        return self.wiring.clock

    @property
    def base(self) -> str:
        """What HTTP paths are appended to. A simulated system gets a host that is nowhere: were its
        wiring forgotten, nothing would reach a real one."""
        if self.url.startswith("sim://"):
            return f"https://{urlsplit(self.url).netloc}.invalid"
        return self.url.rstrip("/")


@dataclass(frozen=True, slots=True)
class Connector:
    """How to open one sort of library system, found by entry point `procstation.connectors`.

    Attributes:
        title: "Koha", for lists.
        open: Makes the connection object; nothing goes over the network before the first call.
        options: Its settings.
        address: What a URL for it looks like, for messages and set-up.
    """

    title: str
    open: Callable[[Site, Any], LibrarySystem]
    options: type[Options] = Options
    address: str = "https://ils.example.org"
