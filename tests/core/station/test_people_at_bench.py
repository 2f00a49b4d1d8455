"""People at a running station: a badge is no scan, and everything says who did it."""

import sqlite3
from contextlib import closing
from pathlib import Path

import msgspec
import pytest
from station_play import StationPlay, make_devices_quick, station_config

from procstation.config import PersonSection
from procstation.devices import Scan
from procstation.journal import JournalReader
from procstation.linking import INPUTS, Scanned, SignedIn, SignedOut
from procstation.people import hashed_badge, hashed_pin
from procstation.plain import PlainBench
from procstation.station import JOURNAL_NAME, STREAM

BADGE = "21234000987654"
"""In the form of a patron's number, as many staff cards are."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    make_devices_quick(monkeypatch)
    return tmp_path


def open_play(home: Path) -> StationPlay:
    anna = PersonSection(name="anna", badge=hashed_badge(BADGE), pin=hashed_pin("4711"))
    config = msgspec.structs.replace(station_config(printers=""), people=(anna,))
    return StationPlay(home, config)


def test_a_badge_at_the_scanner_is_known_before_anything_else(home: Path) -> None:
    with open_play(home) as play:
        play.scan(BADGE)
        play.until_heard("anna is signed in")
        play.scan("31234000000015")
        play.until_heard("31234000000015")
        play.scan(BADGE)
        play.until_heard("anna is signed out")
        play.scan("31234000000023")
        play.until_heard("31234000000023")
    reader = JournalReader(home / JOURNAL_NAME)
    assert reader.verify() is None
    by = {
        one.entry.code: one.by
        for one in reader.entries(STREAM, INPUTS)
        if isinstance(one.entry, Scanned)
    }
    assert by == {"31234000000015": "anna", "31234000000023": ""}
    [came, went] = [
        one for one in reader.entries(STREAM, INPUTS) if isinstance(one.entry, SignedIn | SignedOut)
    ]
    assert (came.by, went.by) == ("anna", "")
    for file in home.rglob("*"):
        if file.is_file():
            assert BADGE.encode() not in file.read_bytes(), f"{file} has the badge"


def test_the_store_says_who_did_it(home: Path) -> None:
    with open_play(home) as play:
        with closing(sqlite3.connect(home / "store.sqlite")) as store:
            store.execute(
                "INSERT INTO titles (record_key, title, scheme) VALUES ('1', 'Solaris', 'lcc')"
            )
            store.execute("INSERT INTO title_words (rowid, title) VALUES (1, 'solaris')")
            store.execute("INSERT INTO items (title_id, scheme) VALUES (1, 'lcc')")
            store.commit()
        play.station.scanned("keyboard", Scan(BADGE, BADGE.encode()))
        play.choose_title("solaris")
        play.until_heard("31234000875615")
        play.until_calm()
    with closing(sqlite3.connect(home / "store.sqlite")) as store:
        changed = store.execute("SELECT barcode, changed_by FROM items").fetchall()
    assert changed == [("31234000875615", "anna at bench-7")]


def test_in_plain_lines_a_name_and_a_pin_sign_in(home: Path) -> None:
    with open_play(home) as play:
        said: list[str] = []
        plain = PlainBench(play.station, said.append)
        plain.take("/in anna 4711")
        plain.take("/status")
        plain.take("/out")
        plain.take("/in anna 4712")
    assert "note: anna is signed in." in said
    assert any(line.startswith("device: anna, ready") for line in said)
    assert "note: anna is signed out." in said
    assert any("Nobody here has that name and PIN" in line for line in said)
