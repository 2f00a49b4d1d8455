"""What a scan becomes before it is recorded: nothing of a patron is ever in it."""

import pytest
from linking_play import PROFILES

from procstation.devices import Garbled as GarbledRead
from procstation.devices import Scan
from procstation.items import BarcodeRange
from procstation.linking import Garbled, PatronCardRefused, ProfileChosen, Scanned, SetAside
from procstation.station.intake import garbled_input, scan_input

PATRON = "21234000001230"
ITEM = "31234000000101"


def taken(text: str, *ranges: BarcodeRange, symbology: str | None = None) -> object:
    return scan_input(Scan(text, text.encode(), symbology), ranges, PROFILES)


def test_an_item_keeps_its_bytes_and_its_kind() -> None:
    scan = taken("A31234000000101B", symbology="codabar")
    assert isinstance(scan, Scanned)
    assert scan.code == ITEM
    assert bytes.fromhex(scan.raw) == b"A31234000000101B"


@pytest.mark.parametrize(
    "text",
    [
        PATRON,
        f" {PATRON}",
        f"{PATRON}{ITEM}",
        f"{ITEM}{PATRON}",
        f"9{PATRON}7",
        "2 1234 00000 1230",
    ],
)
def test_a_patron_is_refused_wherever_its_number_stands(text: str) -> None:
    assert taken(text) == PatronCardRefused()


def test_a_librarys_own_patron_range_is_known() -> None:
    cards = BarcodeRange("cards", prefix="P", length=8, check="none", holder="patron")
    assert taken("P1234567", cards) == PatronCardRefused()


def test_two_items_run_into_one_are_no_patron() -> None:
    scan = taken(ITEM + ITEM)
    assert isinstance(scan, Scanned)
    assert scan.kind == "unknown"


def test_command_barcodes_become_what_they_stand_for() -> None:
    assert taken("%PS-ASIDE") == SetAside()
    assert taken("%PS-PROFILE-RELABEL") == ProfileChosen(PROFILES["relabel"])
    scan = taken("%PS-NONSENSE")
    assert isinstance(scan, Scanned)
    assert "no command" in scan.refusal


@pytest.mark.parametrize(
    ("enforce", "warning", "refusal"),
    [("off", "", ""), ("warn", "be 2", ""), ("reject", "", "be 2")],
)
def test_a_wrong_check_digit_means_what_the_range_says(
    enforce: str, warning: str, refusal: str
) -> None:
    books = BarcodeRange("books", prefix="31234", enforce=enforce)  # type: ignore[arg-type]
    scan = taken("31234000012340", books)
    assert isinstance(scan, Scanned)
    assert warning in scan.warning
    assert bool(scan.warning) == bool(warning)
    assert refusal in scan.refusal
    assert bool(scan.refusal) == bool(refusal)


def test_what_cannot_be_read_is_counted_and_not_kept() -> None:
    assert garbled_input(GarbledRead(b"\x02212340000", "cut short")) == Garbled(
        "cut short (10 bytes)"
    )
