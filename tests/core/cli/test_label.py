"""`procstation label`, on a catalogue of two items."""

import json
import sys
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType

import pypdfium2
import pytest
import zxingcpp
from PIL import Image

from procstation.catalog.records import Item, Title
from procstation.cli.context import Context
from procstation.cli.main import status_of
from procstation.devices import Outcome, PrinterState
from procstation.items import CallNumber, Scheme
from procstation.printing import PRINT_FILE, PrintFile, SheetPositions

FIRST, SECOND, UNKNOWN = "30234000517861", "33191000105864", "39999999999996"
TITLE = Title(
    1, "x1", "The left hand of darkness", call_number=CallNumber("PS3562.E42", Scheme.LCC, "050")
)


class TwoItems:
    """A catalogue, as far as labels need one."""

    def by_barcode(self, barcode: str) -> tuple[Item, Title] | None:
        if barcode == FIRST:
            return Item(1, 1, FIRST, copy="2"), TITLE
        if barcode == SECOND:
            own = CallNumber("FIC LEG", Scheme.OTHER, "952$o")
            return Item(2, 1, SECOND, own), TITLE
        return None


@pytest.fixture(autouse=True)
def _catalogue(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Context, "catalogue", TwoItems())


@dataclass
class Run:
    """Runs the command in a home and a working folder of its own."""

    home: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *args: str) -> tuple[int, str, str]:
        status = status_of(["--home", str(self.home), "label", *args])
        out, err = self.capsys.readouterr()
        return status, out, err

    def json(self, *args: str) -> tuple[int, dict]:
        status, out, _ = self(*args, "--json")
        return status, json.loads(out)


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    return Run(tmp_path / "home", capsys)


def read(picture: Image.Image) -> list[str]:
    codabar = zxingcpp.barcode_formats_from_str("Codabar")
    found = zxingcpp.read_barcodes(picture.convert("L"), formats=codabar)
    return sorted(result.text for result in found)


def text_of(path: Path) -> list[str]:
    document = pypdfium2.PdfDocument(path.read_bytes())
    words = document[0].get_textpage().get_text_bounded().split()
    document.close()
    return words


def corner_of_text(pdf: bytes) -> tuple[float, float]:
    """Left and top of the first line, in millimetres from the top left of the page."""
    document = pypdfium2.PdfDocument(pdf)
    text = document[0].get_textpage()
    assert text.count_rects()
    left, _, _, top = text.get_rect(0)
    height = document[0].get_height()
    document.close()
    return left * 25.4 / 72, (height - top) * 25.4 / 72


def test_barcode_labels_to_pdf(run: Run) -> None:
    status, answer = run.json(
        "print", FIRST, SECOND, "--template", "barcode", "--output", "labels.pdf"
    )
    assert (status, answer) == (0, {"labels": 2, "sheets": 1, "refused": []})
    document = pypdfium2.PdfDocument(Path("labels.pdf").read_bytes())
    picture = document[0].render(scale=400 / 72, grayscale=True).to_pil()
    document.close()
    assert read(picture) == [f"A{FIRST}A", f"A{SECOND}A"]


def test_spine_labels_to_pdf_from_the_third_label_on(run: Run) -> None:
    args = ("print", FIRST, SECOND, "--template", "spine", "--stock", "avery-l7651", "--start", "3")
    status, out, _ = run(*args, "--output", "labels.pdf")
    assert (status, out) == (0, "2 labels on 1 sheet.\n")
    assert text_of(Path("labels.pdf")) == ["PS", "3562", ".E42", "c.2", "FIC", "LEG"]
    left, _ = corner_of_text(Path("labels.pdf").read_bytes())
    assert left == pytest.approx(4.7 + 2 * 40.6 + 1.5, abs=0.5)


@pytest.mark.parametrize("ending", ["zpl", "png", "svg"])
def test_other_files(run: Run, ending: str) -> None:
    status, answer = run.json(
        "print", FIRST, "--template", "barcode", "--output", f"label.{ending}"
    )
    assert (status, answer["labels"], answer["refused"]) == (0, 1, [])
    data = Path(f"label.{ending}").read_bytes()
    if ending == "png":
        assert read(Image.open("label.png")) == [f"A{FIRST}A"]
    else:
        assert FIRST.encode() in data


