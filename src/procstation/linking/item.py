"""One item in work: its steps, what is known of it, and what it waits for."""

import msgspec

from procstation.catalog import Item, Title
from procstation.language import tr
from procstation.linking.effects import AnyEffect
from procstation.linking.inputs import Told
from procstation.linking.item_set import ItemSet
from procstation.linking.profiles import JobProfile
from procstation.linking.step import ENDED, Step, StepName, StepState


class ItemInWork(msgspec.Struct, frozen=True):
    """One item on its way through a profile: one transaction.

    Attributes:
        profile: The one it was begun with, whatever the bench is set to now.
        number: The journal entry that began it; names the item in every later entry.
        title: The bib record, once chosen.
        item: The item's record, once there is one.
        code: What was scanned for it, when the catalogue had no record of it.
        told: Who last told of the item.
        barcode: Its number, once assigned; "" before.
        assigned_here: The bench gave it that barcode, so undo takes it back.
        printed: The labels that are out, by template.
        without: The labels that are left out, by template, with the reason.
        item_set: Its parts, when it has several.
        tag_uid: The tag being written or written for it; "" while there is none.
        tag_was_right: That tag held its number before it was touched: undo leaves it alone.
        wrong_tag: What a tag holds that was laid down for it and could not be its own; in words.
        any_tag: A person said that another tag than the one begun will do.
        overwrite: UID of a tag a person has allowed to be overwritten for it.
        replacing: The number that tag held then.
        other_tags: What a person said of the tags it has already: `gone` or `stay`.
        taken_over_from: The library its tag named, when a person said that it is ours now.
        said: What was said of it for labels and tags, and of its fields, by name.
        was: Its record before the job changed it; None while nothing was.
        changed: The fields that were changed.
        others: Its record as others left it, while a person is asked which values hold.
        changed_tags: UIDs of the tags that were changed.
        parts: How many parts it has by the tags that were changed.
        on_loan: What the library system, else a person, said of it.
        awaiting: What was asked for and not answered yet.
        undoing: What was done for it is being taken back.
        attempts: How often in a row its tag could not be written.
    """

    number: int
    profile: JobProfile
    opened_at: str
    steps: tuple[Step, ...]
    title: Title | None = None
    item: Item | None = None
    code: str = ""
    told: Told | None = None
    barcode: str = ""
    assigned_here: bool = False
    printed: tuple[str, ...] = ()
    without: dict[str, str] = {}
    item_set: ItemSet | None = None
    tag_uid: str = ""
    tag_was_right: bool = False
    wrong_tag: str = ""
    any_tag: bool = False
    overwrite: str = ""
    replacing: str = ""
    other_tags: str = ""
    taken_over_from: str = ""
    said: dict[str, str] = {}
    was: Item | None = None
    changed: tuple[str, ...] = ()
    others: Item | None = None
    changed_tags: tuple[str, ...] = ()
    parts: int = 0
    on_loan: bool | None = None
    awaiting: AnyEffect | None = None
    undoing: bool = False
    attempts: int = 0

    @property
    def step(self) -> Step | None:
        """The step it stands at; None when all have ended."""
        return next((step for step in self.steps if step.state not in ENDED), None)

    def state_of(self, name: StepName) -> StepState | None:
        """How far a step is; None when its profile has no such step."""
        return next((step.state for step in self.steps if step.name == name), None)

    def with_step(self, name: StepName, state: StepState, detail: str = "") -> "ItemInWork":
        """Return the item with one step changed."""
        steps = tuple(
            Step(name, state, detail) if step.name == name else step for step in self.steps
        )
        return msgspec.structs.replace(self, steps=steps)

    @property
    def name(self) -> str:
        """What to call it in a sentence: its title, else a code of it, else its number."""
        if self.title is not None:
            return f"“{self.title.title}”"
        return self.barcode or self.code or tr("item {number}", number=self.number)
