"""A backup made while the station works, and put back: all of it, and no number twice."""

import hashlib
import json
import sqlite3
import zipfile
from contextlib import closing
from pathlib import Path

import pytest
from filelock import FileLock
from station_play import StationPlay, make_devices_quick, station_config

from procstation.catalog import Catalogue
from procstation.catalog.number_desk import NumberDesk
from procstation.config import BarcodesSection, RangeSection
from procstation.errors import InputRefused, JournalError, StationError, StoreError
from procstation.journal import Journal, JournalReader
from procstation.linking import NumberLeased
from procstation.station import JOURNAL_NAME, replay
from procstation.station.backup import MANIFEST, back_up
from procstation.station.restore import restore

AT = "2026-11-22T10:00:00.000Z"
RANGES = BarcodesSection(ranges=(RangeSection(name="main", prefix="3123400", first=1),), block=10)
CONFIG = '[[barcodes.ranges]]\nname = "main"\nprefix = "3123400"\nfirst = 1\n'


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """A station's home with a bit of everything."""
    home = tmp_path / "home"
    (home / "undo" / "E0040100").mkdir(parents=True)
    (home / "undo" / "E0040100" / "1.json").write_text("{}")
    (home / "procstation.toml").write_text(CONFIG)
    with closing(Journal(home / JOURNAL_NAME)) as journal:
        journal.append("bench", [(AT, "station", NumberLeased(1, lease(home)))])
    return home


def lease(home: Path) -> str:
    """Take a number as the bench does."""
    catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
    with closing(catalogue):
        return NumberDesk(catalogue.store, RANGES, "bench-1", lambda: AT).take().barcode


def serial(barcode: str) -> int:
    return int(barcode[7:13])


def save(home: Path, target: Path) -> Path:
    back_up(home, home / "store.sqlite", "bench-1", target, AT)
    return target


def put_back(home: Path, source: Path, *highest: str, nothing_since: bool = False) -> int:
    """Put a backup back, and return the next serial."""
    store = home / "store.sqlite"
    done = restore(home, store, source, AT, highest, nothing_since=nothing_since)
    return done.next_serials["main"]


@pytest.mark.parametrize("name", ["saved", "saved.zip"])
def test_everything_comes_back_as_it_was(home: Path, tmp_path: Path, name: str) -> None:
    saved = save(home, tmp_path / name)
    before = {
        file.relative_to(home): file.read_bytes()
        for file in home.rglob("*")
        if file.suffix in (".toml", ".json")
    }
    other = tmp_path / "other"
    other.mkdir()
    assert put_back(other, saved, nothing_since=True) == 11
    for path, data in before.items():
        assert (other / path).read_bytes() == data
    with closing(sqlite3.connect(other / "store.sqlite")) as store:
        assert store.execute("SELECT station FROM number_leases").fetchall() == [("bench-1",)]
    reader = JournalReader(other / JOURNAL_NAME)
    found = reader.examine()
    assert (found.broken, found.entries) == (None, 1)
    assert "put back" in found.gaps[0]
    assert replay(reader)[1] == 1
    assert sorted(one.name for one in other.iterdir() if one.name.startswith(".")) == []


def test_what_was_there_is_kept_aside(home: Path, tmp_path: Path) -> None:
    saved = save(home, tmp_path / "saved")
    (home / "procstation.toml").write_text(CONFIG + "# later\n")
    store = home / "store.sqlite"
    done = restore(home, store, saved, AT)
    assert done.kept_aside is not None
    assert "# later" in (done.kept_aside / "procstation.toml").read_text()
    assert "# later" not in (home / "procstation.toml").read_text()
    assert JournalReader(done.kept_aside / JOURNAL_NAME).verify() is None


def test_numbers_given_out_since_are_not_given_out_again(home: Path, tmp_path: Path) -> None:
    saved = save(home, tmp_path / "saved")
    since = [serial(lease(home)) for _ in range(25)]
    assert max(since) == 26
    assert put_back(home, saved) == 31
    assert serial(lease(home)) == 31


def test_what_the_journal_knows_counts_where_the_store_is_gone(home: Path, tmp_path: Path) -> None:
    saved = save(home, tmp_path / "saved")
    last = [lease(home) for _ in range(14)][-1]
    with closing(Journal(home / JOURNAL_NAME)) as journal:
        journal.append("bench", [(AT, "station", NumberLeased(2, last))])
    (home / "store.sqlite").write_bytes(b"\0" * 4096)
    with pytest.raises(InputRefused, match="Nobody knows which numbers"):
        put_back(home, saved)
    assert (home / "procstation.toml").exists(), "nothing was changed"
    # The person looks at the newest books; the journal knows of a later one.
    assert put_back(home, saved, "31234000000081") == serial(last) + 1


def test_the_journal_goes_on_with_numbers_no_entry_had(home: Path, tmp_path: Path) -> None:
    saved = save(home, tmp_path / "saved")
    with closing(Journal(home / JOURNAL_NAME)) as journal:
        journal.append("bench", [(AT, "station", NumberLeased(2, "1"))] * 5)
    put_back(home, saved)
    with closing(Journal(home / JOURNAL_NAME)) as journal:
        assert journal.append("bench", [(AT, "station", NumberLeased(3, "1"))]) == [7]
        assert journal.verify() is None


