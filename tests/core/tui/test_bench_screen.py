"""The bench at the screen, driven by keys: what was decided, and what is shown."""

import asyncio
from contextlib import suppress
from typing import Any

import pytest
from linking_play import BLANK, DISPOSSESSED, LEFT_HAND, NEXT_NUMBER, PROFILES, Play
from station_shown import ShownStation
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Input, OptionList, Static
from textual.worker import WorkerCancelled

from procstation.errors import JournalError, StoreError
from procstation.keys import acts_of, keys_of
from procstation.keys import shown as shown_key
from procstation.linking import (
    Chose,
    Failed,
    PrintLabel,
    ProfileChosen,
    SetAside,
    Skipped,
    TagOnPad,
    TitleChosen,
    TookUp,
    TriedAgain,
    UndoAsked,
)
from procstation.tui.bench_app import BenchApp
from procstation.tui.screens.bench import BenchScreen
from procstation.tui.screens.search import SearchScreen
from procstation.tui.widgets.happened import HappenedPanel
from procstation.tui.widgets.prompt import Prompt

ISBN = LEFT_HAND.isbn[0]
LIMIT_S = 20
SIZES = [(80, 24), (160, 48), (40, 10)]


class Shown:
    """The running interface on a played job."""

    def __init__(self, pilot: Pilot[Any], station: ShownStation) -> None:
        self.pilot = pilot
        self.station = station

    @property
    def posted(self) -> list[Any]:
        return self.station.bench.posted

    async def after(self, play: Play) -> None:
        """Show what the job has come to."""
        assert self.station.bench.play is play
        self.station.changed()
        await self.pilot.pause()

    async def press(self, *keys: str) -> None:
        await self.pilot.press(*keys)
        await self.pilot.pause()

    def text(self, selector: str) -> str:
        """The words a widget shows."""
        app = self.pilot.app
        bench = next(one for one in app.screen_stack if isinstance(one, BenchScreen))
        widget = bench.query_one(selector)
        if isinstance(widget, HappenedPanel):
            rows = [widget.render_line(row).text for row in range(widget.size.height)]
            return "\n".join(rows)
        assert isinstance(widget, Static)
        return str(widget.visual)


@pytest.fixture
def play() -> Play:
    return Play()


def app_on(play: Play, station: ShownStation | None = None, *, wedge: bool = False) -> BenchApp:
    shown = station or ShownStation(play)
    return BenchApp(lambda: shown, read_wedge=wedge)  # type: ignore[arg-type, return-value]


async def opened(pilot: Pilot[Any]) -> Shown:
    app = pilot.app
    assert isinstance(app, BenchApp)
    async with asyncio.timeout(LIMIT_S):
        while app.station is None:
            await pilot.pause()
    await pilot.pause()
    return Shown(pilot, app.station)  # type: ignore[arg-type]


@pytest.mark.parametrize("size", SIZES)
async def test_the_first_screen_says_what_to_do(play: Play, size: tuple[int, int]) -> None:
    async with app_on(play).run_test(size=size) as pilot:
        shown = await opened(pilot)
        assert "Take a book and scan" in shown.text("#prompt")
        if size != (40, 10):
            assert "Scan a book" in shown.text("#now")
            assert "every key" in shown.text("#now")


async def test_an_item_is_shown_with_its_steps_in_words(play: Play) -> None:
    async with app_on(play).run_test(size=(100, 30)) as pilot:
        shown = await opened(pilot)
        await shown.after(play.scan(ISBN, "isbn").answer())
        assert "The left hand of darkness" in shown.text("#now")
        assert "3 1234 00000 0200" in shown.text("#now")
        steps = shown.text("#steps")
        assert "✓ barcode" in steps
        assert "▸ tag" in steps
        assert "lay the book on the pad" in " ".join(steps.split())
        assert "Lay the book on the pad" in shown.text("#prompt")
        assert "assigned" in shown.text("#happened")


async def test_devices_are_shown_with_words_when_something_is_wrong(play: Play) -> None:
    async with app_on(play).run_test(size=(100, 30)) as pilot:
        shown = await opened(pilot)
        signs = shown.text("#device-signs")
        assert "● pad 1 tag" in signs
        assert "○ printer lost" in signs


