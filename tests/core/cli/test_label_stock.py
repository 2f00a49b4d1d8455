"""`procstation label stocks NAME`, `stock import` and `test-page`."""

import json
from dataclasses import dataclass
from pathlib import Path

import pypdfium2
import pytest

from procstation.cli.main import status_of

GLABELS = """<Glabels-templates>
<Template brand="Avery" part="5167" size="US-Letter" _description="Return Address Labels">
  <Label-rectangle id="0" width="1.75in" height="0.5in">
    <Layout nx="4" ny="20" x0="0.28125in" y0="0.5in" dx="2.0625in" dy="0.5in"/>
  </Label-rectangle>
</Template>
<Template brand="Avery" part="9999" size="A-4">
  <Label-rectangle id="0" width="1in" height="1in"><Layout nx="1" ny="1"/></Label-rectangle>
</Template>
</Glabels-templates>"""


@dataclass
class Run:
    """Runs the command in a home and a working folder of its own."""

    home: Path
    capsys: pytest.CaptureFixture[str]

    def __call__(self, *args: str) -> tuple[int, str, str]:
        status = status_of(["--home", str(self.home), "label", *args])
        out, err = self.capsys.readouterr()
        return status, out, err


@pytest.fixture
def run(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "avery.xml").write_text(GLABELS)
    return Run(tmp_path / "home", capsys)


def test_a_stock_in_detail(run: Run) -> None:
    status, out, _ = run("stocks", "media-hub-40")
    assert status == 0
    assert "40 × 40 mm, round, with a hole of 17 mm" in out
    assert "4 × 6, the first 11.95 mm from the left" in out
    assert "media-hub" in out.splitlines()[-1]
    status, out, _ = run("stocks", "brother-dk-2205", "--json")
    document = json.loads(out)
    assert (document["name"], document["kind"], document["continuous"]) == (
        "brother-dk-2205",
        "roll",
        True,
    )
    assert {"barcode", "spine"} <= set(document["templates"])
    status, _, err = run("stocks", "media-hub")
    assert status == 2
    assert "Did you mean 'media-hub-40'?" in err


def test_stock_is_imported_and_can_be_printed_on(run: Run) -> None:
    status, out, err = run("stock", "import", "avery.xml", "--json")
    answer = json.loads(out)
    assert (status, answer["imported"]) == (0, ["avery-5167"])
    assert answer["refused"] == [
        {"name": "Avery 9999", "reason": "Its paper is 'A-4', whose measures are not known here."}
    ]
    assert "refused: Avery 9999" in err
    status, out, _ = run("stocks", "avery-5167")
    assert "Avery 5167 (Return Address Labels)" in out
    assert "4 × 20, the first 7.144 mm" in out


def test_one_part_under_a_name_of_ours(run: Run) -> None:
    assert run("stock", "import", "avery.xml", "--part", "5167", "--name", "ours")[0] == 0
    assert run("stocks", "ours")[0] == 0
    status, _, err = run("stock", "import", "avery.xml", "--part", "9999")
    assert (status, "refused: Avery 9999" in err) == (1, True)


@pytest.mark.parametrize(
    ("args", "status", "error", "next_"),
    [
        (("avery.xml", "--part", "5176"), 2, "no part '5176'", "'5167'"),
        (("avery.xml", "--name", "ours"), 2, "one stock", "--part"),
        (("none.xml",), 1, "There is no file", "Check the name"),
        (("home",), 1, "home is a folder", "Name the files in it"),
    ],
)
def test_what_cannot_be_imported(
    run: Run, args: tuple[str, ...], status: int, error: str, next_: str
) -> None:
    run.home.mkdir()
    found, out, err = run("stock", "import", *args)
    what, do_next = err.splitlines()
    assert (found, out) == (status, "")
    assert error in what
    assert next_ in do_next


def test_a_test_page_has_every_label_and_is_as_large_as_the_sheet(run: Run) -> None:
    status, out, _ = run("test-page", "--stock", "avery-l7651", "--output", "test.pdf")
    assert (status, out) == (0, "1 page, sent.\n")
    document = pypdfium2.PdfDocument(Path("test.pdf").read_bytes())
    page = document[0]
    text = page.get_textpage().get_text_bounded()
    size = (page.get_width() * 25.4 / 72, page.get_height() * 25.4 / 72)
    picture = page.render(scale=8 * 25.4 / 72, grayscale=True).to_pil().convert("L")
    document.close()
    assert size == pytest.approx((210, 297), abs=0.1)
    numbers = "".join(map(str, range(1, 66)))
    assert sorted("".join(text.split())) == sorted(numbers)
    # The frame of the first label: 4.7 mm from the left, 10.9 mm from the top; 38.1 mm wide.
    for x, y in ((4.7, 20.0), (4.7 + 38.1 - 0.06, 20.0), (20.0, 10.9)):
        around = picture.crop(
            (round(x * 8) - 2, round(y * 8) - 2, round(x * 8) + 3, round(y * 8) + 3)
        )
        assert around.getextrema()[0] < 100


def test_a_test_page_on_a_roll(run: Run) -> None:
    assert run("test-page", "--stock", "roll-25x38", "--output", "test.zpl")[0] == 0
    assert b"^GF" in Path("test.zpl").read_bytes()
    status, _, err = run("test-page", "--stock", "ol114", "--output", "other.zpl")
    assert (status, "sheet stock" in err) == (2, True)
    assert not Path("other.zpl").exists()
