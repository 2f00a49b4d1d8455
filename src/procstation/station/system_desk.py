"""Where the bench meets the library system: what goes there, what comes back, and how it stands."""

from collections.abc import Callable, Mapping
from contextlib import suppress
from functools import partial
from pathlib import Path
from types import MappingProxyType

from procstation.catalog import Catalogue
from procstation.catalog.bench_edits import Signed, set_status
from procstation.config import Config, OutboxSection
from procstation.devices import Presence
from procstation.errors import ConfigError, InputRefused, StoreError, did_you_mean
from procstation.ils import LibrarySystem, Wiring, open_system
from procstation.ils.registry import wiring_of
from procstation.language import tr, trn
from procstation.linking import AnyInput, DeviceChanged, SystemAnswered
from procstation.outbox import (
    Counts,
    Courier,
    CourierState,
    FetchedRecords,
    Kind,
    NewItems,
    Outbox,
    Outcome,
    Patience,
    in_words,
    post_item,
    take_back_barcode,
)
from procstation.station.device_status import DeviceStatus

Connect = Callable[[], LibrarySystem]
"""Opens a connection; nothing goes over the network yet."""

FETCHED = "fetched"
"""The folder of the home where copy cataloguing keeps the records it took."""

NO_WIRINGS: Mapping[str, Wiring] = MappingProxyType({})


