"""What the doctor looks at, sound and broken."""

import shutil
import sqlite3
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from filelock import FileLock

from procstation.catalog import Catalogue
from procstation.config import Config, parse_config
from procstation.devices import Rack
from procstation.journal import Journal
from procstation.linking import UndoAsked
from procstation.station import health
from procstation.station.health import (
    Finding,
    look_at_devices,
    look_at_machine,
    look_at_station,
    station_runs,
)

NOW = datetime(2026, 11, 21, 10, 0, tzinfo=UTC)


def machine(home: Path, now: datetime = NOW) -> dict[str, Finding]:
    return {one.check: one for one in look_at_machine(home, now)}


def station(home: Path, text: str = "", store: Path | None = None) -> dict[str, Finding]:
    url = f"sqlite:///{store or home / 'store.sqlite'}"
    found = look_at_station(home, parse_config(text, "procstation.toml"), url)
    return {one.check: one for one in found}


def test_a_new_home_is_sound_and_stays_empty(tmp_path: Path) -> None:
    findings = {**machine(tmp_path), **station(tmp_path)}
    assert [one for one in findings.values() if not one.ok] == []
    assert set(findings) == {
        "python",
        "home",
        "disk",
        "clock",
        "configuration",
        "store",
        "journal",
        "labels",
        "shelf order",
        "barcodes",
        "numbers",
        "printed labels",
        "tags",
        "undo images",
        "sound",
    }
    assert all(one.detail and not one.next for one in findings.values())
    assert list(tmp_path.iterdir()) == []


def test_a_home_that_is_not_there_is_told(tmp_path: Path) -> None:
    findings = machine(tmp_path / "gone")
    assert not findings["home"].ok
    assert "--home" in findings["home"].next
    assert not findings["disk"].ok


@pytest.mark.parametrize(("free", "ok"), [(499_999_999, False), (500_000_000, True)])
def test_a_disk_with_less_than_500_mb_is_nearly_full(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, free: int, ok: bool
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=free))
    found = machine(tmp_path)["disk"]
    assert found.ok is ok
    assert ("499 MB are free" in found.detail) is not ok


@pytest.mark.parametrize("year", [1970, 2000, 2025])
def test_a_clock_that_was_never_set_is_told(tmp_path: Path, year: int) -> None:
    found = machine(tmp_path, NOW.replace(year=year))["clock"]
    assert not found.ok
    assert str(year) in found.detail


def test_a_store_is_counted_and_the_library_under_it_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    Catalogue.open(f"sqlite:///{tmp_path / 'store.sqlite'}").close()
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.40.1")
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 40, 1))
    found = station(tmp_path)["store"]
    assert found.ok
    assert "0 titles, 0 items; SQLite 3.40.1 (" in found.detail
    assert "3.51.3" in found.detail
    monkeypatch.setattr(sqlite3, "sqlite_version", "3.51.3")
    monkeypatch.setattr(sqlite3, "sqlite_version_info", (3, 51, 3))
    assert station(tmp_path)["store"].detail.endswith("SQLite 3.51.3; read through and sound")


def test_a_load_that_was_interrupted_is_told(tmp_path: Path) -> None:
    Catalogue.open(f"sqlite:///{tmp_path / 'store.sqlite'}").close()
    database = sqlite3.connect(tmp_path / "store.sqlite")
    database.execute(
        "INSERT INTO loads (loaded_at, files, profile, state, progress)"
        """ VALUES ('2026-11-21', '["books.mrc"]', 'koha', 'stopped', '{"records": 40}')"""
    )
    database.commit()
    database.close()
    found = station(tmp_path)["store"]
    assert not found.ok
    assert "books.mrc) was interrupted after 40 records" in found.detail
    assert "--continue 1" in found.next


def test_a_store_that_is_none_is_told(tmp_path: Path) -> None:
    text = tmp_path / "notes.txt"
    text.write_text("buy labels", encoding="utf-8")
    found = station(tmp_path, store=text)["store"]
    assert not found.ok
    assert "no SQLite database" in found.detail
    assert not station(tmp_path, store=tmp_path / "no" / "store.sqlite")["store"].ok


