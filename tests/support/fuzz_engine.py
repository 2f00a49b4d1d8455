"""A small coverage-guided fuzzer: what reaches new lines of ours is kept and changed further.

Lines are counted by `sys.settrace`, and so are the steps an input takes: one that takes too many
hangs, whatever the machine.
"""

import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random
from types import FrameType
from typing import Any

import procstation
import procstation_connectors
import procstation_drivers

MOST_STEPS = 3_000_000
"""Lines of ours and calls of anybody's; an input that is read takes some thousands."""

LARGEST = 65_536
"""Bytes of an input."""

MOST_KEPT = 400
NUMBERS = (
    b"\x00",
    b"\xff",
    b"\x7f",
    b"\x80",
    b"\xff\xff",
    b"\x80\x00",
    b"\xff\xff\xff\xff",
    b"-1",
    b"0",
)
OURS = tuple(
    str(Path(package.__path__[0]))
    for package in (procstation, procstation_connectors, procstation_drivers)
)


Line = tuple[str, int]
"""A file, and the number of the line."""


class Hangs(BaseException):
    """Too many steps. No code that is tried may catch this."""


class Steps:
    """Counts what runs while it is entered.

    Attributes:
        lines: Lines of ours that ran, by file and number.
        taken: Those lines, each time they ran, and calls of anybody's.
    """

    def __init__(self, most: int = MOST_STEPS) -> None:
        self.lines: set[Line] = set()
        self.taken = 0
        self._most = most
        self._before: Any = None

    def __enter__(self) -> "Steps":
        self._before = sys.gettrace()
        sys.settrace(self._tracer())
        return self

    def __exit__(self, *_: object) -> None:
        sys.settrace(self._before)

    def _tracer(self) -> Callable[[FrameType, str, object], Any]:
        # Runs for every line, so it calls nothing that it need not.
        most, add = self._most, self.lines.add

        def ran(frame: FrameType, event: str, _: object) -> Any:
            if event == "line":
                add((frame.f_code.co_filename, frame.f_lineno))
                self.taken += 1
                if self.taken > most:
                    raise Hangs
            return ran

        def called(frame: FrameType, _event: str, _: object) -> Any:
            self.taken += 1
            if self.taken > most:
                raise Hangs
            return ran if _is_ours(frame.f_code.co_filename) else None

        return called


@cache
def _is_ours(file: str) -> bool:
    return file.startswith(OURS)


@dataclass(frozen=True)
class Target:
    """Something that reads bytes.

    Attributes:
        run: Reads an input.
        seeds: Good inputs.
        declared: What it may raise.
    """

    name: str
    run: Callable[[bytes], object]
    seeds: Sequence[bytes]
    declared: tuple[type[BaseException], ...]


@dataclass
class Findings:
    """What inputs to one target came to.

    Attributes:
        inputs: How many.
        lines: Lines of ours that were reached.
        declared: Inputs refused by an error that is declared.
        undeclared: Inputs that ended in another one.
        hung: Inputs that took too many steps.
        most_steps: That one took.
        grown_mb: By how much the memory of the process grew, at most.
        examples: An input for each place where an undeclared error came up, and for a hang.
    """

    inputs: int = 0
    lines: int = 0
    declared: int = 0
    undeclared: int = 0
    hung: int = 0
    most_steps: int = 0
    grown_mb: int = 0
    examples: dict[str, bytes] = field(default_factory=dict)


def fuzz(target: Target, inputs: int, lot: Random, memory_mb: Callable[[], int]) -> Findings:
    """Try so many inputs, the seeds first.

    Args:
        memory_mb: The most memory the process has had.
    """
    found = Findings()
    kept: list[bytes] = []
    reached: set[Line] = set()
    before = memory_mb()
    for data in _inputs(target.seeds, kept, inputs, lot):
        steps = Steps()
        try:
            with steps:
                target.run(data)
        except target.declared:
            found.declared += 1
        except Hangs:
            found.hung += 1
            found.examples.setdefault("hangs", data)
        except Exception as error:  # noqa: BLE001
            # Whatever it is, it was not declared: that is what is looked for.
            found.undeclared += 1
            found.examples.setdefault(_place_of(error), data)
        found.inputs += 1
        found.most_steps = max(found.most_steps, steps.taken)
        if steps.lines - reached:
            reached |= steps.lines
            if len(kept) < MOST_KEPT:
                kept.append(data)
    found.lines = len(reached)
    found.grown_mb = memory_mb() - before
    return found


def _inputs(seeds: Sequence[bytes], kept: list[bytes], count: int, lot: Random) -> Iterator[bytes]:
    first = [*seeds, b"", bytes(range(256))][:count]
    yield from first
    for _ in range(count - len(first)):
        origin = lot.choice(kept if kept and lot.random() < 0.8 else [*seeds, b"\x00"])
        yield changed(origin, kept, lot)


def changed(data: bytes, others: Sequence[bytes], lot: Random) -> bytes:
    """Return an input with some changes."""
    work = bytearray(data[:LARGEST])
    for _ in range(1 << lot.randrange(5)):
        at = lot.randrange(len(work) + 1)
        end = min(len(work), at + 1 + lot.randrange(1 << lot.randrange(1, 8)))
        match lot.randrange(8):
            case 0 if at < len(work):
                work[at] ^= 1 << lot.randrange(8)
            case 1 if at < len(work):
                work[at] = lot.randrange(256)
            case 2:
                work[at:at] = lot.randbytes(1 + lot.randrange(4))
            case 3:
                del work[at:end]
            case 4:
                work[at:at] = work[at:end] * lot.randrange(1, 4)
            case 5:
                some = lot.choice(NUMBERS)
                work[at : at + len(some)] = some
            case 6 if others:
                other = lot.choice(others)
                start = lot.randrange(len(other) + 1)
                work[at:] = other[start:]
            case _:
                del work[at:]
    return bytes(work[:LARGEST])


def _place_of(error: BaseException) -> str:
    """Return the error and the innermost line of ours it came by."""
    place, trace = "", error.__traceback__
    while trace is not None:
        code = trace.tb_frame.f_code
        if code.co_filename.startswith(OURS):
            place = f"{Path(code.co_filename).name}:{trace.tb_lineno}"
        trace = trace.tb_next
    return f"{type(error).__name__} at {place}: {str(error)[:80]}"
