import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from many_cases import in_one_test

from procstation.items import (
    Scheme,
    ShelfRules,
    is_callnumber,
    scheme_of_all,
    shelf_key,
    shelf_keys,
)

LISTS = Path(__file__).parents[2] / "data" / "shelf_order"


def chains(scheme: Scheme) -> list[list[str]]:
    lines = (LISTS / f"{scheme}.txt").read_text(encoding="utf-8").splitlines()
    return [line.split(" < ") for line in lines if not line.startswith("#")]


CHAINS = [(scheme, chain) for scheme in Scheme for chain in chains(scheme)]


@pytest.mark.parametrize(("scheme", "chain"), CHAINS, ids=lambda value: str(value)[:40])
def test_each_sorts_strictly_before_the_next(scheme: Scheme, chain: list[str]) -> None:
    for earlier, later in pairwise(chain):
        assert shelf_key(earlier, scheme) < shelf_key(later, scheme), f"{earlier} < {later}"
    shuffled = random.Random(0).sample(chain, len(chain))
    assert sorted(shuffled, key=shelf_keys(scheme)) == chain


@pytest.mark.parametrize(
    ("scheme", "same"),
    [
        (Scheme.LCC, ["B 22.3", "B22.3", "B 22 .3"]),
        (Scheme.LCC, ["E8 C11 D22", "E8 .C11 .D22", "E8 .C11.D22", "E8 .C11D22", "E8C11D22"]),
        (Scheme.LCC, ["KF 4558 15th .A21", "KF 4558 15th.A21", "KF4558 15th.A21"]),
        (Scheme.LCC, ["A1 .A1", "A1.A1", "A1 A1", "A 1 .A1", "A1A1", "a1 .a1"]),
        (Scheme.LCC, ["A1 .B2 v.3 c.2", "A1 .B2 vol. 3 copy 2", "A1.B2 VOLUME 3 c. 2"]),
        (Scheme.LCC, ["BX 4534.2 I5", "BX'4534.2'I5"]),
        (Scheme.LCC, ["ＱＡ７６ .A1", "QA76 .A1", "QA٧٦ .A1"]),
        (Scheme.DEWEY, ["451.04 B37", "451.04B37"]),
        (Scheme.DEWEY, ["362.849040 A1", "362.84/9040 A1", "362′.849040 A1", "362/.84/9040 A1"]),
        (Scheme.DEWEY, ["[Fic] ADAMS", "FIC ADAMS", "Fic. Adams"]),
        (Scheme.SUDOC, ["Y 4.ED 8/1:117-48", "Y4.ED8/1:117-48", "y4.ed 8/1:117-48"]),
        (Scheme.SUDOC, ["I 29.21:M 75/2/989", "I 29.21:M 75/2/1989"]),
    ],
    ids=str,
)
def test_spaces_points_and_case_do_not_matter(scheme: Scheme, same: list[str]) -> None:
    assert len({shelf_key(text, scheme) for text in same}) == 1


def before(earlier: str, later: str, rules: ShelfRules, scheme: Scheme = Scheme.LCC) -> bool:
    return shelf_key(earlier, scheme, rules) < shelf_key(later, scheme, rules)


def test_work_letters_before_or_after_a_second_cutter() -> None:
    pair = "QA 101.1 .A101m", "QA 101.1 .A101 A101"
    assert before(*pair, ShelfRules())
    assert not before(*pair, ShelfRules(work_letters_first=False))


def test_label_words_count_or_not() -> None:
    assert before("A1 .B2 pt.2", "A1 .B2 v.1", ShelfRules())
    assert before("A1 .B2 v.1", "A1 .B2 pt.2", ShelfRules(labels_count=False))


def test_volumes_after_or_before_dates() -> None:
    pair = "A1 .B2 1990", "A1 .B2 v.1"
    assert before(*pair, ShelfRules())
    assert not before(*pair, ShelfRules(volumes_before_dates=True))


def test_a_final_x_is_a_letter_or_a_half() -> None:
    assert before("R185 .B52x", "R185 .B52 C3", ShelfRules())
    half = ShelfRules(half_x=True)
    assert before("R185 .B52 C3", "R185 .B52x", half)
    assert before("R185 .B52z", "R185 .B52x", half)
    assert before("R185 .B52x", "R185 .B521", half)


def test_roman_volumes() -> None:
    assert not before("A1 .B2 v.V", "A1 .B2 v.IX", ShelfRules())
    assert before("A1 .B2 v.V", "A1 .B2 v.IX", ShelfRules(roman_volumes=True))
    assert before("A1 .B2 v.IX", "A1 .B2 v.10", ShelfRules(roman_volumes=True))


def test_a_prefix_is_a_shelf_of_its_own_or_passed_over() -> None:
    pair = "QA76 .A1", "REF AC1 .B2"
    assert before(*pair, ShelfRules())
    assert not before(*pair, ShelfRules(prefix_shelves=False))
    dewey = "900 A1", "CD-ROM 787.87 EAS"
    assert before(*dewey, ShelfRules(), Scheme.DEWEY)
    assert not before(*dewey, ShelfRules(prefix_shelves=False), Scheme.DEWEY)


