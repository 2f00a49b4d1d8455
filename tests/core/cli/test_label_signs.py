"""`procstation label commands` and `shelf-range`."""

import json
from pathlib import Path

import pypdfium2
import pytest
import zxingcpp

from procstation.cli.main import status_of
from procstation.linking.command_sheet import command_codes
from procstation.linking.profiles import read_profiles


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def run(*args: str) -> int:
    return status_of(["--home", "home", "label", *args])


def text_of(path: str) -> str:
    document = pypdfium2.PdfDocument(Path(path).read_bytes())
    text = document[0].get_textpage().get_text_bounded()
    document.close()
    return str(text)


def test_the_sheet_of_commands_can_be_scanned() -> None:
    assert run("commands", "--output", "commands.pdf") == 0
    document = pypdfium2.PdfDocument(Path("commands.pdf").read_bytes())
    pictures = [page.render(scale=400 / 72, grayscale=True).to_pil() for page in document]
    document.close()
    kind = zxingcpp.barcode_formats_from_str("Code128")
    found = [one for each in pictures for one in zxingcpp.read_barcodes(each, formats=kind)]
    assert {one.text for one in found} == set(command_codes(read_profiles()))
    assert "Undo the last act" in text_of("commands.pdf")


@pytest.mark.long
@pytest.mark.parametrize(("paper", "size"), [("a4", (210, 297)), ("letter", (215.9, 279.4))])
def test_the_sheet_on_paper_is_grouped_and_can_be_scanned(
    paper: str, size: tuple[float, float]
) -> None:
    assert run("commands", "--paper", paper, "--output", "commands.pdf") == 0
    document = pypdfium2.PdfDocument(Path("commands.pdf").read_bytes())
    kind = zxingcpp.barcode_formats_from_str("Code128")
    bands: list[tuple[str, int, int, int]] = []
    for number, page in enumerate(document):
        assert [side * 25.4 / 72 for side in page.get_size()] == pytest.approx(size, abs=0.1)
        picture = page.render(scale=300 / 72, grayscale=True).to_pil()
        for one in zxingcpp.read_barcodes(picture, formats=kind):
            at = one.position
            bands.append((one.text, number, at.top_left.y, at.bottom_left.y))
    document.close()
    assert {text for text, *_ in bands} == set(command_codes(read_profiles()))
    # A scanner held level must meet one symbol only.
    for text, number, top, bottom in bands:
        level = [
            other
            for other, page, upper, lower in bands
            if other != text and page == number and upper < bottom and top < lower
        ]
        assert not level, f"{text} stands beside {level}"
    words = text_of("commands.pdf")
    assert words.index("Answers") < words.index("This book") < words.index("Skip this step")


def test_a_sheet_on_paper_is_a_pdf(capsys: pytest.CaptureFixture[str]) -> None:
    assert run("commands", "--paper", "a4", "--output", "commands.zpl") == 2
    assert "Give --output FILE.pdf" in capsys.readouterr().err
    long = "location=" + "X" * 80
    assert run("commands", "--paper", "a4", "--say", long, "--output", "c.pdf") == 1
    assert not Path("c.pdf").exists()
    assert run("commands", "--paper", "a4", "--bay", "Stacks 12", "--output", "b.pdf") == 0
    assert "Bay Stacks 12" in text_of("b.pdf")


def test_the_ends_of_shelves(capsys: pytest.CaptureFixture[str]) -> None:
    args = ("PQ6329 .A2", "PR4167 .J3", "--heading", "Aisle 12", "--copies", "2")
    assert run("shelf-range", *args, "--output", "range.pdf", "--json") == 0
    assert json.loads(capsys.readouterr().out)["labels"] == 2
    words = text_of("range.pdf").split()
    assert words == ["Aisle", "12", "PQ6329", ".A2", "to", "PR4167", ".J3"] * 2


def test_the_wrong_way_round(capsys: pytest.CaptureFixture[str]) -> None:
    assert (
        run("shelf-range", "823.912 T", "823.92 A", "--scheme", "dewey", "--output", "a.pdf") == 0
    )
    assert run("shelf-range", "PR4167", "PQ6329", "--output", "range.pdf") == 1
    err = capsys.readouterr().err
    assert "'PR4167' stands behind 'PQ6329' by the rules of lcc" in err
    assert not Path("range.pdf").exists()


def test_the_ends_of_shelves_are_ordered_as_the_station_files() -> None:
    ends = ("shelf-range", "PS1 .A1 v.2", "PS1 .A1 1990", "--output", "range.pdf")
    assert run(*ends) == 1
    Path("home/procstation.toml").write_text(
        "[shelf_order]\nvolumes_before_dates = true\n", encoding="utf-8"
    )
    assert run(*ends) == 0
