"""What the job asks of the pad: tags read as they are laid down, written, given back their old
content."""

from collections.abc import Callable, Sequence
from concurrent.futures import Future
from dataclasses import replace
from typing import TypeVar

from procstation.catalog import Catalogue
from procstation.catalog import TagWritten as TagOfItem
from procstation.devices import DeviceRunner, RfidPad
from procstation.errors import (
    DeviceError,
    DeviceFault,
    DeviceLost,
    StationError,
    TagLost,
    TagRefused,
)
from procstation.language import mark, tr, tr_marked
from procstation.linking import (
    AnyInput,
    ChangeTag,
    CheckSet,
    Failed,
    RepairFailed,
    RepairTag,
    SetChecked,
    TagOnPad,
    TagRepaired,
    TagsOnPad,
    TagWritten,
    Undo,
    Undone,
    WriteTag,
)
from procstation.station.inspection import InspectedPad, TagInspector
from procstation.station.outcome import trouble_of
from procstation.station.tag_change import TagChanger, elements_here, image_before
from procstation.tagging import (
    NotSecured,
    SitePolicy,
    TagWriter,
    UndoFolder,
    WriteReport,
    identify_tag,
    owner_elsewhere,
)
from procstation.tags.record import ITEM

DONE = {"keep": "", "correct": mark("corrected"), "mark": mark("marked"), "clear": mark("emptied")}
"""What was done to a tag, before how it is now."""

Answer = Callable[[AnyInput], None]
T = TypeVar("T")


