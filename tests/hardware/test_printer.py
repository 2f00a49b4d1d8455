"""A real label printer: asked how it is; nothing is printed."""

import pytest

from procstation.devices import LabelPrinter

pytestmark = pytest.mark.device


def test_it_says_how_it_is(printer: LabelPrinter) -> None:
    state = printer.state()
    assert state.ready is not bool(state.problems)
    assert state.ready or state.detail


def test_it_can_be_printed_for(printer: LabelPrinter) -> None:
    assert printer.language in {"zpl", "pdf"}
    assert 5 <= printer.dots_per_mm <= 100
