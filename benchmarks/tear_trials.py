"""One write, disturbed in every way: what the tag holds then, what is said, and how it ends."""

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from typing import cast

from tear_cases import SECURED, Case
from torn_line import PATTERNS, STRIKES, CutLine, Strike, Torn, TornTag

from procstation.devices import Driver, RfidPad, Simulator, load_driver, load_simulator
from procstation.errors import InputRefused, StationError, TagRefused
from procstation.tagging import Gates, SitePolicy, TagTorn, TagWriter, UndoFolder
from procstation.tags import TagRecord, decode
from procstation_simulators.rfid.families import family_of
from procstation_simulators.rfid.pad import VirtualPad

STORAGE = "pcsc, storage cards"
PADS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "feig": ("feig", {}),
    "m3_810": ("m3_810", {}),
    "rl866": ("rl866", {}),
    "pcsc": ("pcsc", {}),
    STORAGE: ("pcsc", {"session": "false"}),
}
"""Driver, and the settings of its simulator."""

KNOWN_AGAIN_S = 2.0
"""Within that, the station says what it knows of a disturbed tag."""

OTHER_DSFIDS = (None, 0x06, 0x3E)
"""Under which other stations may read a tag, beside its own."""

COUNTS = ("writes", "refused", "disturbed", "old", "new", "none", "third", "finished")


@dataclass
class Tally:
    """What came of some disturbances.

    Attributes:
        writes: How many writes were disturbed.
        refused: Writes that pad or tag cannot do, and that are refused before the first byte.
        old, new, none, third: What the tags read as right after it.
        finished: Writes that ended right when the tag lay there again.
        longest_s: From the disturbance until the station said that the tag is not finished.
        broken: Promises that were not kept, in words.
    """

    writes: int = 0
    refused: int = 0
    disturbed: int = 0
    old: int = 0
    new: int = 0
    none: int = 0
    third: int = 0
    finished: int = 0
    longest_s: float = 0.0
    broken: list[str] = field(default_factory=list[str])

    def add(self, other: "Tally") -> None:
        """Count in what came of others."""
        for name in COUNTS:
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.longest_s = max(self.longest_s, other.longest_s)
        self.broken += other.broken


class Trial:
    """One tag on one pad, and the writer."""

    def __init__(self, pad: str, case: Case, folder: Path, torn: Torn) -> None:
        name, query = PADS[pad]
        self._driver = _driver(name)
        self._case = case
        self.device = cast(VirtualPad, _simulator(name).build(query))
        self.line = CutLine(self.device, self._driver.serial)
        self.tag = _tag_of(case, torn)
        self.tag.now_s = self.line.now_s
        self.memory_before = bytes(self.tag.memory)
        self._old_item = decode(self.memory_before, dsfid=case.dsfid).item
        self.device.field.lay(self.tag)
        self.undo = UndoFolder(folder)
        self._site = SitePolicy(model=case.model, afi_secured=SECURED, gates=case.gates)
        self._pad = self._open()

    def act(self) -> None:
        """Write, as a person would ask for it."""
        uid, new = self.tag.uid, self._case.new
        writer = TagWriter(self._pad, self.undo, self._site)
        if new is None:
            writer.secure(uid, on=True)
            return
        # What a torn write left is taken up without consent to replace data of others.
        begun = self.undo.unfinished(uid) is not None
        writer.write(uid, new, expect_replacing=self._old_item, overwrite_foreign=not begun)

    def put_right(self) -> None:
        """Plug the pad in, lay the tag back alone, and open the pad as the station does."""
        self.line.strike_at(0, None)
        if not self.device.plugged:
            self.device.faults.plug()
        for tag in self.device.field.tags:
            self.device.field.lift(tag.uid)
        self.device.field.lay(self.tag)
        self._pad = self._open()

    @property
    def marks(self) -> tuple[int, bool]:
        """What gates look at, as it is on the tag."""
        return self.tag.afi, self.tag.eas

    @property
    def state(self) -> tuple[bytes, tuple[int, bool]]:
        """All that is on the tag."""
        return bytes(self.tag.memory), self.marks

    def _open(self) -> RfidPad:
        self.line.strike_at(0, None)
        pad = cast(RfidPad, self._driver.open(self.line, self._driver.options()))
        self.line.strike_at(0, None)
        return pad


