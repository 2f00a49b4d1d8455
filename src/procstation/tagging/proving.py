"""Proving on a test tag that pad, tag and gate do what the site wants.

The tag is written, read back, secured and unsecured as a book would be, and then given back what
it held. All that is one write under way: its undo image stays open until the tag is as it was, so
that a proof cut short, by whatever, is known again as a tag that is to be undone.
"""

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from procstation.devices import RfidPad
from procstation.errors import DeviceError, InputRefused, StationError
from procstation.language import tr
from procstation.tagging.guards import refuse_patron_card, require_alone, require_markable
from procstation.tagging.reading import TagReading, read_tag
from procstation.tagging.securing import set_marks
from procstation.tagging.security import GateMarks
from procstation.tagging.site import SitePolicy
from procstation.tagging.target import target_on
from procstation.tagging.undo import UndoFolder, UndoImage, image_of
from procstation.tagging.write import TagWriter
from procstation.tagging.writing import Writing
from procstation.tags import encode

TEST_ITEM = "TEST-DO-NOT-USE"
"""What the test tag holds meanwhile. It fits all models and is no barcode of a book."""

Walk = Callable[[bool], bool]
"""Has a person carry the tag through the gate and lay it back; told whether the gate must ring,
returns whether it did."""


@dataclass(frozen=True, slots=True)
class ProofAct:
    """One thing that was tried.

    Attributes:
        act: What, in words.
        ok: Whether it came out as it must.
        found: What came of it.
        means: What that means for a book at the gate, or what to do about it.
    """

    act: str
    ok: bool
    found: str
    means: str


class ProofLeft(DeviceError):
    """The test tag could not be given back what it held."""

    def __init__(self, uid: bytes, why: StationError) -> None:
        super().__init__(
            tr(
                "The tag {uid} may still hold the test data {test_item}: {what}",
                uid=uid.hex().upper(),
                test_item=TEST_ITEM,
                what=why.what,
            ),
            tr("Lay it on the pad and give `procstation tag undo`: what it held is kept."),
        )


class _Stop(Exception):
    """An act failed so that the ones after it would say nothing."""


