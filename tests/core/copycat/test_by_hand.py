from collections.abc import Iterator
from pathlib import Path

import pytest

from procstation.catalog import Catalogue
from procstation.copycat.by_hand import bring_in_by_hand, record_by_hand, title_by_hand
from procstation.errors import InputRefused
from procstation.items import Scheme


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[Catalogue]:
    opened = Catalogue.open(f"sqlite:///{tmp_path / 'store.sqlite'}")
    yield opened
    opened.close()


def test_what_is_said_by_hand_is_what_the_catalogue_knows(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    said = title_by_hand(
        "Über Bücher & <Zeichen>",
        author="Müller, Änne",
        date="1931",
        publisher="Selbstverlag",
        isbn=["3-16-148410-X"],
        call_number="PT2635.E68 A2",
    )

    taken = bring_in_by_hand(catalogue, tmp_path, record_by_hand(said, "20261122"))

    title = catalogue.title(taken.title_id)
    assert title is not None
    assert title.title == "Über Bücher & <Zeichen>"
    assert (title.author, title.date, title.publisher) == ("Müller, Änne", "1931", "Selbstverlag")
    assert title.isbn == ("9783161484100",)
    assert title.call_number is not None
    assert (title.call_number.text, title.call_number.scheme) == ("PT2635.E68 A2", Scheme.LCC)
    assert "by-hand" in catalogue.loads()[0].files[0]


def test_a_title_alone_will_do_and_twice_is_once(catalogue: Catalogue, tmp_path: Path) -> None:
    record = record_by_hand(title_by_hand("Annual report"), "20261122")

    first = bring_in_by_hand(catalogue, tmp_path, record)
    second = bring_in_by_hand(catalogue, tmp_path, record)

    assert first.title_id == second.title_id
    assert second.outcome == "unchanged"


def test_two_titles_without_numbers_are_two(catalogue: Catalogue, tmp_path: Path) -> None:
    for name in ("Annual report", "Annual reports"):
        bring_in_by_hand(catalogue, tmp_path, record_by_hand(title_by_hand(name), "20261122"))

    assert catalogue.counts()[0] == 2


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": " "}, "needs a title"),
        ({"title": "x", "isbn": ["9783161484101"]}, "no ISBN"),
        ({"title": "x", "issn": ["0737-8832"]}, "no ISSN"),
    ],
)
def test_what_cannot_be_right_is_refused(values: dict[str, object], said: str) -> None:
    with pytest.raises(InputRefused, match=said):
        title_by_hand(**values)  # type: ignore[arg-type]
