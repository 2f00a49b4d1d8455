"""A real barcode scanner. Scan something while this runs, or nothing: both are right."""

import pytest

from procstation.devices import BarcodeScanner, Feedback, Garbled, Scan

pytestmark = pytest.mark.device

LISTEN_S = 5.0


def test_it_is_listened_to(scanner: BarcodeScanner) -> None:
    for read in scanner.poll(LISTEN_S):
        assert isinstance(read, Scan | Garbled)
        assert read.raw


def test_it_is_told_how_the_scan_was(scanner: BarcodeScanner) -> None:
    scanner.signal(Feedback.ACCEPTED)
    assert all(isinstance(read, Scan | Garbled) for read in scanner.poll(0.2))
