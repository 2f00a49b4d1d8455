"""A lesson at the screen: its panel, its hands, what it says of mistakes, and how it ends."""

from pathlib import Path

import pytest
from screen_person import ScreenPerson
from station_play import make_devices_quick
from textual.widgets import Static

from procstation.station import Station
from procstation.training import Classroom, open_classroom, read_lesson
from procstation.training.lesson import parse_lesson
from procstation.tui.screens.lesson import LessonPanel, ResultScreen, SweepLesson
from procstation.tui.training import BenchLessonApp, SweepLessonApp

LESSON = """
title = "Two books"
learn = ["That a lesson sees what is done."]
hands = ["scan"]
[[scans]]
word = "sheet"
key = "s"
label = "the sheet: No"
codes = ["%PS-NO"]
[[steps]]
do = "Scan a book."
check = "record"
[[steps]]
do = "Answer the question by the sheet."
check = "chose"
about = "1"
[[steps.mistakes]]
check = "aside"
hint = "You set it aside."
"""


class Pupil(ScreenPerson):
    """Reads the panel of the lesson."""

    def panel(self) -> str:
        # The screen is there a moment before what it is made of.
        found = self.screen.query("#lesson")
        return str(found.first(Static).visual) if found else ""


@pytest.mark.long
async def test_a_lesson_says_what_to_do_notices_a_mistake_and_ends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_devices_quick(monkeypatch)
    rooms: list[Classroom] = []

    def open_room() -> Classroom:
        rooms.append(open_classroom(tmp_path, parse_lesson(LESSON, "two.toml")))
        return rooms[0]

    app = BenchLessonApp(open_room, read_wedge=False)
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            pupil = Pupil(pilot)
            until, panel = pupil.until, pupil.panel

            await until(lambda: "Scan a book." in panel())
            assert " b  next book" in panel()
            assert "the sheet: No" in panel()
            title = app.screen.query_one(LessonPanel).border_title
            assert title == "lesson: Two books · step 1 of 2"
            prompt = app.screen.query_one("#prompt")
            lesson = app.screen.query_one("#lesson")
            assert prompt.region.bottom <= lesson.region.y, "the panel hides no prompt"
            assert lesson.region.bottom < 24

            await pilot.press("b")
            await until(lambda: "Answer the question" in panel())
            # The hand is meant, and not the key of the bench: nothing is skipped.
            await pilot.press("a")
            await until(lambda: "You set it aside." in panel())
            station = rooms[0].station
            assert isinstance(station, Station)
            assert station.bench.state.aside
            await pilot.press("b")
            await until(lambda: station.bench.state.now is not None)
            await pilot.press("b")
            await until(lambda: station.bench.state.question is not None)
            await pilot.press("s")
            await until(lambda: isinstance(app.screen, ResultScreen))
            shown = " ".join(str(one.visual) for one in app.screen.query(Static))
            assert "1 of 2 steps went well." in shown
            assert "You set it aside." in shown
            await pilot.press("enter")
            await pilot.pause()
        assert app.return_code == 0
    finally:
        for room in rooms:
            room.station.stop()
            room.closing.close()


@pytest.mark.long
async def test_a_lesson_at_the_shelf(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    make_devices_quick(monkeypatch)
    room = open_classroom(tmp_path, read_lesson("first-sweep", None))
    app = SweepLessonApp(lambda: room, read_wedge=False)
    try:
        async with app.run_test(size=(80, 24)) as pilot:
            pupil = Pupil(pilot)

            async def until(text: str) -> None:
                await pupil.until(lambda: text in pupil.panel())

            await until("Scan the marker of the bay")
            assert isinstance(app.screen, SweepLesson)
            await pilot.press("m")
            await until("Scan the first three books")
            await pilot.press("e")
            await until("books are left")
            await pilot.press("f12")
            await pupil.until(lambda: not room.station.sound.is_on)
            assert "sound off" in str(app.screen.query_one("#device-signs", Static).visual)
    finally:
        room.station.stop()
        room.closing.close()
