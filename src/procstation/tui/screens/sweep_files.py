"""What comes to a sweep without a walk: the codes of memory scanners, and files in a folder."""

import threading
from pathlib import Path

from textual import on, work
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.screen import Screen

from procstation.errors import StationError
from procstation.keys import key
from procstation.language import tr
from procstation.station.sweep_room import SweepRoom, WatchedFolder
from procstation.tui.bindings import bound
from procstation.tui.screens.value import ValueScreen
from procstation.tui.widgets.keys_bar import KeysBar
from procstation.tui.widgets.lines import Lines

LOOK_S = 0.5
"""From one look into the folder to the next."""


class CameOf(Message):
    """What came of fetching or looking, in lines; and whether the work is over."""

    def __init__(self, lines: list[str], *, is_over: bool) -> None:
        super().__init__()
        self.lines = lines
        self.is_over = is_over


class WatchEnded(Message):
    """The folder is not looked into any more."""


class SweepFilesScreen(Screen[None]):
    """Fetches from scanners, and takes files as they are dropped, while it is shown."""

    CSS_PATH = Path(__file__).with_name("sweeps.tcss")
    PLACE = "files"
    BINDINGS = [
        bound("files.fetch", "fetch(True)"),
        bound("files.keep", "fetch(False)"),
        bound("files.scanner", "scanner"),
        bound("files.watch", "watch"),
        bound("files.back", "leave"),
    ]

    def __init__(self, room: SweepRoom, sweep: str) -> None:
        super().__init__()
        self._room = room
        self._sweep = sweep
        self._scanner = next(iter(room.memory_scanners), "")
        self._is_fetching = False
        self._watched = ""
        self._ending = threading.Event()
        self._lines: list[str] = []

    def compose(self) -> ComposeResult:
        with VerticalScroll(id="files-log"):
            yield Lines(id="files-text")
        yield Lines(id="files-prompt")
        yield KeysBar()

    def on_mount(self) -> None:
        self.query_one("#files-log").border_title = tr("what came to {sweep}", sweep=self._sweep)
        self._show()

    def on_unmount(self) -> None:
        self._ending.set()

    @property
    def stays(self) -> str:
        """Why it cannot be left now, in words; "" when it can."""
        return tr("A scanner is being fetched from: a moment.") if self._is_fetching else ""

    def action_leave(self) -> None:
        # What is being fetched is on its way to the disk; how that ends has to be seen.
        if not self._is_fetching:
            self.dismiss()

    def action_scanner(self) -> None:
        """Turn to the next scanner."""
        names = self._room.memory_scanners
        if names and not self._is_fetching:
            self._scanner = names[(names.index(self._scanner) + 1) % len(names)]
            self._show()

    def action_fetch(self, clear: bool) -> None:
        if self._scanner and not self._is_fetching:
            self._is_fetching = True
            self._show()
            self._fetch(self._scanner, clear)

    def action_watch(self) -> None:
        """Begin to watch a folder, or end it."""
        if self._watched:
            self._ending.set()
            return

        def given(folder: str | None) -> None:
            if folder:
                self._watch(folder)

        self.app.push_screen(
            ValueScreen(tr("Which folder are files dropped in?"), tr("its path")), given
        )

    @work(thread=True, group="fetch")
    def _fetch(self, scanner: str, clear: bool) -> None:
        try:
            lines = self._room.fetch(scanner, self._sweep, clear=clear)
        except StationError as error:
            lines = [f"✗ {error.what} {error.do_next}"]
        self.post_message(CameOf(lines, is_over=True))

    def _watch(self, folder: str) -> None:
        path = Path(folder).expanduser()
        try:
            watched = self._room.watch(path, self._sweep)
        except StationError as error:
            self._came(CameOf([f"✗ {error.what} {error.do_next}"], is_over=False))
            return
        self._watched = str(path)
        self._ending = threading.Event()
        self._show()
        self._look(watched, self._ending)

    @work(thread=True, group="watch")
    def _look(self, watched: WatchedFolder, ending: threading.Event) -> None:
        while not ending.is_set():
            try:
                lines = watched.look()
            except StationError as error:
                self.post_message(
                    CameOf(
                        [
                            tr(
                                "✗ {what} {do_next} The watch ended.",
                                what=error.what,
                                do_next=error.do_next,
                            )
                        ],
                        is_over=False,
                    )
                )
                break
            if lines:
                self.post_message(CameOf(lines, is_over=False))
            ending.wait(LOOK_S)
        self.post_message(WatchEnded())

    @on(CameOf)
    def _came(self, event: CameOf) -> None:
        if event.is_over:
            self._is_fetching = False
        self._lines += event.lines
        self._show()
        self.query_one("#files-log", VerticalScroll).scroll_end(animate=False)

    @on(WatchEnded)
    def _watch_ended(self) -> None:
        self._watched = ""
        self._show()

    def _show(self) -> None:
        text = "\n".join(self._lines) or tr("Nothing yet.")
        self.query_one("#files-text", Lines).draw(Content(text))
        if self._is_fetching:
            scanner = tr(
                "Fetching from {scanner}… it keeps everything until it is on disk.",
                scanner=self._scanner,
            )
        elif self._scanner:
            scanner = tr(
                "▸ Put {scanner} into its cradle; {fetch} fetches, verifies and clears it.",
                scanner=self._scanner,
                fetch=key("files.fetch"),
            )
        else:
            scanner = tr('No memory scanner is configured: [devices.NAME] with kind = "memory".')
        folder = (
            tr(
                "Watching {watched} while this page is shown; {watch} ends it.",
                watched=self._watched,
                watch=key("files.watch"),
            )
            if self._watched
            else tr(
                "▸ {watch} watches a folder into which files are dropped.", watch=key("files.watch")
            )
        )
        self.query_one("#files-prompt", Lines).draw(Content(f"{scanner}\n{folder}"))