@pytest.mark.parametrize(
    ("key", "decision"), [("r", TriedAgain()), ("a", SetAside()), ("u", UndoAsked())]
)
async def test_a_key_is_a_decision(play: Play, key: str, decision: object) -> None:
    async with app_on(play).run_test() as pilot:
        shown = await opened(pilot)
        await shown.press(key)
        assert shown.posted == [decision]


async def test_a_question_shows_its_choices_and_a_digit_answers_it(play: Play) -> None:
    async with app_on(play).run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot)
        await shown.press("1")
        assert shown.posted == [], "no question, no answer"
        play.scan(ISBN, "isbn").answer().lay(TagOnPad("E004010012345678", "foreign"))
        await shown.after(play)
        assert "Is it the right book?" in shown.text("#prompt")
        assert "overwrite it with " + NEXT_NUMBER in shown.text("#prompt")
        await shown.press("2")
        assert shown.posted == [Chose(1)]
        await shown.press("9")
        assert shown.posted == [Chose(1)], "there is no such answer"
        # Or it is touched, wherever it stands.
        line = next(
            row
            for row in range(pilot.app.screen.query_one("#prompt").size.height)
            if "overwrite it" in pilot.app.screen.query_one("#prompt").render_line(row).text
        )
        await pilot.click("#prompt", offset=(20, line))
        await pilot.pause()
        assert shown.posted == [Chose(1), Chose(1)]


@pytest.mark.long
async def test_skipping_asks_for_a_reason(play: Play) -> None:
    async with app_on(play).run_test() as pilot:
        shown = await opened(pilot)
        await shown.after(play.scan(ISBN, "isbn").answer())
        await shown.press("s", "escape")
        assert shown.posted == []
        await shown.press("s", "enter")
        assert shown.posted == [Skipped("the item cannot carry a tag")]
        await shown.press("s", "tab", *"a map", "enter")
        assert shown.posted[-1] == Skipped("a map")


async def test_a_half_done_item_is_listed_and_taken_up(play: Play) -> None:
    async with app_on(play).run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot)
        await shown.after(play.scan(ISBN, "isbn").answer().feed(SetAside()))
        assert NEXT_NUMBER in shown.text("#half-done")
        assert "tag:" in shown.text("#half-done")
        await shown.press("h", "enter")
        assert shown.posted == [TookUp(play.state.aside[0].number)]


@pytest.mark.long
async def test_a_profile_is_chosen_from_the_list(play: Play) -> None:
    async with app_on(play).run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot)
        await shown.press("p")
        options = pilot.app.screen.query_one(OptionList)
        marked = sorted(PROFILES).index("new-acquisition")
        assert options.highlighted == marked
        await shown.press("up", "enter")
        assert shown.posted == [ProfileChosen(PROFILES[sorted(PROFILES)[marked - 1]])]


@pytest.mark.long
async def test_help_shows_every_key_of_the_bench(play: Play) -> None:
    async with app_on(play).run_test(size=(80, 40)) as pilot:
        shown = await opened(pilot)
        await shown.press("question_mark")
        text = "\n".join(str(widget.visual) for widget in pilot.app.screen.query(Static))
        for act, one in acts_of("bench"):
            keys = "1 … 9" if "choice_" in act else ", ".join(map(shown_key, keys_of(act)))
            if act.startswith(("bench.", "go.")):
                assert f"\n{keys}" in text, act
                assert one.does in text or "choice_" in act, act
        assert "needs you" in text, "the signs are explained in words"
        await shown.press("escape")
        assert isinstance(pilot.app.screen, BenchScreen)


async def test_trouble_with_the_journal_is_told_before_everything(play: Play) -> None:
    station = ShownStation(play)
    async with app_on(play, station).run_test() as pilot:
        shown = await opened(pilot)
        station.bench.trouble = JournalError("The disk is full.", "Make room.")
        await shown.after(play)
        assert "Nothing can be saved" in shown.text("#prompt")
        assert pilot.app.screen.query_one(Prompt).has_class("trouble")


async def test_a_store_that_cannot_be_opened_ends_with_its_error() -> None:
    def fail() -> Any:
        raise StoreError("The store is from a newer version.", "Start that version.")

    app = BenchApp(fail, read_wedge=False)
    async with app.run_test() as pilot:
        await app.workers.wait_for_complete()
        await pilot.pause()
    assert isinstance(app.return_value, StoreError)


