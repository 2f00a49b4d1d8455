"""Devices prove themselves, simulated ones on their own wire."""

import queue
from collections.abc import Iterator
from pathlib import Path

import pytest
from station_play import make_devices_quick

from procstation.config import Config, parse_config
from procstation.devices import Rack, Scan
from procstation.setup.proving import ProofNews, ProofRoom, ProofState, number_of_test_label

SCANNER, PAD, PRINTER = "sim://serial_scanner", "sim://feig", "sim://zpl?dots_per_mm=12"
CONFIG = f"""
[devices.scanner]
kind = "scanner"
driver = "serial_scanner"
port = "{SCANNER}"
[devices.pad]
kind = "rfid"
driver = "feig"
port = "{PAD}"
[devices.printer]
kind = "printer"
driver = "zpl"
port = "{PRINTER}"
stock = "roll-51x25"
templates = ["barcode"]
[[barcodes.ranges]]
name = "books"
prefix = "31234"
first = 100001
"""
LIMIT_S = 10
PATRON = "21234000001230"


class Person:
    """Has devices prove themselves, and hears what they show."""

    def __init__(self, home: Path, config: Config) -> None:
        self.rack = Rack()
        self.heard: queue.Queue[ProofNews] = queue.Queue()
        self.room = ProofRoom(config, home, self.rack, self.heard.put)

    def until(self, state: ProofState, words: str = "") -> ProofNews:
        while True:
            news = self.heard.get(timeout=LIMIT_S)
            if news.state is state and words in news.said:
                return news


@pytest.fixture
def person(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Person]:
    make_devices_quick(monkeypatch)
    one = Person(tmp_path, parse_config(CONFIG, "procstation.toml"))
    yield one
    one.room.end()


def test_a_scanner_shows_what_it_reads_but_never_a_patron(person: Person) -> None:
    person.room.begin("scanner")
    assert "Scan any barcode" in person.until(ProofState.WAITS).do_next
    person.rack.play(SCANNER, "scan 31234001000015")
    news = person.until(ProofState.PROVED)
    assert "31234001000015" in news.said
    assert "books" in news.said
    person.rack.play(SCANNER, f"scan {PATRON}")
    news = person.until(ProofState.PROVED)
    assert "refused" in news.said
    assert PATRON not in news.said


def test_a_pad_shows_what_lies_on_it(person: Person) -> None:
    person.room.begin("pad")
    person.until(ProofState.WAITS)
    person.rack.play(PAD, "lay")
    assert "holds no item: blank" in person.until(ProofState.PROVED).said
    person.rack.play(PAD, "lay")
    assert "2 tags" in person.until(ProofState.WAITS, "tags").said


def test_a_label_is_printed_and_scanned_back(person: Person) -> None:
    person.room.begin("printer")
    asked = person.until(ProofState.WAITS, "Sent")
    assert "Scan the barcode" in asked.do_next
    person.rack.play(SCANNER, "scan 31234001000015")
    assert "31234001000015 was read" in person.until(ProofState.FAILED).said
    person.rack.play(SCANNER, "scan 31234000000008")
    proved = person.until(ProofState.PROVED)
    assert "31234000000008" in proved.said
    assert "calibrate --printer printer" in proved.do_next


def test_a_keyboard_wedge_scans_back_as_well(person: Person) -> None:
    person.room.begin("printer")
    person.until(ProofState.WAITS, "Sent")
    person.room.typed(Scan("31234000000008", b"31234000000008\r"))
    person.until(ProofState.PROVED)


def test_a_spine_label_is_looked_at(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_devices_quick(monkeypatch)
    text = CONFIG.replace('"barcode"', '"spine"').replace("roll-51x25", "roll-25x38")
    person = Person(tmp_path, parse_config(text, "procstation.toml"))
    person.room.begin("printer")
    person.until(ProofState.ASKS)
    person.room.looks_right(False)
    assert "calibrate" in person.until(ProofState.FAILED).do_next
    person.room.looks_right(True)
    person.until(ProofState.PROVED)
    person.room.end()


def test_an_empty_printer_goes_on_when_it_has_labels(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = CONFIG.replace("dots_per_mm=12", "dots_per_mm=12&labels_left=0")
    make_devices_quick(monkeypatch)
    empty = Person(tmp_path, parse_config(text, "procstation.toml"))
    empty.room.begin("printer")
    assert "not ready" in empty.until(ProofState.FAILED).said
    empty.rack.play(f"{PRINTER}&labels_left=0", "labels 10")
    empty.until(ProofState.WAITS, "Sent")
    empty.room.end()


def test_a_device_that_is_not_there_says_what_to_try(person: Person) -> None:
    person.room.begin("scanner")
    person.until(ProofState.WAITS)
    person.rack.play(SCANNER, "unplug")
    news = person.until(ProofState.FAILED)
    assert "unplugged" in news.said
    assert "USB serial" in news.do_next


def test_the_number_of_a_test_label_is_never_leased() -> None:
    assert number_of_test_label([]) == "30000000000004"
