"""The bench and the shelf in a lesson, and how it went in the end."""

from collections.abc import Iterator

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical, VerticalScroll
from textual.content import Content
from textual.screen import ModalScreen
from textual.widgets import Label, Static

from procstation.errors import InputRefused
from procstation.language import tr, tr_marked, trn
from procstation.station import Station
from procstation.station.sweep_station import SweepStation
from procstation.training import Classroom, Trainer
from procstation.tui.bindings import bound
from procstation.tui.screens.bench import BenchScreen
from procstation.tui.screens.sweep import SweepScreen
from procstation.tui.widgets.dialog_keys import DialogKeys
from procstation.tui.widgets.keys_bar import KeysBar
from procstation.tui.widgets.pressed import Pressed, pressing


class LessonPanel(Pressed):
    """The thing to do, what was wrong with the last act, and what hands can do."""

    DEFAULT_CSS = """
    LessonPanel {
        height: auto;
        max-height: 9;
        padding: 0 1;
        border: round $accent;
        border-title-style: bold;
    }
    """

    def __init__(self, room: Classroom) -> None:
        super().__init__(id="lesson")
        self._room = room
        self._done = ""

    def on_resize(self) -> None:
        self.show()

    def show(self, done: str | None = None) -> None:
        """Draw it.

        Args:
            done: What hands did last; None leaves what was said of that.
        """
        trainer, lesson = self._room.trainer, self._room.lesson
        self._done = self._done if done is None else done
        self.border_title = tr(
            "lesson: {title} · step {number} of {count}",
            title=tr_marked(lesson.title),
            number=trainer.number,
            count=len(trainer.steps),
        )
        self.border_subtitle = self._done
        task = trainer.task or tr("The lesson is over. Look around, or press Ctrl+Q.")
        lines = [Content.assemble(("▸ ", "bold $accent"), (task, "bold"))]
        if trainer.hint:
            lines.append(Content.assemble(("! ", "bold $warning"), (trainer.hint, "$warning")))
        lines += self._hands()
        self.update(Content("\n").join(lines))

    def _hands(self) -> Iterator[Content]:
        """Return the keys and what they do, as many beside each other as there is room for."""
        row = Content("")
        for hand in self._room.hands.all:
            words = Content.assemble((f" {hand.key} ", "bold reverse"), f" {hand.label}")
            words = pressing(words, hand.key)
            if row and row.cell_length + words.cell_length + 2 > self.content_size.width:
                yield row
                row = Content("")
            row = Content("  ").join([row, words]) if row else words
        yield row


class BenchLesson(BenchScreen):
    """The bench in a lesson."""

    VERTICAL_BREAKPOINTS = [(0, "-short"), (34, "-tall")]
    PLACE = "demo"

    def __init__(self, room: Classroom, station: Station) -> None:
        super().__init__(station)
        self._room = room
        _bind_hands(self, room)

    def compose(self) -> ComposeResult:
        for widget in super().compose():
            if isinstance(widget, KeysBar):
                yield LessonPanel(self._room)
            yield widget

    def show(self) -> None:
        super().show()
        _follow(self, self._room)

    def action_hand_of_lesson(self, word: str) -> None:
        _act(self, self._room, word)


class SweepLesson(SweepScreen):
    """The shelf in a lesson."""

    def __init__(self, room: Classroom, station: SweepStation) -> None:
        super().__init__(station)
        self._room = room
        _bind_hands(self, room)

    def compose(self) -> ComposeResult:
        for widget in super().compose():
            if isinstance(widget, KeysBar):
                yield LessonPanel(self._room)
            yield widget

    def show(self) -> None:
        super().show()
        _follow(self, self._room)

    def action_hand_of_lesson(self, word: str) -> None:
        _act(self, self._room, word)


AnyLesson = BenchLesson | SweepLesson


class ResultScreen(ModalScreen[None]):
    """What went well, and what to try again. Enter ends the lesson."""

    CSS_PATH = "dialogs.tcss"
    DEFAULT_CSS = """
    ResultScreen #again {
        height: auto;
        max-height: 14;
        margin: 1 0;
    }
    """
    BINDINGS = [
        bound("lesson_end.end", "app.quit"),
        bound("dialog.back", "dismiss(None)"),
    ]

    def __init__(self, title: str, trainer: Trainer) -> None:
        super().__init__()
        self._title = title
        self._trainer = trainer

    def compose(self) -> ComposeResult:
        result = self._trainer.result()
        count = len(self._trainer.steps)
        with Vertical(classes="dialog"):
            yield Label(tr("“{title}” is done.", title=self._title), classes="title")
            yield Label(
                trn(
                    "{well} of {count} step went well.",
                    "{well} of {count} steps went well.",
                    count,
                    well=len(result.well),
                )
            )
            with VerticalScroll(id="again"):
                if not result.again:
                    yield Static(tr("Nothing needs to be tried again."))
                for task, words in result.again:
                    yield Static(Content.assemble((tr("Try again: "), "bold"), task))
                    yield Static(Content(words))
            yield DialogKeys(("enter", tr("Enter ends the lesson")))


def _bind_hands(screen: AnyLesson, room: Classroom) -> None:
    for hand in room.hands.all:
        # Before what the screen has on the same key: in a lesson the hand is meant.
        binding = Binding(hand.key, f"hand_of_lesson('{hand.word}')", hand.label, show=False)
        screen._bindings.key_to_bindings[hand.key] = [binding]


def _act(screen: AnyLesson, room: Classroom, word: str) -> None:
    try:
        done = room.hands.do(word)
    except InputRefused as refused:
        done = f"{refused.what} {refused.do_next}"
    screen.query_one(LessonPanel).show(done)


def _follow(screen: AnyLesson, room: Classroom) -> None:
    trainer = room.trainer
    was_over = trainer.is_over
    if trainer.look():
        screen.query_one(LessonPanel).show()
    if trainer.is_over and not was_over:
        screen.app.push_screen(ResultScreen(tr_marked(room.lesson.title), trainer))
