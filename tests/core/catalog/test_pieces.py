"""How many pieces an item has, where a library system says it."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from procstation.catalog import Catalogue
from procstation.catalog.text import pieces

BARCODE = "31234000875612"
SYMPHONY = f"999 ## $aPS3562.E42 L4 1969$wLC$c1$i{BARCODE}$j3$lSTACKS$mMAIN$tBOOK"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3", 3),
        (" 12 ", 12),
        ("", 0),
        ("3 v.", 0),
        ("-1", 0),
        ("1000", 0),
        ("٣", 0),
        ("9" * 5000, 0),
    ],
)
def test_only_a_plain_number_is_one(text: str, number: int) -> None:
    assert pieces(text) == number


def parts_of(catalogue: Catalogue) -> int:
    found = catalogue.by_barcode(BARCODE)
    assert found is not None
    return found[0].parts


def test_symphony_says_it_and_an_export_keeps_it(
    catalogue: Catalogue,
    new_catalogue: Callable[[], Catalogue],
    build: Any,
    written: Callable[..., Path],
    tmp_path: Path,
) -> None:
    catalogue.load([written(build("001 1", "245 10 $aOne", SYMPHONY))], "symphony-999")
    assert parts_of(catalogue) == 3
    for form in ("mrc", "csv"):
        out = tmp_path / f"out.{form}"
        catalogue.export(out, form, "symphony-999")
        other = new_catalogue()
        other.load([out], "symphony-999" if form == "mrc" else "auto")
        assert parts_of(other) == 3


def test_a_later_file_changes_it_and_undoing_that_load_brings_it_back(
    catalogue: Catalogue, build: Any, written: Callable[..., Path]
) -> None:
    record = ("001 1", "245 10 $aOne")
    catalogue.load([written(build(*record, SYMPHONY))], "symphony-999")
    report = catalogue.load(
        [written(build(*record, SYMPHONY.replace("$j3", "$j4")))], "symphony-999"
    )
    assert parts_of(catalogue) == 4
    catalogue.undo_load(report.load)
    assert parts_of(catalogue) == 3


def test_a_profile_without_a_place_for_it_says_nothing(
    catalogue: Catalogue, build: Any, written: Callable[..., Path]
) -> None:
    catalogue.load(
        [written(build("001 1", "245 10 $aOne", f"952 ## $p{BARCODE}$bMAIN$aMAIN"))], "koha"
    )
    assert parts_of(catalogue) == 0
