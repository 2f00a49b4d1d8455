"""Choose how new items go."""

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Label, OptionList
from textual.widgets.option_list import Option

from procstation.language import tr, tr_marked
from procstation.linking import Profiles
from procstation.tui.bindings import bound
from procstation.tui.widgets.dialog_keys import DialogKeys


class ProfilesScreen(ModalScreen[str | None]):
    """Ends with the name of the chosen profile, or None."""

    CSS_PATH = "dialogs.tcss"
    PLACE = "profiles"
    BINDINGS = [bound("dialog.back", "dismiss(None)")]

    def __init__(self, profiles: Profiles, current: str) -> None:
        super().__init__()
        self._profiles = profiles
        self._current = current

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog"):
            yield Label(tr("How do new items go?"))
            yield OptionList(
                *[
                    Option(
                        f"{'●' if name == self._current else ' '} {tr_marked(profile.title)}\n"
                        f"  {tr_marked(profile.summary)}",
                        id=name,
                    )
                    for name, profile in sorted(self._profiles.items())
                ]
            )
            yield DialogKeys(("enter", tr("Enter takes the marked one")))

    def on_mount(self) -> None:
        names = sorted(self._profiles)
        options = self.query_one(OptionList)
        options.highlighted = names.index(self._current) if self._current in names else 0
        options.focus()

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        self.dismiss(event.option.id)
