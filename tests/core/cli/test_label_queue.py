"""`procstation label queue`, `sheets` and `calibrate`, on a real catalogue and a folder of PDF."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from procstation.cli.main import status_of

MARC = """<collection xmlns="http://www.loc.gov/MARC21/slim">{}</collection>"""
RECORD = """<record><leader>00000nam a2200000 a 4500</leader>
<controlfield tag="001">{number}</controlfield>
<datafield tag="245" ind1="1" ind2="0"><subfield code="a">Book {number}</subfield></datafield>
<datafield tag="952" ind1=" " ind2=" "><subfield code="a">MAIN</subfield>
<subfield code="p">{barcode}</subfield><subfield code="o">{call}</subfield>
<subfield code="c">{location}</subfield></datafield></record>"""
BOOKS = [
    ("31234000120000", "QA100 .B2", "STACKS"),
    ("31234000120001", "QA9 .B2", "STACKS"),
    ("31234000120002", "QA76.9 .D3", "STACKS"),
    ("31234000120003", "Z1 .A1", "ANNEX"),
]
CONFIG = """
[devices.laser]
kind = "printer"
driver = "pdf"
port = '{folder}'
stock = "avery-5160"
"""


@dataclass
class Run:
    home: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *args: str) -> tuple[int, str, str]:
        status = status_of(["--home", str(self.home), *args])
        out, err = self.capsys.readouterr()
        return status, out, err

    def label(self, *args: str, status: int = 0) -> Any:
        """Run a command of labels and return its JSON."""
        came, out, err = self("label", *args, "--json")
        assert came == status, err
        return json.loads(out)

    def jobs_out(self) -> list[Path]:
        return sorted((self.home.parent / "out").glob("*.pdf"))


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    home, out = tmp_path / "home", tmp_path / "out"
    home.mkdir()
    out.mkdir()
    (home / "procstation.toml").write_text(CONFIG.format(folder=out))
    records = [
        RECORD.format(number=number, barcode=barcode, call=call, location=location)
        for number, (barcode, call, location) in enumerate(BOOKS, start=1)
    ]
    (tmp_path / "books.xml").write_text(MARC.format("".join(records)))
    run = Run(home, capsys)
    assert run("catalog", "load", "books.xml", "--profile", "koha")[0] == 0
    return run


def words(path: Path) -> str:
    document = pypdfium2.PdfDocument(path.read_bytes())
    text = " ".join(page.get_textpage().get_text_bounded() for page in document)
    document.close()
    return text


def test_labels_are_queued_by_barcode_load_range_and_list(run: Run, tmp_path: Path) -> None:
    (tmp_path / "list.txt").write_text(f"{BOOKS[0][0]}\n\n39999999999996\n", encoding="utf-8-sig")
    add = ("queue", "add", "--template", "barcode")
    assert run.label(*add, BOOKS[1][0], "--copies", "2") == {"job": 1, "labels": 2, "refused": []}
    assert run.label(*add, "--load", "1")["labels"] == 4
    assert run.label(*add, "--range", "QA9..QA76.9 .D3")["labels"] == 2
    assert run.label(*add, "--range", "A1..Z9", "--location", "ANNEX")["labels"] == 1
    from_list = run.label(*add, "--file", "list.txt", status=1)
    assert (from_list["labels"], from_list["refused"][0]["barcode"]) == (1, "39999999999996")
    listed = run.label("queue", "list")
    assert listed["counts"] == {"queued": 10}
    assert [one["title"] for one in listed["jobs"]][-1] == f"barcode: {BOOKS[1][0]}"
    assert [one["barcode"] for one in run.label("queue", "list", "3")] == [
        BOOKS[1][0],
        BOOKS[2][0],
    ]


@pytest.mark.parametrize(
    ("args", "status", "said"),
    [
        (("--load", "7"), 1, "There is no load 7"),
        (("--range", "QA9"), 2, "from where to where"),
        (("--range", "Z9..A1"), 1, "stands behind"),
        (("--file", "none.txt"), 1, "cannot be read"),
        ((), 2, "Which items"),
        (("1", "--load", "1"), 2, "in two ways"),
        (("39999999999996",), 1, "None of these items"),
        ((BOOKS[0][0], "--stock", "avery-516"), 2, "Did you mean"),
    ],
)
def test_items_that_are_not_there(run: Run, args: tuple[str, ...], status: int, said: str) -> None:
    came, out, err = run("label", "queue", "add", *args, "--template", "barcode")
    assert (came, out) == (status, "")
    assert said in err
    assert run.label("queue", "list")["jobs"] == []


def test_the_queue_is_put_in_shelf_order_and_printed(run: Run) -> None:
    run.label("queue", "add", "--load", "1", "--template", "barcode")
    assert run.label("queue", "order", "shelf") == {"labels": 4, "by": "shelf"}
    printed = run.label("queue", "run", "--printer", "laser", "--start", "2,1")
    assert (printed["labels"], printed["stopped"]) == (4, "")
    labels = run.label("queue", "list", "1")
    assert {one["state"] for one in labels} == {"sent"}
    by_cell = sorted(labels, key=lambda one: one["cell"])
    assert [one["cell"] for one in by_cell] == [4, 5, 6, 7]
    assert [one["call_number"] for one in by_cell] == [
        *("Z1 .A1", "QA9 .B2", "QA76.9 .D3", "QA100 .B2"),
    ]
    (pdf,) = run.jobs_out()
    assert all(barcode in words(pdf).replace(" ", "") for barcode, _, _ in BOOKS)


def test_a_spoiled_label_is_printed_again_on_the_next_free_place(run: Run) -> None:
    run.label("queue", "add", "--load", "1", "--template", "barcode")
    run.label("queue", "run", "--printer", "laser")
    assert run.label("queue", "settle", "1", "--printed", "1,3-", "--spoiled", "2") == {
        "job": 1,
        "printed": 3,
        "spoiled": 1,
    }
    (again,) = run.label("queue", "list", "--state", "failed")
    assert (again["number"], again["reason"]) == (2, "It came out spoiled.")
    run.label("queue", "run", "--printer", "laser")
    assert run.label("queue", "list", "1")[1]["cell"] == 5
    shown = run.label("sheets", "show", "--printer", "laser")
    assert (shown["used"], shown["spoiled"]) == ([1, 3, 4, 5], [2])
    drawn = run("label", "sheets", "show", "--printer", "laser")[1].splitlines()
    assert drawn[2:4] == ["   1  ■ ✗ ■", "   4  ■ ■ ▸"]


def test_labels_are_reprinted_cancelled_and_changed(run: Run) -> None:
    run.label("queue", "add", "--load", "1", "--template", "barcode")
    run.label("queue", "run", "--printer", "laser")
    assert run.label("queue", "reprint", "--job", "1", "--range", "2-3") == {"job": 2, "labels": 2}
    assert run.label("queue", "reprint", BOOKS[0][0]) == {"job": 3, "labels": 1}
    assert run.label("queue", "cancel", "2", "1")["cancelled"] == 1
    run.label("queue", "edit", "2", "2", "--set", "barcode=A1")
    assert run.label("queue", "list", "2")[1]["barcode"] == "A1"
    assert run.label("queue", "run", "--printer", "laser", status=1)["refused"] == 1
    (refused,) = run.label("queue", "list", "--state", "refused")
    assert refused["reason"]
    run.label("queue", "edit", "2", "2", "--set", f"barcode={BOOKS[2][0]}")
    assert run.label("queue", "run", "--printer", "laser")["labels"] == 1


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("list", "9"), "no job 9"),
        (("list", "--state", "prnted"), "printed"),
        (("settle", "1"), "Nothing was said"),
        (("settle", "1", "--printed", "1-9"), "1 to 4"),
        (("settle", "1", "--printed", "1", "--spoiled", "1-2"), "Two things"),
        (("cancel", "1", "x"), "no list of numbers"),
        (("reprint",), "--job"),
        (("edit", "1", "1"), "Nothing is to be changed"),
        (("run", "--printer", "lasre"), "'laser'"),
    ],
)
def test_what_makes_no_sense_is_refused(run: Run, args: tuple[str, ...], said: str) -> None:
    run.label("queue", "add", "--load", "1", "--template", "barcode")
    status, out, err = run("label", "queue", *args)
    assert (status, out) == (2, "")
    assert said in err


def test_a_folder_that_is_gone_leaves_all_in_the_queue(run: Run, tmp_path: Path) -> None:
    run.label("queue", "add", "--load", "1", "--template", "barcode")
    (tmp_path / "out").rmdir()
    came = run.label("queue", "run", "--printer", "laser", status=1)
    assert (came["labels"], came["failed"]) == (0, 4)
    assert "does not exist" in came["stopped"]
    (tmp_path / "out").mkdir()
    assert run.label("queue", "run", "--printer", "laser")["labels"] == 4


def test_sheets_are_named_laid_aside_and_put_in_again(run: Run) -> None:
    place = ("--printer", "laser")
    assert run.label("sheets", "new", *place, "--start", "28", "--name", "blue")["free"] == [
        *(28, 29, 30),
    ]
    run.label("sheets", "spoil", *place, "10,2")
    run.label("sheets", "new", *place)
    listed = run.label("sheets", "list")
    assert [(one["name"], one["in_printer"]) for one in listed] == [("", True), ("blue", False)]
    run.label("sheets", "free", *place, "--sheet", "blue", "29")
    assert run.label("sheets", "use", *place, "blue")["free"] == [28, 29, 30]
    assert run("label", "sheets", "use", *place, "bleu")[0] == 2
    assert "3 of 30 free" in run("label", "sheets", "list")[1]
    assert run("label", "sheets", "new", *place, "--stock", "roll-25x38")[0] == 2
    assert run("label", "sheets", "show", "--printer", "laser", "--stock", "ol-114")[0] == 2


def test_a_printer_is_calibrated_once_for_its_stock(run: Run) -> None:
    place = ("--printer", "laser")
    assert run.label("calibrate", *place)["pages"] == 1
    came = run.label("calibrate", *place, "--set", "0.8,-0.5,1.001")
    assert (came["right_mm"], came["down_mm"], came["stretch"]) == (0.8, -0.5, 1.001)
    assert "0.8 mm to the right and 0.5 mm up" in run("label", "calibrate", *place, "--show")[1]
    assert run.label("calibrate", *place)["pages"] == 1
    first, second = (path.read_bytes() for path in run.jobs_out())
    assert first != second
    status, _, err = run("label", "calibrate", *place, "--set", "90,0")
    assert status == 1
    assert "beside the page" in err
    assert run("label", "calibrate", *place, "--set", "much")[0] == 2
    assert run("label", "calibrate", *place, "--set", "1")[0] == 2
    assert run("label", "calibrate", "--printer", "lasr")[0] == 2
    assert run.label("calibrate", *place, "--show")["right_mm"] == 0.8
