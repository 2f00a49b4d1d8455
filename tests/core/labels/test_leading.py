"""Lines whose ink rises or falls beyond their font's room."""

import pytest

from procstation.labels import LabelShelf
from procstation.labels.fonts import MM_PER_PT
from procstation.labels.layout import Layout
from procstation.labels.leading import baselines_em
from procstation.labels.picture import picture_of
from procstation.labels.text_block import TextRun

FACE = LabelShelf().face("DejaVuSansCondensed")
LEADING = 1.17
STACKED = "A\u0323\u0331\u0324\u0325\u0301\u0308\u030c\u0306"
"""Marks above and below each other, as in transcriptions."""


def test_plain_lines_stand_apart_as_the_template_says() -> None:
    face = FACE
    baselines, high = baselines_em(("QA", "76.73", "\u00c5gy"), face, LEADING)
    assert baselines == pytest.approx([face.ascent_em + at * LEADING for at in range(3)])
    assert high == pytest.approx(baselines[-1] + face.descent_em)


def test_ink_of_tall_lines_does_not_touch() -> None:
    lines = (STACKED, STACKED, "plain")
    baselines, high = baselines_em(lines, FACE, LEADING)
    assert baselines[1] - baselines[0] > LEADING
    runs = _runs(lines, baselines)
    inked = [_rows(run, high) for run in runs]
    assert inked[0][1] < inked[1][0]
    assert inked[1][1] < inked[2][0]
    assert inked[0][0] >= 0
    together = [_rows(run, high) for run in _runs(lines, [1.0, 1.0 + LEADING, 1.0 + 2 * LEADING])]
    assert together[0][1] > together[1][0], "the marks are too short to show anything"
    assert not runs[0].letters.overlaps(runs[1].letters)


def test_ink_of_a_run_has_all_that_is_drawn() -> None:
    (run,) = _runs((STACKED,), [2.0])
    top, bottom = _rows(run, 4.0)
    assert run.ink.top_mm * DPMM <= top + 1
    assert run.ink.bottom_mm * DPMM >= bottom - 1
    assert run.letters.top_mm * DPMM == pytest.approx(top, abs=2)
    assert run.letters.bottom_mm * DPMM == pytest.approx(bottom, abs=2)


SIZE_PT = 30.0
DPMM = 12.0


def _runs(lines: tuple[str, ...], baselines: list[float]) -> list[TextRun]:
    size_mm = SIZE_PT * MM_PER_PT
    return [
        TextRun(line, FACE, SIZE_PT, 2, at * size_mm, FACE.width_mm(line, SIZE_PT), "left")
        for line, at in zip(lines, baselines, strict=True)
    ]


def _rows(run: TextRun, high_em: float) -> tuple[int, int]:
    """The first row of dots that is inked and the last, looked at."""
    layout = Layout(80, high_em * SIZE_PT * MM_PER_PT + 5, DPMM, (run,), ())
    box = picture_of(layout).point(lambda dot: not dot).getbbox()
    assert box is not None
    return box[1], box[3] - 1
