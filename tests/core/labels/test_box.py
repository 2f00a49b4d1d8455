import math

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from procstation.errors import InputRefused
from procstation.labels import RollStock
from procstation.labels.box import Box, inside

millimetres = st.floats(0, 60)


@settings(max_examples=200, deadline=None)
@given(millimetres, millimetres, millimetres, millimetres, st.floats(20, 60), st.floats(20, 60))
def test_what_is_left_of_a_box_lies_between_hole_and_edge(
    left: float, right: float, top: float, bottom: float, width: float, height: float
) -> None:
    """Whatever the template says: margins included, and never more than it asked for."""
    assume(left < right and top < bottom)
    hole = min(width, height) / 3
    stock = RollStock(
        kind="roll",
        title="x",
        label_width_mm=width,
        label_height_mm=height,
        shape="round",
        hole_mm=hole,
    )
    asked = Box(left, top, right, bottom)
    try:
        given_box = inside(asked, stock)
    except InputRefused:
        return
    assert asked.left_mm <= given_box.left_mm < given_box.right_mm <= asked.right_mm
    assert asked.top_mm <= given_box.top_mm < given_box.bottom_mm <= asked.bottom_mm
    for x in (given_box.left_mm, given_box.right_mm):
        for y in (given_box.top_mm, given_box.bottom_mm):
            across = (x - width / 2) / (width / 2 - 1)
            down = (y - height / 2) / (height / 2 - 1)
            assert math.hypot(across, down) <= 1 + 1e-6
    nearest_x = min(max(width / 2, given_box.left_mm), given_box.right_mm) - width / 2
    nearest_y = min(max(height / 2, given_box.top_mm), given_box.bottom_mm) - height / 2
    assert math.hypot(nearest_x, nearest_y) >= hole / 2 + 1 - 1e-6


def test_a_rectangular_label_leaves_a_box_as_it_is() -> None:
    stock = RollStock(kind="roll", title="x", label_width_mm=30, label_height_mm=20)
    assert inside(Box(0, 0, 30, 20), stock) == Box(0, 0, 30, 20)
