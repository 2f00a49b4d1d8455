"""A configuration is changed without losing what a person wrote."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from procstation.config import Config, parse_config
from procstation.config.config_text import Change, ConfigText, changes, write_config
from procstation.errors import ConfigError, StoreError

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
OURS = """\
# Our bench, in the cellar.
[station]
name = "bench-1"   # ask Mia before you change it

[devices.scanner]  # the old one
kind = "scanner"
driver = "serial_scanner"
port = "COM3"

[[barcodes.ranges]]
name = "books"
first = 100_001
"""


def written(text: str) -> ConfigText:
    return ConfigText(text, "procstation.toml", Config)


def test_a_value_is_changed_in_its_line_and_nothing_else() -> None:
    ours = written(OURS)
    ours.set(("station", "name"), "bench-2")
    assert ours.text == OURS.replace('"bench-1"', '"bench-2"')


def test_the_same_value_leaves_the_line_as_it_was_written() -> None:
    ours = written(OURS)
    ours.set(("barcodes", "ranges", 0, "first"), 100001)
    assert ours.text == OURS


def test_new_values_come_with_what_they_mean_beside_those_of_their_table() -> None:
    ours = written(OURS)
    ours.set(("station", "profile"), "conversion")
    ours.set(("barcodes", "block"), 20)
    ours.set(("barcodes", "ranges", 1, "name"), "maps", note="")
    ours.set(("devices", "pad", "options", "baudrate"), 9600, note="As set in the reader.")
    text = ours.text
    assert (
        """change it
# The job profile the bench opens with.
profile = "conversion"

[devices.scanner]"""
        in text
    )
    assert (
        """[[barcodes.ranges]]
name = "maps"
"""
        in text
    )
    assert (
        """[devices.pad.options]
# As set in the reader.
baudrate = 9600
"""
        in text
    )
    ours.remove(("devices", "pad"))
    read = parse_config(ours.text, "procstation.toml")
    assert read.barcodes.block == 20
    assert read.station.profile == "conversion"
    assert [one.name for one in read.barcodes.ranges] == ["books", "maps"]


def test_a_table_is_taken_away_and_empty_ones_above_it() -> None:
    ours = written(OURS)
    ours.remove(("devices", "scanner"))
    ours.remove(("devices", "nothing"))
    assert "devices" not in ours.tables
    assert "\n\n\n" not in ours.text
    assert ours.text.startswith("# Our bench")


def test_what_differs_is_told_by_place() -> None:
    before, after = written(OURS), written(OURS)
    after.set(("station", "name"), "bench-2")
    after.set(("barcodes", "ranges", 0, "last"), 199999)
    after.remove(("devices", "scanner", "port"))
    assert changes(before.tables, after.tables) == (
        Change("station.name", '"bench-1"', '"bench-2"'),
        Change("barcodes.ranges[1].last", "", "199999"),
        Change("devices.scanner.port", '"COM3"', ""),
    )


def test_a_value_where_a_table_is_needed_is_refused() -> None:
    with pytest.raises(ConfigError, match="devices"):
        written("devices = 3\n").set(("devices", "pad", "kind"), "rfid")
    with pytest.raises(ConfigError, match="no valid TOML"):
        written("[station\n")


def test_what_was_there_is_kept_under_a_name_of_its_own(tmp_path: Path) -> None:
    path = tmp_path / "procstation.toml"
    assert write_config(path, OURS, NOW) is None
    assert write_config(path, OURS, NOW) is None
    first = write_config(path, "# second\n", NOW)
    second = write_config(path, "# third\n", NOW)
    assert first is not None
    assert second is not None
    assert first.name == "procstation.toml.2026-11-22.bak"
    assert (first.read_text(), second.read_text()) == (OURS, "# second\n")
    assert path.read_text() == "# third\n"
    assert {one.name for one in tmp_path.iterdir()} == {path.name, first.name, second.name}


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="cannot be written"):
        write_config(tmp_path / "gone" / "procstation.toml", OURS, NOW)
