"""The safe write: guards, undo image, safe order, read-back, security last.

A tag that leaves in mid-write reads as no item (see `plan`), and the station knows it by its undo
image: calling the same write again when it is back finishes the work. All calls are idempotent.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime

from procstation.devices import RfidPad
from procstation.errors import InputRefused
from procstation.language import tr
from procstation.tagging.carrying import Rewrite, carried_over, left_out, require_ours
from procstation.tagging.guards import (
    refuse_patron_card,
    require_alone,
    require_markable,
    require_replaceable,
)
from procstation.tagging.reading import TagReading, read_tag
from procstation.tagging.securing import MarksRefused
from procstation.tagging.security import GateMarks, NotSecured, SecurityState
from procstation.tagging.site import SitePolicy
from procstation.tagging.target import empty_on, target_on
from procstation.tagging.undo import UndoFolder, UndoImage, image_of
from procstation.tagging.writing import WriteProgress, Writing
from procstation.tags import TagContent, TagRecord, encode

CLEARING, RESTORING = "clear ", "restore"
"""How the reason of an undo image begins when its tag was emptied, or got its old content back."""


@dataclass(frozen=True, slots=True)
class WriteReport:
    """A write that ended well.

    Attributes:
        content: What the tag holds, read back.
        blocks_written: How many blocks were written, repeated ones counted each time.
        security: As read back.
        warnings: What the model could not keep, and what could not be done.
    """

    uid: bytes
    content: TagContent
    blocks_written: int
    security: SecurityState
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
        unsecured: bool = False,
        anew: bool = False,
        allow: Collection[bytes] = (),
        progress: Callable[[WriteProgress], None] | None = None,
    ) -> WriteReport:
        """Make the tag hold a record, verified, and secured when the site wants it.

        Called again for a tag that holds it, it writes nothing; for a torn one, it finishes.

        Args:
            expect_replacing: An item that may be replaced.
            overwrite_foreign: Whether data of unknown meaning may be replaced.
            unsecured: Leave its security as it is.
            anew: Lay the data out anew though the tag reads as that record already.
            allow: Other tags that may lie in the field.

        Raises:
            InputRefused: A guard stopped it, the record does not fit, or pad or tag have not what
                the gates look at; nothing was written.
            NotSecured: The data are on the tag, verified; it does not take the security.
            TagTorn: The tag or the pad went away after writing had begun.
            TagRefused: The tag does not take the data; it was put back as it was.
            TagLost, DeviceLost, DeviceFault, StoreError: Before anything was written.
        """
        require_alone(self._pad, uid, allow)
        reading = self._read(uid)
        rewrite = Rewrite(record, left_out(reading.content, record))
        torn = self._replaceable(reading, record.item, expect_replacing, overwrite_foreign)
        return self._write(reading, rewrite, torn, progress, unsecured=unsecured, anew=anew)

    def write_item(
        self,
        uid: bytes,
        item: str,
        parts: int | None = None,
        part: int | None = None,
        *,
        elements: Mapping[int, str] | None = None,
        take_over: bool = False,
        expect_replacing: str | None = None,
        overwrite_foreign: bool = False,
        allow: Collection[bytes] = (),
        progress: Callable[[WriteProgress], None] | None = None,
    ) -> WriteReport:
        """Make the tag hold an item as this library writes it, with what the tag says of that item
        already; otherwise as `write`. What cannot be kept stands in the report's warnings.

        Args:
            parts: None leaves what the tag says.
            elements: Further elements it is to have, by number.
            take_over: Whether the item of another library is this library's now.

        Raises:
            InputRefused: Also when the tag names another library as its owner.
            NotSecured, TagTorn, TagRefused, TagLost, DeviceLost, DeviceFault, StoreError: As for
                `write`.
        """
        require_alone(self._pad, uid, allow)
        reading = self._read(uid)
        torn = self._replaceable(reading, item, expect_replacing, overwrite_foreign)
        if not take_over:
            require_ours(reading, item, self._site)
        rewrite = carried_over(
            reading, self._site.record(item, parts, part, elements), torn, self._site
        )
        return self._write(reading, rewrite, torn, progress)

    def _replaceable(
        self,
        reading: TagReading,
        item: str,
        expect_replacing: str | None,
        overwrite_foreign: bool,
    ) -> UndoImage | None:
        """Require that the tag may be given to the item; return the image of a torn write."""
        torn = self._unfinished(reading)
        require_replaceable(reading, item, torn, expect_replacing, overwrite_foreign)
        return torn

    def _write(
        self,
        reading: TagReading,
        rewrite: Rewrite,
        torn: UndoImage | None,
        progress: Callable[[WriteProgress], None] | None,
        *,
        unsecured: bool = False,
        anew: bool = False,
    ) -> WriteReport:
        record, model = rewrite.record, self._site.model
        if record.is_patron_card:
            raise InputRefused(
                tr("The type of usage {usage:02X} is that of a patron card.", usage=record.usage),
                tr("Give the usage of an item, as 10."),
            )
        marks = GateMarks() if unsecured else self._site.marks(secured=True)
        require_markable(self._pad, reading, marks)
        image = encode(record, model, size=len(reading.memory), block_size=reading.block_size)
        target = target_on(reading, image.data, model, anew)
        writing = Writing(self._pad, self._undo, reading, torn, progress)
        reason = f"write {record.item}"
        before = image_of(reading, self._clock(), reason, record.item, record)
        writing.bring_to(target, before)
        warnings = tuple(dict.fromkeys((*rewrite.losses, *image.warnings)))
        # What was not written anew has lost nothing.
        lost = warnings if writing.written or torn is not None else image.warnings
        return self._finish(writing, marks, lost)

    def clear(self, uid: bytes, item: str, *, allow: Collection[bytes] = ()) -> WriteReport:
        """Empty a tag that holds an item, and verify that; its security stays as it is.

        Called again for one that is empty, it writes nothing; for a torn one, it finishes.

        Args:
            allow: Other tags that may lie in the field.

        Raises:
            InputRefused: It holds another item, or locked blocks would go on naming this one.
            TagTorn, TagRefused, TagLost, DeviceLost, DeviceFault, StoreError: As for `write`.
        """
        require_alone(self._pad, uid, allow)
        reading = self._read(uid)
        torn = self._replaceable(reading, item, None, overwrite_foreign=False)
        writing = Writing(self._pad, self._undo, reading, torn, None)
        before = image_of(reading, self._clock(), f"{CLEARING}{item}")
        writing.bring_to(empty_on(reading, item), before)
        return self._finish(writing, GateMarks(), ())

    def secure(self, uid: bytes, on: bool) -> WriteReport:
        """Set the security of an item to in the library (on) or on loan (off), and verify it.

        Raises:
            InputRefused: Pad or tag have not what the gates look at, the gates look at nothing,
                or the tag is a patron card.
            NotSecured: The tag does not take it: its AFI or its EAS bit is locked.
            TagTorn: The tag or the pad went away; it may be either.
            TagLost, DeviceLost, DeviceFault: Before anything was written.
        """
        marks = self._site.marks(secured=on)
        if marks.empty:
            raise InputRefused(
                tr("The configuration says that no gate here looks at tags."),
                tr("Set `security` under [tags] to what your gates look at: afi, eas or both."),
            )
        reading = self._read(uid)
        refuse_patron_card(reading.content)
        require_markable(self._pad, reading, marks)
        return self._finish(Writing(self._pad, self._undo, reading, None, None), marks, ())

    def restore(
        self,
        uid: bytes,
        image: UndoImage,
        *,
        expect_replacing: str | None = None,
        allow: Collection[bytes] = (),
        progress: Callable[[WriteProgress], None] | None = None,
    ) -> WriteReport:
        """Put a tag back as an image has it, memory and security. What it held is kept again.

        Raises:
            InputRefused: The image is of another tag, or the tag now holds an item that is
                neither the image's nor the one that replaced it; nothing was written.
            TagTorn, TagRefused, TagLost, DeviceLost, DeviceFault, StoreError: As for `write`.
        """
        if image.uid != uid:
            raise InputRefused(
                tr(
                    "The image is of tag {uid}, on the pad is {on_pad}.",
                    uid=image.uid.hex().upper(),
                    on_pad=uid.hex().upper(),
                ),
                tr("Lay down that tag."),
            )
        require_alone(self._pad, uid, allow)
        reading = self._read(uid, with_eas=image.eas is not None)
        torn = self._unfinished(reading)
        own = reading.content.item in {image.item, image.intended}
        expected = reading.content.item if own else expect_replacing
        # The image is proof enough that whatever is unreadable now was ours to write.
        require_replaceable(reading, image.item, torn, expected, overwrite_foreign=True)
        if (len(image.memory), image.block_size) != (len(reading.memory), reading.block_size):
            raise InputRefused(
                tr(
                    "The image has {count} bytes in blocks of {block_size}, the tag "
                    "{tag_count} in blocks of {tag_block_size}.",
                    count=len(image.memory),
                    block_size=image.block_size,
                    tag_count=len(reading.memory),
                    tag_block_size=reading.block_size,
                ),
                tr("Give the image of this tag."),
            )
        writing = Writing(self._pad, self._undo, reading, torn, progress)
        kept = image_of(reading, self._clock(), RESTORING, image.item)
        writing.bring_to(image.memory, kept)
        had = image.marks
        has = reading.marks.only(had)
        marks = had.only(has)
        lost = (
            ""
            if marks == had
            else tr("It had {had}: of that only {marks} can be set here.", had=had, marks=marks)
        )
        return self._finish(writing, marks, (lost,) if lost else ())

    def _read(self, uid: bytes, with_eas: bool = False) -> TagReading:
        with_eas = with_eas or self._site.gates.see_eas
        return read_tag(self._pad, uid, self._site.rules, with_eas=with_eas)

    def _unfinished(self, reading: TagReading) -> UndoImage | None:
        torn = self._undo.unfinished(reading.uid)
        item = reading.content.item
        if torn is not None and item is not None and item != torn.intended:
            # It never began, or another station has written the tag since.
            self._undo.finish(torn)
            return None
        return torn

    def _finish(self, writing: Writing, marks: GateMarks, warnings: tuple[str, ...]) -> WriteReport:
        reading = writing.reading
        content = reading.decode(writing.memory)
        try:
            writing.bring_marks_to(marks)
        except MarksRefused as refused:
            security = self._site.security(reading.marks.changed_by(refused.found))
            detail = f"{refused.what} {refused.do_next}"
            raise NotSecured(reading.uid, content, security, detail) from refused
        writing.end()
        now = reading.marks.changed_by(marks)
        return WriteReport(
            reading.uid, content, writing.written, self._site.security(now), warnings
        )