class SystemDesk:
    """The outbox of a station and its courier.

    Args:
        name: The system's table in the configuration, which messages call it by.
        connect: Opens a further connection to the system; None when there is but one.

    Attributes:
        outbox: All messages.
    """

    def __init__(
        self,
        name: str,
        system: LibrarySystem,
        catalogue: Catalogue,
        station: str,
        now: Callable[[], str],
        section: OutboxSection,
        connect: Connect | None = None,
        fetched: Path | None = None,
    ) -> None:
        self.name = name
        self.system = system
        self.connect = connect or (lambda: system)
        self._post: Callable[[AnyInput, str], None] = lambda *_: None
        self._changed: Callable[[], None] = lambda: None
        self._was_reached = True
        self._store = catalogue.store
        self._now = now
        self._new_items = new_items_of(section)
        self._at_once = section.at_once
        patience = Patience(section.retry_s, section.longest_retry_s)
        self.outbox = Outbox(self._store, station, now, self._new_items, patience, fetched)
        self._fetched = FetchedRecords(self._store, fetched)
        self.courier = Courier(
            self.outbox,
            name,
            system,
            now,
            self._tell,
            self._show,
            make_records=section.make_records,
        )
        self._started = False
        self._counts = Counts()

    @classmethod
    def of(
        cls,
        config: Config,
        catalogue: Catalogue,
        now: Callable[[], str],
        who: str = "",
        wirings: Mapping[str, Wiring] = NO_WIRINGS,
        home: Path | None = None,
    ) -> "SystemDesk | None":
        """Return the desk of a station; None when no system is configured.

        Args:
            who: Sends and decides; the station itself when "". Two that run at the same time must
                not have one name: a message under way is taken up again by who claimed it.
            home: Where records that were fetched or entered here are kept whole.
            wirings: The way to a system, by its name, where that is not its URL's.

        Raises:
            ConfigError, DriverNotFound: The configuration names something that does not exist.
        """
        if not config.systems:
            return None
        connect = connector_to(config, wirings)
        name, station = told_system(config), who or config.station.name
        folder = home / FETCHED if home else None
        return cls(name, connect(), catalogue, station, now, config.outbox, connect, folder)

    def report_to(self, post: Callable[[AnyInput, str], None], changed: Callable[[], None]) -> None:
        """Say who hears of it: the bench of what the system answers, the faces of any change."""
        self._post = post
        self._changed = changed

    @property
    def state(self) -> CourierState:
        return self.courier.state

    def counts(self) -> Counts:
        return self.outbox.counts()

    def status(self) -> DeviceStatus:
        """Return how it stands with the system, as a device is shown; reads no store."""
        state, counts = self.state, self._counts
        words = [tr("{count} wait", count=counts.waiting)] if counts.waiting else []
        if counts.needs_a_person:
            words = [trn("{count} needs you", "{count} need you", counts.needs_a_person)]
        if state.paused:
            words.insert(0, tr("paused"))
        presence = Presence.READY
        if state.reached is False:
            presence = Presence.LOST
            words.insert(0, tr("away"))
        detail = f"{state.trouble} {state.do_next}".strip()
        needs_you = bool(counts.needs_a_person) or state.paused
        return DeviceStatus(self.name, "system", presence, " ".join(words), detail, needs_you)

    def news(self) -> None:
        """Say that something was done to the outbox: it is counted anew, and sent."""
        self._count()
        self.courier.wake()
        self._changed()

    def _count(self) -> None:
        # What was done is done; while the store is away the numbers of before are shown.
        with suppress(StoreError):
            self._counts = self.outbox.open_counts()

    def start(self) -> None:
        """Take up what was under way, and begin to send."""
        self.outbox.open()
        self._count()
        if self._at_once:
            self.courier.start()
            self._started = True

    def stop(self) -> None:
        """End; what is not sent waits. Harmless when done twice."""
        if self._started:
            self._started = False
            self.courier.stop()
        else:
            self.system.close()

    def hand_over(self, barcode: str, status: str, act: str) -> str:
        """Set an item's status, when there is one to set, and post what the system does not know
        of it; both or neither. Return in words what it is told.

        Args:
            act: Names what was done: done again, it posts nothing twice.

        Raises:
            InputRefused: No item has the barcode.
        """
        signed = Signed(self.outbox.by(), self._now())
        # Before the transaction, which others wait for.
        marc = self._fetched.of_barcode(barcode)
        with self._store.posting() as (rows, items):
            if status:
                set_status(items, barcode, status, signed)
            row = items.item_with_barcode(barcode)
            if row is None:
                raise InputRefused(
                    tr("No item has barcode {barcode}.", barcode=barcode),
                    tr("Look the item up again."),
                )
            message = post_item(rows, items, row.id, act, signed, self._new_items, marc)
        self._count()
        self.courier.wake()
        if message is None:
            return tr("{name} knows it all already", name=self.name)
        return tr(
            "{name} is told: {what}",
            name=self.name,
            what=in_words(message.kind, message.wish.fields),
        )

    def take_back(self, barcode: str, act: str) -> str:
        """Take back a barcode that was given at the bench, and what the system was told of it; say
        in words what becomes of that.

        Raises:
            InputRefused: The barcode was not given at the bench.
        """
        signed = Signed(self.outbox.by(), self._now())
        with self._store.posting() as (rows, items):
            opposite = take_back_barcode(rows, items, act, barcode, signed)
        self._count()
        self.courier.wake()
        if opposite is None:
            return ""
        if opposite.kind is Kind.REMOVE:
            return ", " + tr("and {name} is asked to remove the item", name=self.name)
        return ", " + tr("and {name} is told that it was nothing", name=self.name)

    def _show(self, state: CourierState) -> None:
        reached = state.reached is not False
        if reached != self._was_reached:
            self._was_reached = reached
            presence = "ready" if reached else "lost"
            detail = tr("it answers again") if reached else f"{state.trouble} {state.do_next}"
            self._post(DeviceChanged("system", presence, detail), self.name)
        self._count()
        self._changed()

    def _tell(self, outcome: Outcome) -> None:
        message, answer = outcome.message, outcome.answer
        detail = f"{self.name}: {outcome.said}"
        if answer.do_next:
            detail = f"{self.name}: {answer.what} {answer.do_next}"
        self._post(SystemAnswered(message.barcode, outcome.state.value, detail), self.name)
        self._count()
        self._changed()


def told_system(config: Config) -> str:
    """Return the name of the system that is told of changes.

    Raises:
        ConfigError: None is configured, or not that one.
    """
    name = config.outbox.to or next(iter(config.systems), "")
    if name not in config.systems:
        what = (
            tr("No system is named {name!r}.", name=name)
            if name
            else tr("No library system is configured.")
        )
        raise ConfigError(
            what, did_you_mean(name, config.systems) if name else tr("Add [systems.NAME].")
        )
    return name


def connector_to(config: Config, wirings: Mapping[str, Wiring] = NO_WIRINGS) -> Connect:
    """Return what opens a connection to the system that is told of changes. All of them go the same
    way: a simulated system is one for all.

    Raises:
        ConfigError, DriverNotFound: As from `SystemDesk.of`.
    """
    name = told_system(config)
    section = config.systems[name]
    return partial(open_system, name, section, wirings.get(name) or wiring_of(section.url))


def new_items_of(section: OutboxSection) -> NewItems:
    new = section.new_items
    return NewItems(new.library, new.location, new.item_type, new.status)