def test_an_unknown_barcode_is_refused_and_the_rest_printed(run: Run) -> None:
    args = ("print", UNKNOWN, FIRST, "--template", "spine", "--output", "labels.pdf")
    status, answer = run.json(*args)
    assert status == 1
    assert (answer["labels"], len(answer["refused"])) == (1, 1)
    assert answer["refused"][0]["barcode"] == UNKNOWN
    assert "catalog load" in answer["refused"][0]["reason"]
    status, out, err = run(*args)
    assert (status, out) == (1, "1 label on 1 sheet.\n")
    assert f"refused: {UNKNOWN}: No item has the barcode" in err


def test_nothing_is_written_when_all_is_refused(run: Run) -> None:
    status, answer = run.json("print", UNKNOWN, "--template", "spine", "--output", "labels.pdf")
    assert (status, answer["labels"], answer["sheets"]) == (1, 0, 0)
    assert not Path("labels.pdf").exists()


@pytest.mark.parametrize(
    ("args", "error", "next_"),
    [
        (("--template", "spin", "--output", "a.pdf"), "'spin'", "'spine'"),
        (("--template", "spine", "--stock", "ol141", "--output", "a.pdf"), "'ol141'", "'ol114'"),
        (("--template", "spine", "--output", "a.doc"), "a.doc", ".pdf"),
        (("--template", "spine"), "printer or to a file", "--output FILE"),
        (("--template", "spine", "--output", "a.pdf", "--start", "41"), "no label 41", "1 to 40"),
        (("--template", "spine", "--output", "a.zpl", "--start", "2"), "a roll", "--start"),
        (
            ("--template", "barcode", "--stock", "avery-5167", "--output", "a.pdf"),
            "16 mm high; those of 'avery-5167' are 12.7 mm",
            "--stock",
        ),
        (
            ("--template", "spine", "--stock", "ol114", "--output", "a.zpl"),
            "sheet stock",
            "roll-25x38",
        ),
    ],
)
def test_wrong_usage(run: Run, args: tuple[str, ...], error: str, next_: str) -> None:
    status, out, err = run("print", FIRST, *args)
    what, do_next = err.splitlines()
    assert (status, out) == (2, "")
    assert what.startswith("error: ")
    assert error in what
    assert do_next.startswith("next: ")
    assert next_ in do_next
    assert not list(Path().glob("a.*"))


def test_a_file_that_cannot_be_written(run: Run) -> None:
    status, answer = run.json("print", FIRST, "--template", "spine", "--output", "no/such/a.pdf")
    assert (status, answer["labels"]) == (1, 0)
    assert "No such file" in answer["refused"][0]["reason"]


def test_a_resolution_of_300_dpi_makes_a_narrow_label_possible(run: Run) -> None:
    args = ("print", FIRST, "--template", "barcode", "--stock", "roll-38x25", "--output", "a.zpl")
    status, answer = run.json(*args)
    assert (status, answer["labels"]) == (1, 0)
    assert "49.5 mm" in answer["refused"][0]["reason"]
    status, answer = run.json(*args, "--dpi", "300")
    assert (status, answer["labels"]) == (0, 1)


class Laser:
    """A sheet printer of the configuration."""

    language = "pdf"
    dots_per_mm = 600 / 25.4

    def __init__(self) -> None:
        self.jobs: list[bytes] = []
        self.open = True

    def state(self) -> PrinterState:
        return PrinterState(ready=True)

    def send(self, job: bytes, labels: int) -> Outcome:
        del labels
        self.jobs.append(job)
        return Outcome.SENT

    def close(self) -> None:
        self.open = False


