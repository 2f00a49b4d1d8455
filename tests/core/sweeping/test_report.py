"""The report of a sweep, from what was expected and heard."""

import csv
import json
from collections.abc import Iterable
from pathlib import Path

import pytest

from procstation.errors import StoreError, UsageError
from procstation.sweeping.model import Bucket, Expected, Heard
from procstation.sweeping.report import Beside, ClosedCase, SweepReport, report_of
from procstation.sweeping.report_csv import COLUMNS
from procstation.sweeping.report_files import write_report
from procstation.sweeping.report_json import told
from procstation.sweeping.throughput import SittingInfo


def book(number: int, bucket: Bucket = Bucket.ON_SHELF, **known: str) -> Expected:
    return Expected(
        barcode=f"B{number:03}",
        bucket=bucket,
        key=f"{number:03}".encode(),
        shelf=known.get("location", "Stacks"),
        title=known.get("title", f"Title {number}"),
        call_number=f"QA{number}",
        library="Main",
        location=known.get("location", "Stacks"),
        status=known.get("status", ""),
    )


def heard(*walks: Iterable[str], place: str = "") -> list[Heard]:
    """Hear barcodes, each walk a sitting."""
    said: list[Heard] = []
    for sitting, walk in enumerate(walks, 1):
        for barcode in walk:
            at = f"2026-11-21T{8 + sitting:02}:00:00Z"
            said.append(Heard(len(said), barcode, sitting, place=place, at=at))
    return said


SHELF = [book(number) for number in range(1, 41)]
ALL = [one.barcode for one in SHELF]


def without(*barcodes: str) -> list[str]:
    return [one for one in ALL if one not in barcodes]


def test_what_one_pass_did_not_hear_is_looked_for_again() -> None:
    report = report_of(SHELF, heard(without("B017")))
    assert (report.expected, report.found) == (40, 39)
    assert (report.missing, report.look_again, report.cannot_tell) == ([], ["B017"], [])


def test_what_two_good_passes_did_not_hear_is_missing() -> None:
    report = report_of(SHELF, heard(without("B017"), without("B017", "B020")))
    assert report.missing == ["B017"]
    assert report.look_again == []
    verdict = report.verdicts[0]
    assert verdict.probability is not None
    assert verdict.probability > 0.8
    assert "2 passes" in verdict.reason


def test_two_passes_in_one_sitting_count_as_two() -> None:
    report = report_of(SHELF, heard([*without("B017"), *without("B017")]))
    assert report.missing == ["B017"]
    assert report.misplaced == ()


@pytest.mark.parametrize("bucket", [one for one in Bucket if one is not Bucket.ON_SHELF])
def test_what_is_accounted_for_elsewhere_is_never_missing(bucket: Bucket) -> None:
    expected = [*SHELF, book(50, bucket)]
    report = report_of(expected, heard(ALL, ALL, ALL))
    assert report.expected == 40
    assert report.verdicts == ()
    assert report.buckets == {Bucket.ON_SHELF: 40, bucket: 1}


def test_a_book_on_the_shelf_that_the_catalogue_has_on_loan() -> None:
    expected = [*SHELF[:20], book(21, Bucket.ON_LOAN, status="CHECKED OUT"), *SHELF[21:]]
    report = report_of(expected, heard(ALL))
    assert report.wrong_status == ("B021",)
    assert report.misplaced == ()
    assert report.items["B021"].status == "CHECKED OUT"


def test_a_book_of_another_location_is_named_and_spoils_no_order() -> None:
    walk = [*ALL[:10], "X1", *ALL[10:]]
    other = book(900, location="Reference")
    report = report_of(SHELF, heard(walk), Beside(catalogue={"X1": other}))
    assert report.wrong_location == ("X1",)
    assert report.misplaced == ()
    assert report.unknown == {}


def test_a_book_of_another_shelf_of_the_scope_is_at_the_wrong_location() -> None:
    reference = [book(number, location="Reference") for number in range(900, 920)]
    numbers = [one.barcode for one in reference]
    walk = [*ALL[:10], "B905", *ALL[10:], *[one for one in numbers if one != "B905"]]
    report = report_of([*SHELF, *reference], heard(walk))
    assert report.wrong_location == ("B905",)
    assert [move.barcode for move in report.misplaced] == ["B905"]
    assert report.misplaced[0].belongs_between == ("B904", "B906")


