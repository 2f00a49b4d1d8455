"""The last step: what will be written, what would not work, and the writing."""

from collections.abc import Iterable, Iterator

from textual import on
from textual.content import Content
from textual.widget import Widget
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from procstation.keys import key
from procstation.language import tr, trn
from procstation.tui.bindings import bound
from procstation.tui.screens.set_up import SetUpScreen


class EndStep(SetUpScreen):
    """Shows the file, and writes it."""

    STEP = "end"
    PLACE = "set_up_end"
    BINDINGS = [bound("set_up_end.write", "write")]

    def body(self) -> Iterable[Widget]:
        yield OptionList(id="end-choices")
        yield Static(id="set-up-told")
        yield Static(Content(self.room.draft.text.rstrip()), id="set-up-file")

    def on_mount(self) -> None:
        super().on_mount()
        self.room.check()

    def to_do(self) -> str:
        ending = self.room.ending
        if ending.written is not None:
            return tr("The station is set up. Enter opens the bench.")
        if ending.wrong is None:
            return tr("Looking whether all of it works …")
        if any(one.check == "configuration" for one in ending.wrong):
            return tr("Put right what does not hold, then come back.")
        write = key("set_up_end.write")
        if self.room.draft.is_new:
            return tr("{write} writes it.", write=write)
        return tr("{write} writes it and keeps what was there before.", write=write)

    def station_changed(self) -> None:
        """Show what came of it so far."""
        choices = self.query_one("#end-choices", OptionList)
        is_written = self.room.ending.written is not None
        options = (
            [Option(tr("Open the bench"), id="bench"), Option(tr("End here"), id="")]
            if is_written
            else [Option(tr("Write procstation.toml"), id="write")]
        )
        if [one.id for one in choices.options] != [one.id for one in options]:
            choices.set_options(options)
            choices.highlighted = 0
            choices.focus()
        self.query_one("#set-up-told", Static).update(Content("\n").join(self._told()))
        self.tell(self.room.ending.trouble)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """What is written need not be written again."""
        del parameters
        return action not in ("next", "write") or self.room.ending.written is None

    def action_next(self) -> None:
        self.action_write()

    def action_write(self) -> None:
        ending = self.room.ending
        if ending.written is None and ending.wrong is not None:
            self.room.write()

    @on(OptionList.OptionSelected, "#end-choices")
    def _picked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id == "write":
            self.action_write()
            return
        self.room.go_on = event.option_id or ""
        self.app.exit()

    def _told(self) -> Iterator[Content]:
        ending, draft = self.room.ending, self.room.draft
        for one in ending.wrong or ():
            yield Content.assemble(
                ("✗ ", "bold $error"), f"{one.looked_at}: {one.detail} {one.next}"
            )
        if ending.wrong == ():
            yield Content.assemble(("✓ ", "bold $success"), tr("Nothing in it is wrong."))
        if ending.written is not None:
            yield Content.assemble(
                ("✓ ", "bold $success"), tr("Written: {path}", path=ending.written.path)
            )
            if ending.written.kept is not None:
                yield Content("  " + tr("What was there before: {path}", path=ending.written.kept))
            if ending.numbers:
                numbers = ", ".join(ending.numbers)
                yield Content("  " + tr("The next numbers: {numbers}", numbers=numbers))
            return
        if draft.is_new:
            yield Content("  " + tr("It will be in {path}:", path=draft.path))
            return
        changes = draft.changes
        yield Content(
            "  "
            + trn(
                "{count} value changes in {path}:",
                "{count} values change in {path}:",
                len(changes),
                path=draft.path,
            )
        )
        for change in changes:
            before, after = change.before or tr("nothing"), change.after or tr("nothing")
            yield Content(f"  {change.place}: {before} → {after}")
