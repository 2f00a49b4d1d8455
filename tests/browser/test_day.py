"""A short day at a tablet: signed in by badge, books done by hand and by touch, a page read anew, a
line that breaks, a second window; what the journal and the store hold in the end."""

import socket
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from line_in_between import LineInBetween
from served_station import Serving
from station_page import StationPage, scans

from procstation.catalog import Catalogue
from procstation.config import CONFIG_NAME
from procstation.demo import prepare_demo
from procstation.demo.prepare import CATALOGUE, DEMO_HOME, ISBN_FIELD
from procstation.journal import JournalReader
from procstation.linking import BenchState
from procstation.people import hashed_badge, hashed_pin
from procstation.station.bench import replay

LYING, UPRIGHT = {"width": 1024, "height": 768}, {"width": 768, "height": 1024}
BADGE = "70000017"
PEOPLE = f"""
[[people]]
name = "anna"
badge = "{hashed_badge(BADGE)}"
pin = "{hashed_pin("4711")}"
"""


@pytest.fixture
def line() -> Iterator[LineInBetween]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        one = LineInBetween(free.getsockname()[1])
    yield one
    one.close()


@pytest.fixture
def serving(tmp_path: Path, line: LineInBetween) -> Iterator[Serving]:
    """The demo, where people say who they are, at the end of a line."""
    home = tmp_path / DEMO_HOME
    prepare_demo(home)
    file = home / CONFIG_NAME
    text = file.read_text(encoding="utf-8")
    asking = text.replace("[station]\n", "[station]\nsign_in = true\n")
    file.write_text(asking + PEOPLE, encoding="utf-8")
    one = Serving(tmp_path, line.target, f"http://127.0.0.1:{line.port}")
    yield one
    assert one.close() == 0


@pytest.fixture
def tablet(chromium: Any) -> Iterator[Any]:
    context = chromium.new_context(viewport=LYING, has_touch=True)
    context.set_default_timeout(30_000)
    yield context
    context.close()


def state(serving: Serving) -> BenchState:
    """Return what the journal leads to."""
    found, _ = replay(JournalReader(serving.home / "journal.sqlite"))
    return found


def sign_in(page: StationPage) -> None:
    page.until_shown("Who works here?")
    page.burst(BADGE)
    page.until_shown("anna is signed in.")
    page.until(lambda: not page.text.shows("Who works here?"))


def do(page: StationPage, serving: Serving) -> str:
    """Have the book in work done to its end by touch and scanner; return its barcode."""
    page.until_shown("▸ Lay the book on the pad.")
    page.tap("lay it down")
    page.until_shown("▸ Stick the labels on")
    now = state(serving).now
    assert now is not None
    page.scan(now.barcode)
    page.until_shown(f"{now.barcode} released")
    page.tap("take it off")
    page.until(lambda: not state(serving).on_pad)
    return now.barcode


def test_a_day_at_a_tablet(tablet: Any, serving: Serving, line: LineInBetween) -> None:
    isbns = ISBN_FIELD.findall((files("procstation.demo") / CATALOGUE).read_text(encoding="utf-8"))
    first, second, third = isbns[:3]
    page = StationPage(tablet.new_page(), serving.home)
    page.open(serving.link)
    sign_in(page)

    # A page that is read anew in mid-item stands where it stood.
    page.scan(first)
    page.until_shown("▸ Lay the book on the pad.")
    page.page.reload()
    page.until_open()
    sign_in(page)
    done = [do(page, serving)]

    # The tablet is turned; rooms are gone to and left by touch, and by key.
    page.page.set_viewport_size(UPRIGHT)
    page.until(lambda: page.text.rows > page.text.columns / 2)
    for tapped, shows in (("F3 Labels", "the label"), ("F4 Sweeps", "▸ There is no sweep yet")):
        page.until_shown("▸ Take a book")
        page.tap(tapped)
        page.until_shown(shows, "Esc Back")
        page.tap("Esc Back")
    for key, shows in (
        ("F8", "▸ Enter says what it would do."),
        ("F11", "the station was started"),
    ):
        page.until_shown("▸ Take a book")
        page.press(key)
        page.until_shown(shows, "Esc Back")
        page.press("Escape")
    page.until_shown("▸ Take a book")

    # The line breaks: the page says so, and goes on by itself when it is there again.
    page.scan(second)
    page.until_shown("▸ Lay the book on the pad.")
    line.cut()
    page.page.wait_for_selector("body.-lost .ended .lost", state="visible")
    assert "what is scanned now is not taken" in page.page.inner_text(".ended")
    line.mend()
    page.page.wait_for_selector("body:not(.-lost)")
    page.until_open()
    sign_in(page)

    # A question, as another book is scanned: its answers can be touched.
    page.scan(third)
    page.until_shown("belongs to", "is in work.")
    page.tap("go on with")
    page.until(lambda: state(serving).question is None)
    done.append(do(page, serving))

    # Another window of this browser takes over; what was begun in the first one is there.
    page.scan(third)
    page.until_shown("▸ Lay the book on the pad.")
    window = StationPage(tablet.new_page(), serving.home)
    window.open(page.page.url)
    sign_in(window)
    page.page.wait_for_selector("body.-closed:not(.-lost) .ended .closed", state="visible")
    window.until_shown("▸ Lay the book on the pad.")
    window.press("a")
    window.until(lambda: bool(state(serving).aside))

    stands = state(serving)
    assert stands.released == len(done) == 2
    assert stands.now is None
    assert [one.title.isbn[0] for one in stands.aside if one.title is not None] == [third]
    codes = [first, done[0], second, third, done[1], third]
    assert scans(serving.home) == codes
    catalogue = Catalogue.open(f"sqlite:///{serving.home / 'store.sqlite'}")
    try:
        for barcode, isbn in zip(done, (first, second), strict=True):
            held = catalogue.by_barcode(barcode)
            assert held is not None
            assert isbn in held[1].isbn
    finally:
        catalogue.close()
