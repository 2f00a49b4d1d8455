from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from procstation.config import read_section
from procstation.errors import ConfigError, UsageError
from procstation.items import RuleBook, Scheme, SpineRules, split, split_by

SHIPPED = RuleBook()


@pytest.fixture
def own(tmp_path: Path):
    def write(name: str, text: str) -> RuleBook:
        folder = tmp_path / "callnumber_rules"
        folder.mkdir(exist_ok=True)
        (folder / f"{name}.toml").write_text(text, encoding="utf-8")
        return RuleBook(tmp_path)

    return write


@pytest.mark.parametrize(
    ("rules", "text", "lines"),
    [
        ("lcc-compact", "PS3562.E42 L4 1969", "PS3562|.E42 L4|1969"),
        ("lcc-compact", "HE 8700.7 .P6T44 1983", "HE8700.7|.P6T44|1983"),
        ("lcc-decimal", "QA76.73.C153Y48 2005 v. 4", "QA76|.73|.C153|Y48|2005|v. 4"),
        ("lcc-decimal", "PZ7.C3315 Su 2002", "PZ7|.C3315|Su|2002"),
        ("dewey-decimal", "362.84/9040 B345", "362|.8490|40|B345"),
        ("dewey-decimal", "940.2742094933", "940|.2742|09493|3"),
        ("dewey-decimal", "J 295 K56", "J|295|K56"),
        ("dewey-segments", "362.84/9040 B345", "362.84|9040|B345"),
        ("dewey-segments", "364'.971 B92", "364|.971|B92"),
        ("dewey-segments", "796./092/241 B", "796.|092|241|B"),
        ("udc-signs", "821.111(73)-31 SMI", "821.111|(73)|-31|SMI"),
        ("udc-signs", '94(497.5)"1991/1995" B', '94|(497.5)|"1991/1995"|B'),
        ("udc-signs", "330.1:519.8=111", "330.1|:519.8|=111"),
        ("accession", "DVD1019", "DVD|1019"),
        ("accession", "2006-1620N", "2006-1620N"),
        ("accession", "MCA 23678", "MCA|23678"),
    ],
)
def test_the_rule_sets_that_come_along(rules: str, text: str, lines: str) -> None:
    assert "|".join(split_by(text, SHIPPED.named(rules)).lines) == lines


def test_each_scheme_has_a_rule_set_and_each_set_can_be_read() -> None:
    assert {SHIPPED.of(scheme).scheme for scheme in Scheme} == set(Scheme)
    assert all(SHIPPED.named(name).title for name in SHIPPED.names)


@pytest.mark.parametrize(
    ("rule", "text", "lines"),
    [
        ('together = [["cutter", "date"]]', "PS3562.E42 L4 1969", "PS|3562|.E42|L4 1969"),
        ('together = [["number", "cutter"]]', "PS3562.E42 L4 1969", "PS|3562.E42|L4|1969"),
        ('together = [["volume", "copy"]]', "QA1 .B2 v.3 c.2", "QA|1|.B2|v.3 c.2"),
        ('together = [["letters", "number"]]', "KF 4558 15th .A21", "KF4558|15th|.A21"),
        (
            'together = [["letters", "number"]]\nclass_blank = "always"',
            "KF4558 15th .A21",
            "KF 4558|15th|.A21",
        ),
        ('decimals = "after"', "HE8700.7 .P6", "HE|8700.|7|.P6"),
        ('cutter_point = "always"', "PS3507 U6228Z465 1984", "PS|3507|.U6228|Z465|1984"),
        ('cutter_point = "never"', "PS3562.E42 L4", "PS|3562|E42|L4"),
        ('prefixes = ["Jud", "LAW"]', "JUD BM523.5.I5 B56", "JUD|BM|523.5|.I5|B56"),
        ('prefixes = ["LAW"]', "LAW", "LAW"),
        ('break_before = ["no."]', "QA1 .B2 v.3no.4", "QA|1|.B2|v.3|no.4"),
        ('break_after = ["-"]', "QA1 .B2 1979-83", "QA|1|.B2|1979-|83"),
        ('remove = ["[YR.] "]\nbreak_before = ["Nos"]', "QA1 [YR.]", "QA|1|[YR.]"),
        ('remove = ["[YR.]"]', "QA1 [YR.] 1999", "QA|1|1999"),
    ],
)
def test_a_house_rule_changes_just_that(own, rule: str, text: str, lines: str) -> None:
    book = own("lcc", f'based_on = "lcc"\n{rule}\n')
    assert "|".join(split(text, Scheme.LCC, book=book).lines) == lines