class Disturbed:
    """One write on one pad: as it goes undisturbed, and disturbed in every way.

    Args:
        folder: For undo images; removed after each trial.
    """

    def __init__(self, pad: str, case: Case, folder: Path) -> None:
        # Storage-card commands reach no AFI.
        self._case = replace(case, gates=Gates.NONE) if pad == STORAGE else case
        self._pad, self._folder = pad, folder
        self._quiet = self._trial(PATTERNS["in order"])
        self._marks_before = self._quiet.marks
        self.refused = False
        self.tally = Tally(writes=1)
        try:
            self._quiet.act()
        except (InputRefused, TagRefused) as refused:
            self.refused = True
            self.tally = Tally(refused=1)
            if self._quiet.state != (self._quiet.memory_before, self._marks_before):
                self.tally.broken.append(f"{self._name}: changed, and refused: {refused}")
        self._before = self._readings(self._quiet.memory_before)
        self._after = self._readings(bytes(self._quiet.tag.memory))
        self._check_what_was_written()
        self._clear()

    def tear(self, patterns: Mapping[str, Torn], turn: int | None = None) -> Tally:
        """Have the tag leave after every byte.

        Args:
            turn: Use one pattern for each byte, in turn from that one on; None for all of them.
        """
        tag = self._quiet.tag
        changes = zip(self._quiet.marks, self._marks_before, strict=True)
        # AFI and EAS bit are programmed as well, a byte each.
        size = sum(tag.writes.values()) * tag.block_size + sum(a != b for a, b in changes)
        names = list(patterns)
        for at in range(0 if self.refused else size + 1):
            for name in names if turn is None else [names[(at + turn) % len(names)]]:
                trial = self._trial(patterns[name])
                trial.tag.leave_after(at)
                self._judge(trial, f"torn after {at} bytes, {name}", ended_well_may_be=False)
        return self.tally

    def strike(self, strikes: Mapping[str, Strike] = STRIKES) -> Tally:
        """Have each of these happen at every command."""
        for name, strike in strikes.items():
            for at in range(0 if self.refused else self._quiet.line.commands):
                trial = self._trial(PATTERNS["in order"])
                trial.line.strike_at(at, strike)
                self._judge(trial, f"{name} at command {at}", ended_well_may_be=True)
        return self.tally

    @property
    def _name(self) -> str:
        return f"{self._pad}: {self._case.name}"

    def _trial(self, torn: Torn) -> Trial:
        return Trial(self._pad, self._case, self._folder, torn)

    def _judge(self, trial: Trial, what: str, *, ended_well_may_be: bool) -> None:
        problems: list[str] = []
        try:
            trial.act()
            if not ended_well_may_be or trial.state != self._quiet.state:
                problems.append("it is called done")
        except StationError as error:
            problems += self._wrongly_said(trial, error)
        held = self._held(trial)
        if held == "third":
            problems.append(f"it reads as {self._readings(bytes(trial.tag.memory))}")
        problems += self._wrong_marks(trial)
        problems += self._touched(trial)
        try:
            trial.put_right()
            trial.act()
        except StationError as error:
            problems.append(f"laid back: {error}")
        right = trial.state == self._quiet.state
        if right and trial.undo.unfinished(trial.tag.uid) is None:
            self.tally.finished += 1
        else:
            problems.append(f"laid back it holds {bytes(trial.tag.memory).hex()} {trial.marks}")
        self.tally.disturbed += 1
        setattr(self.tally, held, getattr(self.tally, held) + 1)
        self.tally.broken += [f"{self._name}, {what}: {problem}" for problem in problems]
        self._clear()

    def _held(self, trial: Trial) -> str:
        """Return what the tag reads as: `old`, `new`, `none`, or `third` for anything else."""
        found = self._readings(bytes(trial.tag.memory))
        for now, old, new in zip(found, self._before, self._after, strict=True):
            # Where a locked block keeps the item, the rest may change block by block.
            kept = self._case.locked and now and new and now.item == new.item
            if now not in (None, old, new) and not kept:
                return "third"
        if found[0] is None:
            return "none"
        return "new" if found[0] == self._after[0] else "old"

    def _readings(self, memory: bytes) -> tuple[TagRecord | None, ...]:
        """What stations read that go by the tag's DSFID, and by others."""
        size = self._quiet.tag.block_size
        return tuple(
            decode(memory, dsfid=dsfid, block_size=size).record
            for dsfid in (self._case.dsfid, *OTHER_DSFIDS)
        )

    def _check_what_was_written(self) -> None:
        wanted, got = self._case.new, self._after[0]
        if wanted is not None and not self.refused and (got is None or got.item != wanted.item):
            self.tally.broken.append(f"{self._name}: undisturbed, it leaves {got}")

    def _wrongly_said(self, trial: Trial, error: StationError) -> Iterator[str]:
        if not error.what.strip() or not error.do_next.strip():
            yield f"nobody is told what to do: {error}"
        since_s = trial.tag.torn_at_s or trial.line.struck_at_s
        if since_s is not None:
            took_s = trial.line.now_s() - since_s
            self.tally.longest_s = max(self.tally.longest_s, took_s)
            if took_s > KNOWN_AGAIN_S:
                yield f"said after {took_s:.2f} s"
        changed = trial.state != (trial.memory_before, self._marks_before)
        if changed and not isinstance(error, TagTorn):
            yield f"it has changed, and what is said is: {error}"

    def _wrong_marks(self, trial: Trial) -> Iterator[str]:
        """Its security is that of before or after, and after it only with the data of after."""
        after = self._quiet.marks
        for now, old, new in zip(trial.marks, self._marks_before, after, strict=True):
            if now not in (old, new):
                yield f"its security is neither: {now}"
            elif now != old and trial.tag.memory != self._quiet.tag.memory:
                yield "it is secured, and its data are not right"

    def _touched(self, trial: Trial) -> Iterator[str]:
        for other in trial.device.field.tags:
            if other is not trial.tag and (other.writes or other.afi_writes or other.eas):
                yield "another tag was written"

    def _clear(self) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)


def _tag_of(case: Case, torn: Torn) -> TornTag:
    uid = bytes.fromhex(case.uid)
    kind = family_of(uid)
    size = kind.block_count * kind.block_size
    return TornTag(
        uid,
        bytearray(case.memory[:size].ljust(size, b"\0")),
        kind.block_size,
        case.dsfid,
        case.afi,
        case.eas,
        kind.ic_reference,
        kind.has_system_data,
        kind.has_eas,
        kind.wants_option,
        kind.reads_many,
        set(case.locked),
        torn=torn,
    )


@cache
def _driver(name: str) -> Driver:
    return load_driver("rfid", name)


@cache
def _simulator(name: str) -> Simulator:
    return load_simulator("rfid", name)
