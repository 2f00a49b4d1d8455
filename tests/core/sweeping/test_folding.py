"""Reports by radio, folded: none lost, none late, memory bounded."""

from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

from procstation.devices import TagHeard
from procstation.sweeping.folding import FoldedTag, Folding, Group, TagFolder


def tag(number: int, rssi_dbm: float | None = -60.0, count: int = 1, at: str = "") -> TagHeard:
    return TagHeard(number.to_bytes(12, "big"), rssi_dbm=rssi_dbm, count=count, at=at)


def tags(groups: list[Group]) -> list[FoldedTag]:
    return [one for group in groups for one in group]


def test_a_tag_is_told_within_fifty_milliseconds_and_its_repetitions_as_one() -> None:
    folder = TagFolder(Folding(window_s=1.0))
    assert folder.take([tag(1, -70)], 0.0) == []
    (first,) = tags(folder.take([tag(1, -50, at="b")], 0.05))
    assert (first.reads, first.strongest.rssi_dbm) == (1, -70)
    assert tags(folder.take([tag(1, -65, count=3), tag(1, -60)], 0.9)) == []
    assert tags(folder.due(0.99)) == []
    (rest,) = tags(folder.due(1.0))
    assert (rest.reads, rest.strongest.rssi_dbm, rest.strongest.at) == (5, -50, "b")
    assert (rest.first_s, rest.last_s) == (0.05, 0.9)
    # The window is over: it is told at once again.
    assert tags(folder.take([tag(1)], 1.2)) == []
    assert [one.reads for one in tags(folder.due(1.26))] == [1]


def test_a_hundred_tags_are_a_group_at_once() -> None:
    folder = TagFolder(Folding(most_tags=100))
    groups = folder.take([tag(number) for number in range(250)], 0.0)
    assert [len(group) for group in groups] == [100, 100]
    assert [len(group) for group in folder.due(0.05)] == [50]


def test_strays_are_counted_and_not_told() -> None:
    folder = TagFolder(Folding(floor_dbm=-65, least_reads=2, hold_s=0.0))
    folder.take([tag(1, -66, count=4), tag(2, -60), tag(3, -60), tag(4, None, count=2)], 0.0)
    told = tags(folder.take([tag(3, -55)], 0.1))
    assert {one.strongest.epc[-1] for one in told} == {3}
    folder.end()
    assert (folder.weak, folder.few) == (4, 1)


def test_windows_are_bounded() -> None:
    folder = TagFolder(Folding(window_s=1e9, most_open=10, hold_s=0.0))
    reads = 0
    for number in range(1000):
        reads += sum(one.reads for one in tags(folder.take([tag(number), tag(number)], 0.0)))
    assert reads >= 990 + 990
    assert reads + sum(one.reads for one in tags(folder.end())) == 2000


reports = st.lists(
    st.tuples(
        st.floats(0, 0.4),
        st.lists(
            st.builds(
                tag,
                st.integers(0, 30),
                st.none() | st.floats(-90, -30),
                st.integers(1, 5),
            ),
            max_size=40,
        ),
    ),
    max_size=30,
)


@settings(max_examples=60)
@given(
    reports,
    st.builds(
        Folding,
        window_s=st.floats(0, 2),
        most_tags=st.integers(1, 50),
        floor_dbm=st.none() | st.floats(-90, -30),
        least_reads=st.integers(1, 4),
        most_open=st.integers(1, 40),
    ),
)
def test_every_read_is_told_or_counted_as_a_stray(
    steps: list[tuple[float, list[TagHeard]]], how: Folding
) -> None:
    folder = TagFolder(how)
    told: Counter[bytes] = Counter()
    heard: Counter[bytes] = Counter()
    strongest: dict[bytes, float] = {}
    loudest_told: dict[bytes, float] = {}
    groups: list[Group] = []
    now_s = 0.0
    for pause_s, some in steps:
        now_s += pause_s
        for one in some:
            heard[one.epc] += one.count
            strongest[one.epc] = max(strongest.get(one.epc, -999), one.rssi_dbm or -999)
        groups += folder.take(some, now_s)
    groups += folder.end()
    for one in tags(groups):
        epc = one.strongest.epc
        told[epc] += one.reads
        loudest_told[epc] = max(loudest_told.get(epc, -999), one.strongest.rssi_dbm or -999)
    assert all(len(group) <= how.most_tags for group in groups)
    assert all(told[epc] <= heard[epc] for epc in told)
    assert heard.total() == told.total() + folder.weak + folder.few
    if how.least_reads == 1 and how.floor_dbm is None:
        assert all(strongest[epc] == loudest_told[epc] for epc in told)
