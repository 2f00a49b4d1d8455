"""Labels of one plan share what they have in common; none is different for what came before it."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.errors import InputRefused
from procstation.items import CallNumber, Scheme
from procstation.labels import (
    LabelData,
    LabelPlan,
    LabelShelf,
    Layout,
    Symbology,
    fonts,
    lay_out,
    place,
    text_block,
)
from procstation.labels.pdf import pdf_of

DPMM = 300 / 25.4

CALL_NUMBERS = st.one_of(
    st.from_regex(
        r"[A-Z]{1,2}[1-9][0-9]{0,3}(\.[1-9])? \.[A-Z][0-9]{1,4}( [12]9[0-9]{2})?", fullmatch=True
    ),
    st.from_regex(r"[0-9]{3}\.[0-9]{1,12} [A-Z]{3}", fullmatch=True),
    st.sampled_from(["QA76", "Überseeische Bibliographien", "日本 文学", "PZ7 .حر"]),
)

ITEMS = st.builds(
    lambda number, title, call_number, scheme: LabelData(
        barcode=f"{number:014d}",
        title=title,
        call_number=CallNumber(call_number, scheme, "test"),
    ),
    st.integers(0, 10**14 - 1),
    st.sampled_from(["Emma", "The left hand of darkness", "Ω" * 30, " ".join(["word"] * 40)]),
    CALL_NUMBERS,
    st.sampled_from([Scheme.LCC, Scheme.DEWEY, Scheme.OTHER]),
)


def outcome(plan: LabelPlan, data: LabelData) -> Layout | str:
    try:
        return plan.lay_out(data)
    except InputRefused as refusal:
        return refusal.what


@pytest.mark.long
@pytest.mark.parametrize("template", ["spine", "spine-barcode"])
@settings(max_examples=50, deadline=None)
@given(items=st.lists(ITEMS, min_size=1, max_size=8))
def test_a_label_is_the_same_after_any_others(template: str, items: list[LabelData]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        # So few that they are thrown away in the middle of a label.
        patch.setattr(fonts, "KEPT_LINES", 3)
        patch.setattr(text_block, "KEPT_RUNS", 3)
        together = plan_on(LabelShelf(), template)
        for data in items:
            assert described(outcome(together, data)) == described(alone(template, data))


def plan_on(shelf: LabelShelf, template: str) -> LabelPlan:
    stock = shelf.stock("roll-102x51")
    return LabelPlan(shelf.template(template), stock, shelf, DPMM, Symbology.CODABAR)


FRESH = LabelShelf()


def alone(template: str, data: LabelData) -> Layout | str:
    return outcome(plan_on(FRESH, template), data)


def described(made: Layout | str) -> object:
    """Return all of a layout but its fonts, which each shelf opens for itself."""
    if isinstance(made, str):
        return made
    runs = [
        (run.text, run.face.name, run.size_pt, run.left_mm, run.baseline_mm, run.width_mm, run.turn)
        for run in made.runs
    ]
    return runs, made.symbols, made.notes, made.lines


def test_a_job_is_the_same_file_as_of_labels_laid_out_one_by_one(shelf: LabelShelf) -> None:
    stock = shelf.stock("avery-5160")
    plan = LabelPlan(shelf.template("barcode"), stock, shelf, DPMM, Symbology.CODABAR)
    data = [LabelData(barcode=f"30234000{number:06d}", title="Emma") for number in range(31)]
    many = [plan.lay_out(one) for one in data]
    single = [
        lay_out(shelf.template("barcode"), stock, one, shelf, DPMM, Symbology.CODABAR)
        for one in data
    ]
    assert pdf_of(place(many, stock)) == pdf_of(place(single, stock))
    assert len({layout.runs for layout in many}) == len(data)
    assert len({layout.symbols for layout in many}) == len(data)
