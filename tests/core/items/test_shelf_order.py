import random
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.items import (
    Scheme,
    ShelfRules,
    in_shelf_order,
    is_callnumber,
    scheme_of_all,
    shelf_key,
)

LCC = """
R 169.1 .B59 1990 < R 169.1 .B59 1995 plus extra < R 169.1 .B59 1996 < R 184.7 .N49 < R 185 .B52x
R 146.5 .C196 < R 146.61.N49 < R146.93.B9
R 241 .F2498 1994 < R 241.F5 B297 < R 241 .F5 .B8 < R 241 .J18 1990 < \
R 418 .P72 P47 < R 2418 .J42 T14
QE 862 .D5 L22 < QE 862 .D5 L4571 < QE 862 .D5 L461 < QE 862 .D5 M3311 < QE 862 .D5 M37
A 7 < A 50 < B 528.S298 < B 528.S43 < QA 500 < QA 500.M500 < QA 500.M500 T59 < QA 500.M500 T60 < \
QA 500.M500 T60 A1 < QA 500.M500 T60 Z54
PX 101.1 < PX 101.1 1989 < PX 101.1 1990 < PX 101.1 1990 .A3 < PX 101.1 1990 .A34 < \
PX 101.1 1990 .A34 .B55 < PX 101.1 1990 .A34 .B6 < PX 101.1 1990 .A5 < PX 101.1 1992 < \
PX 101.1 2012 < PX 101.1 .A5
QA 101.1 .A101 < QA 101.1 .A101m < QA 101.1 .A101mb < QA 101.1 .A101mc < QA 101.1 .A101 A101 < \
QA 101.1 .A101 A101zb < QA 101.1 .A102 < QA 101.1 .A11
KF 4558 < KF 4558 1st < KF 4558 1st .A92 < KF 4558 1st .B1 < KF 4558 2nd < KF 4558 3rd < \
KF 4558 20th < KF 4558 101st
JX 33 .A5 1968 .I31 < JX 33 .A5 1968 .I4 < JX 33 .A5 1969 .I31
HQ1101 .D54 v.3 no.3 < HQ1101 .D54 v.3 no.10 < HQ1101 .D54 v.11 no.1
A123 .M3 2002 < A123 .M321 2002 < A123 .MS32 2002 < A123 .MS32A 2002 < A123 .MS32AB 2002 < \
A123 .MS32ABA 2002 < A123 .MSA32 2002
M23.B4 op.7 2012 < M23.B4 op.57 1981 < QA1.A647 v.3 < QA1.A647 v.27 < QA76.7.C36 2013 < \
QA76.73.C153Y48 2005
QA56 < QA234 < QA234.57 < QA234.8
QA 349 .C448 1985 < QA 349 .C74 1984 < QA 349 .E821 1973 < QA 349 .E983 < QA 349 .L36 1984f < \
QA 349 .M316 1961 < QA 719 .L783 1996 < QA 719 .W47 1994 < QA 719 .W5 1995
P813.5.P65 < PR803.P56 < PR803.P65 < PR813.5.P56 < PR830.P56
JA102.A21 < JA102.A213 < JA105.5.D3884 < JA105.5.D39 < JA106.H2
K 558 1977 < K 558 1997 < K 558 2008 < K 564 2000
M3 G32 1972 < M3 G32 1972a < M3 G32 1972q < M3 G32 1984q vol. 6
QA8.14 .A1 < QA8.2 .A1 < QA8.22 .A1
A8 .B < A8 .B1 < A8 .BA1
A1 .B2 SUPPL. V.4 < A1 .B2 SUPPL. V.31 < A1 .B2 v.2
A1 .B2 v.1-2 < A1 .B2 v.1-2 c.2 < A1 .B2 v.3 < A1 .B2 v.10
"""

