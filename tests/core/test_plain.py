"""The plain bench by itself; what it says of a day's work is in the workflows."""

from pathlib import Path

import pytest
from station_play import StationPlay, make_devices_quick, station_config

from procstation.plain import HEARD_LINES, PlainBench


def test_of_a_day_without_a_typed_line_the_last_lines_are_remembered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_devices_quick(monkeypatch)
    with StationPlay(tmp_path, station_config(printers="")) as play:
        bench = PlainBench(play.station, lambda _: None)
        bench.begin()
        for number in range(HEARD_LINES + 1):
            bench.say(f"line {number}.")
        assert bench.wait_for(f"line {HEARD_LINES}.", 0)
        assert bench.wait_for("line 1.", 0)
        assert not bench.wait_for("line 0.", 0)
