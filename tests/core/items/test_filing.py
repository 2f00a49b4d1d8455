"""How a library files: its own shelf orders, single items, and what stands behind a call number."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.config import ShelfOrderSection
from procstation.errors import ConfigError, UsageError
from procstation.items import FilesAs, Filing, Scheme, ShelfBook, ShelfRules, is_undecided

CHILDREN = r"""
title = "Children's library: colour, author, year"
pattern = '(?P<colour>[a-z]+) (?P<author>[a-z]+)( (?P<year>\d{4}))?'
in_order = ["ROT Boie", "rot Lindgren", "ROT Lindgren 1999", "GELB Ende", "BLAU Astronomie"]

[[parts]]
name = "colour"
values = ["rot", "gelb", "blau"]

[[parts]]
name = "author"

[[parts]]
name = "year"
compare = "number"
"""


def home_with(folder: Path, **rules: str) -> Path:
    (folder / "shelf_rules").mkdir()
    for name, text in rules.items():
        (folder / "shelf_rules" / f"{name}.toml").write_text(text, encoding="utf-8")
    return folder


def sorted_by(home: Path, rule: str, texts: list[str]) -> list[str]:
    key = ShelfBook(home).keys(rule)
    assert all(key(text) is not None for text in texts), [t for t in texts if key(t) is None]
    return sorted(texts, key=lambda text: key(text) or "")


def part(compare: str, more: str = "") -> str:
    return f"""
