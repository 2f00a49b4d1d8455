import math

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.errors import InputRefused
from procstation.labels import RollStock
from procstation.labels.box import Box, inside
from procstation.labels.turn import Turn

spans = (
    st.tuples(st.floats(0, 60), st.floats(0, 60)).map(sorted).filter(lambda one: one[0] < one[1])
)


@settings(max_examples=200, deadline=None)
@given(spans, spans, st.floats(20, 60), st.floats(20, 60))
def test_what_is_left_of_a_box_lies_between_hole_and_edge(
    across: list[float], down: list[float], width: float, height: float
) -> None:
    """Whatever the template says: margins included, and never more than it asked for."""
    hole = min(width, height) / 3
    stock = RollStock(
        kind="roll",
        title="x",
        label_width_mm=width,
        label_height_mm=height,
        shape="round",
        hole_mm=hole,
    )
    asked = Box(across[0], down[0], across[1], down[1])
    try:
        given_box = inside(asked, stock)
    except InputRefused:
        return
    assert asked.left_mm <= given_box.left_mm < given_box.right_mm <= asked.right_mm
    assert asked.top_mm <= given_box.top_mm < given_box.bottom_mm <= asked.bottom_mm
    for x in (given_box.left_mm, given_box.right_mm):
        for y in (given_box.top_mm, given_box.bottom_mm):
            share_x = (x - width / 2) / (width / 2 - 1)
            share_y = (y - height / 2) / (height / 2 - 1)
            assert math.hypot(share_x, share_y) <= 1 + 1e-6
    nearest_x = min(max(width / 2, given_box.left_mm), given_box.right_mm) - width / 2
    nearest_y = min(max(height / 2, given_box.top_mm), given_box.bottom_mm) - height / 2
    assert math.hypot(nearest_x, nearest_y) >= hole / 2 + 1 - 1e-6


def test_a_rectangular_label_leaves_a_box_as_it_is() -> None:
    stock = RollStock(kind="roll", title="x", label_width_mm=30, label_height_mm=20)
    assert inside(Box(0, 0, 30, 20), stock) == Box(0, 0, 30, 20)


@pytest.mark.parametrize(
    ("turn", "left"), [(0, Box(0, 3, 90, 26)), (90, Box(3, 0, 87, 29)), (270, Box(3, 0, 87, 29))]
)
def test_no_box_goes_on_where_the_printer_reaches_nothing(turn: Turn, left: Box) -> None:
    """The ends of a label that is read along the feed are its left and right."""
    stock = RollStock(
        kind="roll",
        title="x",
        label_width_mm=90,
        label_height_mm=29,
        turn=turn,
        margin_feed_mm=3,
    )
    assert inside(Box(0, 0, 90, 29), stock) == left
    assert inside(Box(20, 10, 70, 20), stock) == Box(20, 10, 70, 20)


def test_a_box_where_the_printer_reaches_nothing_is_refused() -> None:
    stock = RollStock(
        kind="roll", title="x", label_width_mm=60, label_height_mm=29, margin_feed_mm=3
    )
    with pytest.raises(InputRefused, match="within 3 mm of an edge"):
        inside(Box(0, 0, 60, 2.5), stock)
