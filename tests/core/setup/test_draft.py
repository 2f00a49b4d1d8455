"""What was decided so far, and what is written of it."""

from datetime import UTC, datetime
from pathlib import Path

import pytest

from procstation.config import read_config
from procstation.errors import ConfigError
from procstation.setup.draft import Draft
from procstation.setup.search import Found, How

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PAD = Found("rfid", "feig", "/dev/serial/by-id/usb-FEIG", "FEIG reader", How.ANSWERED)
OURS = """\
[station]
name = "bench-1"  # as on the door

[devices.pad]
kind = "rfid"
driver = "feig"
port = "COM4"
"""


def test_a_new_station_is_written_with_what_each_setting_means(tmp_path: Path) -> None:
    draft = Draft(tmp_path)
    assert draft.is_new
    draft.set(("station", "name"), "cellar")
    assert draft.add_device(PAD) == "pad"
    draft.set_option("pad", "baudrate", "19200")
    draft.set(("barcodes", "ranges", 0, "name"), "books")
    draft.set(("barcodes", "ranges", 0, "first"), 7)
    written = draft.write(NOW)
    assert written.kept is None
    text = (tmp_path / "procstation.toml").read_text(encoding="utf-8")
    assert "# What the journal calls this station.\nname = " in text
    assert "[devices.pad]\n# FEIG reader\nkind = " in text
    assert "# As set in the reader.\nbaudrate = 19200\n" in text
    config = read_config(tmp_path)
    assert config.station.name == "cellar"
    assert config.devices["pad"].options == {"baudrate": 19200}
    assert config.barcodes.ranges[0].first == 7


def test_what_a_person_wrote_stays_and_the_old_file_is_kept(tmp_path: Path) -> None:
    (tmp_path / "procstation.toml").write_text(OURS, encoding="utf-8")
    draft = Draft(tmp_path)
    assert not draft.is_new
    assert draft.changes == ()
    assert draft.add_device(PAD) == "pad-2"
    draft.remove_device("pad-2")
    draft.set(("devices", "pad", "port"), "COM5")
    written = draft.write(NOW)
    assert [(one.place, one.before, one.after) for one in written.changes] == [
        ("devices.pad.port", '"COM4"', '"COM5"')
    ]
    assert written.kept is not None
    assert written.kept.read_text(encoding="utf-8") == OURS
    assert written.path.read_text(encoding="utf-8") == OURS.replace("COM4", "COM5")


def test_a_value_that_does_not_fit_is_refused_and_nothing_is_changed(tmp_path: Path) -> None:
    draft = Draft(tmp_path)
    before = draft.text
    with pytest.raises(ConfigError, match="length"):
        draft.merge(
            [
                (("barcodes", "ranges", 0, "name"), "books", None),
                (("barcodes", "ranges", 0, "length"), 99, None),
            ]
        )
    assert draft.text == before


def test_an_empty_value_takes_an_optional_one_away(tmp_path: Path) -> None:
    draft = Draft(tmp_path)
    draft.set(("store", "url"), "")
    assert "store" not in draft.text
    draft.set(("store", "url"), "postgresql://host/db")
    assert draft.store_url == "postgresql://host/db"
    draft.set(("store", "url"), "")
    assert draft.store_url == f"sqlite:///{tmp_path / 'store.sqlite'}"


def test_simulated_devices_of_one_sort_have_ports_of_their_own(tmp_path: Path) -> None:
    draft = Draft(tmp_path)
    assert [draft.add_simulated("printer", "zpl") for _ in range(2)] == ["printer", "printer-2"]
    assert [one.port for one in draft.devices.values()] == ["sim://zpl", "sim://zpl#2"]


def test_what_would_not_work_is_said_before_it_is_written(tmp_path: Path) -> None:
    draft = Draft(tmp_path)
    draft.set(("station", "profile"), "conversoin")
    (one,) = draft.wrong()
    assert one.check == "configuration"
    assert "conversion" in one.next
    draft.set(("station", "profile"), "conversion")
    assert list(draft.wrong()) == []


def test_a_configuration_with_a_typo_is_not_built_upon(tmp_path: Path) -> None:
    (tmp_path / "procstation.toml").write_text("[divices.pad]\n", encoding="utf-8")
    with pytest.raises(ConfigError) as refused:
        Draft(tmp_path)
    assert refused.value.do_next == "Did you mean 'devices'?"


def test_a_setting_of_a_driver_is_checked_as_it_is_declared(tmp_path: Path) -> None:
    draft = Draft(tmp_path)
    draft.add_device(PAD)
    settings = {one.name: one for one in draft.options_of("pad")}
    assert (settings["baudrate"].value, settings["frames"].value) == ("38400", '"advanced"')
    assert "As set in the reader" in settings["baudrate"].meaning
    draft.set_option("pad", "frames", "standard")
    assert draft.devices["pad"].options == {"frames": "standard"}
    for option, value in (("frames", "fast"), ("baudrate", "quick"), ("baudrat", "9600")):
        with pytest.raises(ConfigError, match=r"devices\.pad\.options"):
            draft.set_option("pad", option, value)
    assert draft.devices["pad"].options == {"frames": "standard"}
