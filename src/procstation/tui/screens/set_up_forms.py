"""Steps that ask for values: the station, its numbers, how it works and looks."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from textual import on
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Input, Label, Select, Static

from procstation.config import RangeSection
from procstation.config.config_text import Place
from procstation.errors import StationError, UsageError
from procstation.language import LANGUAGES, tr, tr_marked
from procstation.linking import read_profiles
from procstation.setup.numbers import first_numbers
from procstation.tui.screens.set_up import SetUpScreen, next_key
from procstation.tui.themes import THEMES

NO_CHECK = "none"


@dataclass(frozen=True, slots=True)
class Field:
    """One value that is asked for.

    Attributes:
        name: Of the field on the screen.
        place: Where it stands in the configuration.
        usual: What it is when the file does not say it.
        hint: Shown in it while it is empty.
        choices: The values there are, with words; none for a field that is typed into.
        is_number: It takes digits only.
        always: It is written also where it is as usual.
    """

    name: str
    place: Place
    label: str
    usual: Any
    hint: str = ""
    choices: Sequence[tuple[str, Any]] = ()
    is_number: bool = False
    always: bool = False


class FormStep(SetUpScreen):
    """Fields, one below the other; Enter leads to the next one, and from the last to the next step.
    What was entered is taken when the step is left."""

    def fields(self) -> Sequence[Field]:
        raise NotImplementedError

    def words(self) -> str:
        """Return what stands above the fields."""
        raise NotImplementedError

    def body(self) -> Iterable[Widget]:
        self._fields = self.fields()
        yield Static(self.words(), classes="words")
        for field in self._fields:
            value = self.room.draft.get(field.place, field.usual)
            yield Horizontal(Label(field.label), self._entry(field, value), classes="field")
        yield Static(id="set-up-told")

    def to_do(self) -> str:
        return tr("Enter or Tab leads to the next field, {next} to the next step.", next=next_key())

    def leave(self) -> None:
        self.room.draft.merge(list(self._values()))

    @on(Input.Submitted)
    def _entered(self, event: Input.Submitted) -> None:
        entries = [*self.query("#set-up-body .field Input, #set-up-body .field Select")]
        if event.input is entries[-1]:
            self.action_next()
        else:
            entries[entries.index(event.input) + 1].focus()

    def _entry(self, field: Field, value: Any) -> Widget:
        if field.choices:
            return Select(
                field.choices, value=value, allow_blank=False, id=field.name, compact=True
            )
        return Input(
            "" if value is None else str(value),
            placeholder=field.hint,
            id=field.name,
            compact=True,
            type="integer" if field.is_number else "text",
        )

    def _values(self) -> Iterable[tuple[Place, Any, str | None]]:
        for field in self._fields:
            value = self.value_of(field)
            is_said = self.room.draft.get(field.place) is not None
            if value != field.usual or is_said or field.always:
                yield field.place, value, None

    def value_of(self, field: Field) -> Any:
        """Return what a field holds now; "" for nothing.

        Raises:
            UsageError: It is no number, and has to be one.
        """
        if field.choices:
            return self.query_one(f"#{field.name}", Select).value
        text = self.query_one(f"#{field.name}", Input).value.strip()
        if not field.is_number or not text:
            return text
        try:
            return int(text)
        except ValueError as error:
            raise UsageError(
                tr("{field}: {text} is no number.", field=field.label, text=text),
                tr("Write digits only."),
            ) from error


class StationStep(FormStep):
    """What the station is called, whose it is, where its records are."""

    STEP = "station"

    def words(self) -> str:
        return tr(
            "The name stands in the journal and on the screen. Where several stations share one"
            " catalogue, give the address of their database; else leave it empty: the records are"
            " in a file on this machine."
        )

    def fields(self) -> Sequence[Field]:
        return (
            Field("name", ("station", "name"), tr("Name of this station"), "bench-1", always=True),
            Field("owner", ("tags", "owner"), tr("ISIL of the library"), "", "US-XXX, DE-123 …"),
            Field(
                "store",
                ("store", "url"),
                tr("Shared database"),
                "",
                "postgresql://…",
            ),
        )


class NumbersStep(FormStep):
    """The numbers that new barcodes get."""

    STEP = "numbers"

    def words(self) -> str:
        return tr(
            "Numbers that this library gives to new items: each begins with the prefix, then comes"
            " a serial number, and a check digit at the end. Leave the first serial empty if your"
            " barcodes are bought on a roll."
        )

    def fields(self) -> Sequence[Field]:
        ranges = self.room.draft.config.barcodes.ranges
        at = next(
            (
                number
                for number, one in enumerate(ranges)
                if one.holder == "item" and not one.preprinted
            ),
            len(ranges),
        )
        place = ("barcodes", "ranges", at)
        checks = [
            (tr("Luhn (modulus 10): Codabar of 14 digits"), "luhn"),
            (tr("modulus 43: Code 39"), "mod43"),
            (tr("no check digit"), NO_CHECK),
        ]
        return (
            Field("range", (*place, "name"), tr("Name of the range"), "books", always=True),
            Field("prefix", (*place, "prefix"), tr("Prefix"), "", tr("for example 31234")),
            Field("length", (*place, "length"), tr("Length of a number"), 14, is_number=True),
            Field("check", (*place, "check"), tr("Check digit"), "luhn", choices=checks),
            Field(
                "first",
                (*place, "first"),
                tr("First serial"),
                None,
                tr("for example 1"),
                is_number=True,
            ),
            Field("last", (*place, "last"), tr("Last serial"), None, is_number=True),
            Field(
                "block",
                ("barcodes", "block"),
                tr("Taken at once"),
                50,
                is_number=True,
            ),
        )

    def _values(self) -> Iterable[tuple[Place, Any, str | None]]:
        values = list(super()._values())
        said = {place[-1]: value for place, value, _ in values}
        if said.get("prefix") or said.get("first") not in (None, ""):
            return values
        # A range of which nothing was said is none.
        return [one for one in values if one[0][:2] != ("barcodes", "ranges")]

    def leave(self) -> None:
        self._next_numbers()
        super().leave()

    @on(Input.Changed)
    @on(Select.Changed)
    def _show(self) -> None:
        told = self.query_one("#set-up-told", Static)
        try:
            numbers = self._next_numbers()
        except StationError as error:
            told.update(Content(f"✗ {error.what} {error.do_next}"))
            return
        told.update(
            Content(tr("The first numbers: {numbers}", numbers=", ".join(numbers)))
            if numbers
            else tr("No numbers are given out: barcodes come from a roll, or are there already.")
        )

    def _next_numbers(self) -> list[str]:
        values = {one.name: self.value_of(one) for one in self._fields}
        if values["first"] == "":
            return []
        return first_numbers(
            RangeSection(
                name=values["range"] or "books",
                prefix=values["prefix"],
                length=values["length"] or 14,
                check=values["check"],
                first=values["first"],
            )
        )


class WaysStep(FormStep):
    """The profile the bench opens with, the language, the colours, the sounds."""

    STEP = "ways"

    def words(self) -> str:
        return tr("How new items go, and how the station speaks to you. All can be changed later.")

    def fields(self) -> Sequence[Field]:
        draft = self.room.draft
        profiles = read_profiles(draft.home, with_system=bool(draft.config.systems))
        ways = [(tr_marked(profile.title), name) for name, profile in profiles.items()]
        languages = [(tr("as the system"), ""), *((name, code) for code, name in LANGUAGES.items())]
        themes = [(theme.name, theme.name) for theme in THEMES]
        speak = [
            (tr("nothing"), "off"),
            (tr("what needs an ear"), "outcomes"),
            (tr("titles too"), "titles"),
        ]
        on_off = [(tr("on"), True), (tr("off"), False)]
        return (
            Field(
                "profile",
                ("station", "profile"),
                tr("The bench opens with"),
                "new-acquisition",
                choices=ways,
                always=True,
            ),
            Field("language", ("display", "language"), tr("Language"), "", choices=languages),
            Field("theme", ("display", "theme"), tr("Colours"), "dark", choices=themes),
            Field("sound", ("sound", "on"), tr("Tones"), True, choices=on_off),
            Field("speak", ("sound", "speak"), tr("Spoken"), "off", choices=speak),
        )
