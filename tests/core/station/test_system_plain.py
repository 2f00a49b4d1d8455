"""The outbox in plain lines, on a real store and a system in memory."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from outbox_play import HELD, OutboxPlay, load_records, open_bench

from procstation.config import OutboxSection
from procstation.errors import InputRefused, SystemRefused, UsageError
from procstation.ils import ItemField
from procstation.outbox import State
from procstation.station.system_desk import SystemDesk
from procstation.station.system_plain import SystemLines


class Desk:
    """The lines of a person, and the courier turned by hand."""

    def __init__(self, play: OutboxPlay) -> None:
        self.play = play
        self.said: list[str] = []
        self.desk = SystemDesk(
            "koha", play.system, play.catalogue, "bench-1", play.now, OutboxSection(at_once=False)
        )
        self.lines = SystemLines(self.desk, self.said.append)

    def take(self, line: str) -> list[str]:
        self.said.clear()
        word, _, rest = line.partition(" ")
        assert self.lines.take(word, rest)
        return self.said

    def send(self) -> None:
        self.desk.courier.run_once()


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Desk]:
    play = open_bench(load_records(tmp_path))
    yield Desk(play)
    play.catalogue.close()


def test_a_conflict_is_read_out_and_decided(bench: Desk) -> None:
    play = bench.play
    play.edit(location="REF", copy="2")
    play.post(HELD, "act 1")
    there = play.system.items["5"]
    play.system.items["5"] = replace(
        there, values={**there.values, ItemField.LOCATION: "CAGE", ItemField.COPY: "7"}
    )
    bench.send()
    assert bench.take("outbox")[0].startswith(f"message: 1, conflict, {HELD}, ")
    assert bench.said[-1] == "outbox: 0 wait, 1 need a person"
    lines = bench.take("outbox 1")
    assert "field: location: was STACKS, ours REF, theirs CAGE" in lines
    assert "field: copy: was nothing, ours 2, theirs 7" in lines
    with pytest.raises(UsageError, match="'shelf=ours' decides nothing"):
        bench.take("decide 1 shelf=ours")
    with pytest.raises(InputRefused, match="Nothing is said of copy"):
        bench.take("decide 1 location=ours")
    assert bench.take("decide 1 theirs location=ours") == [f"done: message 1, {HELD}: it is sent"]
    bench.send()
    values = play.system.items["5"].values
    assert (values[ItemField.LOCATION], values[ItemField.COPY]) == ("REF", "7")
    assert "message: 1, done" in bench.take("outbox all")[0]


def test_what_was_refused_is_tried_again_or_dropped(bench: Desk) -> None:
    play = bench.play
    play.system.fails = [SystemRefused("REF is unknown.", "Make it in Koha.", "bad")]
    play.edit(location="REF")
    play.post(HELD, "act 1")
    bench.send()
    assert any("REF is unknown." in line for line in bench.take("outbox"))
    assert bench.take("outbox retry 1") == [f"done: message 1, {HELD}: it is sent"]
    with pytest.raises(UsageError, match="only with a reason"):
        bench.take("outbox drop 1")
    assert bench.take("outbox drop 1 wrong code") == [f"done: message 1, {HELD}: dropped"]
    assert play.states() == [State.DROPPED]


def test_a_pause_is_said(bench: Desk) -> None:
    play = bench.play
    bench.take("outbox pause the server moves")
    play.edit(location="REF")
    play.post(HELD, "act 1")
    bench.send()
    assert not play.system.calls
    assert any("the server moves" in line for line in bench.take("outbox"))
    assert bench.take("outbox resume") == ["done: koha is told again."]
    assert bench.take("outbox resume") == ["note: Nothing was paused."]
    bench.send()
    assert play.system.items["5"].values[ItemField.LOCATION] == "REF"


def test_what_cannot_be_meant_is_named(bench: Desk) -> None:
    with pytest.raises(UsageError, match="no 'pauze'"):
        bench.take("outbox pauze")
    with pytest.raises(UsageError, match="no number of a message"):
        bench.take("decide x ours")
    assert not bench.lines.take("status", "")


def test_a_station_without_a_system_says_so() -> None:
    said: list[str] = []
    assert SystemLines(None, said.append).take("outbox", "")
    assert said == ["note: No library system is configured: there is no outbox."]
