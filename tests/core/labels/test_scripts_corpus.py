"""Titles of real records in the scripts they are written in: each is set, or refused by name."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from pymarc import MARCReader

from procstation.errors import InputRefused
from procstation.labels import Face, LabelData, LabelShelf, Layout, RollStock, place
from procstation.labels.fonts import MM_PER_PT
from procstation.labels.pdf import pdf_of
from procstation.labels.pdf_picture import pdf_pictures
from procstation.labels.picture import picture_of
from procstation.labels.text_block import TextRun

pytestmark = pytest.mark.corpus

SIZE_PT = 12
BASELINE_MM = 10.0


def titles(folder: Path) -> Iterator[str]:
    for file in sorted(folder.iterdir()):
        with file.open("rb") as stream:
            reader = MARCReader(stream, to_unicode=True, permissive=True, utf8_handling="replace")
            for record in reader:
                for field in record.get_fields("245", "880") if record else []:
                    if field.tag == "245" or (field.get("6") or "").startswith("245"):
                        text = " ".join(field.get_subfields("a", "b", "c"))
                        yield LabelData(title=text).value("title")


def laid_out(face: Face, text: str) -> Layout:
    width_mm = face.width_mm(text, SIZE_PT)
    run = TextRun(text, face, SIZE_PT, 5.0, BASELINE_MM, width_mm, "left")
    return Layout(width_mm + 10, 16, 8, (run,), ())


@pytest.mark.parametrize("with_system", [False, True])
def test_titles_are_set_or_refused_by_name(
    corpus: Path, with_system: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not with_system:
        monkeypatch.setattr("procstation.labels.found_fonts.font_folders", lambda: ())
    face = LabelShelf().face("DejaVuSansCondensed")
    found = set(filter(None, titles(corpus / "marc-scripts")))
    assert len(found) > 50
    layouts, refused = [], {}
    for title in found:
        try:
            layouts.append(laid_out(face, title))
        except InputRefused as refusal:
            refused[title] = refusal
    for title, refusal in refused.items():
        assert re.search(r"a glyph for .* \(U\+[0-9A-F]{4,6}, .+\)", refusal.what)
        assert refusal.do_next.startswith("Install Noto")
        assert any(ord(one) > 0x2E7F for one in title), f"{title} needs no font of the system"
    for layout in layouts:
        (run,) = layout.runs
        ink = picture_of(layout).point(lambda dot: not dot).getbbox()
        assert ink is not None
        # A line fills its measured width; wide punctuation may leave half of its square white.
        size_dots = SIZE_PT * MM_PER_PT * 8
        assert ink[0] == pytest.approx(run.left_mm * 8, abs=0.6 * size_dots)
        assert ink[2] == pytest.approx((run.left_mm + run.width_mm) * 8, abs=0.6 * size_dots)


@pytest.mark.long
def test_a_page_of_each_script_is_printed(corpus: Path) -> None:
    face = LabelShelf().face("DejaVuSansCondensed")
    for title in sorted(set(filter(None, titles(corpus / "marc-scripts")))):
        try:
            layout = laid_out(face, title)
        except InputRefused:
            continue
        pages = place([layout], _roll(layout))
        (label,) = pdf_pictures(pdf_of(pages), pages)
        assert label.point(lambda grey: 255 * (grey < 128)).getbbox() is not None


def _roll(layout: Layout) -> RollStock:
    return RollStock(
        kind="roll", title="As wide as it takes", label_width_mm=layout.width_mm, label_height_mm=16
    )
