"""The step that loads the first records."""

from collections.abc import Iterable
from pathlib import Path

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from procstation.language import grouped, tr
from procstation.tui.bindings import bound
from procstation.tui.screens.set_up import SetUpScreen, next_key
from procstation.tui.screens.value import ValueScreen

BAR = 30
"""Columns."""


class RecordsStep(SetUpScreen):
    """A file, the sample, or nothing now."""

    STEP = "records"
    PLACE = "set_up_records"
    BINDINGS = [bound("set_up_records.stop", "stop")]

    def body(self) -> Iterable[Widget]:
        yield Static(
            tr(
                "The export of your library system: MARC 21, UNIMARC, MARCXML, CSV, XLSX and"
                " others; what it is, is told by what is in it. A newer file can be loaded at any"
                " time: it updates what changed."
            ),
            classes="words",
        )
        yield OptionList(
            Option(tr("Load a file …"), id="file"),
            Option(tr("Load the sample catalogue, to try the station with"), id="demo"),
            Option(tr("Later, with `procstation catalog load`"), id="later"),
            id="records-choices",
        )
        yield Static(id="set-up-told")

    def to_do(self) -> str:
        if self.room.loaded.is_running:
            return tr("The records are being loaded; you can go on meanwhile: {next}.",
                      next=next_key())  # fmt: skip
        return tr("Enter takes what is marked, {next} goes on.", next=next_key())

    def station_changed(self) -> None:
        """Show how far the load is."""
        loaded = self.room.loaded
        lines: list[Content] = []
        if loaded.is_running:
            full = round(loaded.share * BAR)
            bar = "█" * full + "░" * (BAR - full)
            count = tr("{count} records", count=grouped(loaded.records))
            lines.append(Content(f"{bar} {loaded.share:4.0%}  {count}"))
        elif loaded.lines:
            sign = ("✓ ", "bold $success") if loaded.is_done else ("✗ ", "bold $error")
            first, *others = loaded.lines
            lines.append(Content.assemble(sign, first))
            lines += [Content(f"  {line}") for line in others]
        self.query_one("#set-up-told", Static).update(Content("\n").join(lines))
        self.tell()

    @on(OptionList.OptionSelected, "#records-choices")
    def _taken(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id == "later":
            self.action_next()
        elif event.option_id == "demo":
            self._load(None)
        else:
            question = tr("Which file? Its path; ~ is your own folder")
            self.app.push_screen(ValueScreen(question, "~/export.mrc"), self._given)

    def action_stop(self) -> None:
        self.room.stop_loading()

    def _given(self, text: str | None) -> None:
        if text:
            self._load(Path(text.strip("'\"")).expanduser())

    def _load(self, path: Path | None) -> None:
        self.room.load(path)
        self.station_changed()
