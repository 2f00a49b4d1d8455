"""One write under way: blocks out, blocks read back, begun anew on what was found."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from procstation.devices import DeviceFault, DeviceLost, RfidPad, TagLost, TagRefused
from procstation.errors import DeviceError
from procstation.language import tr
from procstation.tagging.plan import BlockWrite, WritePlan, plan_write
from procstation.tagging.reading import TagReading
from procstation.tagging.securing import MarksRefused, set_marks
from procstation.tagging.security import GateMarks
from procstation.tagging.undo import UndoFolder, UndoImage
from procstation.tags import identifier_end

ROUNDS = 4
"""How often writing is begun anew on what a faulty read-back or reply left."""


class TagTorn(DeviceError):
    """A write has begun and not ended. The tag reads as its old item, its new one, or none.

    Attributes:
        uid: The tag.
        image: What it held before; None when its data are right and only its security is not set.
    """

    def __init__(self, uid: bytes, image: UndoImage | None, detail: str) -> None:
        super().__init__(
            tr("Tag {uid} is not finished: {detail}", uid=uid.hex().upper(), detail=detail),
            tr("Lay it back on the pad: the same write finishes it."),
        )
        self.uid = uid
        self.image = image


class _NotTaken(Exception):
    """A write was not answered as it should, and may have been carried out or not."""

    def __init__(self, error: DeviceError) -> None:
        super().__init__(error.what)
        self.error = error


@dataclass(frozen=True, slots=True)
class WriteProgress:
    """How far a write is.

    Attributes:
        step: `blocks`, `verify` or `security`.
        done: Blocks written so far, of `total`.
    """

    step: str
    done: int
    total: int


class Writing:
    """One write under way: what is known of the tag, and of what was done to it."""

    def __init__(
        self,
        pad: RfidPad,
        undo: UndoFolder,
        reading: TagReading,
        torn: UndoImage | None,
        progress: Callable[[WriteProgress], None] | None,
    ) -> None:
        self.reading = reading
        self.memory = reading.memory
        self.written = 0
        self._pad = pad
        self._undo = undo
        self._image = torn
        self._resumed = torn is not None
        self._progress = progress or (lambda _: None)
        self._total = 0

    def bring_to(self, target: bytes, image: UndoImage) -> None:
        """Write, verify, and begin anew on what was found, until the memory is as wanted.

        Args:
            image: Kept before the first byte is written, unless an earlier write did not end.
        """
        plan = self._plan(target)
        if not plan.changed:
            return
        self._keep(image)
        self._total = plan.block_writes
        fault: DeviceError | None = None
        for _ in range(ROUNDS):
            try:
                self._run(plan)
            except TagRefused as refused:
                self._put_back(refused)
                raise
            except _NotTaken as trouble:
                # What the pad said, or did not say, proves nothing: only what is read now counts.
                fault = trouble.error
                self._look_again(trouble.error)
            except (TagLost, DeviceLost, DeviceFault) as error:
                # Reading was tried again by the driver already.
                raise self._torn(error) from error
            plan = self._plan(target)
            if not plan.changed:
                return
        blocks = ", ".join(str(block) for block in plan.changed)
        detail = (
            str(fault)
            if fault
            else tr("it does not keep what is written to block {blocks}.", blocks=blocks)
        )
        if self.memory != self.reading.memory or self._resumed:
            raise self._torn(detail) from fault
        self.end()
        raise DeviceFault(
            tr(
                "Tag {uid} is as it was: {detail}",
                uid=self.reading.uid.hex().upper(),
                detail=detail,
            ),
            tr("Move the item to the middle of the pad and try again, or use another tag."),
        ) from fault

    def _keep(self, image: UndoImage) -> None:
        torn = self._image
        if torn is None:
            self._image = self._undo.keep(image)
        elif None not in {torn.record, image.record} and torn.record != image.record:
            # What the tag held before is known from the write that did not end, and what it is to
            # hold from this one.
            before = replace(image, memory=torn.memory, item=torn.item, afi=torn.afi, eas=torn.eas)
            self._image = self._undo.keep(before)
            self._undo.finish(torn)

    def bring_marks_to(self, wanted: GateMarks) -> None:
        """Write what the gates look at, and read back all of it; what is None stays as it is.

        Raises:
            MarksRefused: The tag does not take them. The write has ended: its data are right.
            TagTorn: The tag or the pad went away.
        """
        found = self.reading.marks.only(wanted)
        if wanted.empty or (found == wanted and not self.written):
            return
        begins = WriteProgress("security", self.written, self._total)
        try:
            set_marks(self._pad, self.reading.uid, found, wanted, lambda: self._progress(begins))
        except MarksRefused:
            # No repetition will help, and of the data nothing is left to do.
            self.end()
            raise
        except (TagLost, DeviceLost, DeviceFault) as lost:
            raise self._torn(
                tr("its data are right, its security is not known. {lost}", lost=lost)
            ) from lost

    def end(self) -> None:
        """Note that the write has ended well."""
        if self._image is not None:
            self._undo.finish(self._image)

    def _plan(self, target: bytes) -> WritePlan:
        reading = self.reading
        end = max(
            identifier_end(memory, reading.decode(memory).model)
            for memory in (reading.memory, target)
        )
        return plan_write(self.memory, target, reading.block_size, reading.locked, end)

    def _run(self, plan: WritePlan) -> None:
        # A pad may call a write done that was not: no step begins before the last was read back.
        for writes in (plan.blank, plan.body, plan.release):
            for write in writes:
                self._write(write)
            if writes and not self._verified(writes):
                return

    def _write(self, write: BlockWrite) -> None:
        self._progress(WriteProgress("blocks", self.written, self._total))
        reading = self.reading
        try:
            self._pad.write_blocks(reading.uid, write.first, write.data, reading.block_size)
        except (TagLost, DeviceLost, DeviceFault) as error:
            raise _NotTaken(error) from error
        self.written += len(write.data) // reading.block_size

    def _verified(self, writes: tuple[BlockWrite, ...]) -> bool:
        """Read back all that was written; the tag may have taken less than the pad said."""
        self._progress(WriteProgress("verify", self.written, self._total))
        size = self.reading.block_size
        first = min(write.first for write in writes)
        after = max(write.first + len(write.data) // size for write in writes)
        found = self._pad.read_blocks(self.reading.uid, first, after - first).data
        start = first * size
        self.memory = self.memory[:start] + found + self.memory[start + len(found) :]
        whole = len(found) == (after - first) * size
        return whole and all(
            found.startswith(write.data, write.first * size - start) for write in writes
        )

    def _look_again(self, why: DeviceError) -> None:
        """Take up the state of the tag from the tag itself, or say that it is not known."""
        uid = self.reading.uid
        try:
            if uid not in self._pad.inventory():
                raise self._torn(tr("it is no longer on the pad. {why}", why=why))
            memory = self._pad.read_blocks(uid, 0, len(self.reading.locked)).data
        except (TagLost, TagRefused, DeviceLost, DeviceFault) as error:
            raise self._torn(error) from error
        if len(memory) != len(self.memory):
            raise self._torn(
                tr(
                    "only {count} of its {all} bytes can be read.",
                    count=len(memory),
                    all=len(self.memory),
                )
            )
        self.memory = memory

    def _put_back(self, refused: TagRefused) -> None:
        """After a refusal in mid-write: leave the tag as it was, or say that it is not."""
        try:
            self._look_again(refused)
            self._run(self._plan(self.reading.memory))
            self._look_again(refused)
        except (TagLost, TagRefused, DeviceLost, DeviceFault, _NotTaken) as error:
            raise self._torn(refused) from error
        if self.memory != self.reading.memory:
            raise self._torn(refused) from refused
        if not self._resumed:
            self.end()

    def _torn(self, why: DeviceError | str) -> TagTorn:
        return TagTorn(self.reading.uid, self._image, str(why))