@pytest.mark.parametrize(
    ("rule", "text", "lines"),
    [
        ('spaces = "first"', "MCA Records MCA-23678", "MCA|Records MCA-23678"),
        ('spaces = "none"', "MCA Records MCA-23678", "MCA Records MCA-23678"),
        ("digits_apart = true", "CD1019 box12", "CD|1019|box|12"),
    ],
)
def test_text_of_no_scheme(own, rule: str, text: str, lines: str) -> None:
    book = own("other", f'based_on = "other"\n{rule}\n')
    assert "|".join(split(text, Scheme.OTHER, book=book).lines) == lines


def test_sudoc_lines_are_as_long_as_the_library_says(own) -> None:
    book = own("sudoc", 'based_on = "sudoc"\nwidth = 12\ntogether = [["letters", "number"]]\n')
    lines = split("Y 4.AP 6/2:S.HRG.106-145", book=book).lines
    assert lines == ("Y 4.", "AP 6/2:", "S.HRG.", "106-145")
    assert split("GA 1.13:LCD-77-320", book=book).lines == ("GA 1.13:", "LCD-77-320")
    assert split("GA 1.13:LCD-77-320").lines == ("GA", "1.13:", "LCD-", "77-320")


def test_marks_can_be_kept(own) -> None:
    book = own("dewey", 'based_on = "dewey"\nmarks = "keep"\n')
    assert split("362.84/9040", Scheme.DEWEY, book=book).lines == ("362.84/9040",)


def test_what_is_changed_or_left_out_is_said(own) -> None:
    book = own("lcc", 'based_on = "lcc"\ncutter_point = "always"\nremove = ["[YR.]"]\n')
    reasons = " ".join(split("QA1 B2 [YR.] 1999", Scheme.LCC, book=book).reasons)
    assert "the first cutter, 'B2', got its point" in reasons
    assert "'[YR.]' of '[YR.]' is not printed" in reasons


def test_own_shelf_words_are_seen_through_when_the_scheme_is_guessed(own) -> None:
    assert split("JUD BM523.5.I5 B56").scheme is Scheme.OTHER
    book = own("lcc", 'based_on = "lcc"\nprefixes = ["JUD"]\n')
    assert split("JUD BM523.5.I5 B56", book=book).scheme is Scheme.LCC


def test_a_file_of_another_name_is_asked_for_by_it(own, tmp_path: Path) -> None:
    book = own("branch", 'title = "Branch"\nscheme = "dewey"\ndecimals = "before"\n')
    assert "branch" in book.names
    assert split_by("362.84 B3", book.named("branch")).lines == ("362", ".84", "B3")
    assert book.of(Scheme.DEWEY).decimals == "together"
    path = tmp_path / "callnumber_rules" / "branch.toml"
    assert SHIPPED.named(str(path)) == book.named("branch")


