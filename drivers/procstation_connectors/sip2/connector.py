"""SIP2: items looked up, checked in, and little more, with any library system."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from queue import LifoQueue
from urllib.parse import urlsplit

from procstation.ils import (
    Abilities,
    CheckedIn,
    ConfigError,
    Connector,
    ItemDraft,
    ItemField,
    ItemKey,
    LibrarySystem,
    OutcomeUnknown,
    RemoteItem,
    RemoteTitle,
    Sighting,
    Site,
    SystemMoved,
    SystemRefused,
    SystemState,
    TitleQuery,
    field_in_words,
    tr,
)
from procstation_connectors.sip2.dates import read_date, write_date
from procstation_connectors.sip2.layouts import (
    CHECKED_IN,
    CHECKIN,
    ITEM,
    ITEM_INFORMATION,
    ITEM_UPDATE,
    ITEM_UPDATED,
)
from procstation_connectors.sip2.message import Message
from procstation_connectors.sip2.options import Link, Sip2Options, link_of, local_now
from procstation_connectors.sip2.sealed import Sealed
from procstation_connectors.sip2.session import Sip2Session
from procstation_connectors.sip2.supported import supports
from procstation_connectors.sip2.translation import checked_in_of, item_of, words_of

SCHEMES = ("sip2", "sip2s")
CLOCK_OFF_S = 600


class Sip2:
    """A SIP2 server, over one connection or several.

    Args:
        now: The time with its zone.
    """

    def __init__(self, site: Site, link: Link, now: Callable[[], datetime] = local_now) -> None:
        self._site = site
        self._link = link
        self._now = now
        self._status: Message | None = None
        self._sessions = [Sip2Session(site, link) for _ in range(link.options.connections)]
        self._free: LifoQueue[Sip2Session] = LifoQueue()
        for session in self._sessions:
            self._free.put(session)

    @property
    def abilities(self) -> Abilities:
        options = self._link.options
        check_in = supports(self._status, CHECKIN) is not False
        # Only when it says so: many servers take the message and drop it.
        changes = bool(options.properties_of) and supports(self._status, ITEM_UPDATE) is True
        return Abilities(
            find_items=supports(self._status, ITEM_INFORMATION) is not False,
            find_titles=False,
            changes=frozenset({ItemField(options.properties_of)} if changes else ()),
            seen="check-in" if options.seen and check_in else "",
            check_in=check_in,
            loans=True,
            parallel=options.connections,
            remarks=self._link.dialect.remarks,
        )

    def state(self) -> SystemState:
        with self._session() as session:
            # Anew, so that a login that was changed there is found out.
            session.close()
            session.open()
            status, unchecked = session.status, session.unchecked
        assert status is not None
        name = status.get("AM") or self._link.dialect.title
        version = status.fixed["version"].strip()
        place = status.get("AO")
        who = tr("as {user}", user=self._site.user) if self._site.user else tr("without a login")
        detail = tr("{who}, institution {place}", who=who, place=place) if place else who
        return SystemState(
            tr("{name} (SIP {version})", name=name, version=version),
            detail,
            self._warnings(status, unchecked),
        )

    def find_items(self, keys: Sequence[ItemKey]) -> list[RemoteItem | None]:
        return [self._find(key.barcode or key.system_id) for key in keys]

    def find_titles(self, query: TitleQuery, limit: int = 20) -> list[RemoteTitle]:
        del query, limit
        raise self._cannot(tr("look up titles"))

    def create_title(self, record: bytes) -> RemoteTitle:
        del record
        raise self._cannot(tr("make records"))

    def create_item(self, draft: ItemDraft) -> RemoteItem:
        del draft
        raise self._cannot(tr("make items"))

    def update_item(self, item: RemoteItem, changes: dict[ItemField, str]) -> RemoteItem:
        now = self._find(item.barcode)
        beyond = changes.keys() - self.abilities.changes
        if beyond:
            raise self._cannot(
                tr("change {fields}", fields=", ".join(map(field_in_words, sorted(beyond))))
            )
        if now is None or now.values != item.values:
            raise SystemMoved(
                tr(
                    "{name} has {barcode} otherwise than it was read.",
                    name=self._site.name,
                    barcode=item.barcode,
                ),
                tr("Read it again, then decide."),
            )
        properties = changes[ItemField(self._link.options.properties_of)]
        answer = self._ask(
            ITEM_UPDATE, {"date": self._date()}, item.barcode, ("CH", properties), changes=True
        )
        if answer.fixed["ok"] != "1":
            raise self._refused(ITEM_UPDATE, item.barcode, answer)
        changed = self._find(item.barcode)
        if changed is None or any(changed.values.get(key) != changes[key] for key in changes):
            raise SystemRefused(
                tr(
                    "{name} took the properties of {barcode} and did not store them.",
                    name=self._site.name,
                    barcode=item.barcode,
                ),
                tr("Leave the option properties_of empty: this server keeps none."),
            )
        return changed

    def remove_item(self, item: RemoteItem) -> None:
        del item
        raise self._cannot(tr("remove items"))

    def mark_seen(self, sightings: Sequence[Sighting]) -> list[str]:
        if sightings and not self.abilities.seen:
            raise self._cannot(tr("take sightings; the option seen allows it by a check-in"))
        return [self._mark_seen(sighting) for sighting in sightings]

    def check_in(self, barcode: str, at: str) -> CheckedIn:
        options = self._link.options
        date = write_date(datetime.fromisoformat(at).astimezone(self._now().tzinfo), self._utc)
        fixed = {"no block": "N", "date": self._date(), "return date": date}
        answer = self._ask(CHECKIN, fixed, barcode, ("AP", options.location_code), changes=True)
        if answer.fixed["ok"] != "1":
            raise self._refused(CHECKIN, barcode, answer)
        return checked_in_of(answer, self._link)

    def changed_since(self, since: str) -> Iterator[RemoteItem]:
        del since
        raise self._cannot(tr("tell what was changed"))

    def close(self) -> None:
        for session in self._sessions:
            session.close()

    def _find(self, barcode: str) -> RemoteItem | None:
        answer = self._ask(ITEM_INFORMATION, {"date": self._date()}, barcode)
        return item_of(answer, self._link)

    def _mark_seen(self, sighting: Sighting) -> str:
        try:
            self.check_in(sighting.key.barcode or sighting.key.system_id, sighting.at)
        except SystemRefused as error:
            return error.what
        return ""

    def _ask(
        self,
        code: str,
        fixed: dict[str, str],
        barcode: str,
        *more: tuple[str, str],
        changes: bool = False,
    ) -> Message:
        """Ask about one item and return what is said of that item."""
        with self._session() as session:
            session.open()
            if supports(session.status, code) is False:
                raise self._cannot(tr("take message {code}, as it says itself", code=code))
            fields = (*more, *self._common(session.status), ("AB", barcode), *self._password())
            answer = session.ask(Message(code, fixed, fields), ANSWERS[code], changes)
        told = answer.get("AB")
        if told != barcode:
            what = tr(
                "{name} was asked for {barcode} and answers about {told}.",
                name=self._site.name,
                barcode=barcode,
                told=told or tr("none"),
            )
            if changes:
                raise OutcomeUnknown(what, tr("Look there what became of it."))
            raise SystemRefused(what, tr("Check which number it looks items up by."))
        return answer

    def _common(self, status: Message | None) -> tuple[tuple[str, str], ...]:
        told = status.get("AO") if status is not None else ""
        return (("AO", self._link.options.institution or told),)

    def _password(self) -> tuple[tuple[str, str], ...]:
        match self._link.options.terminal_password:
            case "password":
                return (("AC", Sealed(self._site.secret().reveal())),)
            case "left out":
                return ()
            case _:
                return (("AC", ""),)

    @contextmanager
    def _session(self) -> Iterator[Sip2Session]:
        session = self._free.get()
        try:
            yield session
        finally:
            self._status = session.status or self._status
            self._free.put(session)

    @property
    def _utc(self) -> bool:
        return self._link.options.utc_dates

    def _date(self) -> str:
        return write_date(self._now(), self._utc)

    def _warnings(self, status: Message, unchecked: bool) -> list[str]:
        options, dialect = self._link.options, self._link.dialect
        found = []
        if unchecked:
            found.append(
                tr("Its answers carry no checksum: what is garbled on the way goes unseen.")
            )
        if supports(status, ITEM_INFORMATION) is False:
            found.append(tr("It says that it tells nothing about items."))
        if supports(status, CHECKIN) is False or status.fixed["checkin ok"] == "N":
            found.append(tr("This station may not check in there."))
        if options.properties_of and supports(status, ITEM_UPDATE) is not True:
            found.append(tr("It does not say that it takes item properties: none are sent."))
        if dialect.needs_location_code and not options.location_code:
            found.append(tr("It wants a location code (option location_code)."))
        if dialect.needs_institution and not options.institution:
            found.append(tr("It wants an institution (option institution)."))
        theirs, ours = read_date(status.fixed["date"]), self._now()
        if theirs is not None:
            theirs = theirs.replace(tzinfo=theirs.tzinfo or ours.tzinfo)
            if abs((theirs - ours).total_seconds()) > CLOCK_OFF_S:
                found.append(
                    tr(
                        "Its clock shows {theirs:%Y-%m-%d %H:%M}, ours {ours:%Y-%m-%d %H:%M}.",
                        theirs=theirs,
                        ours=ours,
                    )
                )
        return found

    def _cannot(self, what: str) -> SystemRefused:
        return SystemRefused(
            tr("{name} cannot {what}.", name=self._site.name, what=what),
            tr("SIP2 has no more; use another connector for it."),
        )

    def _refused(self, code: str, barcode: str, answer: Message) -> SystemRefused:
        words = words_of(answer)
        return SystemRefused(
            tr(
                "{name} refuses message {code} for {barcode}: {words}.",
                name=self._site.name,
                code=code,
                barcode=barcode,
                words=words,
            )
            if words
            else tr(
                "{name} refuses message {code} for {barcode} and does not say why.",
                name=self._site.name,
                code=code,
                barcode=barcode,
            ),
            tr("Look at the item in the system."),
        )


ANSWERS = {ITEM_INFORMATION: ITEM, ITEM_UPDATE: ITEM_UPDATED, CHECKIN: CHECKED_IN}


def open_sip2(site: Site, options: Sip2Options) -> LibrarySystem:
    """Raises ConfigError: the address is none, or the login lacks a name."""
    parts = urlsplit(site.url)
    if parts.scheme not in SCHEMES or not parts.hostname:
        raise ConfigError(
            tr("{url!r} is no address of a SIP2 server.", url=site.url),
            tr("Write sip2://HOST:PORT, or sip2s://HOST:PORT for an encrypted connection."),
        )
    if options.login != "none" and not site.user:
        raise ConfigError(
            tr("{name} has no user for its login.", name=site.name),
            tr('Set user, or the option login = "none" if the server wants no login.'),
        )
    return Sip2(site, link_of(options))


CONNECTOR = Connector("SIP2", open_sip2, Sip2Options, "sip2://ils.example.org:6001")