def test_a_book_of_the_next_range_is_outside_the_scope_and_not_wrong() -> None:
    report = report_of(SHELF, heard([*ALL, "X1"]), Beside(catalogue={"X1": book(41)}))
    assert report.outside_scope == ("X1",)
    assert report.wrong_location == ()
    assert report.misplaced == ()


def test_what_the_catalogue_has_not_is_said() -> None:
    strange = {"X2": "its form is that of another library"}
    report = report_of(SHELF, heard([*ALL, "X1", "X2"]), Beside(strange=strange))
    assert report.unknown == {"X1": "not in the catalogue", "X2": strange["X2"]}


def test_one_wandering_book_is_one_move_with_its_neighbours() -> None:
    walk = without("B005")
    walk.insert(30, "B005")
    report = report_of(SHELF, heard(walk))
    assert [move.barcode for move in report.misplaced] == ["B005"]
    move = report.misplaced[0]
    assert move.found_between == (walk[29], walk[31])
    assert move.belongs_between == ("B004", "B006")


def test_a_book_put_right_before_the_second_pass_is_not_misplaced() -> None:
    walk = without("B005")
    walk.insert(30, "B005")
    assert report_of(SHELF, heard(walk, ALL)).misplaced == ()
    assert [one.barcode for one in report_of(SHELF, heard(ALL, walk)).misplaced] == ["B005"]


def test_a_book_of_one_persons_range_found_in_anothers_belongs_between_its_own() -> None:
    first = [one for one in ALL[:20] if one != "B005"]
    second = [*ALL[20:30], "B005", *ALL[30:]]
    report = report_of(SHELF, heard(first, second))
    assert [move.belongs_between for move in report.misplaced] == [("B004", "B006")]


def test_a_book_missed_in_the_second_pass_is_not_misplaced() -> None:
    report = report_of(SHELF, heard(ALL, without("B005", "B030")))
    assert report.misplaced == ()
    assert report.found == 40


def test_a_book_out_of_order_by_radio_is_named_with_how_sure_that_is() -> None:
    shelf = [book(number) for number in range(1, 121)]
    walk = [one.barcode for one in shelf]
    walk.insert(100, walk.pop(19))
    said = [
        Heard(at, barcode, 1, strength_dbm=-50.0, ordered=False) for at, barcode in enumerate(walk)
    ]
    report = report_of(shelf, said)
    assert [move.barcode for move in report.misplaced] == ["B020"]
    assert report.misplaced[0].belongs_between == ("B019", "B021")
    assert 0.9 < report.misplaced[0].sure <= 1.0


def test_a_scanner_is_believed_before_radio() -> None:
    shelf = [book(number) for number in range(1, 121)]
    walk = [one.barcode for one in shelf]
    scanned = heard(walk)
    walk.insert(100, walk.pop(19))
    radio = [
        Heard(len(scanned) + at, barcode, 2, strength_dbm=-50.0, ordered=False)
        for at, barcode in enumerate(walk)
    ]
    assert report_of(shelf, [*scanned, *radio]).misplaced == ()


def test_a_cart_scanned_at_random_is_no_shelf() -> None:
    cart = [f"B{number * 7 % 41:03}" for number in range(1, 41)]
    report = report_of(SHELF, heard(ALL, cart))
    assert report.heaps == (2,)
    assert report.misplaced == ()


def test_the_same_barcode_far_apart_in_one_walk_is_two_books() -> None:
    shelf = [book(number) for number in range(1, 301)]
    walk = [one.barcode for one in shelf]
    twice = [*walk[:250], "B003", *walk[250:]]
    assert report_of(shelf, heard(twice)).duplicates == ("B003",)
    assert report_of(shelf, heard(walk, walk)).duplicates == ()
    assert report_of(shelf, heard([*walk[:10], "B003", *walk[10:]])).duplicates == ()


def test_a_number_of_a_publisher_is_on_many_books() -> None:
    shelf = [book(number) for number in range(1, 301)]
    walk = [one.barcode for one in shelf]
    often = [*walk[:20], "9780261103573", *walk[20:250], "9780261103573", *walk[250:]]
    report = report_of(shelf, heard(often))
    assert report.duplicates == ()
    assert list(report.unknown) == ["9780261103573"]


