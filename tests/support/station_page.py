"""Hands and eyes at a station in a browser, and what its journal holds meanwhile."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
from page_text import PageText

from procstation.journal import JournalReader
from procstation.station import STREAM
from procstation.tui.app import KEYBOARD

PATIENCE_S = 30.0
LOOK_MS = 50
STILL_MS = 200
OK, IN_USE = 200, 409
BURST = """(code) => {
    const into = document.querySelector(".xterm-helper-textarea");
    for (const key of [...code, "Enter"]) {
        const keyCode = key === "Enter" ? 13 : key.charCodeAt(0);
        const what = { key, keyCode, which: keyCode, bubbles: true, cancelable: true };
        into.dispatchEvent(new KeyboardEvent("keydown", what));
        into.dispatchEvent(new KeyboardEvent("keyup", what));
    }
}"""


class StationPage:
    """One page of a browser.

    Attributes:
        page: Playwright's.
        text: What its terminal shows.
    """

    def __init__(self, page: Any, home: Path) -> None:
        self.page = page
        self.text = PageText(page)
        self._home = home

    def open(self, link: str) -> None:
        """Open it, and wait until the keys go to the terminal."""
        answer = self.page.goto(link)
        if answer.status == IN_USE:
            # The browser before has gone, but its interface has not ended yet.
            self.page.click("text=Take it over here")
        else:
            assert answer.status == OK
        self.until_open()

    def until_open(self) -> None:
        self.until(
            lambda: (
                self.text.shows("^P All")
                and self.page.evaluate("document.activeElement.tagName") == "TEXTAREA"
            )
        )

    def until(self, so: Callable[[], bool]) -> None:
        """Wait for something that the browser or the station does by itself."""
        end = time.monotonic() + PATIENCE_S
        while not so():
            assert time.monotonic() < end, "it did not happen; shown:\n" + "\n".join(
                self.text.lines
            )
            # What the page is sent is heard of in here.
            self.page.wait_for_timeout(LOOK_MS)

    def until_shown(self, *texts: str) -> None:
        self.until(lambda: self.text.shows(*texts))

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def tap(self, text: str) -> None:
        """Touch what stands on the screen."""
        box = self.page.locator(".xterm-screen").bounding_box()
        place = None
        while place != (place := self.text.place(text)):
            # What moves is not aimed at.
            self.page.wait_for_timeout(STILL_MS)
        across, down = place
        self.page.touchscreen.tap(box["x"] + across * box["width"], box["y"] + down * box["height"])

    def burst(self, code: str) -> None:
        """Press the keys of digits, and Enter, as quickly as a scanner does.

        The page is given them at once. Keys that are sent to the browser one by one come as slowly
        as a person types where the machine has much to do.
        """
        self.page.evaluate(BURST, code)

    def scan(self, code: str) -> None:
        """Scan, and wait until it is recorded."""
        before = scans(self._home)
        self.burst(code)
        self.until(lambda: scans(self._home) != before)
        assert scans(self._home) == [*before, code]


def scans(home: Path) -> list[str]:
    """What was recorded as scanned at the keyboard, oldest first."""
    reader = JournalReader(home / "journal.sqlite")
    entries = reader.entries(STREAM, msgspec.json.Decoder(dict[str, Any]))
    return [one.entry["code"] for one in entries if one.source == KEYBOARD]
