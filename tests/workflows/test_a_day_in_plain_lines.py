"""A day at the bench for somebody who reads lines and nothing else: each job, by its lines alone.

Nothing is looked up in the station: the next thing is done when a line says so.
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from station_play import make_devices_quick

from procstation.config import CONFIG_NAME, parse_config
from procstation.demo import cart_of, play_script, prepare_demo
from procstation.devices import Rack
from procstation.keys import plain_lines
from procstation.people import hashed_pin
from procstation.plain import PlainBench
from procstation.station import open_station

PIN = "4711"
PEOPLE = """
[[people]]
name = "ann"
pin = "{pin}"
"""

A_DAY = """
> /in ann {pin}
expect ann is signed in
> /next
expect search for its title (/find)

# A new acquisition, from ISBN to shelf.
scan
expect next: Lay the book on the pad
lay
expect next: Stick the labels on
label
expect 31234001000015 released
take

# One that is left half done, told by /status, and taken up again.
scan
expect next: Lay the book on the pad
> /aside
expect half done
> /status
expect half done: number
> /take
expect next: Lay the book on the pad
lay
expect next: Stick the labels on
label
expect 31234001000023 released
take

# The printer is out: the line says what to type.
printer
scan
expect next: Lay the book on the pad
lay
expect /retry tries again, /skip skips the step, /aside sets the item aside
printer
> /retry
expect (/retry prints them again.)
label
expect 31234001000031 released
take

# No record: it is written by hand.
> 9783161484100
expect search for its title (/find), or enter it by hand (/record)
> /record A book by hand | Nobody | 2026
expect next: Lay the book on the pad
> /undo
expect choice 2:
> 2
expect is undone

# Its labels once more, in the job for that: the book has its number.
> /profile relabel
expect note
> 31234001000023
expect next: Stick the labels on
> 31234001000023
expect released

# Conversion: nothing but scans and the pad.
> /profile conversion
expect note
scan
expect next: Lay the book on the pad
lay
expect released

# It is taken back; the bench asks first.
> /undo
expect choice 2:
> 2
expect is undone
take

# A list is relocated, and that is taken back.
> /job relocate {listed} location=REF
expect 2 items
> /job do
expect 2 items changed
> /job undo 1
expect 2 items are as before

# What was done is told, with who did it.
> /history 31234001000015
expect ann
> /outbox
expect No library system
> /out
expect ann is signed out
"""


@pytest.fixture
def lines(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Plays the day on the demo's devices, and gives what was said."""
    make_devices_quick(monkeypatch)
    _, url = prepare_demo(tmp_path)
    file = tmp_path / CONFIG_NAME
    text = file.read_text(encoding="utf-8") + PEOPLE.format(pin=hashed_pin(PIN))
    listed = tmp_path / "list.txt"
    listed.write_text("31234001000015\n31234001000023\n", encoding="utf-8")
    rack = Rack()
    said: list[str] = []
    with plain_lines():
        station = open_station(tmp_path, parse_config(text, CONFIG_NAME), url, rack)
        try:
            bench = PlainBench(station, said.append)
            day = A_DAY.format(pin=PIN, listed=listed.as_posix())
            play_script(day.splitlines(), cart_of(station, rack), bench)
            yield said
        finally:
            station.stop()


KEYS = re.compile(r"\b(F\d+|[Pp]ress(es)?|Ctrl\+\w|[Kk]eys?)\b|\([a-z]\)| [b-z] (tries|skips|sets)")
"""How lines would name keys: there are none to press."""


@pytest.mark.long
def test_every_job_is_done_by_its_lines(lines: list[str]) -> None:
    assert [line for line in lines if not line or line != line.strip() or "\n" in line] == []
    assert not any(sign in line for line in lines for sign in "\x1b\r\a│─╭╮╰╯┌┐")
    troubles = [line for line in lines if line.startswith("wrong: ")]
    assert all("printer" in line or "9783161484100" in line for line in troubles), troubles
    assert not [line for line in lines if KEYS.search(line)]
