"""The demo in Chromium: let in or not, scanned into, typed into, left and taken over."""

import io
import time
from typing import Any

from PIL import Image, ImageChops
from served_station import Serving
from station_page import StationPage, scans

ISBN, OTHER_ISBN = "9780441478125", "9780261103573"
BOTH_WAYS_S = 60.0
HEARD_S = 6.0
ACCENT = (255, 180, 84)
"""Of the usual theme: the keys at the foot of the page are in it."""


def has_accent(image: Image.Image) -> bool:
    """Whether a good deal of it is in the accent colour, which browsers round differently."""
    apart = ImageChops.difference(image, Image.new("RGB", image.size, ACCENT))
    return sum(apart.convert("L").histogram()[:3]) > 100


def test_without_the_link_nothing_is_shown(page: Any, serving: Serving) -> None:
    address = serving.new_link().partition("?")[0]
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
    link = serving.new_link()
    one = StationPage(page, serving.home)
    # Nobody touches the page: the keys go to the terminal all the same.
    one.open(link)
    address = link.partition("?")[0]
    assert page.url == address
    one.until(lambda: has_accent(Image.open(io.BytesIO(page.screenshot())).convert("RGB")))
    # Each key is a message to the browser here: on a machine with much to do they may come as
    # slowly as a person types, and then it is scanned again, as a person would.
    end = time.monotonic() + BOTH_WAYS_S
    while ISBN not in scans(serving.home):
        assert time.monotonic() < end, "it was never taken for a scan"
        page.keyboard.type(ISBN)
        page.keyboard.press("Enter")
        heard = time.monotonic() + HEARD_S
        while ISBN not in scans(serving.home) and time.monotonic() < heard:
            page.wait_for_timeout(100)
    one.until_shown(ISBN)
    assert refused == []
    assert {url for url in elsewhere if not url.startswith((address, "data:"))} == set()


def test_what_a_person_types_is_no_scan(page: Any, serving: Serving) -> None:
    one = StationPage(page, serving.home)
    one.open(serving.new_link())
    before = scans(serving.home)
    one.press("F2")
    one.until_shown("Find a record")
    for key in ISBN:
        page.keyboard.press(key, delay=10)
        page.wait_for_timeout(90)
    one.until_shown(ISBN)
    one.press("Enter")
    one.press("Escape")
    one.until(lambda: not one.text.shows("Find a record"))
    # What is recorded is in order: had the typing been a scan, it would be before this one.
    one.scan(OTHER_ISBN)
    assert scans(serving.home) == [*before, OTHER_ISBN]


def test_a_second_browser_takes_over_and_nothing_is_lost(
    chromium: Any, page: Any, serving: Serving
) -> None:
    one = StationPage(page, serving.home)
    one.open(serving.new_link())
    before = scans(serving.home)
    one.scan(ISBN)
    other = chromium.new_context()
    try:
        second = StationPage(other.new_page(), serving.home)
        answer = second.page.goto(serving.new_link())
        assert answer.status == 409
        assert "open in another browser" in second.page.inner_text("main")
        second.page.click("text=Take it over here")
        second.until_open()
        page.wait_for_selector("body.-closed:not(.-lost) .ended .closed", state="visible")
        assert "Nothing that was scanned is lost" in page.inner_text(".ended")
        second.scan(OTHER_ISBN)
        assert scans(serving.home) == [*before, ISBN, OTHER_ISBN]
    finally:
        other.close()


def test_quitting_ends_the_page_and_it_can_be_opened_again(page: Any, serving: Serving) -> None:
    one = StationPage(page, serving.home)
    one.open(serving.new_link())
    one.press("q")
    page.wait_for_selector("body.-closed .ended", state="visible")
    assert "-lost" not in page.get_attribute("body", "class"), (
        "it was ended, and is not tried again"
    )
    page.click("text=Open it again")
    page.wait_for_selector("body:not(.-closed)")
    one.until_open()
