"""What is lost over the years, by location and class."""

import pytest

from procstation.sweeping.call_class import class_of
from procstation.sweeping.model import Bucket, Expected, Heard
from procstation.sweeping.report import report_of
from procstation.sweeping.statistics import (
    SweepTallies,
    Tally,
    over_years,
    summed,
)


@pytest.mark.parametrize(
    ("call_number", "call_class"),
    [
        ("QA76.73 .P98 2020", "QA"),
        ("QA 76.73 .P98", "QA"),
        ("PS3562.E42 L4 1969", "PS"),
        ("REF QA76 .K5", "QA"),
        ("OVERSIZE N6490", "N"),
        ("813.54 LEG", "800"),
        ("005.133", "000"),
        ("JUV 598 ROW 2004", "500"),
        ("FIC ROW 2004", ""),
        ("DVD 12", ""),
        ("", ""),
    ],
)
def test_the_class_a_call_number_is_counted_in(call_number: str, call_class: str) -> None:
    assert class_of(call_number) == call_class


def test_only_what_was_swept_makes_a_rate() -> None:
    expected = [
        Expected(
            f"B{number:03}",
            Bucket.ON_SHELF,
            f"{number:03}".encode(),
            location,
            call_number=f"{letters}{number}",
            location=location,
        )
        for location, letters, numbers in (("A", "QA", range(60)), ("B", "PS", range(60, 120)))
        for number in numbers
    ]
    walk = [one.barcode for one in expected if one.location == "A" and one.barcode != "B030"]
    heard = [
        Heard(at, barcode, sitting)
        for sitting in (1, 2)
        for at, barcode in enumerate(walk, sitting * len(walk))
    ]
    tallies = report_of(expected, heard).tallies
    assert tallies == (Tally("A", "QA", 60, 60, 1, 0), Tally("B", "PS", 60, 0, 0, 0))
    by_location = summed(tallies, "location")
    assert by_location["A"].loss_rate == pytest.approx(1 / 60)
    assert by_location["B"].loss_rate is None


def test_years_are_told_apart_and_sweeps_of_one_year_added() -> None:
    sweeps = [
        SweepTallies("a", "2025-04-01T08:00:00Z", (Tally("A", "QA", 100, 100, 4, 1),)),
        SweepTallies("b", "2026-04-01T08:00:00Z", (Tally("A", "QA", 100, 100, 1, 0),)),
        SweepTallies(
            "c",
            "2026-10-01T08:00:00Z",
            (Tally("A", "PS", 50, 40, 2, 3), Tally("B", "PS", 10, 0, 0, 0)),
        ),
    ]
    by_location = over_years(sweeps, "location")
    assert list(by_location) == ["A", "B"]
    assert by_location["A"]["2025"] == Tally("A", "", 100, 100, 4, 1)
    assert by_location["A"]["2026"] == Tally("A", "", 150, 140, 3, 3)
    assert over_years(sweeps, "call_class")["PS"]["2026"] == Tally("", "PS", 60, 40, 2, 3)
    assert sweeps[2].total == Tally("", "", 60, 40, 2, 3)