def test_a_cart_heard_beside_the_shelf_makes_no_two_books_of_one() -> None:
    shelf = [book(number) for number in range(1, 301)]
    walk = [one.barcode for one in shelf[:250]]
    cart = ["B290", "B260", "B299", "B270"]
    radio = [*walk[:20], *cart, *walk[12:20], *cart, *walk[20:]]
    said = [one._replace(ordered=False, strength_dbm=-50.0) for one in heard(radio)]
    assert report_of(shelf, said).duplicates == ()


def test_two_expected_items_with_one_barcode_are_named() -> None:
    report = report_of([*SHELF, book(7)], heard(ALL))
    assert report.repeated == ("B007",)
    assert report.expected == 40


def test_a_sweep_not_begun_can_tell_nothing() -> None:
    report = report_of(SHELF, [])
    assert report.cannot_tell == ALL
    assert report.missing == report.look_again == []


def test_of_nothing_expected_nothing_follows() -> None:
    report = report_of([], heard(["X1"]))
    assert (report.expected, report.found, list(report.unknown)) == (0, 0, ["X1"])


def full() -> SweepReport:
    """A report with something in each of its lists."""
    expected = [*SHELF, book(50, Bucket.ON_LOAN, status="due 12-24")]
    walk = without("B005", "B017")
    walk[30:30] = ["B005", "X1", "X9", "B050"]
    return report_of(
        expected,
        heard(walk, without("B005", "B017")),
        Beside(
            catalogue={"X1": book(900, location="Reference", title='=cmd "quoted", title')},
            strange={"X9": "not in the catalogue; its form is that of another library"},
            sittings={1: SittingInfo("Ana", "scanner"), 2: SittingInfo("Ben", "scanner")},
            closed=(ClosedCase("B033", "autumn 2025"),),
            conditions={"B011": ("damaged",), "B012": ("weed",), "B013": ("wet",)},
        ),
        name="spring",
    )


def test_the_json_has_what_the_command_line_promises() -> None:
    said = told(full())
    assert said["expected"] == 40
    assert said["found"] == 39
    assert said["missing"] == ["B017"]
    assert said["look_again"] == []
    assert said["wrong_location"] == ["X1"]
    assert said["wrong_status"] == ["B050"]
    assert said["unknown"] == ["X9"]
    assert said["duplicates"] == []
    assert said["cases_closed"] == [
        {"barcode": "B033", "since": "autumn 2025", "place": "", "at": ""}
    ]
    assert said["throughput"] == [
        {"who": "Ana", "hour": "2026-11-21T09", "items": 42, "first": 42},
        {"who": "Ben", "hour": "2026-11-21T10", "items": 38, "first": 0},
    ]


def test_a_json_file_holds_the_same(tmp_path: Path) -> None:
    report = full()
    write_report(report, tmp_path / "spring.json")
    assert json.loads((tmp_path / "spring.json").read_text("utf-8")) == told(report)


def test_a_csv_file_has_a_row_for_each_book_and_list(tmp_path: Path) -> None:
    write_report(full(), tmp_path / "spring.CSV")
    with (tmp_path / "spring.CSV").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert tuple(rows[0]) == COLUMNS
    assert [(row["list"], row["barcode"]) for row in rows] == [
        ("pull", "B012"),
        ("pull", "X1"),
        ("pull", "X9"),
        ("pull", "B050"),
        ("reshelve", "B005"),
        ("look again", "B017"),
        ("relabel", "B011"),
        ("exceptions", "B013"),
        ("exceptions", "B033"),
    ]
    by_barcode = {row["barcode"]: row for row in rows}
    assert by_barcode["X1"]["title"] == '\'=cmd "quoted", title'
    assert by_barcode["B050"]["why"] == "the catalogue has it on loan (due 12-24)"
    assert (by_barcode["B017"]["found_after"], by_barcode["B017"]["found_before"]) == (
        "QA16",
        "QA18",
    )


def test_another_ending_is_refused_in_words(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"spring\.docx") as refused:
        write_report(full(), tmp_path / "spring.docx")
    assert ".csv" in refused.value.do_next
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_not_there_is_said_and_nothing_left(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        write_report(full(), tmp_path / "none" / "spring.csv")
