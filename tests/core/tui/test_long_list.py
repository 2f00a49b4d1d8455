"""Long lists are drawn as far as they are looked at, and reach to their end all the same."""

from collections.abc import Iterator

import pytest
from rich.text import Text
from textual.app import App, ComposeResult
from textual.content import Content

from procstation.tui.widgets.lines import Lines
from procstation.tui.widgets.long_list import LongList

ROWS = 700
SIZE = (60, 20)


class ListApp(App[None]):
    """A list, and below it words."""

    CSS = "LongList { height: 1fr; } Lines { height: auto; }"

    def __init__(self) -> None:
        super().__init__()
        self.made = 0

    def compose(self) -> ComposeResult:
        yield LongList(id="list")
        yield Lines(id="lines")

    def on_mount(self) -> None:
        self.query_one(LongList).add_column("number", width=10)

    def rows(self, count: int) -> Iterator[list[Text]]:
        for number in range(count):
            self.made += 1
            yield [Text(f"row {number}")]


@pytest.mark.long
async def test_what_nobody_looks_at_is_not_drawn_and_every_way_leads_to_the_end() -> None:
    app = ListApp()
    async with app.run_test(size=SIZE) as pilot:
        table = app.query_one(LongList)
        table.focus()
        table.fill(app.rows(ROWS))
        await pilot.pause()
        assert SIZE[1] < app.made < 100
        await pilot.press(*["down"] * 25)
        assert table.cursor_row == 25
        assert str(table.get_row_at(25)[0]) == "row 25"
        await pilot.press(*["pagedown"] * 5)
        at = table.cursor_row
        assert at > 80
        assert at + SIZE[1] < app.made < at + 150
        # The wheel and the scroll bar leave the mark where it is.
        for _ in range(ROWS):
            table.scroll_to(y=table.max_scroll_y, animate=False)
            await pilot.pause()
            if app.made == ROWS:
                break
        assert app.made == ROWS
        assert table.cursor_row == at

        table.fill(app.rows(ROWS), marked=300)
        await pilot.pause()
        assert table.cursor_row == 300
        assert app.made < ROWS + 400
        await pilot.press("ctrl+end")
        assert table.cursor_row == table.row_count - 1 == ROWS - 1

        table.fill(app.rows(3))
        await pilot.pause()
        await pilot.press("down", "down", "down", "down")
        assert table.cursor_row == 2
        table.fill(())
        assert table.row_count == 0


async def test_lines_take_the_room_they_need_and_no_layout_otherwise() -> None:
    app = ListApp()
    async with app.run_test(size=SIZE) as pilot:
        lines = app.query_one(Lines)
        layouts: list[str] = []
        heights = []
        lines.draw(Content("one\ntwo"))
        await pilot.pause()
        app.screen.screen_layout_refresh_signal.subscribe(
            app, lambda _: layouts.append(str(lines.visual))
        )
        # The third is broken in two at the width there is.
        for text in ("three\nfour", "five\nsix\nseven", f"{'eight ' * 9}{'nine ' * 4}", "ten"):
            lines.draw(Content(text))
            await pilot.pause()
            assert str(lines.visual) == text
            heights.append(lines.size.height)
        assert heights == [2, 3, 2, 1]
        assert list(dict.fromkeys(one.split()[0] for one in layouts)) == ["five", "eight", "ten"]
