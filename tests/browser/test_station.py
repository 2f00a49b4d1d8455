"""The demo in Chromium: let in or not, scanned into, typed into, left and taken over."""

import io
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from PIL import Image, ImageChops
from served_station import Serving

from procstation.journal import JournalReader
from procstation.station import STREAM
from procstation.tui.app import KEYBOARD

PATIENCE_S = 30.0
LOOK_S = 0.1
HEARD_S = 6.0
ISBN = "9780441478125"
ACCENT = (255, 180, 84)
"""Of the usual theme: the keys at the foot of the page are in it."""


def until(so: Callable[[], bool]) -> None:
    """Wait for something the browser or the station does by itself."""
    end = time.monotonic() + PATIENCE_S
    while not so():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(LOOK_S)


def scans(home: Path) -> list[str]:
    """What was recorded as scanned at the keyboard, oldest first."""
    reader = JournalReader(home / "journal.sqlite")
    entries = reader.entries(STREAM, msgspec.json.Decoder(dict[str, Any]))
    return [one.entry["code"] for one in entries if one.source == KEYBOARD]


def open_station(page: Any, link: str) -> None:
    answer = page.goto(link)
    assert answer.status == 200
    wait_for_bench(page)


def wait_for_bench(page: Any) -> None:
    """Wait until the bench is painted: the names of its keys are in the accent colour."""
    page.wait_for_selector("body.-first-byte")
    until(lambda: has_accent(picture(page)))


def has_accent(image: Image.Image) -> bool:
    """Whether a good deal of it is in the accent colour, which browsers round differently."""
    apart = ImageChops.difference(image, Image.new("RGB", image.size, ACCENT))
    near = apart.convert("L").point(lambda value: 255 if value <= 2 else 0)
    return near.histogram()[255] > 100


def picture(page: Any) -> Image.Image:
    return Image.open(io.BytesIO(page.screenshot())).convert("RGB")


def scan(page: Any, home: Path, code: str) -> None:
    """Type as a keyboard-wedge scanner does, Enter at the end, until it is recorded once.

    Each key is a message to the browser here: on a machine with much to do they may come as slowly
    as a person types, and then it is scanned again, as a person would.
    """
    before = scans(home)
    end = time.monotonic() + 2 * PATIENCE_S
    while scans(home) == before:
        assert time.monotonic() < end, f"{code} was never taken for a scan"
        page.keyboard.type(code)
        page.keyboard.press("Enter")
        heard = time.monotonic() + HEARD_S
        while scans(home) == before and time.monotonic() < heard:
            time.sleep(LOOK_S)
    assert scans(home) == [*before, code]


def test_without_the_link_nothing_is_shown(page: Any, serving: Serving) -> None:
    address = serving.link.partition("?")[0]
    for url in (address, f"{address}?token=guess"):
        assert page.goto(url).status == 403
        assert "not let in" in page.inner_text("main")
        assert page.query_selector("#terminal") is None


def test_the_station_opens_and_is_scanned_into(page: Any, serving: Serving) -> None:
    refused: list[str] = []
    page.on("pageerror", lambda error: refused.append(str(error)))
    page.on("console", lambda said: refused.append(said.text) if "Refused" in said.text else None)
    elsewhere: list[str] = []
    page.on("request", lambda asked: elsewhere.append(asked.url))
    open_station(page, serving.link)
    address = serving.link.partition("?")[0]
    assert page.url == address
    # Nobody has touched the page: the keys go to the terminal all the same.
    until(lambda: page.evaluate("document.activeElement.tagName") == "TEXTAREA")
    scan(page, serving.home, ISBN)
    assert refused == []
    assert {url for url in elsewhere if not url.startswith((address, "data:"))} == set()


def test_what_a_person_types_is_no_scan(page: Any, serving: Serving) -> None:
    open_station(page, serving.link)
    before = picture(page)
    page.keyboard.press("F2")
    until(lambda: picture(page) != before)
    for key in ISBN:
        page.keyboard.press(key, delay=10)
        page.wait_for_timeout(90)
    page.keyboard.press("Enter")
    page.wait_for_timeout(500)
    page.keyboard.press("Escape")
    # What is recorded is in order: had the typing been a scan, it would be before this one.
    page.wait_for_timeout(300)
    scan(page, serving.home, "9780261103573")
    assert scans(serving.home) == ["9780261103573"]


def test_a_second_browser_takes_over_and_nothing_is_lost(
    chromium: Any, page: Any, serving: Serving
) -> None:
    open_station(page, serving.link)
    until(lambda: page.evaluate("document.activeElement.tagName") == "TEXTAREA")
    scan(page, serving.home, ISBN)
    other = chromium.new_context()
    try:
        second = other.new_page()
        answer = second.goto(serving.new_link())
        assert answer.status == 409
        assert "open in another browser" in second.inner_text("main")
        second.click("text=Take it over here")
        wait_for_bench(second)
        page.wait_for_selector("body.-closed .ended")
        assert "Nothing that was scanned is lost" in page.inner_text(".ended")
        until(lambda: second.evaluate("document.activeElement.tagName") == "TEXTAREA")
        scan(second, serving.home, "9780261103573")
        assert scans(serving.home) == [ISBN, "9780261103573"]
    finally:
        other.close()


def test_quitting_ends_the_page_and_it_can_be_opened_again(page: Any, serving: Serving) -> None:
    open_station(page, serving.link)
    page.keyboard.press("q")
    page.wait_for_selector("body.-closed .ended")
    page.click("text=Open it again")
    wait_for_bench(page)
    assert page.query_selector("body.-closed") is None
