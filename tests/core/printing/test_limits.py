"""A label that is more than printer or scanners here may do is printed, and said to be so."""

from pathlib import Path

import pytest

from procstation.config import BarcodesSection
from procstation.labels import LabelData, LabelShelf, Limits, Symbology
from procstation.printing import (
    LabelRequest,
    PreparedJob,
    PrintDesk,
    PrintFile,
    target_of_file,
)

NUMBER = "30234000517861"


def prepared(dpi: int, section: BarcodesSection, symbology: str = "codabar") -> PreparedJob:
    desk = PrintDesk(LabelShelf(), PrintFile(None), Symbology(symbology), Limits.of(section))
    request = LabelRequest(LabelData(barcode=NUMBER), "barcode", "roll-38x25")
    return desk.prepare([request], target_of_file(Path("labels.zpl"), dpi))


def test_a_narrow_bar_is_noted_with_the_label() -> None:
    job = prepared(300, BarcodesSection())
    assert job.refused == ()
    assert (
        NUMBER,
        f"'A{NUMBER}A': a narrow bar of 0.169 mm; scanners here want 0.19 mm",
    ) in job.notes


def test_a_station_whose_scanners_read_it_is_not_told() -> None:
    job = prepared(300, BarcodesSection(bar_mm=0.165))
    assert not any("narrow bar" in note for _, note in job.notes)


def test_what_does_not_fit_is_refused_and_not_only_noted() -> None:
    job = prepared(203, BarcodesSection(bar_mm=0))
    (refused,) = job.refused
    assert "needs 49.5 mm" in refused.reason


@pytest.mark.parametrize("symbology", ["code128", "itf", "qr", "datamatrix"])
def test_what_takes_less_room_is_printed_at_203_dpi(symbology: str) -> None:
    job = prepared(203, BarcodesSection(), symbology)
    assert job.refused == ()
    assert len(job.labels) == 1
