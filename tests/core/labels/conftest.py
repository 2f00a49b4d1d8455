"""What the label tests share: the shelf that comes along, and one book."""

import pytest

from procstation.items import CallNumber, Scheme
from procstation.labels import LabelData, LabelShelf


@pytest.fixture(scope="session")
def shelf() -> LabelShelf:
    return LabelShelf()


@pytest.fixture
def book() -> LabelData:
    return LabelData(
        barcode="30234000517861",
        call_number=CallNumber("PS3562.E42 L4 1969", Scheme.LCC, "952$o"),
        title="The left hand of darkness /",
        copy="2",
    )