def test_a_running_station_is_not_replaced(home: Path, tmp_path: Path) -> None:
    saved = save(home, tmp_path / "saved")
    with FileLock(home / "station.lock"), pytest.raises(StoreError, match="Another station"):
        put_back(home, saved)


def spoil(saved: Path, name: str) -> None:
    file = saved / name
    file.write_bytes(file.read_bytes()[:-1] + b"x")


@pytest.mark.parametrize("name", ["store.sqlite", JOURNAL_NAME, "undo/E0040100/1.json"])
def test_a_damaged_backup_is_refused_and_nothing_changed(
    home: Path, tmp_path: Path, name: str
) -> None:
    saved = save(home, tmp_path / "saved")
    spoil(saved, name)
    before = (home / "store.sqlite").read_bytes()
    with pytest.raises(InputRefused, match=f"damaged: {name}"):
        put_back(home, saved)
    assert (home / "store.sqlite").read_bytes() == before


@pytest.mark.parametrize("newer", ["store", "journal"])
def test_a_backup_of_a_newer_version_is_refused(home: Path, tmp_path: Path, newer: str) -> None:
    file, change = {
        "store": ("store.sqlite", "UPDATE alembic_version SET version_num = '9999'"),
        "journal": (JOURNAL_NAME, "PRAGMA user_version = 99"),
    }[newer]
    saved = save(home, tmp_path / "saved")
    with closing(sqlite3.connect(saved / file)) as db:
        db.execute(change)
        db.commit()
    manifest = json.loads((saved / MANIFEST).read_text())
    data = (saved / file).read_bytes()
    manifest["files"][file] = {"size": len(data), "sha256": hashlib.sha256(data).hexdigest()}
    (saved / MANIFEST).write_text(json.dumps(manifest))
    with pytest.raises((StoreError, JournalError), match="newer"):
        put_back(home, saved)
    assert serial(lease(home)) == 2


def test_an_archive_that_reaches_outside_is_refused(home: Path, tmp_path: Path) -> None:
    packed = save(home, tmp_path / "saved.zip")
    with zipfile.ZipFile(packed) as archive:
        manifest = json.loads(archive.read(MANIFEST))
    manifest["files"]["../outside"] = {"size": 1, "sha256": ""}
    evil = tmp_path / "evil.zip"
    with zipfile.ZipFile(evil, "w") as archive:
        archive.writestr(MANIFEST, json.dumps(manifest))
        archive.writestr("../outside", "x")
    with pytest.raises(StationError):
        put_back(home, evil)
    assert not (tmp_path / "outside").exists()


@pytest.mark.long
@pytest.mark.parametrize("content", [b"", b"no archive", b"PK\x03\x04"])
def test_what_is_no_backup_is_refused(home: Path, tmp_path: Path, content: bytes) -> None:
    (tmp_path / "some.zip").write_bytes(content)
    for source in (tmp_path / "some.zip", home):
        with pytest.raises(InputRefused):
            put_back(home, source)


def test_a_target_that_is_there_is_left(home: Path, tmp_path: Path) -> None:
    (tmp_path / "saved").mkdir()
    with pytest.raises(InputRefused, match="is there already"):
        save(home, tmp_path / "saved")
    with pytest.raises(InputRefused, match="cannot be written"):
        save(home, tmp_path / "no" / "saved")


def test_a_backup_within_the_home_is_not_in_the_next(home: Path) -> None:
    save(home, home / "saved")
    second = save(home, home / "again")
    assert not (second / "saved").exists()


def test_locks_are_not_in_it(home: Path, tmp_path: Path) -> None:
    catalogue = Catalogue.open(f"sqlite:///{home / 'store.sqlite'}")
    with closing(catalogue), catalogue.store.held("loading") as mine:
        assert mine
        saved = save(home, tmp_path / "saved")
    assert [one.name for one in saved.iterdir() if "loading" in one.name] == []


def test_a_damaged_store_is_not_passed_off_as_a_backup(home: Path, tmp_path: Path) -> None:
    store = home / "store.sqlite"
    data = bytearray(store.read_bytes())
    data[4096 * 4 : 4096 * 6] = b"\xff" * 8192
    store.write_bytes(data)
    with pytest.raises(StoreError):
        save(home, tmp_path / "saved")
    assert not (tmp_path / "saved").exists()


def test_it_is_made_while_the_bench_works(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_devices_quick(monkeypatch)
    home = tmp_path / "home"
    home.mkdir()
    with StationPlay(home, station_config(printers="")) as play:
        for number in range(12):
            play.scan(f"3123400000{number:04}")
            if number == 6:
                save(home, tmp_path / "saved")
        play.until_heard("31234000000011")
        entries = play.station.bench.state.said
    copied = JournalReader(tmp_path / "saved" / JOURNAL_NAME).examine()
    whole = JournalReader(home / JOURNAL_NAME).examine()
    assert copied.broken is whole.broken is None
    assert 0 < copied.entries <= whole.entries
    assert entries > 0
