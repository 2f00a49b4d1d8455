"""What a scan becomes before it is recorded: the one place where patron data is turned away."""

from collections.abc import Sequence

from procstation.devices import Garbled as GarbledRead
from procstation.devices import Scan
from procstation.items import BarcodeKind, BarcodeRange, BarcodeReading, classify
from procstation.linking import (
    AnyInput,
    Garbled,
    PatronCardRefused,
    Profiles,
    Scanned,
    read_command,
)

PATRON_LENGTH = 14
"""Digits of the usual patron number, type 2 ahead and a Luhn digit behind."""


def scan_input(scan: Scan, ranges: Sequence[BarcodeRange], profiles: Profiles) -> AnyInput:
    """Return what a scan means, without looking anything up.

    A patron's number is recognised by its form and goes no further: not its digits, not its bytes.
    """
    reading = classify(scan.text, ranges, scan.symbology)
    if reading.kind is BarcodeKind.PATRON or _hides_patron(reading, ranges):
        return PatronCardRefused()
    if reading.kind is BarcodeKind.COMMAND:
        command = read_command(reading.normal, profiles)
        if command is not None:
            return command
    return Scanned(
        code=reading.normal or scan.text,
        kind=reading.kind,
        raw=scan.raw.hex(),
        symbology=scan.symbology or "",
        warning=_warning(reading),
        refusal=_refusal(reading),
    )


def _hides_patron(reading: BarcodeReading, ranges: Sequence[BarcodeRange]) -> bool:
    """Whether a patron's number stands within a longer code: two scans run into one, without the
    suffix between them, are one code that names nothing, and must not be kept for it."""
    code = reading.normal
    if reading.kind is not BarcodeKind.UNKNOWN or len(code) <= PATRON_LENGTH or not code.isdigit():
        return False
    windows = (code[at : at + PATRON_LENGTH] for at in range(len(code) - PATRON_LENGTH + 1))
    found = (classify(window, ranges) for window in windows)
    return any(one.kind is BarcodeKind.PATRON and one.valid for one in found)


def garbled_input(read: GarbledRead) -> Garbled:
    """Return what an unreadable read is recorded as, without its bytes."""
    return Garbled(reason=f"{read.reason} ({len(read.raw)} bytes)")


def _refusal(reading: BarcodeReading) -> str:
    if reading.kind is BarcodeKind.COMMAND:
        return "no command this bench knows."
    if not reading.normal:
        return f"{reading.reason}. Scan it again."
    if not reading.valid and reading.enforce == "reject":
        return f"refused, {reading.reason}. Check the label."
    return ""


def _warning(reading: BarcodeReading) -> str:
    if reading.valid or not reading.expected_check or reading.enforce != "warn":
        return ""
    return f"{reading.reason}."
