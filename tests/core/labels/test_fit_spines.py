"""Real call numbers and made-up ones, broken by their scheme and fitted to real stock."""

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.catalog import Catalogue
from procstation.errors import InputRefused, UsageError
from procstation.items import Scheme, SpineLines, split
from procstation.labels import LabelShelf
from procstation.labels.fit import RULES, Room, fit_lines
from procstation.labels.spine_room import spine_room

SHELF = LabelShelf()
STOCKS = ("roll-25x38", "ol28", "avery-l7651")
SHORTENING_SIGNS = str.maketrans("", "", "/'’′")


def bare(text: str) -> str:
    return "".join(text.split()).translate(SHORTENING_SIGNS)


def test_the_room_is_what_the_template_leaves_of_the_label() -> None:
    room = spine_room(SHELF, "spine", SHELF.stock("ol28"))
    assert (room.width_mm, room.height_mm) == pytest.approx((16.05, 22.4))
    assert room.most_lines == 6


def test_a_template_without_a_call_number_in_lines_has_none() -> None:
    with pytest.raises(UsageError, match="no lines of a call number"):
        spine_room(SHELF, "barcode", SHELF.stock("avery-5160"))


@pytest.mark.parametrize(
    ("stock", "text", "lines", "size_pt", "rule"),
    [
        ("roll-25x38", "HE8700.7 .P6T44 1983", "HE|8700.7|.P6|T44|1983", 12, "as-is"),
        ("roll-25x38", "940.2742094933 H5", "940|.2742094933|H5", 9.5, "break-point"),
        ("ol28", "TT500.V7 v.202 no.1-3 Oct 2012", "TT500|.V7|v.202|no.1-3|Oct|2012", 9, ""),
        ("ol28", "MLCME 2002/02660 (D)", "MLCME|2002/|02660|(D)", 12, "break-sign"),
        (
            "avery-l7651",
            "TT500.V7 v.196 Oct 2006 & suppl.",
            "TT500|.V7|v.196|Oct 2006|& suppl.",
            8.5,
            "",
        ),
        ("avery-l7651", "BM496.A1M34 1977 v.2 pt.1", "BM496|.A1 M34|1977|v.2|pt.1", 8.5, ""),
        ("avery-l7651", "J 398.2 GRI 1990 v.2 c.3", "J|398.2|GRI|1990|v.2 c.3", 8.5, ""),
    ],
)
def test_real_call_numbers_on_real_stock(
    stock: str, text: str, lines: str, size_pt: float, rule: str
) -> None:
    spine = split(text)
    room = spine_room(SHELF, "spine", SHELF.stock(stock))
    fitted = fit_lines(spine.lines, room, spine.kinds)
    assert "|".join(fitted.lines) == lines
    assert fitted.size_pt == size_pt
    assert not rule or fitted.rule == rule


def test_kinds_by_their_look_do_where_nobody_says_them() -> None:
    room = spine_room(SHELF, "spine", SHELF.stock("avery-l7651"))
    lines = split("J 398.2 GRI 1990 v.2 c.3").lines
    assert fit_lines(lines, room).lines == ("J", "398.2", "GRI", "1990", "v.2 c.3")


shelf_like = st.lists(
    st.sampled_from(
        [*"AKPQRSTVZcvx0123456789./-'( ", "QA", "REF ", "v.", " no. ", "c.2", "12th", ":", "é"]
    ),
    max_size=40,
).map("".join)


@settings(max_examples=150, deadline=None)
@given(
    st.one_of(shelf_like, st.text(max_size=40)),
    st.sampled_from([None, *Scheme]),
    st.sampled_from(STOCKS),
)
def test_fitting_loses_invents_and_moves_nothing(
    text: str, scheme: Scheme | None, stock: str
) -> None:
    spine = split(text, scheme)
    if not spine.lines:
        return
    room = spine_room(SHELF, "spine", SHELF.stock(stock))
    try:
        fitted = fit_lines(spine.lines, room, spine.kinds)
    except InputRefused:
        return
    assert bare("".join(fitted.lines)) == bare(text)
    assert fitted.rule in RULES
    assert (fitted.rule == "as-is") == (fitted.lines == spine.lines and fitted.size_pt == 12)
    assert all(
        room.face.width_mm(line, fitted.size_pt) <= room.width_mm + 0.02 for line in fitted.lines
    )
    assert len(fitted.lines) <= room.most_lines


@pytest.mark.long
@pytest.mark.corpus
def test_three_thousand_real_call_numbers_fit_or_say_why(corpus: Path, tmp_path: Path) -> None:
    spines = list(dict.fromkeys(_spines(corpus, tmp_path)))
    assert len(spines) >= 3000
    for stock in STOCKS:
        room = spine_room(SHELF, "spine", SHELF.stock(stock))
        won: Counter[str] = Counter()
        for text, scheme in spines:
            spine = split(text, scheme)
            won[_rule(spine, room)] += 1
        assert won.total() == len(spines)
        assert won["as-is"] + won["shrink"] > 0.85 * won.total(), stock
        assert won["break-word"] + won["break-digits"] + won["refused"] < 0.005 * won.total(), stock


def _rule(spine: SpineLines, room: Room) -> str:
    try:
        fitted = fit_lines(spine.lines, room, spine.kinds)
    except InputRefused:
        return "refused"
    assert bare("".join(fitted.lines)) == bare("".join(spine.lines))
    return fitted.rule


def _spines(corpus: Path, folder: Path) -> Iterator[tuple[str, Scheme | None]]:
    for name in ("laurentian-fre.csv", "uva-stacks.csv"):
        with (corpus / "shelflists" / name).open(encoding="utf-8") as file:
            yield from ((row["call_number"], None) for row in csv.DictReader(file))
    with (corpus / "callnumbers" / "gpo-washington-state-report.tsv").open(
        encoding="utf-8"
    ) as file:
        for row in csv.DictReader(file, delimiter="\t"):
            if row["SUDOC_1"].strip():
                yield row["SUDOC_1"], None
    catalogue = Catalogue.open(f"sqlite:///{folder / 'store.sqlite'}")
    try:
        catalogue.load([corpus / "marc-bibs" / "loc-books-a.mrc"])
        catalogue.load([corpus / "marc-items" / "symphony-psu-a.mrc"])
        catalogue.load([corpus / "marc-items" / "koha-sample-a-952.mrc"])
        titles, _ = catalogue.counts()
        for title_id in range(1, titles + 1):
            title = catalogue.title(title_id)
            assert title is not None
            numbers = [
                title.call_number,
                *(one.call_number for one in catalogue.items_of(title_id)),
            ]
            yield from ((number.text, number.scheme) for number in numbers if number)
    finally:
        catalogue.close()
