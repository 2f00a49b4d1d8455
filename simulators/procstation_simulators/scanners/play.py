"""What a person can do with a simulated scanner."""

from collections.abc import Sequence

from procstation.devices import Play
from procstation_simulators.play import COMMON
from procstation_simulators.scanners.hand_scanner import HandScanner


def _scan(scanner: HandScanner, arguments: Sequence[str]) -> str:
    if not arguments:
        raise ValueError("there is nothing to scan.")
    text = " ".join(arguments)
    scanner.scan(text)
    return f"scanned {text}"


def _halves(scanner: HandScanner, arguments: Sequence[str]) -> str:
    if not arguments:
        raise ValueError("there is nothing to scan.")
    text = " ".join(arguments)
    scanner.scan(text, pause_s=0.3)
    return f"scanned {text}, its second half late"


PLAYS = (
    Play("scan TEXT", "read a barcode", _scan),
    Play("halves TEXT", "read a barcode, its second half delivered late", _halves),
    *COMMON,
)
"""For every scanner."""