def test_a_printer_of_the_configuration_goes_on_where_its_sheet_is_free(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    run.home.mkdir()
    (run.home / "procstation.toml").write_text(
        '[devices.laser]\nkind = "printer"\ndriver = "pdf"\nport = "file://x"\n'
        'stock = "avery-l7651"\n'
    )
    laser = Laser()
    devices = ModuleType("procstation.cli.devices")
    devices.open_configured = lambda context, kind, name: laser
    monkeypatch.setitem(sys.modules, "procstation.cli.devices", devices)
    for start in ((), (), ("--start", "9")):
        args = ("print", FIRST, "--template", "spine", "--printer", "laser", *start)
        assert run(*args)[0] == 0
    lefts, tops = zip(*(corner_of_text(job) for job in laser.jobs), strict=True)
    assert lefts[1] - lefts[0] == pytest.approx(40.6, abs=0.01)
    assert lefts[2] - lefts[0] == pytest.approx(3 * 40.6, abs=0.01)
    assert tops[2] - tops[0] == pytest.approx(21.2, abs=0.01)
    assert not laser.open
    positions = SheetPositions(PrintFile(run.home / PRINT_FILE))
    assert positions.current("laser", "avery-l7651").used


def test_preview(run: Run) -> None:
    status, out, _ = run("preview", FIRST, "--template", "spine", "--stock", "roll-25x38")
    assert status == 0
    assert [line.strip("│ ") for line in out.splitlines() if "│" in line and line.strip("│ ")] == [
        "PS",
        "3562",
        ".E42",
        "c.2",
    ]


def test_templates_and_stocks_are_listed(run: Run) -> None:
    status, templates = run.json("templates")
    assert status == 0
    assert {"spine", "barcode"} <= {template["name"] for template in templates}
    status, stocks = run.json("stocks")
    assert status == 0
    avery = next(stock for stock in stocks if stock["name"] == "avery-5160")
    assert (avery["kind"], avery["labels"], avery["label_height_mm"]) == ("sheet", 30, 25.4)
    status, out, _ = run("stocks")
    assert any(line.startswith("avery-l7651") and "65 a sheet" in line for line in out.splitlines())


def test_a_template_of_the_station_with_a_wrong_key(run: Run) -> None:
    folder = run.home / "label_templates" / "spine"
    folder.mkdir(parents=True)
    (folder / "ours.toml").write_text('titel = "x"\n')
    status, _, err = run("templates")
    assert status == 2
    assert "ours.toml" in err
    assert "'titel'" in err
    assert "next: Did you mean 'title'?" in err


def test_a_label_can_say_something_else_than_the_record(run: Run) -> None:
    args = ("print", FIRST, "--template", "spine", "--output", "labels.pdf")
    status, _, err = run(*args, "--set", "call_number=PZ4 .L518", "--set", "copy=c.1")
    assert status == 0
    assert text_of(Path("labels.pdf")) == ["PZ", "4", ".L518", "c.1"]
    assert f"note: {FIRST}: call_number is 'PZ4 .L518' on this label only" in err
    assert run(*args)[0] == 0
    assert text_of(Path("labels.pdf")) == ["PS", "3562", ".E42", "c.2"]


@pytest.mark.parametrize(
    ("said", "error", "next_"),
    [
        ("callnumber=X", "--set: there is nothing named 'callnumber'", "'call_number'"),
        ("call_number", "does not say what to print", "SOURCE=TEXT"),
    ],
)
def test_a_wrong_change(run: Run, said: str, error: str, next_: str) -> None:
    status, _, err = run(
        "print", FIRST, "--template", "spine", "--output", "labels.pdf", "--set", said
    )
    assert status == 2
    assert error in err
    assert next_ in err


SUBFIELDS = """
title = "Place and publisher"
min_width_mm = 25
min_height_mm = 16
sheet_stock = "avery-5160"
roll_stock = "roll-51x25"
[[text]]
sources = ["marc:260$a", { source = "marc:260$b", prefix = "by " }]
needs = ["marc:260$a"]
box = { left_mm = 2, right_mm = 2, top_mm = 2, height_mm = 8 }
"""

RECORDS = """<collection xmlns="http://www.loc.gov/MARC21/slim"><record>
<leader>00000nam a2200000 a 4500</leader><controlfield tag="001">x1</controlfield>
<datafield tag="245" ind1="1" ind2="4">
<subfield code="a">The left hand of darkness /</subfield></datafield>
<datafield tag="260" ind1=" " ind2=" "><subfield code="a">New York :</subfield>
<subfield code="b">Walker,</subfield></datafield></record></collection>"""


def test_any_subfield_of_the_record(run: Run) -> None:
    folder = run.home / "label_templates" / "spine"
    folder.mkdir(parents=True)
    (folder / "imprint.toml").write_text(SUBFIELDS)
    Path("records.xml").write_text(RECORDS)
    args = ("print", FIRST, "--template", "imprint", "--output", "labels.pdf")
    assert run(*args, "--records", "records.xml")[0] == 0
    assert text_of(Path("labels.pdf")) == ["New", "York", "by", "Walker"]
    Path("other.xml").write_text(RECORDS.replace("x1", "x2"))
    status, answer = run.json(*args, "--records", "other.xml")
    assert (status, answer["labels"]) == (1, 0)
    assert "The item has no marc:260$a. Name the file" in answer["refused"][0]["reason"]
    assert run(*args, "--set", "marc:260$a=London", "--records", "other.xml")[0] == 0
    assert text_of(Path("labels.pdf")) == ["London"]
