"""What a scan at the shelf becomes before it is recorded: patron data is turned away here."""

import re
from collections.abc import Sequence

from procstation.devices import Garbled as GarbledRead
from procstation.devices import Scan
from procstation.items import BarcodeKind, BarcodeRange, classify, names_patron
from procstation.language import mark, tr, tr_marked
from procstation.sweeping.live_inputs import (
    AnyLive,
    BookScanned,
    PlaceScanned,
    Refused,
    read_live_command,
)

PATRON_CARD = mark("That is a patron card. It was refused, and nothing of it was kept.")


def shelf_input(
    scan: Scan, ranges: Sequence[BarcodeRange], marker: "re.Pattern[str] | None" = None
) -> AnyLive:
    """Return what a scan means at the shelf, without looking anything up.

    Args:
        marker: What shelf tags are numbered like here; the group `place`, where it has one, is the
            place. Command barcodes for bays are known without.
    """
    if marker is not None and (marked := marker.fullmatch(scan.text.strip())):
        return PlaceScanned(marked.groupdict().get("place") or marked[0])
    reading = classify(scan.text, ranges, scan.symbology)
    if names_patron(reading, ranges):
        return Refused(tr_marked(PATRON_CARD))
    if reading.kind is BarcodeKind.COMMAND:
        command = read_live_command(reading.normal)
        return command or Refused(tr("{normal} is no command at the shelf.", normal=reading.normal))
    refusal = "" if reading.normal else reading.reason
    if not reading.valid and reading.enforce == "reject":
        refusal = reading.reason
    return BookScanned(reading.normal or scan.text, scan.raw.hex(), scan.symbology or "", refusal)


def garbled_at_shelf(read: GarbledRead) -> Refused:
    """Return what an unreadable read is recorded as, without its bytes."""
    return Refused(
        tr(
            "Unreadable: {reason} ({count} bytes). Scan it again.",
            reason=read.reason,
            count=len(read.raw),
        )
    )
