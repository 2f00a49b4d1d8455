"""The files a report is written to: workbook, page and printed lists."""

from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pypdfium2
import pytest

from procstation.sweeping.coverage_map import cells_of
from procstation.sweeping.model import Bucket, Expected, Heard
from procstation.sweeping.report import Beside, SweepReport, report_of
from procstation.sweeping.report_files import write_report

HEBREW = "ספר הזוהר"
TITLE = '<b>"Order" & disorder</b>'


def swept(count: int = 120, name: str = "spring") -> SweepReport:
    expected = [
        Expected(
            f"=B{number:04}",
            Bucket.ON_SHELF,
            f"{number:04}".encode(),
            "Stacks",
            TITLE if number % 2 else HEBREW,
            call_number=f"QA {number}",
            location="Stacks",
        )
        for number in range(count)
    ]
    walk = [one.barcode for one in expected if not 50 <= int(one.barcode[2:]) < 70]
    walk.remove("=B0010")
    walk.insert(40, walk.pop(5))
    walk.insert(30, "X1")
    heard = [Heard(at, barcode, 1, f"bay {at // 50 + 1}") for at, barcode in enumerate(walk)]
    return report_of(expected, heard, Beside(strange={"X1": "a <strange> one"}), name=name)


def test_the_workbook_has_a_sheet_for_each_list_and_only_text_where_text_was(
    tmp_path: Path,
) -> None:
    report = swept()
    write_report(report, tmp_path / "spring.xlsx")
    book = openpyxl.load_workbook(tmp_path / "spring.xlsx")
    assert book.sheetnames[:6] == [
        "Summary", "Pull", "Reshelve", "Look again", "Relabel", "Exceptions",
    ]  # fmt: skip
    reshelve = list(book["Reshelve"].values)
    assert reshelve[0][:3] == ("call number", "title", "barcode")
    assert reshelve[1][2] == "=B0005"
    assert reshelve[1][6:8] == ("QA 4", "QA 6")
    assert book["Reshelve"]["C2"].data_type == "s"
    assert len(list(book["Look again"].values)) - 1 == len(report.look_again)
    numbers = dict(list(book["Summary"].values)[1:])
    assert numbers["expected on the shelf"] == 120
    assert numbers["found"] == report.found


class _Page(HTMLParser):
    """Collects the text of a page and what it would fetch, and checks that elements are closed."""

    VOID = ("meta", "!doctype")

    def __init__(self) -> None:
        super().__init__()
        self.text: list[str] = []
        self.fetched: list[str] = []
        self.anchors: set[str] = set()
        self.targets: set[str] = set()
        self._open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        known = dict(attrs)
        if tag in ("script", "link", "img", "iframe") or "src" in known:
            self.fetched.append(tag)
        if tag == "a":
            self.targets.add(str(known["href"]).removeprefix("#"))
        if known.get("id"):
            self.anchors.add(str(known["id"]))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """It needs no end."""

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_the_page_stands_alone_and_shows_every_title_as_it_is(tmp_path: Path) -> None:
    write_report(swept(), tmp_path / "spring.html")
    page = _Page()
    page.feed((tmp_path / "spring.html").read_text("utf-8"))
    assert page.fetched == []
    assert page.targets <= page.anchors
    text = " ".join(page.text)
    assert TITLE in text
    assert HEBREW in text
    assert "a <strange> one" in text
    assert "sweep again" in text


def test_the_map_says_in_words_what_it_shows() -> None:
    cells = cells_of(swept())
    assert sum(cell.expected for cell in cells) == 120
    assert sum(cell.heard for cell in cells) == 99
    assert sum(cell.looked_for for cell in cells) == 21
    assert sum(cell.moved for cell in cells) == 1


def text_of(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as document:
        return [page.get_textpage().get_text_range() for page in document]


def test_the_printed_lists_have_every_book_once(tmp_path: Path) -> None:
    report = swept()
    write_report(report, tmp_path / "spring.pdf")
    pages = text_of(tmp_path / "spring.pdf")
    assert "120" in pages[0]
    assert "Bays that want another pass" in pages[0]
    look_for = " ".join(page for page in pages if page.startswith("Look for"))
    for barcode in report.look_again:
        assert look_for.count(barcode) == 1
    put = next(page for page in pages if page.startswith("Put in its place"))
    assert "put it between QA 4 and QA 6" in put
    assert f"page {len(pages)} of {len(pages)}" in pages[-1]


def test_a_character_no_font_has_does_not_keep_a_list_from_being_printed(tmp_path: Path) -> None:
    report = report_of(
        [Expected("B1", Bucket.ON_LOAN, b"1", title="rare \ue123 letter", call_number="QA 1")],
        [Heard(0, "B1", 1)],
    )
    write_report(report, tmp_path / "rare.pdf")
    assert "rare ? letter" in " ".join(text_of(tmp_path / "rare.pdf"))


@pytest.mark.parametrize("name", ["none.pdf", "none.html", "none.xlsx", "none.csv", "none.json"])
def test_an_empty_report_is_written_too(tmp_path: Path, name: str) -> None:
    write_report(report_of([], []), tmp_path / name)
    assert (tmp_path / name).stat().st_size > 0
    assert [one.name for one in tmp_path.iterdir()] == [name]


def test_letter_paper(tmp_path: Path) -> None:
    write_report(swept(), tmp_path / "letter.pdf", "letter")
    with pypdfium2.PdfDocument(tmp_path / "letter.pdf") as document:
        assert document[0].get_size() == pytest.approx((612, 792), abs=0.1)
