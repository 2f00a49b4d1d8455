import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.labels.bidi import levels_of, visual_runs


def seen(text: str) -> str:
    return "".join(
        text[start:end][::-1] if from_right else text[start:end]
        for start, end, from_right in visual_runs(text)
    )


@pytest.mark.parametrize(
    ("text", "from_left"),
    [
        ("QA76.73 .C153", "QA76.73 .C153"),
        ("אבג", "גבא"),
        ("892.4 א12", "12א 892.4"),  # the first letter is Hebrew: the line is read from the right
        ("PJ 5053 .אב", "PJ 5053 .בא"),
        ("אב (12), 1969", "1969 ,)12( בא"),
        ("كتاب ١٢٣", "١٢٣ باتك"),
        ("אב ABC גד", "דג ABC בא"),
        ("AB אב ١٢ גד CD", "AB דג ١٢ בא CD"),
        ("אב 10-12", "10-12 בא"),
        ("اب 10-12", "12-10 با"),  # after Arabic letters a hyphen separates numbers
        ("10-12 A", "10-12 A"),
        ("אב 10.5%", "10.5% בא"),
        ("a (אב) b", "a (בא) b"),
        ("a [ב] (ג", "a [ב] (ג"),
        ("אב. ", " .בא"),
        ("", ""),
    ],
)
def test_lines_as_they_are_seen(text: str, from_left: str) -> None:
    assert seen(text) == from_left


def test_levels() -> None:
    assert levels_of("א1-2") == [1, 2, 2, 2]
    assert levels_of("ب1-2") == [1, 2, 1, 2]
    assert levels_of("ب1.2") == [1, 2, 2, 2]
    assert levels_of("a\u200dב") == [0, 0, 1]


TEXTS = st.text(alphabet="abאבגاب١٢12+-.,/:$% ()[]\u0301\u05b8!«»", max_size=14)


@given(TEXTS)
def test_every_character_is_seen_once(text: str) -> None:
    runs = visual_runs(text)
    assert sorted(seen(text)) == sorted(text)
    assert sum(end - start for start, end, _ in runs) == len(text)


@pytest.mark.long
def test_another_implementation_agrees() -> None:
    other = pytest.importorskip("fpdf.bidi", reason="fpdf2 is not installed")

    @settings(max_examples=200)
    @given(TEXTS)
    def agree(text: str) -> None:
        levels = [one.embedding_level for one in other.BidiParagraph(text).characters]
        assert levels_of(text) == levels

    agree()