DEWEY = """
123 .M3 2002 < 123 .M321 2002 < 123 .MS32 2002 < 123 .MSA32 2002
150.1 H112 < 150.1 J72 < 150.1 W831 Yb < 150.19434 S628 < 150.195 E68Yc < 150.82 H236 < \
150.9 H685 2002 < 150.9 M678h < 150.92 H741h < 150.922 M689 < 150.922 M689 v.2
451 < 451.01 < 451.012 < 451.023 < 451.04 < 451.04217 < 451.1 < 451.136 < 451.3
971 P23w v.1-2 pt.8 < 971.01 P23w v.1-2 pt.6-7 < 971.01 P23w v.1-2 pt.7
T593 2021 < T593s 2021
598 BAK < 598 C12 < 598 CARTER < 598 SIL
869.3 Sa72h < 869.3 Sa72h2 < 869.3 Sa72h10 < 869.3 Sa72i
5 A1 < 50 A1 < 500 A1
813 ABC < 999.9 < BIO KENNEDY < FIC ADAMS < FIC BAKER 2 < FIC BAKER 10
"""

SUDOC = """
A 2.1:1 < A 11.1:1
A 93.2:N 95/3 < A 93.73/2:62 < HE 20.4002:AD 9/2 < I 53.11/4:36121-E 1-TM-100/2022 < \
I 53.59:P 87/2/FINAL/V.2 < NAS 1.83:NP-2019-07-2735-HQ < PM 1.10:RI 83-4/989-12 < \
PREX 3.10/4-5:POLIT. < Y 1.1/7:110-27 < Y 3.L 71:2 C 43/BIRTH/2003 < Y 4.C 73/8:115-11 < \
Y 4.J 89/2:S.HRG.108-257 < Y 4.W 36:WMCP 108-12
I 29.21:M 75/2/1996 < I 29.21:M 75/2/998 < I 29.21:M 75/2/2019 < I 29.21:M 75/2/10
E 3.11: < E 3.11/17: < E 3.11/17-11: < E 3.12:
"""

UDC = """
59+60 < 59/60 < 59 < 59:33 < 59=20 < 59(075) < 59(44) < 59(=20) < 59"19" < 59-1 < 591 < 599.32 < 6
821.111 SMI < 821.111 ZOL < 821.111(73)-31 AUS
"""

OTHER = "DVD 9 < DVD 10 < DVD 1019 < LP 7429 < XX(0000907.2)"

NLM = (
    "QS 11 .GA1 E53 2005 < QS 11 .GA1 F875d 1999 < QS 11 .GI8 P235s 2006 < W 18.2 R995 < WA 900 AA1"
)


def chains(text: str) -> list[list[str]]:
    return [line.split(" < ") for line in text.replace("\\\n", "").splitlines() if line]


CHAINS = [
    (scheme, chain)
    for scheme, text in (
        (Scheme.LCC, LCC),
        (Scheme.DEWEY, DEWEY),
        (Scheme.SUDOC, SUDOC),
        (Scheme.UDC, UDC),
        (Scheme.OTHER, OTHER),
        (Scheme.NLM, NLM),
    )
    for chain in chains(text)
]


@pytest.mark.parametrize(("scheme", "chain"), CHAINS, ids=lambda value: str(value)[:40])
def test_each_sorts_strictly_before_the_next(scheme: Scheme, chain: list[str]) -> None:
    for earlier, later in pairwise(chain):
        assert shelf_key(earlier, scheme) < shelf_key(later, scheme), f"{earlier} < {later}"
    shuffled = random.Random(0).sample(chain, len(chain))
    assert in_shelf_order(shuffled, scheme) == chain


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
    assert in_shelf_order(lines, Scheme.LCC) == expected


def test_equal_keys_keep_their_order() -> None:
    lines = ["A1.A1", "a1 .a1", "A 1 .A1"]
    assert in_shelf_order(lines, Scheme.LCC) == lines
    assert in_shelf_order(lines[::-1], Scheme.LCC) == lines[::-1]


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


@pytest.mark.parametrize(
    "piece", ["A1", "9", "A1.1", "a", "A.", "/1", "1 ", "v. ", "A-", "A 1.", "é"]
)
@pytest.mark.parametrize("scheme", Scheme)
def test_a_huge_text_gets_a_key(piece: str, scheme: Scheme) -> None:
    assert shelf_key(piece * 20_000, scheme)
    assert shelf_key("QA1.1" + "1" * 50_000 + "ST", scheme)
