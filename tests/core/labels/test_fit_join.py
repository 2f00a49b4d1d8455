import pytest

from procstation.items import PartKind, kinds_of_lines
from procstation.labels.fit_join import Piece, joined


def pieces_of(*lines: str) -> list[Piece]:
    kinds = kinds_of_lines(lines)
    return [Piece(line, kind, kind) for line, kind in zip(lines, kinds, strict=True)]


def test_lines_are_joined_in_a_set_order_until_nothing_is_left_to_join() -> None:
    pieces = pieces_of("REF", "ATLAS", "PS", "3562", ".E42", "L4", "1969", "v.2", "c.3")
    rules, label = [], []
    while join := joined(pieces, 19, lambda text: float(len(text))):
        rule, _, _, pieces = join
        rules.append(rule)
        label.append(" | ".join(piece.text for piece in pieces))
    assert rules[:6] == [
        "join-class",
        "join-cutters",
        "join-date",
        "join-statements",
        "join-prefixes",
        "join-any",
    ]
    assert label[0] == "REF | ATLAS | PS3562 | .E42 | L4 | 1969 | v.2 | c.3"
    assert label[4] == "REF ATLAS | PS3562 | .E42 L4 1969 | v.2 c.3"


@pytest.mark.parametrize(
    ("lines", "text"),
    [
        (("J", "295.435"), "J 295.435"),
        (("KF", "4558"), "KF4558"),
        (("E", "1777"), "E1777"),
        (("Y", "4."), "Y 4."),
        (("HE", "20.4002:"), "HE 20.4002:"),
    ],
)
def test_a_class_is_written_as_its_scheme_does(lines: tuple[str, ...], text: str) -> None:
    join = joined(pieces_of(*lines), 20, lambda text: float(len(text)))
    assert join is not None
    assert [piece.text for piece in join[3]] == [text]


def test_what_was_broken_is_joined_last_and_without_a_blank_of_its_own() -> None:
    number = PartKind.NUMBER
    pieces = [Piece("641", number, number), Piece(".595", number, number, "")]
    pieces.append(Piece("B3", PartKind.CUTTER, PartKind.CUTTER))
    join = joined(pieces, 7, lambda text: float(len(text)))
    assert join is not None
    assert join[0] == "join-any"
    assert [piece.text for piece in join[3]] == ["641.595", "B3"]


def test_no_two_that_fit_a_line_is_the_end() -> None:
    assert joined(pieces_of("PS", "3562"), 5, lambda text: float(len(text))) is None
