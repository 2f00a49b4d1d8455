"""What was fetched from memory scanners, on disk before the scanner forgets it.

`FOLDER/SERIAL-HASH.json` is what the codes are, `.raw` beside it the bytes they came as. Once a
sweep has them, both are in `FOLDER/added`. The hash is over serial number and content, so the same
upload, fetched twice because something was killed, is one.
"""

import hashlib
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import msgspec

from procstation.catalog.whole_file import written_whole
from procstation.devices import StoredScan
from procstation.errors import InputRefused, StoreError
from procstation.items import BarcodeRange, classify, names_patron
from procstation.language import mark, tr
from procstation.sweeping.model import ScanFile, ScanRead, Unreadable

ADDED = "added"
PATRON = mark("a patron's card; it is not kept")
LONGEST_AGO = timedelta(days=400)
"""No scan of a sweep is older: the scanner's clock was set in between."""
_NO_NAME = re.compile(r"[^0-9A-Za-z-]+")


class Saved(msgspec.Struct, frozen=True, kw_only=True):
    """One upload of a scanner, as it lies on disk.

    Attributes:
        sweep: The sweep it was fetched for.
        read_at: When, ISO 8601 in UTC, by the clock of this computer.
        scanner_at: What the scanner's clock said then, ISO 8601 without a zone; "" if it has none.
        drift_s: How far that was ahead of the local time here.
        scans: The code, "" for a patron's; its symbology; the time by the scanner's clock.
    """

    serial: str
    device: str
    sweep: str
    read_at: str
    scanner_at: str = ""
    drift_s: float | None = None
    scans: tuple[tuple[str, str | None, str], ...] = ()

    @property
    def content(self) -> bytes:
        """One line a code, the same each time it is fetched."""
        lines = (f"{text}\t{symbology or ''}\t{at}\n" for text, symbology, at in self.scans)
        return f"{self.serial}\n{''.join(lines)}".encode()

    @property
    def stem(self) -> str:
        name = _NO_NAME.sub("-", self.serial).strip("-") or "scanner"
        return f"{name[:40]}-{hashlib.sha256(self.content).hexdigest()[:16]}"


@dataclass(frozen=True, slots=True)
class Kept:
    """What became of an upload.

    Attributes:
        is_known: It was on disk already.
        patrons: Codes of patrons in it, which were not kept.
    """

    saved: Saved
    is_known: bool
    patrons: int


class Downloads:
    """The folder of what was fetched.

    Args:
        ranges: The barcodes of this library, to know a patron's.
    """

    def __init__(self, folder: Path, ranges: Sequence[BarcodeRange] = ()) -> None:
        self.folder = folder
        self._ranges = ranges

    def keep(self, saved: Saved, scans: Sequence[StoredScan], raw: bytes) -> Kept:
        """Write an upload to disk, and read it back.

        The raw bytes are left out when a patron's number is in them.

        Raises:
            StoreError: It cannot be written, or reads back otherwise: the scanner must not be
                cleared.
        """
        patrons = 0
        rows = []
        for one in scans:
            reading = classify(one.text, self._ranges, one.symbology)
            is_patron = names_patron(reading, self._ranges)
            patrons += is_patron
            rows.append(("" if is_patron else one.text, one.symbology, one.at))
        saved = msgspec.structs.replace(saved, scans=tuple(rows))
        for folder in (self.folder / ADDED, self.folder):
            if (folder / f"{saved.stem}.json").exists():
                return Kept(self._read(folder / f"{saved.stem}.json"), True, patrons)
        path = self.folder / f"{saved.stem}.json"
        document = json.dumps(msgspec.to_builtins(saved), ensure_ascii=False, indent=0).encode()
        try:
            (self.folder / ADDED).mkdir(parents=True, exist_ok=True)
            if not patrons:
                _write(path.with_suffix(".raw"), raw)
            # Last: an upload counts as kept once this is there.
            _write(path, document)
        except (OSError, InputRefused) as error:
            what = error.what if isinstance(error, InputRefused) else str(error)
            raise StoreError(
                tr("What was fetched cannot be kept: {what}.", what=what.rstrip(".")),
                tr("Make room on the disk; the scanner keeps everything."),
            ) from error
        if self._read(path) != saved:
            raise StoreError(
                tr("{path} reads back otherwise than it was written.", path=path),
                tr("Check the disk; the scanner keeps everything."),
            )
        return Kept(saved, False, patrons)

    def pending(self, sweep: str) -> Iterator[Saved]:
        """Yield what was fetched for a sweep and is not in it yet, the oldest first."""
        found = [self._read(path) for path in self.folder.glob("*.json")]
        yield from sorted(
            (one for one in found if one.sweep == sweep), key=lambda one: (one.read_at, one.stem)
        )

    def note_added(self, saved: Saved) -> None:
        """Put an upload away that its sweep has."""
        for suffix in (".raw", ".json"):
            path = self.folder / f"{saved.stem}{suffix}"
            if path.exists():
                path.replace(self.folder / ADDED / path.name)

    def scans_of(self, saved: Saved) -> ScanFile:
        """Return an upload as reads, their times by the clock of this computer."""
        reads: list[ScanRead] = []
        unreadable: list[Unreadable] = []
        # Line 1 of the content is the serial number.
        for line, (text, symbology, at) in enumerate(saved.scans, start=2):
            if not text:
                unreadable.append(Unreadable(line, "", PATRON))
                continue
            normal = classify(text, self._ranges, symbology).normal
            barcode = normal if symbology == "codabar" and normal else text
            reads.append(ScanRead(barcode, _utc(at, saved), line=line))
        return ScanFile(
            reads,
            unreadable,
            tr("memory scanner"),
            tr("fetched from {serial}", serial=saved.serial),
            (1,),
        )

    def _read(self, path: Path) -> Saved:
        try:
            return msgspec.json.decode(path.read_bytes(), type=Saved)
        except (OSError, msgspec.DecodeError) as error:
            raise StoreError(
                tr("{path} cannot be read: {error}.", path=path, error=error),
                tr("Move it away, then fetch again."),
            ) from error


def _write(path: Path, data: bytes) -> None:
    with written_whole(path) as file:
        file.write(data)


def _utc(at: str, saved: Saved) -> str:
    """Return when a code was read: as long before it was fetched as the scanner's clock says, so
    that neither its drift nor its zone matters."""
    if not (at and saved.scanner_at):
        return ""
    try:
        ago = datetime.fromisoformat(saved.scanner_at) - datetime.fromisoformat(at)
    except ValueError:
        return ""
    if not timedelta(seconds=-2) <= ago <= LONGEST_AGO:
        return ""
    read = datetime.fromisoformat(saved.read_at.replace("Z", "+00:00")) - ago
    return read.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