title = "One part"
pattern = '(?P<series>[A-Z]*)(?P<it>.*)'
[[parts]]
name = "series"
[[parts]]
name = "it"
compare = "{compare}"
{more}
"""


@pytest.mark.parametrize(
    ("rule", "ordered"),
    [
        (part("text"), ["A", "A10", "A9", "AB1", "B"]),
        (part("number"), ["A", "A9", "A10", "A0011b", "B1"]),
        (part("decimal"), ["A", "A9", "A9,5", "A9.75", "A10", "A10.05"]),
        (part("fraction"), ["A", "A.101", "A.11", "A.2", "A.9", "B.1"]),
        (part("natural"), ["A", "A 2 x", "A 2 x 9", "A 2 x 10", "A 10"]),
        (part("date"), ["A", "A2019", "A2019-02", "A2019-2-3", "A20190204", "A2019-11", "A2020"]),
        (
            part("date", 'date = "dmy"'),
            ["A", "A2019", "A02.2019", "A03.02.2019", "A04022019", "A1.11.2019", "A2020"],
        ),
        (part("number", 'lacking = "last"'), ["A1", "A2", "A", "B1"]),
    ],
)
def test_each_way_to_compare(tmp_path: Path, rule: str, ordered: list[str]) -> None:
    home = home_with(tmp_path, house=rule)
    assert sorted_by(home, "house", ordered[::-1]) == ordered


def test_values_file_in_the_order_given_and_others_not_at_all(tmp_path: Path) -> None:
    home = home_with(tmp_path, children=CHILDREN)
    ordered = ["Rot Ende", "ROT  LINDGREN", "rot Lindgren 1999", "gelb Ende", "Blau Ende"]
    assert sorted_by(home, "children", ordered[::-1]) == ordered
    key = ShelfBook(home).keys("children")
    assert key("GRÜN Ende") is None
    assert key("QA76 .A1") is None


@pytest.mark.parametrize("text", ["A2019-13", "A1.2.3.4", "A19-01-01", "A2019-01-32", "Anext year"])
def test_a_date_that_is_none_cannot_be_placed(tmp_path: Path, text: str) -> None:
    home = home_with(tmp_path, house=part("date"))
    assert ShelfBook(home).keys("house")(text) is None


@pytest.mark.parametrize(
    ("name", "ordered", "not_placed"),
    [
        ("accession", ["7", "8.1", "8.2", "40", "CD 9", "CD10", "DVD 1-2", "DVD-1019"], "DVD"),
        ("accession-year", ["2018/9", "2018/10", "2019/1", "A 2018-2", "A2019-1"], "DVD 9"),
    ],
)
def test_orders_that_come_along(name: str, ordered: list[str], not_placed: str) -> None:
    key = ShelfBook().keys(name)
    assert sorted_by(Path("none"), name, ordered[::-1]) == ordered
    assert key(not_placed) is None


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (CHILDREN.replace("(?P<year>", "("), "no group named 'year'"),
        (CHILDREN.replace("(?P<year>", "((?P<year>"), "no regular expression"),
        (CHILDREN.replace('"ROT Boie"', '"GRÜN Boie"'), "cannot place"),
        (CHILDREN.replace('"rot", "gelb"', '"gelb", "rot"'), "and the rule has it behind"),
        (CHILDREN + '[[parts]]\nname = "year"\n', "stands twice"),
        (CHILDREN.replace('compare = "number"', 'compare = "nmber"'), "nmber"),
        (CHILDREN.replace('compare = "number"', 'compares = "number"'), "no key 'compares'"),
        (CHILDREN + 'values = ["1999"]\n', "has values"),
    ],
)
def test_a_rule_that_contradicts_itself_is_refused(tmp_path: Path, rule: str, said: str) -> None:
    home = home_with(tmp_path, children=rule)
    with pytest.raises(ConfigError) as refused:
        ShelfBook(home).keys("children")
    assert said in refused.value.what
    assert "children.toml" in refused.value.what


def test_an_unknown_order_names_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        ShelfBook(tmp_path).named("acession")
    assert "Did you mean 'accession'?" in refused.value.do_next


def test_a_station_files_by_what_it_settled(tmp_path: Path) -> None:
    home = home_with(tmp_path, children=CHILDREN)
    section = ShelfOrderSection(
        roman_volumes=True, schemes={"other": "accession"}, locations={"Kids": "children"}
    )
    filing = Filing.of_station(section, home)
    assert filing.rules == ShelfRules(roman_volumes=True)
    assert filing.key("A1 v.IX", Scheme.LCC) < filing.key("A1 v.10", Scheme.LCC)
    assert not is_undecided(filing.key("DVD 9", Scheme.OTHER))
    assert is_undecided(filing.key("microform", Scheme.OTHER))
    for scheme in Scheme:
        red, blue = (filing.key(text, scheme, location="Kids") for text in ("ROT B", "BLAU A"))
        assert red < blue
        assert is_undecided(filing.key("QA76 .A1", scheme, location="Kids"))


@pytest.mark.parametrize(
    ("section", "said"),
    [
        (ShelfOrderSection(schemes={"lc": "accession"}), "'lc'"),
        (ShelfOrderSection(locations={"Kids": "none"}), "'none'"),
    ],
)
def test_what_does_not_exist_is_refused(
    tmp_path: Path, section: ShelfOrderSection, said: str
) -> None:
    with pytest.raises(UsageError, match=said):
        Filing.of_station(section, tmp_path)


def with_overrides(home: Path, text: str) -> Filing:
    (home / "shelf_overrides.csv").write_text(text, encoding="utf-8-sig")
    return Filing.of_station(ShelfOrderSection(), home)


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_single_items_file_otherwise(tmp_path: Path, delimiter: str) -> None:
    lines = ["Barcode,Files_As,scheme", "77,QA76.73 .P98,", ",,", "78,030 ENC,Dewey", "79,QA8 .B2,"]
    text = "\r\n".join(line.replace(",", delimiter) for line in lines)
    filing = with_overrides(tmp_path, text)
    assert filing.overrides == 3
    settled = filing.key("PS1 .A1", Scheme.LCC, barcode="77")
    assert settled == filing.key("QA76.73 .P98", Scheme.LCC)
    assert filing.key("PS1", Scheme.LCC, barcode="78") == filing.key("030 ENC", Scheme.DEWEY)
    # A scheme that cannot place it is not meant.
    assert filing.key("813 A", Scheme.DEWEY, barcode="79") == filing.key("QA8 .B2", Scheme.LCC)
    assert filing.key("PS1 .A1", Scheme.LCC, barcode="80") == filing.key("PS1 .A1", Scheme.LCC)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("barcode,call\n7,QA1\n", "'files as'"),
        ("", "'barcode'"),
        ("barcode,files as\n7,QA1\n7,QA2\n", "line 3: 7 files as 'QA2'"),
        ("barcode,files as\n7,\n", "line 2: it has no files as"),
        ("barcode,files as\n,QA1\n", "line 2: it has no barcode"),
        ("barcode,files as,scheme\n7,QA1,lc\n", "line 2: there is no scheme 'lc'"),
        ('barcode,files as\n7,"QA1\n', "is no CSV"),
    ],
)
def test_overrides_that_do_not_hold_are_refused(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(ConfigError) as refused:
        with_overrides(tmp_path, text)
    assert said in refused.value.what
    assert "shelf_overrides.csv" in refused.value.what


def test_overrides_in_another_encoding_are_refused(tmp_path: Path) -> None:
    (tmp_path / "shelf_overrides.csv").write_bytes("barcode,files as\n7,é\n".encode("latin-1"))
    with pytest.raises(ConfigError, match="cannot be read"):
        Filing.of_station(ShelfOrderSection(), tmp_path)


def test_volumes_and_copies_file_behind_their_call_number() -> None:
    filing = Filing()
    ordered = [
        filing.key("QA1 .B2", Scheme.LCC),
        filing.key("QA1 .B2", Scheme.LCC, volume="v.1"),
        filing.key("QA1 .B2", Scheme.LCC, volume="v.1", copy="2"),
        filing.key("QA1 .B2 v.2", Scheme.LCC),
        filing.key("QA1 .B2", Scheme.LCC, volume="v.10", copy="1"),
        filing.key("QA1 .B3", Scheme.LCC),
    ]
    assert ordered == sorted(set(ordered))
    written = filing.key("QA1 .B2 v.3 c.2", Scheme.LCC)
    assert filing.key("QA1 .B2 v.3 c.2", Scheme.LCC, volume="v.3", copy="2") == written
    assert filing.key("QA1 .B2", Scheme.LCC, volume="v.3", copy="c.2") == written
    assert is_undecided(filing.key("", Scheme.OTHER, volume="v.3"))


def test_volumes_file_behind_a_number_of_an_own_order() -> None:
    filing = Filing(files_as={"5": FilesAs("DVD 9")}).with_rules(ShelfRules())
    accession = Filing.of_station(ShelfOrderSection(schemes={"other": "accession"}), Path("none"))
    ordered = [
        accession.key("DVD 9", Scheme.OTHER),
        accession.key("DVD 9", Scheme.OTHER, volume="Disc 2"),
        accession.key("DVD 9", Scheme.OTHER, volume="Disc 10"),
        accession.key("DVD 10", Scheme.OTHER),
    ]
    assert ordered == sorted(set(ordered))
    assert filing.key("X", Scheme.OTHER, barcode="5") == filing.key("DVD 9", Scheme.OTHER)


@given(st.text(max_size=20), st.sampled_from(ShelfBook().names))
def test_any_text_has_a_key_or_none(text: str, name: str) -> None:
    key = ShelfBook().keys(name)
    assert key(text) == key(f" {text} ")