class Proof:
    """One proof on one tag.

    Args:
        tell: Called with each act as it ends.
        walk: Leave out when nobody can walk through the gate.
        allow: Other tags that may lie in the field.

    Attributes:
        acts: What was tried so far.
    """

    def __init__(
        self,
        pad: RfidPad,
        undo: UndoFolder,
        site: SitePolicy,
        tell: Callable[[ProofAct], None],
        walk: Walk | None = None,
        allow: Collection[bytes] = (),
    ) -> None:
        self.acts: list[ProofAct] = []
        self._pad = pad
        self._undo = undo
        self._site = site
        self._tell = tell
        self._walk = walk
        self._allow = allow

    @property
    def ok(self) -> bool:
        """Whether all came out as it must."""
        return all(act.ok for act in self.acts)

    def run(self, uid: bytes) -> None:
        """Try everything, and give the tag back what it held.

        Raises:
            InputRefused: More than one tag, a patron card, an unfinished write, or pad or tag have
                not what the gates look at; nothing was written.
            ProofLeft: The tag could not be given back what it held.
            TagLost, DeviceLost, DeviceFault, StoreError: Before anything was written.
        """
        require_alone(self._pad, uid, self._allow)
        reading = self._read(uid)
        refuse_patron_card(reading.content)
        if self._undo.unfinished(uid) is not None:
            raise InputRefused(
                tr("The last write on tag {uid} did not end.", uid=uid.hex().upper()),
                tr("Undo it first with `procstation tag undo`."),
            )
        require_markable(self._pad, reading, self._site.marks(secured=True))
        record = self._site.record(TEST_ITEM)
        size = len(reading.memory)
        image = encode(record, self._site.model, size=size, block_size=reading.block_size)
        target = target_on(reading, image.data, self._site.model)
        kept = self._undo.keep(image_of(reading, datetime.now(UTC), "prove", TEST_ITEM))
        try:
            self._try_all(reading, kept, target)
        except _Stop:
            pass
        finally:
            self._give_back(reading, kept)

    def _try_all(self, reading: TagReading, kept: UndoImage, target: bytes) -> None:
        uid = reading.uid
        off, on = self._site.marks(secured=False), self._site.marks(secured=True)
        with_data = Writing(self._pad, self._undo, reading, kept, None)
        self._try(
            tr("write test data"),
            lambda: self._write(with_data, target, kept),
            tr("A book gets its number on this pad, with this sort of tag."),
        )
        if not off.empty:
            # Only then is each of the two acts that follow a change.
            self._try(tr("set {marks}", marks=off), lambda: self._set(uid, off), "", said=False)
        for secured, marks in ((True, on), (False, off)):
            for mark in _singly(marks):
                self._try(
                    tr("set {marks}", marks=mark),
                    partial(self._set, uid, mark),
                    _what_gates_do(mark, secured),
                )
            if self._walk is not None and not marks.empty:
                self._say_walk(marks, secured, self._walk(secured))

    def _try(self, act: str, do: Callable[[], str], means: str, said: bool = True) -> None:
        try:
            found = do()
        except DeviceError as error:
            self._say(ProofAct(act, False, error.what, error.do_next))
            raise _Stop from error
        if said:
            self._say(ProofAct(act, True, found, means))

    def _write(self, writing: Writing, target: bytes, kept: UndoImage) -> str:
        writing.bring_to(target, kept)
        content = self._read(writing.reading.uid).content
        return tr(
            "{item} read back, {written} blocks, {model}",
            item=content.item,
            written=writing.written,
            model=content.model,
        )

    def _set(self, uid: bytes, marks: GateMarks) -> str:
        set_marks(self._pad, uid, GateMarks(), marks, lambda: None)
        return tr("{marks} read back", marks=marks)

    def _say_walk(self, marks: GateMarks, must_ring: bool, rang: bool) -> None:
        means = tr("The gate looks at this.")
        if rang != must_ring:
            means = (
                tr(
                    "The gate does not look at this, or is off: find out what it"
                    " looks at, and set `security` and the AFI pair under [tags]."
                )
                if must_ring
                else tr("The gate rings at something else: books on loan would ring at it.")
            )
        act = tr("walk through the gate with {marks}", marks=marks)
        self._say(
            ProofAct(act, rang == must_ring, tr("it rang") if rang else tr("it was silent"), means)
        )

    def _give_back(self, reading: TagReading, kept: UndoImage) -> None:
        uid = reading.uid
        try:
            TagWriter(self._pad, self._undo, self._site).restore(uid, kept, allow=self._allow)
            now = self._read(uid)
        except StationError as error:
            raise ProofLeft(uid, error) from error
        right = (now.memory, now.marks) == (reading.memory, reading.marks)
        found = f"{reading.content.item or reading.content.model}, {reading.marks}"
        self._say(ProofAct(tr("give back what it held"), right, found, tr("The tag is as it was.")))

    def _read(self, uid: bytes) -> TagReading:
        eas = self._site.gates.see_eas
        return read_tag(self._pad, uid, self._site.rules, with_eas=eas)

    def _say(self, act: ProofAct) -> None:
        self.acts.append(act)
        self._tell(act)


def _singly(marks: GateMarks) -> list[GateMarks]:
    each = [GateMarks(afi=marks.afi), GateMarks(eas=marks.eas)]
    return [mark for mark in each if not mark.empty]


def _what_gates_do(mark: GateMarks, secured: bool) -> str:
    match mark.afi is None, secured:
        case True, True:
            return tr("A gate that looks at the EAS bit must ring now.")
        case True, False:
            return tr("A gate that looks at the EAS bit must be silent now.")
        case False, True:
            return tr("A gate that looks at the AFI must ring now.")
        case _:
            return tr("A gate that looks at the AFI must be silent now.")