@pytest.mark.parametrize(
    ("text", "said", "next_step"),
    [
        ('title = "x"\nscheme = "lcc"\ndecimal = "before"', "no key 'decimal'", "decimals"),
        ('title = "x"\nscheme = "ddc"', "scheme", "Correct"),
        ('title = "x"\nscheme = "lcc"\ntogether = [["letter", "number"]]', "together", "Correct"),
        ('title = "x"\nscheme = "lcc"\ntogether = [["letters"]]', "together", "Correct"),
        ('title = "x"\nscheme = "lcc"\nbreak_before = [""]', "break_before", "Correct"),
        ('title = "x"\nscheme = "lcc"\ndecimal_groups = [4]', "decimal_groups", "decimals"),
        ('title = "x"\nscheme = "lcc"\ndecimals = "after"\ndecimal_groups = [0]', "", "Correct"),
        ('title = "x"\nscheme = "lcc"\nprefixes = ["A B"]', "'A B'", "by itself"),
        ('based_on = "lc"', "based_on names no other rule set: 'lc'", "lcc"),
        ("based_on = 3", "based_on names no other rule set: 3", "Known names"),
        ('based_on = "house"', "no other rule set: 'house'", "Known names"),
        ("based_on = [1]", "no other rule set: [1]", "Known names"),
        ("title = ", "no valid TOML", "line"),
        ('scheme = "lcc"', "title", "Correct"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(own, text: str, said: str, next_step: str) -> None:
    with pytest.raises(ConfigError) as refused:
        own("house", text).named("house")
    assert "house.toml" in refused.value.what
    assert said in refused.value.what
    assert next_step in refused.value.do_next


def test_a_rule_set_that_does_not_exist_is_named_with_the_nearest(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="dewy") as refused:
        SHIPPED.named("dewy")
    assert "dewey" in refused.value.do_next
    with pytest.raises(ConfigError, match="cannot be read"):
        SHIPPED.named(str(tmp_path / "none.toml"))


def test_a_file_named_like_a_scheme_is_for_that_scheme(own) -> None:
    with pytest.raises(ConfigError, match=r"'lcc' is for call numbers of dewey"):
        own("lcc", 'title = "x"\nscheme = "dewey"').of(Scheme.LCC)


def test_own_rules_of_a_scheme_may_be_based_on_a_variant_of_it(own) -> None:
    book = own("dewey", 'based_on = "dewey-decimal"\n')
    assert split("362.84904", Scheme.DEWEY, book=book).lines == ("362", ".8490", "4")


def test_two_files_based_on_each_other_are_refused(own) -> None:
    own("one", 'based_on = "two"')
    with pytest.raises(ConfigError, match="based on itself"):
        own("two", 'based_on = "one"').named("two")


switches = st.fixed_dictionaries(
    {
        "title": st.just("house"),
        "scheme": st.sampled_from([scheme.value for scheme in Scheme]),
        "together": st.lists(
            st.sampled_from(
                [
                    ("letters", "number"),
                    ("number", "cutter"),
                    ("cutter", "cutter"),
                    ("cutter", "date"),
                    ("number", "number"),
                    ("prefix", "prefix"),
                    ("word", "word"),
                ]
            )
        ),
        "class_blank": st.sampled_from(["as-written", "always", "never"]),
        "decimals": st.sampled_from(["together", "before", "after"]),
        "decimal_groups": st.lists(st.integers(1, 6), max_size=3),
        "marks": st.sampled_from(["break", "keep"]),
        "signs_apart": st.booleans(),
        "width": st.integers(1, 15),
        "spaces": st.sampled_from(["all", "first", "none"]),
        "digits_apart": st.booleans(),
        "prefixes": st.sampled_from([(), ("REF", "JUD")]),
        "break_before": st.sampled_from([(), ("v.", "(")]),
        "break_after": st.sampled_from([(), ("-", "no.")]),
    }
)
texts = st.lists(
    st.sampled_from(
        [*"AKPQRSTVZcvx0123456789./-'(): ", "QA", "REF ", "JUD ", "v.", " no. ", "12th", "א", "１"]
    ),
    max_size=30,
).map("".join)
SIGNS = str.maketrans("", "", "/'’′")


@given(st.one_of(st.text(max_size=40), texts), switches)
def test_no_switch_loses_invents_or_moves_a_character(text: str, values: dict[str, object]) -> None:
    spine = split_by(text, read_section(values, SpineRules, "house"))
    kept, given_text = "".join("".join(spine.lines).split()), "".join(text.split())
    assert all(line == line.strip() != "" for line in spine.lines)
    assert len(spine.kinds) == len(spine.lines)
    left_out = any("left out" in reason for reason in spine.reasons)
    if left_out:
        assert kept.translate(SIGNS) == given_text.translate(SIGNS)
    else:
        assert kept == given_text
