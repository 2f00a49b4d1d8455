"""The tags on the pad, taken apart and compared with what the catalogue says; and put right."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeVar

from procstation.catalog import Catalogue, Item, Title
from procstation.devices import DeviceRunner, RfidPad
from procstation.errors import (
    DeviceError,
    DeviceFault,
    DeviceLost,
    InputRefused,
    StationError,
    TagLost,
)
from procstation.language import tr, tr_marked
from procstation.station.outcome import trouble_of
from procstation.tagging import (
    Inspection,
    Repair,
    Security,
    SitePolicy,
    TagReading,
    UndoFolder,
    WriteReport,
    carry_out,
    inspect,
    offers,
    read_tag,
)

T = TypeVar("T")

ON_LOAN = frozenset({"on loan", "checked out", "loaned", "charged", "issued", "borrowed"})
"""Words of library systems for an item that is with a reader, in lower case."""


@dataclass(frozen=True, slots=True)
class Comparison:
    """A tag against the catalogue.

    Attributes:
        item: The item with the tag's number; None when there is none.
        on_loan: Whether it is with a reader; None when its status says neither.
        differences: What tag and catalogue say differently, one sentence each.
    """

    item: Item | None = None
    title: Title | None = None
    on_loan: bool | None = None
    differences: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class InspectedTag:
    """One tag on the pad.

    Attributes:
        repairs: What can be put right, the most pressing first.
    """

    inspection: Inspection
    comparison: Comparison
    repairs: tuple[Repair, ...]


@dataclass(frozen=True, slots=True)
class InspectedPad:
    """All tags on the pad.

    Attributes:
        patron_cards: How many patron cards lie there; nothing else is kept of them.
        troubles: Why further tags could not be read, one sentence each.
    """

    tags: tuple[InspectedTag, ...] = ()
    patron_cards: int = 0
    troubles: tuple[str, ...] = ()


def compare(inspection: Inspection, catalogue: Catalogue, site: SitePolicy) -> Comparison:
    """Compare a tag with what the catalogue says of its item, and of the tag itself."""
    content, uid = inspection.content, inspection.name
    differences: list[str] = []
    noted = catalogue.item_of_tag(uid)
    if noted is not None and noted.barcode != content.item:
        differences.append(
            tr(
                "This tag was written for {barcode}; it holds {number} now.",
                barcode=noted.barcode,
                number=content.item or tr("no item"),
            )
        )
    if content.item is None:
        return Comparison(differences=tuple(differences))
    if site.owner and content.owner and content.owner != site.owner:
        differences.append(
            tr(
                "Its owner is {owner}; this library is {site_owner}.",
                owner=content.owner,
                site_owner=site.owner,
            )
        )
    held = catalogue.by_barcode(content.item)
    if held is None:
        differences.append(tr("No item in the catalogue has the number {item}.", item=content.item))
        return Comparison(differences=tuple(differences))
    item, title = held
    others = [tag.uid for tag in catalogue.tags_of(content.item) if tag.uid != uid]
    if others and len(others) >= (content.parts or 1):
        known = ", ".join(others)
        differences.append(
            tr("The item also has the tag {known}: which is the right one?", known=known)
        )
    on_loan = _on_loan(item.status)
    meaning = inspection.security.meaning
    if on_loan and meaning is Security.SECURED:
        differences.append(
            tr("The item is {status}, and its tag rings at the gate.", status=item.status)
        )
    elif on_loan is False and meaning is Security.ON_LOAN:
        differences.append(tr("The item is in the library, and its tag is silent at the gate."))
    return Comparison(item, title, on_loan, tuple(differences))


class TagInspector:
    """Inspects and repairs tags on the pad's own thread, one command at a time.

    Args:
        pad: Gives the pad's runner; None when no pad is configured.
        now: The time, ISO 8601 in UTC.
    """

    def __init__(
        self,
        pad: Callable[[], DeviceRunner | None],
        undo: UndoFolder,
        site: SitePolicy,
        catalogue: Catalogue,
        now: Callable[[], str],
        station: str,
    ) -> None:
        self._pad = pad
        self._undo = undo
        self._site = site
        self._catalogue = catalogue
        self._now = now
        self._station = station

    def inspect(self, answer: Callable[[InspectedPad | StationError], None]) -> None:
        """Read all tags on the pad, and answer from its thread with all there is to know."""
        self._submit(self._inspect_all, answer)

    def repair(
        self, uid: bytes, act: str, answer: Callable[[WriteReport | StationError], None]
    ) -> None:
        """Do a repair by its name, if it is still offered for what is on the tag now."""
        self._submit(partial(self._repair, uid, act), answer)

    def _inspect_all(self, pad: RfidPad) -> InspectedPad:
        tags: list[InspectedTag] = []
        troubles: list[str] = []
        cards = 0
        for uid in pad.inventory():
            try:
                reading = self._read(pad, uid)
                if reading.content.is_patron_card:
                    cards += 1
                else:
                    tags.append(self._take_apart(reading))
            except DeviceLost:
                raise
            except StationError as error:
                troubles.append(_unread(error))
        return InspectedPad(tuple(tags), cards, tuple(troubles))

    def _read(self, pad: RfidPad, uid: bytes) -> TagReading:
        return read_tag(pad, uid, self._site.rules, with_eas=self._site.gates.see_eas)

    def _take_apart(self, reading: TagReading) -> InspectedTag:
        site = self._site
        inspection = inspect(reading, site, self._undo)
        comparison = compare(inspection, self._catalogue, site)
        return InspectedTag(inspection, comparison, offers(inspection, site, comparison.on_loan))

    def _repair(self, uid: bytes, act: str, pad: RfidPad) -> WriteReport:
        tag = self._take_apart(self._read(pad, uid))
        repair = next((one for one in tag.repairs if one.act == act), None)
        if repair is None:
            raise InputRefused(
                tr(
                    "The tag {uid} does not need {act} any more.",
                    uid=uid.hex().upper(),
                    act=tr_marked(act),
                ),
                tr("Look at it again."),
            )
        report = carry_out(repair, tag.inspection, pad, self._undo, self._site)
        self._note(report)
        return report

    def _note(self, report: WriteReport) -> None:
        name, content = report.uid.hex().upper(), report.content
        if content.item is None:
            self._catalogue.forget_tag(name)
        else:
            self._catalogue.record_tag(
                content.item, name, content.model, by=self._station, at=self._now()
            )

    def _submit(
        self, call: Callable[[RfidPad], T], answer: Callable[[T | StationError], None]
    ) -> None:
        runner = self._pad()
        if runner is None:
            answer(
                DeviceFault(tr("No RFID pad is configured."), tr("Add one to procstation.toml."))
            )
            return
        runner.submit(call).add_done_callback(
            lambda done: answer(trouble_of(done, tr("The pad")) or done.result())
        )


def _on_loan(status: str) -> bool | None:
    if not status:
        return False
    return True if status.casefold() in ON_LOAN else None


def _unread(error: StationError) -> str:
    # A pad names the tag in what it says, and one that cannot be read may be a patron's.
    if isinstance(error, TagLost):
        return tr("A tag left before it was read: lay it down again.")
    if isinstance(error, DeviceError):
        return tr("A tag cannot be read: lay it in the middle of the pad.")
    return f"{error.what} {error.do_next}"