def test_a_broken_journal_is_told_with_its_entry(tmp_path: Path) -> None:
    path = tmp_path / "journal.sqlite"
    journal = Journal(path)
    journal.append("bench", [("2026-11-21T10:00:00Z", "operator", UndoAsked())] * 3)
    journal.close()
    assert "3 entries" in station(tmp_path)["journal"].detail
    with closing(sqlite3.connect(path)) as harm, harm:
        harm.execute("DROP TRIGGER entry_is_never_changed")
        harm.execute("UPDATE entry SET at = '1999' WHERE seq = 2")
    harm.close()
    found = station(tmp_path)["journal"]
    assert not found.ok
    assert "entry 2" in found.detail


@pytest.mark.parametrize(
    ("file", "content", "words"),
    [
        ("spine/mine.toml", 'titel = "x"', "Did you mean 'title'?"),
        ("stock/mine.toml", "kind = ", "Correct that line."),
        (
            "fonts/DejaVuSansCondensed.ttf",
            "no font",
            "Use a TrueType or OpenType font (.ttf, .otf, .ttc).",
        ),
    ],
)
def test_a_label_file_that_does_not_hold_is_told(
    tmp_path: Path, file: str, content: str, words: str
) -> None:
    path = tmp_path / "label_templates" / file
    path.parent.mkdir(parents=True)
    path.write_text(content, encoding="utf-8")
    found = station(tmp_path)["labels"]
    assert not found.ok
    assert found.next == words


CONFIGURATION = """
[devices.pad]
kind = "rfid"
driver = "feig"
port = "sim://feig"

[devices.spines]
kind = "printer"
driver = "zpl"
port = "sim://zpl"
stock = "roll-25x38"
templates = ["spine"]
"""

CODES = """
[devices.codes]
kind = "printer"
driver = "zpl"
port = "sim://zpl#codes"
stock = "roll-51x25"
templates = ["barcode"]
"""


def test_what_the_configuration_names_is_there(tmp_path: Path) -> None:
    findings = station(tmp_path, CONFIGURATION + CODES)
    assert [one for one in findings.values() if not one.ok] == []
    assert findings["driver of pad"].detail == "FEIG reader"
    assert findings["stock of spines"].detail == "roll-25x38, for spine"


@pytest.mark.parametrize(
    ("right", "wrong", "check", "words"),
    [
        ('"feig"', '"fieg"', "driver of pad", "Did you mean 'feig'?"),
        ('"sim://feig"', '"x"\noptions = {baud = 1}', "driver of pad", "'baudrate'"),
        ('"roll-25x38"', '"roll-25x83"', "stock of spines", "Did you mean 'roll-25x38'?"),
        ('["spine"]', '["spin"]', "stock of spines", "Did you mean 'spine'?"),
        ('"roll-25x38"', '"avery-5167"', "stock of spines", "Choose another stock"),
        (
            "[devices.pad]",
            '[station]\nprofile="relable"\n[devices.pad]',
            "configuration",
            "'relabel'",
        ),
    ],
)
def test_what_it_names_wrongly_is_told_with_the_nearest(
    tmp_path: Path, right: str, wrong: str, check: str, words: str
) -> None:
    assert right in CONFIGURATION
    findings = station(tmp_path, CONFIGURATION.replace(right, wrong, 1) + CODES)
    wrong_ones = {name for name, one in findings.items() if not one.ok}
    # A template that no printer names any more is printed by none.
    assert wrong_ones - {"printed labels"} == {check}
    assert words in findings[check].next


def test_each_device_is_asked() -> None:
    text = CONFIGURATION.replace("sim://zpl", "sim://zpl?labels_left=0")
    pad, security, spines = look_at_devices(parse_config(text, "x"), Rack())
    assert (security.check, security.ok) == ("security by pad", True)
    assert pad == Finding("device pad", True, "FEIG reader: no tag on it")
    assert (spines.check, spines.ok) == ("device spines", False)
    assert spines.detail.startswith("not ready: ")
    assert spines.next
    assert list(look_at_devices(Config(), Rack())) == []


def test_a_running_station_is_noticed_and_not_disturbed(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    assert not station_runs(tmp_path)
    assert list(tmp_path.iterdir()) == []
    with FileLock(tmp_path / "station.lock"):
        assert station_runs(tmp_path)
        assert station_runs(tmp_path)
    assert not station_runs(tmp_path)
    with FileLock(tmp_path / "station.lock", timeout=0):
        pass

    class Forbidden:
        def __init__(self, _: Any) -> None: ...

        def acquire(self, **_: Any) -> None:
            raise PermissionError

    monkeypatch.setattr(health, "FileLock", Forbidden)
    assert not station_runs(tmp_path)
