"""Files with lines of their own sort: Sierra, Bitatek Cyclops, portables with DATE and TIME lines,
Baracoda uploads, and the plainest of all, one code a line."""

import re
from collections.abc import Callable, Sequence
from typing import NamedTuple

from procstation.language import mark, tr
from procstation.sweeping.dropped_lines import CUT_SHORT, MOSTLY, Taking, bare
from procstation.sweeping.dropped_text import Text
from procstation.sweeping.dropped_times import Clock
from procstation.sweeping.model import ScanFile

SAMPLE = 500
"""Lines that tell what sort of file it is."""
DELETED = mark("it was deleted at the scanner")
NOT_WHOLE = mark("the scanner did not say that all was sent; send it again")
CYCLOPS_DATA = 100
"""Characters of the field of data, padded."""
HEADINGS = frozenset(("barcode", "barcodes", "code", "codes", "item", "items", "ean", "strichcode"))

_SIERRA = re.compile(r"\s*[nN]:\s*(.*)")
_CYCLOPS = re.compile(
    r"(?P<mark>[-+#])[0-9A-Fa-f]{2}(?P<delimiter>[^0-9A-Za-z])(?P<at>[0-9][0-9 /.:T-]{4,28}[0-9])"
    r"(?P=delimiter)(?P<data>.*)"
)
_DAY = re.compile(r"DATE(\d{6})")
_TIME = re.compile(r"TIME(\d{6})")
_END_MARKS = frozenset(("EOF", "<EOF>", "END", "*EOF*"))
_FRAME = re.compile(r"<UPL>:\s*(.*)", re.IGNORECASE)


class Format(NamedTuple):
    """A sort of file.

    Attributes:
        tells: Whether a line is one that only such files have.
        share: How many of the first lines must be.
    """

    name: str
    why: str
    tells: Callable[[str], object]
    share: float
    read: Callable[[Text, Taking, Clock], None]


def format_of(text: Text) -> Format | None:
    """Return the format some lines of a file speak for; None when none does."""
    sample = [line.strip() for line in text.lines[:SAMPLE]]
    sample = [line for line in sample if line]
    for one in FORMATS:
        telling = sum(1 for line in sample if one.tells(line))
        if telling and telling >= one.share * len(sample):
            return one
    return None


def read_format(text: Text, found: Format, taking: Taking, clock: Clock) -> ScanFile:
    found.read(text, taking, clock)
    return taking.done(found.name, found.why)


def read_list(text: Text, taking: Taking) -> ScanFile:
    """Read one code a line; a heading above them is none."""
    lines = list(_filled(text.lines))
    if lines and bare(lines[0][1]).lower() in HEADINGS:
        taking.mark(lines.pop(0)[0])
    taking.codes(lines)
    if not text.is_whole:
        taking.refuse_last_if_cut()
    return taking.done("list", tr("one code a line"))


def _filled(lines: Sequence[str]) -> list[tuple[int, str]]:
    return [(number, line) for number, line in enumerate(lines, start=1) if line.strip()]


def _read_sierra(text: Text, taking: Taking, _: Clock) -> None:
    for number, line in _filled(text.lines):
        found = _SIERRA.fullmatch(line)
        if found is None:
            taking.refuse(number, line, tr("no n: in front of it"))
        else:
            taking.code(found[1], number)
    if not text.is_whole:
        taking.refuse_last_if_cut()


def _read_cyclops(text: Text, taking: Taking, clock: Clock) -> None:
    lines = _filled(text.lines)
    width = max(len(line) for _, line in lines)
    for number, line in lines:
        found = _CYCLOPS.fullmatch(line)
        if found is None:
            taking.refuse(number, line, tr("no record of a Cyclops scanner"))
        elif number == len(text.lines) and not text.is_whole and len(line) < width:
            taking.refuse(number, line, CUT_SHORT)
        else:
            padded = len(line) > CYCLOPS_DATA
            data = line[-CYCLOPS_DATA:] if padded else found["data"]
            at = line[4 : -CYCLOPS_DATA - 1] if padded else found["at"]
            if found["mark"] == "-":
                taking.refuse(number, data, DELETED)
            else:
                taking.code(data, number, clock.utc(at.strip()))


def _read_timed(text: Text, taking: Taking, clock: Clock) -> None:
    day = at = ""
    lines = _filled(text.lines)
    for number, line in lines:
        word = line.strip()
        if found := _DAY.fullmatch(word):
            day, at = found[1], ""
            taking.mark(number)
        elif found := _TIME.fullmatch(word):
            at = clock.utc(f"20{day}{found[1]}") if day else ""
            taking.mark(number)
        elif number == lines[-1][0] and word.upper() in _END_MARKS:
            taking.mark(number)
        else:
            taking.code(word, number, at)
    if not text.is_whole:
        taking.refuse_last_if_cut()


def _read_frames(text: Text, taking: Taking, _: Clock) -> None:
    is_open = False
    lines = _filled(text.lines)
    for number, line in lines:
        found = _FRAME.fullmatch(line.strip())
        if found is None:
            taking.code(line, number)
            continue
        said = found[1].upper()
        # NOK first: it ends with the letters of OK.
        if is_open and said.endswith("NOK"):
            taking.refuse(number, line, NOT_WHOLE)
        else:
            taking.mark(number)
        is_open = said.startswith("START")
    if is_open:
        number, line = lines[-1]
        if taking.reads and taking.reads[-1].line == number and not text.is_whole:
            taking.reads.pop()
            taking.refuse(number, line, CUT_SHORT)
        else:
            taking.refuse(number + 1, "", NOT_WHOLE)


FORMATS = (
    Format(
        mark("Sierra inventory"),
        mark("its lines begin with n:"),
        _SIERRA.fullmatch,
        MOSTLY,
        _read_sierra,
    ),
    Format(
        mark("Bitatek Cyclops"),
        mark("its lines are records with a mark, a check and a time stamp"),
        _CYCLOPS.fullmatch,
        MOSTLY,
        _read_cyclops,
    ),
    Format(
        mark("Baracoda upload"),
        mark("it has lines that begin with <UPL>:"),
        _FRAME.fullmatch,
        0,
        _read_frames,
    ),
    Format(
        mark("portable with DATE and TIME lines"),
        mark("it has lines DATEyymmdd and TIMEhhmmss"),
        lambda line: _DAY.fullmatch(line) or _TIME.fullmatch(line),
        0,
        _read_timed,
    ),
)