class TagActs:
    """Works on the pad's own thread, one command at a time.

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
        self.by: Callable[[], str] = lambda: station
        """Who is noted to have written a tag."""
        self._inspector = TagInspector(pad, undo, site, catalogue, now, station)

    def read(self, uids: tuple[bytes, ...], answer: Answer) -> None:
        """Read the tags that were laid down, and answer with what is on them."""
        self._submit(
            lambda pad: self._read_all(pad, uids),
            answer,
            # That the pad went away, it reports by itself.
            lambda error: None if isinstance(error, DeviceLost) else TagsOnPad((_unread(error),)),
        )

    def write(self, number: int, wish: WriteTag, answer: Answer) -> None:
        """Write, verify and secure a tag. What is not secured as the gates want it, read back, is
        no tag written: the item is not released with it."""
        uid = bytes.fromhex(wish.uid)

        def write(pad: RfidPad) -> AnyInput:
            others = [tag for tag in self._catalogue.tags_of(wish.barcode) if tag.uid != wish.uid]
            if len(others) >= max(wish.parts, 1) and not wish.other_tags:
                return _one_too_many(number, others)
            writer = TagWriter(pad, self._undo, self._site)
            try:
                report = writer.write_item(
                    uid,
                    wish.barcode,
                    wish.parts or None,
                    wish.part or None,
                    elements=elements_here(wish.elements, self._site),
                    take_over=wish.take_over,
                    expect_replacing=wish.replacing or None,
                    overwrite_foreign=wish.overwrite,
                    allow=_uids(wish.beside),
                )
                if not wish.secured and not self._site.marks(secured=False).empty:
                    report = _with_security_of(writer.secure(uid, on=False), report)
            except NotSecured as failed:
                # Trying the same tag again would not help.
                return Failed(number, failed.what, failed.do_next)
            self._catalogue.record_tag(
                wish.barcode, wish.uid, report.content.model, by=self.by(), at=self._now()
            )
            if wish.other_tags == "gone":
                for tag in others:
                    self._catalogue.forget_tag(tag.uid)
            return TagWritten(
                number, wish.uid, report.blocks_written, _in_words(report), report.warnings
            )

        self._submit(write, answer, lambda error: self._write_failed(number, error))

    def change(self, number: int, wish: ChangeTag, answer: Answer) -> None:
        """Change a tag that holds the item, verify and secure it."""

        def change(pad: RfidPad) -> AnyInput:
            try:
                changer = TagChanger(pad, self._undo, self._site)
                report = changer.change(wish, _uids(wish.beside))
            except NotSecured as failed:
                return Failed(number, failed.what, failed.do_next)
            self._note(wish, report)
            with self._catalogue.store.running_job() as (jobs, _, _):
                jobs.done_at_pad(wish.barcode, self._now())
            self._look_again()
            done = tr_marked(DONE[wish.act])
            detail = f"{done}, {_in_words(report)}" if done else _in_words(report)
            return TagWritten(number, wish.uid, report.blocks_written, detail, report.warnings)

        self._submit(change, answer, lambda error: self._write_failed(number, error))

    def check_set(self, number: int, wish: CheckSet, answer: Answer) -> None:
        """Read the tags of a set once more, and name those that are not as they were written."""

        def check(pad: RfidPad) -> AnyInput:
            tags = {uid: self._read_one(pad, bytes.fromhex(uid)) for uid in wish.uids}
            wrong = tuple(uid for uid, tag in tags.items() if not _holds(tag, wish))
            numbers = sorted(tag.part for tag in tags.values() if tag is not None and tag.part)
            twice = {part for part in numbers if numbers.count(part) > 1}
            wrong += tuple(
                uid for uid, tag in tags.items() if tag is not None and tag.part in twice
            )
            names = ", ".join(wrong)
            detail = (
                tr("Read once more, the tags {names} do not hold their part", names=names)
                if wrong
                else ""
            )
            return SetChecked(number, wrong, detail, wish.uids)

        self._submit(check, answer, lambda error: self._write_failed(number, error))

    def undo(self, number: int, wish: Undo, take_back: Callable[[], str], answer: Answer) -> None:
        """Give the tag its old content first, since only that can fail; then take the rest back."""

        def finish(done: str) -> AnyInput:
            acts = [part for part in (done, take_back()) if part]
            return Undone(number, ", ".join(acts) or tr("nothing had been written"))

        if not wish.uid:
            answer(finish(""))
            return
        uid = bytes.fromhex(wish.uid)

        def restore(pad: RfidPad) -> AnyInput:
            # Not simply the newest: restoring keeps an image too, and may be asked for twice.
            image = image_before(self._undo.images(uid), wish)
            if image is None:
                return finish("")
            writer = TagWriter(pad, self._undo, self._site)
            report = writer.restore(uid, image, allow=_uids(wish.beside))
            self._note(wish, report)
            self._look_again()
            return finish(tr("the tag {uid} has its old content", uid=wish.uid))

        self._submit(restore, answer, lambda error: self._failed(number, error))

    def _note(self, wish: ChangeTag | Undo, report: WriteReport) -> None:
        """Note in the catalogue whether the tag holds the item now."""
        if report.content.item != wish.barcode:
            self._catalogue.forget_tag(wish.uid)
            return
        model, at = report.content.model, self._now()
        self._catalogue.record_tag(wish.barcode, wish.uid, model, by=self.by(), at=at)

    def inspect(self, answer: Callable[[InspectedPad | StationError], None]) -> None:
        """Take the tags on the pad apart. This only reads, so the job need not hear of it."""
        self._inspector.inspect(answer)

    def repair(self, wish: RepairTag, answer: Answer) -> None:
        """Put a tag right, if the repair is still offered for it."""

        def done(report: WriteReport | StationError) -> None:
            self._look_again()
            if isinstance(report, StationError):
                answer(RepairFailed(wish.uid, wish.act, report.what, report.do_next))
            else:
                answer(TagRepaired(wish.uid, wish.act, _in_words(report)))

        self._inspector.repair(bytes.fromhex(wish.uid), wish.act, done)

    def _read_all(self, pad: RfidPad, uids: tuple[bytes, ...]) -> TagsOnPad:
        tags: list[TagOnPad] = []
        cards = 0
        for uid in uids:
            tag = self._read_one(pad, uid)
            if tag is None:
                cards += 1
            else:
                tags.append(tag)
        return TagsOnPad(tuple(tags), cards)

    def _read_one(self, pad: RfidPad, uid: bytes) -> TagOnPad | None:
        """Return what is on a tag; None for a patron card, of which nothing is kept."""
        try:
            eas = self._site.gates.see_eas
            reading = identify_tag(pad, uid, self._site.rules, with_eas=eas)
            content = reading.content
            if content.is_patron_card:
                return None
            unfinished = self._undo.unfinished(uid)
        except DeviceLost:
            raise
        except StationError as error:
            return _unread(error)
        return TagOnPad(
            uid.hex().upper(),
            content.model,
            content.item or "",
            self._site.security(reading.marks).meaning or "",
            parts=content.parts or 0,
            part=content.part or 0,
            other_model=content.model != self._site.model or content.block_order != "normal",
            damaged=content.crc_ok is False or (content.item is None and ITEM in content.elements),
            unfinished=(unfinished.intended or "") if unfinished is not None else "",
            owner=owner_elsewhere(content, self._site),
        )

    def _write_failed(self, number: int, error: StationError) -> Failed:
        self._look_again()
        return self._failed(number, error)

    def _look_again(self) -> None:
        """What was known of the tag is not so any more, and it may have been away too shortly for
        the pad to tell."""
        runner = self._pad()
        if runner is not None:
            runner.look_again()

    def _failed(self, number: int, error: StationError) -> Failed:
        # A device's trouble passes, and the tag's coming back starts it anew; a refusal stays.
        passes = isinstance(error, DeviceError) and not isinstance(error, TagRefused)
        return Failed(number, error.what, error.do_next, needs_tag=passes)

    def _submit(
        self,
        call: Callable[[RfidPad], AnyInput],
        answer: Answer,
        failed: Callable[[StationError], AnyInput | None],
    ) -> None:
        runner = self._pad()
        if runner is None:
            raise DeviceFault(
                tr("No RFID pad is configured."),
                tr("Add one to procstation.toml, or skip the step."),
            )

        def done(future: Future[AnyInput]) -> None:
            error = trouble_of(future, tr("The pad"))
            given = future.result() if error is None else failed(error)
            if given is not None:
                answer(given)

        runner.submit(call).add_done_callback(done)


def _holds(tag: TagOnPad | None, wish: CheckSet) -> bool:
    return (
        tag is not None
        and (tag.barcode, tag.parts) == (wish.barcode, wish.parts)
        and tag.security in {"", "secured" if wish.secured else "on loan"}
    )


def _uids(texts: Sequence[str]) -> list[bytes]:
    return [bytes.fromhex(text) for text in texts]


def _one_too_many(number: int, others: Sequence[TagOfItem]) -> Failed:
    newest = others[0]
    return Failed(
        number,
        tr(
            "{barcode} already has the tag {uid}, written by {written_by} on {written_at}.",
            barcode=newest.barcode,
            uid=newest.uid,
            written_by=newest.written_by,
            written_at=newest.written_at[:10],
        ),
        tr("Say whether that one is gone; nothing was written."),
        has_tags=tuple(tag.uid for tag in others),
    )


def _unread(error: StationError) -> TagOnPad:
    # What a pad says of a tag names it, and one that cannot be read may be a patron's.
    if isinstance(error, TagLost):
        return TagOnPad("", trouble=tr("The tag left before it was read: lay it down again."))
    if isinstance(error, DeviceError):
        return TagOnPad("", trouble=tr("A tag cannot be read: lay it in the middle of the pad."))
    return TagOnPad("", trouble=f"{error.what} {error.do_next}")


def _with_security_of(done: WriteReport, report: WriteReport) -> WriteReport:
    return replace(report, security=done.security)


def _in_words(report: WriteReport) -> str:
    changed = (
        tr("{count} blocks", count=report.blocks_written)
        if report.blocks_written
        else tr("was right already")
    )
    security = report.security
    about = [changed, tr("verified")]
    if security.meaning is not None:
        about.append(security.why)
    return ", ".join((*about, report.content.model))
