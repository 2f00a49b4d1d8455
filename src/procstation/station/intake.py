"""What a scan becomes before it is recorded: the one place where patron data is turned away."""

from collections.abc import Sequence

from procstation.devices import Garbled as GarbledRead
from procstation.devices import Scan
from procstation.items import (
    BarcodeKind,
    BarcodeRange,
    BarcodeReading,
    classify,
    names_patron,
)
from procstation.language import tr
from procstation.linking import (
    AnyInput,
    Garbled,
    PatronCardRefused,
    Profiles,
    Scanned,
    read_command,
)


def scan_input(scan: Scan, ranges: Sequence[BarcodeRange], profiles: Profiles) -> AnyInput:
    """Return what a scan means, without looking anything up.

    A patron's number is recognised by its form and goes no further: not its digits, not its bytes.
    """
    reading = classify(scan.text, ranges, scan.symbology)
    if names_patron(reading, ranges):
        return PatronCardRefused()
    if reading.kind is BarcodeKind.COMMAND:
        command = read_command(reading.normal, profiles, scan.text.strip())
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


def garbled_input(read: GarbledRead) -> Garbled:
    """Return what an unreadable read is recorded as, without its bytes."""
    return Garbled(reason=tr("{reason} ({count} bytes)", reason=read.reason, count=len(read.raw)))


def _refusal(reading: BarcodeReading) -> str:
    if reading.kind is BarcodeKind.COMMAND:
        return tr("no command this bench knows.")
    if not reading.normal:
        return tr("{reason}. Scan it again.", reason=reading.reason)
    if not reading.valid and reading.enforce == "reject":
        return tr("refused, {reason}. Check the label.", reason=reading.reason)
    return ""


def _warning(reading: BarcodeReading) -> str:
    if reading.valid or not reading.expected_check or reading.enforce != "warn":
        return ""
    return f"{reading.reason}."
