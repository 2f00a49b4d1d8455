"""What is taken out of a dropped file, line by line: reads, places, lines that are no reads."""

import re
from collections.abc import Callable, Iterable, Sequence

from procstation.devices import split_aim
from procstation.items import BarcodeKind, BarcodeRange, classify, names_patron
from procstation.language import mark, tr
from procstation.sweeping.live_inputs import BAY_WORD
from procstation.sweeping.model import ScanFile, ScanRead, Unreadable

LONGEST_CODE = 64
"""Characters; no barcode of a book has more."""
LONGEST_SHOWN = 200
"""Characters of an unreadable line that are kept."""
CUT_SHORT = mark("the file ends in the middle of this line")
MOSTLY = 0.9

_ROUNDED = re.compile(r"\d(?:[.,]\d+)?[Ee]\+\d+")
_DIGIT = re.compile(r"\d")
_WORD = re.compile(r"[0-9A-Za-z]+")


class Taking:
    """Collects what the lines of a file are.

    Args:
        is_place: Whether a code marks a place: a shelf tag, a bay marker.
        ranges: The barcodes of this library, to know a patron's.
    """

    def __init__(self, is_place: Callable[[str], object], ranges: Sequence[BarcodeRange]) -> None:
        self._is_place = is_place
        self._ranges = ranges
        self.place = ""
        self.reads: list[ScanRead] = []
        self.unreadable: list[Unreadable] = []
        self.marks: list[int] = []

    def code(self, text: str, line: int, at: str = "") -> None:
        """Take a code; a place stands for the codes behind it."""
        code = bare(text)
        if self._is_place(code):
            self.place = code
            self.marks.append(line)
        elif code[:1] in _COMMAND_BEGINS and (place := _bay_of(code)):
            self.place = place
            self.marks.append(line)
        elif not (code.isdigit() and len(code) <= LONGEST_CODE) and (reason := fault_of(code)):
            self.refuse(line, text, reason)
        else:
            self.reads.append(ScanRead(code, at, self.place, line))

    def codes(self, lines: Iterable[tuple[int, str]]) -> None:
        """Take a code a line, as `code` does; for the many that are digits in a fraction of its
        time."""
        is_place, append, place = self._is_place, self.reads.append, self.place
        for number, text in lines:
            code = text.strip()
            if code.isdigit() and len(code) <= LONGEST_CODE and not is_place(code):
                append(ScanRead(code, "", place, number))
            else:
                self.code(code, number)
                place = self.place

    def mark(self, line: int) -> None:
        """Note a line that only says something about others: a heading, a date, a frame."""
        self.marks.append(line)

    def refuse(self, line: int, text: str, reason: str) -> None:
        shown = _WORD.sub(self._without_patron, text.strip())
        self.unreadable.append(Unreadable(line, shown[:LONGEST_SHOWN], reason))

    def refuse_last_if_cut(self) -> None:
        """Take the last read back when it is shorter than nearly all others: half a code."""
        if len(self.reads) < 2:
            return
        *others, last = self.reads
        lengths = sorted(len(one.barcode) for one in others)
        usual = lengths[len(lengths) // 2]
        if len(last.barcode) < usual and lengths.count(usual) >= MOSTLY * len(lengths):
            self.reads.pop()
            self.refuse(last.line, last.barcode, CUT_SHORT)

    def done(self, kind: str, why: str) -> ScanFile:
        self.unreadable.sort(key=lambda one: one.line)
        return ScanFile(self.reads, self.unreadable, kind, why, self.marks)

    def _without_patron(self, word: re.Match[str]) -> str:
        is_patron = names_patron(classify(word[0], self._ranges), self._ranges)
        return "…" if is_patron else word[0]


def bare(text: str) -> str:
    """Return a code without padding, quotes and what a scanner or a spreadsheet puts ahead."""
    code = text.strip()
    if code[:1] in _LEADING:
        if len(code) > 1 and code[0] == code[-1] == '"':
            code = code[1:-1].strip()
        code = split_aim(code.lstrip("'"))[1].strip()
    return code


_LEADING = ("'", '"', "]")
_COMMAND_BEGINS = frozenset("%{")


def _bay_of(code: str) -> str:
    """Return the bay a command barcode marks; "" when it is none."""
    reading = classify(code)
    if reading.kind is BarcodeKind.COMMAND and reading.normal.startswith(BAY_WORD):
        return reading.normal.removeprefix(BAY_WORD)
    return ""


def fault_of(code: str) -> str:
    """Say why a text can be no barcode; "" when it can."""
    if len(code) > LONGEST_CODE:
        return tr(
            "{count} characters, and no barcode of a book has over {longest_code}",
            count=len(code),
            longest_code=LONGEST_CODE,
        )
    if code.isdigit():
        return ""
    if not code:
        return tr("no code in it")
    if not code.isprintable():
        return tr("characters in it that no barcode has")
    if _ROUNDED.fullmatch(code):
        return tr("a spreadsheet rounded this number; format the column as text and save it again")
    return "" if _DIGIT.search(code) else tr("no digit in it")
