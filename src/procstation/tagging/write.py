"""The safe write: guards, undo image, safe order, read-back, security last.

A tag that leaves in mid-write reads as no item (see `plan`), and the station knows it by its undo
image: calling the same write again when it is back finishes the work. All calls are idempotent.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime

from procstation.devices import RfidPad
from procstation.errors import InputRefused
from procstation.tagging.guards import refuse_patron_card, require_alone, require_replaceable
from procstation.tagging.reading import TagReading, read_tag
from procstation.tagging.site import Security, SitePolicy
from procstation.tagging.undo import UndoFolder, UndoImage, image_of
from procstation.tagging.writing import WriteProgress, Writing
from procstation.tags import TagContent, TagRecord, encode


@dataclass(frozen=True, slots=True)
class WriteReport:
    """A write that ended well.

    Attributes:
        content: What the tag holds, read back.
        blocks_written: How many blocks were written, repeated ones counted each time.
        afi: As read back; None when the tag has none.
        warnings: What the model could not keep, and what could not be done.
    """

    uid: bytes
    content: TagContent
    blocks_written: int
    afi: int | None
    security: Security | None
    warnings: tuple[str, ...] = ()


class TagWriter:
    """Writes tags on one pad.

    Args:
        clock: Tells the time noted in undo images.
    """

    def __init__(
        self,
        pad: RfidPad,
        undo: UndoFolder,
        site: SitePolicy,
        clock: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._pad = pad
        self._undo = undo
        self._site = site
        self._clock = clock

    def write(
        self,
        uid: bytes,
        record: TagRecord,
        *,
        expect_replacing: str | None = None,
        overwrite_foreign: bool = False,
        allow: Collection[bytes] = (),
        progress: Callable[[WriteProgress], None] | None = None,
    ) -> WriteReport:
        """Make the tag hold a record, verified, and secured when the site wants it.

        Called again for a tag that holds it, it writes nothing; for a torn one, it finishes.

        Args:
            expect_replacing: An item that may be replaced.
            overwrite_foreign: Whether data of unknown meaning may be replaced.
            allow: Other tags that may lie in the field.

        Raises:
            InputRefused: A guard stopped it, or the record does not fit; nothing was written.
            TagTorn: The tag or the pad went away after writing had begun.
            TagRefused: The tag does not take the data; it was put back as it was.
            TagLost, DeviceLost, DeviceFault, StoreError: Before anything was written.
        """
        require_alone(self._pad, uid, allow)
        reading = read_tag(self._pad, uid, self._site.rules)
        torn = self._unfinished(reading)
        require_replaceable(reading, record.item, torn, expect_replacing, overwrite_foreign)
        if record.is_patron_card:
            raise InputRefused(
                f"The type of usage {record.usage:02X} is that of a patron card.",
                "Give the usage of an item, as 10.",
            )
        image = encode(
            record, self._site.model, size=len(reading.memory), block_size=reading.block_size
        )
        target = self._target(reading, image.data)
        afi = self._site.afi_secured if self._site.secure else None
        writing = Writing(self._pad, self._undo, reading, torn, progress)
        reason = f"write {record.item}"
        writing.bring_to(target, image_of(reading, self._clock(), reason, record.item))
        return self._finish(writing, afi, image.warnings)

    def secure(self, uid: bytes, on: bool) -> WriteReport:
        """Set the security of an item to in the library (on) or on loan (off), and verify it.

        Raises:
            InputRefused: The tag has no AFI, or is a patron card.
            TagRefused: Its AFI is locked.
            TagTorn: The tag or the pad went away; the AFI may be either.
            TagLost, DeviceLost, DeviceFault: Before anything was written.
        """
        reading = read_tag(self._pad, uid, self._site.rules)
        refuse_patron_card(reading.content)
        if reading.afi is None:
            raise InputRefused(
                f"The tag {uid.hex().upper()} ({reading.family.name}) has no AFI.",
                "Secure it by other means, or use another tag.",
            )
        afi = self._site.afi_secured if on else self._site.afi_on_loan
        return self._finish(Writing(self._pad, self._undo, reading, None, None), afi, ())

    def restore(
        self,
        uid: bytes,
        image: UndoImage,
        *,
        expect_replacing: str | None = None,
        allow: Collection[bytes] = (),
        progress: Callable[[WriteProgress], None] | None = None,
    ) -> WriteReport:
        """Put a tag back as an image has it, memory and AFI. What it held is kept again.

        Raises:
            InputRefused: The image is of another tag, or the tag now holds an item that is
                neither the image's nor the one that replaced it; nothing was written.
            TagTorn, TagRefused, TagLost, DeviceLost, DeviceFault, StoreError: As for `write`.
        """
        if image.uid != uid:
            raise InputRefused(
                f"The image is of tag {image.uid.hex().upper()}, on the pad is "
                f"{uid.hex().upper()}.",
                "Lay down that tag.",
            )
        require_alone(self._pad, uid, allow)
        reading = read_tag(self._pad, uid, self._site.rules)
        torn = self._unfinished(reading)
        own = reading.content.item in {image.item, image.intended}
        expected = reading.content.item if own else expect_replacing
        # The image is proof enough that whatever is unreadable now was ours to write.
        require_replaceable(reading, image.item, torn, expected, overwrite_foreign=True)
        if (len(image.memory), image.block_size) != (len(reading.memory), reading.block_size):
            raise InputRefused(
                f"The image has {len(image.memory)} bytes in blocks of {image.block_size}, the "
                f"tag {len(reading.memory)} in blocks of {reading.block_size}.",
                "Give the image of this tag.",
            )
        writing = Writing(self._pad, self._undo, reading, torn, progress)
        kept = image_of(reading, self._clock(), "restore", image.item)
        writing.bring_to(image.memory, kept)
        return self._finish(writing, image.afi, ())

    def _unfinished(self, reading: TagReading) -> UndoImage | None:
        torn = self._undo.unfinished(reading.uid)
        item = reading.content.item
        if torn is not None and item is not None and item != torn.intended:
            # It never began, or another station has written the tag since.
            self._undo.finish(torn)
            return None
        return torn

    def _target(self, reading: TagReading, image: bytes) -> bytes:
        old, size = reading.memory, reading.block_size
        wanted = reading.decode(image)
        now = reading.content
        same = now.model is wanted.model and now.record == wanted.record and now.record is not None
        if same and not now.warnings and now.block_order == "normal":
            # The same record may be coded otherwise by another maker: no reason to write.
            return old
        target = bytearray(image.ljust(len(old), b"\0"))
        for block in range(len(image) // size, len(reading.locked)):
            if reading.locked[block]:
                target[block * size : (block + 1) * size] = old[block * size : (block + 1) * size]
        result = reading.decode(bytes(target))
        if result.record != wanted.record or result.model is not self._site.model:
            said = "no DSFID" if reading.dsfid is None else f"DSFID {reading.dsfid:02X}"
            raise InputRefused(
                f"With its {said} and its locked blocks this tag would not read as "
                f"{self._site.model}: {result.why}",
                "Use another tag, or the model its DSFID announces.",
            )
        return bytes(target)

    def _finish(self, writing: Writing, afi: int | None, warnings: tuple[str, ...]) -> WriteReport:
        reading = writing.reading
        if afi is not None and reading.afi is None:
            warnings = (*warnings, "The tag has no AFI: its security was not set.")
        elif afi is not None:
            writing.bring_afi_to(afi)
        writing.end()
        now = reading.afi if afi is None or reading.afi is None else afi
        content = reading.decode(writing.memory)
        return WriteReport(
            reading.uid, content, writing.written, now, self._site.security(now), warnings
        )
