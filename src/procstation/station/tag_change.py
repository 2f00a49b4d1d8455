"""Changing a tag that holds an item: corrected, marked, emptied; its security set last."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime

from procstation.devices import RfidPad
from procstation.errors import InputRefused
from procstation.language import tr
from procstation.linking import ChangeTag, Undo
from procstation.linking.change import SITE_HERE
from procstation.tagging import (
    SitePolicy,
    TagReading,
    TagWriter,
    UndoFolder,
    UndoImage,
    WriteReport,
    image_of,
    read_tag,
)
from procstation.tagging.guards import refuse_patron_card, require_alone
from procstation.tagging.write import CLEARING, RESTORING
from procstation.tags import TagRecord, convert

SECURING = "secure "
"""How the reason of an undo image begins when only the security of its tag was to be set."""


class TagChanger:
    """Changes tags on one pad; what a tag held is kept before anything of it is touched."""

    def __init__(self, pad: RfidPad, undo: UndoFolder, site: SitePolicy) -> None:
        self._pad = pad
        self._undo = undo
        self._site = site
        self._writer = TagWriter(pad, undo, site)

    def change(self, wish: ChangeTag, allow: list[bytes]) -> WriteReport:
        """Do what is wished, or finish it on a tag where it did not end.

        Raises:
            InputRefused: The tag does not hold the item, or a guard stopped it.
            NotSecured, TagTorn, TagRefused, TagLost, DeviceLost, DeviceFault, StoreError: As for
                `TagWriter.write`.
        """
        uid = bytes.fromhex(wish.uid)
        require_alone(self._pad, uid, allow)
        reading = self._read(uid)
        refuse_patron_card(reading.content)
        if wish.act == "clear":
            if not self._is_cleared(reading, wish.barcode):
                self._require_item(reading, wish.barcode)
            report = self._writer.clear(uid, wish.barcode, allow=allow)
        elif wish.act == "keep":
            self._require_item(reading, wish.barcode)
            report = WriteReport(uid, reading.content, 0, self._site.security(reading.marks))
        else:
            record, losses = self._record(reading, wish)
            report = self._writer.write(uid, record, unsecured=True, allow=allow)
            # What was not written has lost nothing.
            losses = losses if report.blocks_written else ()
            report = replace(report, warnings=tuple(dict.fromkeys((*losses, *report.warnings))))
        return self._secured(report, wish)

    def _secured(self, report: WriteReport, wish: ChangeTag) -> WriteReport:
        if wish.secured is None or report.security.secured in {wish.secured}:
            return report
        if self._site.marks(secured=wish.secured).empty:
            return report
        image = image_of(
            self._read(report.uid), datetime.now(UTC), f"{SECURING}{wish.barcode}", wish.barcode
        )
        self._undo.finish(self._undo.keep(image))
        done = self._writer.secure(report.uid, wish.secured)
        return replace(
            done, blocks_written=report.blocks_written, warnings=(*report.warnings, *done.warnings)
        )

    def _record(self, reading: TagReading, wish: ChangeTag) -> tuple[TagRecord, tuple[str, ...]]:
        """Return what the tag is to say, and what it says now and will not say then."""
        torn = self._undo.unfinished(reading.uid)
        meant = torn.record if torn is not None and reading.content.item is None else None
        if meant is not None and meant.item == wish.barcode:
            return meant, ()
        self._require_item(reading, wish.barcode)
        size, block_size = len(reading.memory), reading.block_size
        converted = convert(reading.content, self._site.model, size=size, block_size=block_size)
        record = converted.record
        if wish.act == "mark":
            return replace(record, usage=wish.usage), converted.losses
        new = elements_here(wish.elements, self._site)
        kept = {number: new.get(number, text) for number, text in record.elements.items()}
        emptied = {number for number in wish.elements if number not in new}
        kept = {number: text for number, text in kept.items() if number not in emptied}
        return replace(record, elements=kept), converted.losses

    def _read(self, uid: bytes) -> TagReading:
        return read_tag(self._pad, uid, self._site.rules, with_eas=self._site.gates.see_eas)

    def _require_item(self, reading: TagReading, barcode: str) -> None:
        item = reading.content.item
        torn = self._undo.unfinished(reading.uid)
        begun = torn is not None and barcode in {torn.item, torn.intended}
        if item != barcode and not (item is None and begun):
            uid = reading.uid.hex().upper()
            raise InputRefused(
                tr(
                    "The tag {uid} holds {number}, and not {barcode}.",
                    uid=uid,
                    number=item or tr("no item"),
                    barcode=barcode,
                ),
                tr("Lay down the item's own tag, or skip the step if it has none."),
            )

    def _is_cleared(self, reading: TagReading, barcode: str) -> bool:
        """Whether it was emptied for this already, and the answer was lost."""
        # After that its security may have been set; what counts is the last change of its data.
        images = [
            one
            for one in self._undo.images(reading.uid)
            if one.reason != RESTORING and not one.reason.startswith(SECURING)
        ]
        last = images[-1] if images else None
        asked = last is not None and last.item == barcode and last.reason.startswith(CLEARING)
        return asked and reading.content.item is None


def image_before(images: Sequence[UndoImage], wish: Undo) -> UndoImage | None:
    """Return a tag as it was before the item got to it, or before the job changed it; None when
    nothing of it was touched.

    Args:
        images: Of the tag, oldest first.
    """
    if not wish.since:
        return next((one for one in reversed(images) if one.intended == wish.barcode), None)
    since = datetime.fromisoformat(wish.since)
    return next(
        (
            one
            for one in images
            if one.when >= since
            and one.reason != RESTORING
            and wish.barcode in {one.item, one.intended}
        ),
        None,
    )


def elements_here(elements: Mapping[int, str], site: SitePolicy) -> dict[int, str]:
    """Return elements of a tag with this library's ISIL in its places, without the empty ones."""
    texts = {
        number: text.replace(SITE_HERE, site.owner or "").strip()
        for number, text in elements.items()
    }
    return {number: text for number, text in texts.items() if text}
