from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from procstation.catalog import Catalogue


@pytest.fixture
def library(catalogue: Catalogue, build: Any, written: Callable[..., Path]) -> Catalogue:
    records = [
        build(
            "001 ocm0001",
            "020 ## $a0-306-40615-2 (pbk.)",
            "050 00 $aPS3562.E42$bL4 1969",
            "100 1# $aLe Guin, Ursula K.,",
            "245 14 $aThe left hand of darkness /",
            "852 ## $p31234000875612$hPS3562.E42$iL4 1969",
        ),
        build(
            "001 ocm0002",
            "022 ## $a0898-1078",
            "082 00 $a686.2",
            "245 00 $aDarkness :$ba journal of the left.",
            "852 1# $p31234000875604$h686.2$iDAR",
        ),
        build(
            "001 ocm0003",
            "100 1# $aŌe, Kenzaburō,$d1935-",
            "245 10 $6880-01$aKojinteki na taiken.",
            "880 10 $6245-01/$1$a個人的な体験",
            "020 ## $a0306406153",
        ),
        build("001 ocm0004", "245 10 $aE-mail et café.", "700 1# $aGarcía Márquez, Gabriel."),
    ]
    catalogue.load([written(*records)])
    return catalogue


@pytest.mark.long
@pytest.mark.parametrize(
    ("text", "found", "why"),
    [
        ("0306406152", ["ocm0001"], "isbn"),
        ("978-0-306-40615-7", ["ocm0001"], "isbn"),
        ("0306406153", ["ocm0003"], "isbn"),
        ("08981078", ["ocm0002"], "issn"),
        ("31234000875612", ["ocm0001"], "barcode"),
        ("3 1234 00087 5604", ["ocm0002"], "barcode"),
        ("ocm0003", ["ocm0003"], "control number"),
        ("PS 3562", ["ocm0001"], "call number"),
        ("ps3562 .e42 l4", ["ocm0001"], "call number"),
        ("686.2 dar", ["ocm0002"], "call number"),
        ("oe kenzaburo", ["ocm0003"], "words"),
        ("TAIKEN", ["ocm0003"], "words"),
        ("個人", ["ocm0003"], "words"),
        ("人的な体", ["ocm0003"], "words"),
        ("marquez", ["ocm0004"], "words"),
        ("e-mail cafe", ["ocm0004"], "words"),
        ("left darkn", ["ocm0001", "ocm0002"], "words"),
        ("left hand dark", ["ocm0001"], "words"),
        ("left xyzzy", [], ""),
        ("体個", [], ""),
        ("", [], ""),
        ('"', [], ""),
        ("left OR hand", [], ""),
    ],
)
def test_find(library: Catalogue, text: str, found: list[str], why: str) -> None:
    hits = library.find(text)

    assert sorted(hit.title.control_number for hit in hits) == found
    assert all(hit.why == why for hit in hits)


def test_a_word_of_the_title_counts_more_than_one_of_the_author(
    catalogue: Catalogue, build: Any, written: Callable[..., Path]
) -> None:
    catalogue.load(
        [
            written(
                build("001 1", "245 10 $aHeaven and earth", "100 1# $aStone, Carla,"),
                build("001 2", "245 10 $aStone and earth", "100 1# $aHeaven, Carla,"),
            )
        ]
    )

    assert [hit.title.control_number for hit in catalogue.find("stone")] == ["2", "1"]


def test_hits_carry_their_items_and_are_limited(library: Catalogue) -> None:
    (hit,) = library.find("darkness", limit=1)
    (found,) = library.find("31234000875612")

    assert len(library.find("darkness")) == 2
    assert hit.items
    assert [item.barcode for item in found.items] == ["31234000875612"]


def test_titles_by_their_numbers(library: Catalogue) -> None:
    assert [title.control_number for title in library.by_isbn("0306406152")] == ["ocm0001"]
    assert [title.id for title in library.by_control_number("ocm0004")] == [4]
    assert library.by_isbn("nothing") == []
    assert library.title(99) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=30))
def test_nothing_that_is_typed_is_an_error(library: Catalogue, text: str) -> None:
    assert isinstance(library.find(text), list)


def test_items_are_counted_by_location_with_those_that_have_a_tag(
    catalogue: Catalogue, build: Any, written: Callable[..., Path]
) -> None:
    stacks = (f"852 ## $bMain$cStacks$p3123400000000{number}" for number in range(5))
    catalogue.load(
        [
            written(
                build("001 1", "245 10 $aOne", *stacks),
                build("001 2", "245 10 $aTwo", "852 ## $bMain$cStore$p31234000000059"),
                build("001 3", "245 10 $aNone yet", "852 ## $bMain$cStacks"),
            )
        ]
    )
    for uid in ("E004010012345678", "E004010012345679"):
        catalogue.record_tag("31234000000002", uid, "3m", by="bench-1", at="2026-03-01T10:00:00")
    found = {
        (one.library, one.location): (one.items, one.tagged) for one in catalogue.shelf_counts()
    }
    assert found == {("Main", "Stacks"): (5, 1), ("Main", "Store"): (1, 0)}
