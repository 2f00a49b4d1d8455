"""Many reports of one tag as one."""

from procstation.station.sweep_joining import folded, joined
from procstation.sweeping.live_inputs import AnyLive, BookScanned, Echo, TagsHeard
from procstation.sweeping.model import Heard


def test_reports_of_one_reader_in_a_row_are_one_with_the_strongest_read() -> None:
    held: list[tuple[str, str, AnyLive]] = [
        ("t1", "wand", TagsHeard((Echo("A", 2, -60.0, at="s1"), Echo("B")))),
        ("t2", "wand", TagsHeard((Echo("A", 3, -40.0, at="s2"), Echo("A", 1, -50.0, "bay 7")))),
        ("t3", "scanner", BookScanned("C")),
        ("t4", "wand", TagsHeard((Echo("A"),))),
        ("t5", "other", TagsHeard((Echo("A"),))),
    ]
    first = TagsHeard((Echo("A", 5, -40.0, at="s2"), Echo("B"), Echo("A", 1, -50.0, "bay 7")))
    assert joined(held) == [("t1", "wand", first), *held[2:]]


def test_a_batch_has_each_tag_once_and_each_scan() -> None:
    def radio(code: str, dbm: float | None, at: str, reads: int) -> Heard:
        return Heard(0, code, 1, "", at, dbm, reads, ordered=False)

    scan = Heard(0, "S", 1, "", "t0")
    heard = [
        (4, radio("A", None, "t1", 2)),
        (4, scan),
        (5, radio("A", -50.0, "t2", 1)),
        (6, scan),
        (7, radio("A", -70.0, "t3", 4)),
    ]
    assert folded(heard) == [(7, radio("A", -50.0, "t2", 7)), (7, scan), (7, scan)]
