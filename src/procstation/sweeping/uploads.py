"""What came off a scanner as a file, added to what a sweep heard."""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from operator import eq
from typing import TYPE_CHECKING, NamedTuple

from procstation.items import BarcodeRange
from procstation.store.sweep_rows import NewHeard, SittingRow
from procstation.sweeping.codes import Codes
from procstation.sweeping.model import ScanFile, ScanRead, Unreadable

if TYPE_CHECKING:
    from procstation.store.sweep_rows import SweepRows

AT_ONCE = 50_000
UPLOAD = "upload"


class Upload(NamedTuple):
    """A file, and who brought it."""

    name: str
    data: bytes
    scans: ScanFile
    person: str = ""
    device: str = ""


@dataclass(frozen=True, slots=True)
class Added:
    """What adding a file did.

    Attributes:
        read: Codes in it, each repetition counted.
        new: Items that the sweep had not heard before.
        repeated: The others.
        sitting: The number of the sitting; of an earlier one where the file was added then.
        before: When it was added already, as a whole; "" when it was not.
        skipped: Lines that an earlier, shorter form of this file had brought.
    """

    file: str
    read: int
    new: int
    repeated: int
    unreadable: tuple[Unreadable, ...]
    sitting: int
    kind: str = ""
    before: str = ""
    skipped: int = 0


def add_upload(
    rows: "SweepRows", sweep_id: int, upload: Upload, ranges: Sequence[BarcodeRange], now: str
) -> Added:
    """Add a file to a sweep within a transaction: the whole of it, or nothing."""
    digest = hashlib.sha256(upload.data).hexdigest()
    sittings = [one for one in rows.sittings(sweep_id) if one.kind == UPLOAD]
    same = next((one for one in sittings if one.digest == digest), None)
    if same is not None:
        kept = tuple(Unreadable(**one) for one in json.loads(same.unreadable or "[]"))
        return Added(
            upload.name, same.read, 0, same.read, kept, same.id, upload.scans.kind,
            before=same.begun_at,
        )  # fmt: skip
    first = _first_new_line(sittings, upload.data)
    sitting = SittingRow(
        0, sweep_id, UPLOAD, upload.person, upload.device, now, now, upload.name, digest,
        len(upload.data), max((one.line for one in upload.scans.reads), default=0), 0, "",
    )  # fmt: skip
    sitting = sitting._replace(id=rows.add_sitting(sitting))
    taken = _Taking(rows, sweep_id, sitting.id, ranges)
    with rows.roomy():
        for piece in _pieces(upload.scans.reads, first):
            taken.take(piece)
    unreadable = [one for one in upload.scans.unreadable if one.line >= first] + taken.unreadable
    unreadable.sort(key=lambda one: one.line)
    said = json.dumps([one._asdict() for one in unreadable], ensure_ascii=False)
    rows.note_sitting(sitting._replace(read=taken.read, unreadable=said if unreadable else ""))
    return Added(
        upload.name, taken.read, taken.new, taken.read - taken.new, tuple(unreadable), sitting.id,
        upload.scans.kind, skipped=max(first - 1, 0),
    )  # fmt: skip


def _first_new_line(sittings: Iterable[SittingRow], data: bytes) -> int:
    """Return the line from which on a file is new: one that has grown was added in part before."""
    first = 0
    for one in sittings:
        beginning = data[: one.size]
        if len(beginning) < len(data) and hashlib.sha256(beginning).hexdigest() == one.digest:
            # A line that was cut short then, and is whole now, counts again.
            is_whole = beginning[-1:] in b"\r\n" or data[one.size : one.size + 1] in b"\r\n"
            first = max(first, one.through + is_whole)
    return first


class _Taking:
    """Takes the reads of one file, piece by piece."""

    def __init__(
        self, rows: "SweepRows", sweep_id: int, sitting: int, ranges: Sequence[BarcodeRange]
    ) -> None:
        self._rows, self._sweep_id, self._sitting = rows, sweep_id, sitting
        self._codes = Codes(rows, sweep_id, ranges)
        self._known = rows.heard_barcodes(sweep_id)
        self.read = self.new = 0
        self.unreadable: list[Unreadable] = []

    def take(self, reads: Sequence[ScanRead]) -> None:
        codes = [read.barcode for read in reads]
        settled = self._codes.settle(codes)
        if settled.are_as_they_stand and _is_plain(reads, codes):
            self.read += len(codes)
            self._count_new(codes)
            self._rows.add_codes(self._sweep_id, self._sitting, codes)
            return
        sweep_id, sitting = self._sweep_id, self._sitting
        heard: list[NewHeard] = []
        before, place_before, times = "", "", 0
        for read in reads:
            code, at, place, _ = read
            barcode = settled.barcode(code)
            if barcode is None:
                self.unreadable.append(settled.refused(read))
                continue
            self.read += 1
            if barcode == before and place == place_before:
                times += 1
                heard[-1] = (*heard[-1][:6], times, 1)
                continue
            before, place_before, times = barcode, place, 1
            heard.append((sweep_id, barcode, sitting, place, at, None, 1, 1))
        self._count_new([row[1] for row in heard])
        self._rows.add_heard(heard)

    def _count_new(self, barcodes: Sequence[str]) -> None:
        known = len(self._known)
        self._known.update(barcodes)
        self.new += len(self._known) - known


def _is_plain(reads: Sequence[ScanRead], codes: Sequence[str]) -> bool:
    """Say whether nothing is known of reads but their codes, and none follows on itself."""
    if any(map(eq, codes, codes[1:])):
        return False
    return not any(read.at or read.place for read in reads)


def _pieces(reads: Sequence[ScanRead], first: int) -> Iterator[Sequence[ScanRead]]:
    """Yield reads from a line on."""
    new = [one for one in reads if one.line >= first] if first else reads
    for start in range(0, len(new), AT_ONCE):
        yield new[start : start + AT_ONCE]