class TestSearch:
    async def search(self, shown: Shown, text: str) -> SearchScreen:
        await shown.press("f2", *text)
        screen = shown.pilot.app.screen
        assert isinstance(screen, SearchScreen)
        screen._search(text)
        while not str(screen.query_one("#answer", Static).visual):
            # The one that waited for a pause in the typing may come now, and end the one before.
            with suppress(WorkerCancelled):
                await shown.pilot.app.workers.wait_for_complete()
            await shown.pilot.pause()
        return screen

    async def test_a_title_is_found_and_taken(self, play: Play) -> None:
        station = ShownStation(play)
        station.titles = [LEFT_HAND, DISPOSSESSED]
        async with app_on(play, station).run_test(size=(80, 24)) as pilot:
            shown = await opened(pilot)
            screen = await self.search(shown, "dis")
            assert str(screen.query_one("#answer", Static).visual) == "1 found."
            await shown.press("enter")
            assert shown.posted == [TitleChosen(DISPOSSESSED.id)]

    @pytest.mark.long
    async def test_nothing_found_is_said(self, play: Play) -> None:
        async with app_on(play).run_test(size=(80, 24)) as pilot:
            shown = await opened(pilot)
            screen = await self.search(shown, "xyz")
            assert "Nothing found for “xyz”" in str(screen.query_one("#answer", Static).visual)
            await shown.press("enter", "escape")
            assert shown.posted == []

    @pytest.mark.long
    async def test_a_store_that_fails_is_said_and_the_bench_goes_on(self, play: Play) -> None:
        station = ShownStation(play)
        station.failure = StoreError("The store is locked.", "Wait a moment.")
        async with app_on(play, station).run_test(size=(80, 24)) as pilot:
            shown = await opened(pilot)
            screen = await self.search(shown, "xyz")
            assert "The store is locked" in str(screen.query_one("#answer", Static).visual)

    async def test_keys_of_the_bench_are_letters_here(self, play: Play) -> None:
        async with app_on(play).run_test(size=(80, 24)) as pilot:
            shown = await opened(pilot)
            screen = await self.search(shown, "squash")
            assert screen.query_one(Input).value == "squash"
            assert shown.posted == []


class TestWedge:
    async def test_a_burst_is_a_scan_and_never_typing(self, play: Play) -> None:
        station = ShownStation(play)
        async with app_on(play, station, wedge=True).run_test(size=(80, 24)) as pilot:
            shown = await opened(pilot)
            await shown.press("f2")
            for character in ISBN:
                pilot.app.post_message(Key(character, character))
            pilot.app.post_message(Key("enter", "\r"))
            await pilot.pause()
            assert station.scans == ["keyboard: 9780441478125"]
            assert pilot.app.screen.query_one(Input).value == ""

    async def test_a_key_pressed_alone_is_a_key(self, play: Play) -> None:
        station = ShownStation(play)
        async with app_on(play, station, wedge=True).run_test(size=(80, 24)) as pilot:
            shown = await opened(pilot)
            await pilot.press("a", "f2")
            await pilot.pause()
            assert station.bench.posted == [SetAside()], "an arrow or F-key lets go what was held"
            assert shown.station.scans == []


@pytest.mark.long
async def test_a_failed_step_says_what_to_press(play: Play) -> None:
    async with app_on(play).run_test(size=(100, 30)) as pilot:
        shown = await opened(pilot)
        play.scan(ISBN, "isbn").answer().lay(BLANK).answer(until=PrintLabel)
        number, _ = play.owed.pop()
        await shown.after(play.feed(Failed(number, "Out of labels.", "Put in a roll.")))
        assert "r tries again" in shown.text("#prompt")
        assert "✗ labels" in shown.text("#steps")


async def test_long_titles_and_foreign_scripts_do_not_break_the_screen(play: Play) -> None:
    async with app_on(play).run_test(size=(80, 24)) as pilot:
        shown = await opened(pilot)
        match = play.titles[ISBN]
        title = type(match.title)(1, "b1", "[red]書名 " + "sehr langer Titel " * 20, isbn=(ISBN,))
        play.titles[ISBN] = type(match)(title)
        await shown.after(play.scan(ISBN, "isbn").answer())
        assert "[red]書名" in shown.text("#now"), "a title is text, never markup"