@pytest.mark.parametrize(
    ("text", "scheme"),
    [
        ("microform", Scheme.LCC),
        ("this is not a call number", Scheme.LCC),
        ("12234", Scheme.LCC),
        ("12234", Scheme.DEWEY),
        ("microform", Scheme.DEWEY),
        ("this is not a call number", Scheme.SUDOC),
        ("QA 11 .GA1 E53 2005", Scheme.NLM),
        ("QB 11 .GA1 F875d 1999", Scheme.NLM),
        ("", Scheme.OTHER),
    ],
)
def test_what_is_no_call_number(text: str, scheme: Scheme) -> None:
    assert not is_callnumber(text, scheme)


def test_what_is_no_call_number_stands_at_the_end_in_natural_order() -> None:
    lines = ["item 10", "REF QA1", "12234", "item 9", "ZA1", "microform", "A1"]
    expected = ["A1", "ZA1", "REF QA1", "12234", "item 9", "item 10", "microform"]
    assert sorted(lines, key=shelf_keys(Scheme.LCC)) == expected


def test_equal_keys_keep_their_order() -> None:
    lines = ["A1.A1", "a1 .a1", "A 1 .A1"]
    assert sorted(lines, key=shelf_keys(Scheme.LCC)) == lines
    lines.reverse()
    assert sorted(lines, key=shelf_keys(Scheme.LCC)) == lines


@pytest.mark.parametrize(("scheme", "chain"), CHAINS[:17], ids=lambda value: str(value)[:40])
def test_the_scheme_of_a_list_is_found(scheme: Scheme, chain: list[str]) -> None:
    assert scheme_of_all(chain) is scheme


def test_a_few_strays_do_not_change_the_scheme() -> None:
    assert scheme_of_all(["598.7 SIL", "QA76 .A1", "", "FIC GIR", "microform"]) is Scheme.DEWEY
    assert scheme_of_all(["microform", ""]) is Scheme.OTHER


@pytest.mark.corpus
@pytest.mark.parametrize(
    ("name", "scheme", "strict"),
    [
        ("order-lc-lcsort.txt", Scheme.LCC, True),
        ("order-lc-library-callnumber.txt", Scheme.LCC, True),
        ("order-dewey-a.txt", Scheme.DEWEY, True),
        ("order-sudoc-a.txt", Scheme.SUDOC, False),
    ],
)
def test_the_ordered_lists_of_the_sample(
    corpus: Path, name: str, scheme: Scheme, strict: bool
) -> None:
    text = (corpus / "callnumbers" / name).read_text(encoding="utf-8")
    lists = [
        [line for line in block.splitlines() if not line.startswith("#")]
        for block in text.strip().split("\n\n")
    ]
    assert sum(map(len, lists)) > 9
    for lines in lists:
        for earlier, later in pairwise(lines):
            keys = shelf_key(earlier, scheme), shelf_key(later, scheme)
            assert keys[0] < keys[1] or (not strict and keys[0] == keys[1]), f"{earlier} < {later}"


shelf_like = st.lists(
    st.sampled_from(
        [*"AKPQRSTVZcvx0123456789./-' ", "QA", "REF ", "v.", " no. ", "c.2", "12th", "א", "１", ":"]
    ),
    max_size=30,
).map("".join)


@given(st.text(max_size=60), st.sampled_from(Scheme))
def test_every_text_gets_a_key(text: str, scheme: Scheme) -> None:
    assert shelf_key(text, scheme)


@given(shelf_like, st.sampled_from(Scheme))
def test_case_and_spaces_around_do_not_change_a_key(text: str, scheme: Scheme) -> None:
    key = shelf_key(text, scheme)
    assert shelf_key(f" {text} ", scheme) == key
    assert shelf_key(text.lower(), scheme) == shelf_key(text.upper(), scheme) == key


cutter = st.builds("{}{}".format, st.sampled_from("ABMZ"), st.integers(1, 999))


@given(st.integers(1, 9999), st.lists(cutter, max_size=2), st.integers(1, 400), st.integers(1, 400))
def test_volumes_file_as_whole_numbers(
    number: int, cutters: list[str], one: int, other: int
) -> None:
    stem = f"QA{number} {' '.join(cutters)}"
    first, second = (shelf_key(f"{stem} v.{volume}", Scheme.LCC) for volume in (one, other))
    assert (first < second) is (one < other)
    assert shelf_key(stem, Scheme.LCC) < first


@given(st.integers(1, 9998), cutter, cutter)
def test_class_numbers_are_whole_and_cutters_decimal(number: int, one: str, other: str) -> None:
    assert shelf_key(f"PS{number} .Z9", Scheme.LCC) < shelf_key(f"PS{number + 1}", Scheme.LCC)
    decimal = (one[0], float("0." + one[1:])), (other[0], float("0." + other[1:]))
    keys = (shelf_key(f"PS1 .{mark} A1", Scheme.LCC) for mark in (one, other))
    if decimal[0] < decimal[1]:
        first, second = keys
        assert first < second


@in_one_test("piece", ["A1", "9", "A1.1", "a", "A.", "/1", "1 ", "v. ", "A-", "A 1.", "é"])
@pytest.mark.parametrize("scheme", Scheme)
def test_a_huge_text_gets_a_key(piece: str, scheme: Scheme) -> None:
    assert shelf_key(piece * 5_000, scheme)
    assert shelf_key("QA1.1" + "1" * 20_000 + "ST", scheme)
