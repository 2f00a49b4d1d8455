"""All that can happen to the bench: what devices say, what people decide, how effects ended.

Each is journaled before the job hears of it, and the job's state is nothing but these, in order.
Patron data is in none of them: a card is counted, never named.
"""

import msgspec

from procstation.catalog import Item, Title
from procstation.linking.effects import BriefRecord
from procstation.linking.profiles import JobProfile


class Input(msgspec.Struct, frozen=True, tag_field="what"):
    """One thing that happened."""


class Started(Input, frozen=True, tag="started"):
    """The station was started; whatever was under way then is not any more.

    Attributes:
        profile: The one the configuration names.
    """

    version: str
    profile: JobProfile


class Scanned(Input, frozen=True, tag="scanned"):
    """A barcode was read.

    Attributes:
        code: As the station uses it.
        raw: As the device sent it, in hex.
        kind: `item`, `isbn`, `issn` or `unknown`.
        warning: What is wrong with it, though it may be used.
        refusal: Why it may not be used.
    """

    code: str
    kind: str
    raw: str = ""
    symbology: str = ""
    warning: str = ""
    refusal: str = ""


class PatronCardRefused(Input, frozen=True, tag="patron card refused"):
    """A patron card was shown to a device. Nothing of it was kept."""


class Garbled(Input, frozen=True, tag="garbled"):
    """A device sent bytes that make no sense. They are not kept: they may be a patron's."""

    reason: str


class TagOnPad(msgspec.Struct, frozen=True):
    """A tag in the field, as it was read.

    Attributes:
        uid: 16 hex digits; "" for one that could not be read, since it may be a patron's.
        model: `blank`, `iso28560-2`, `iso28560-3`, `3m`, `ndef`, `foreign`, …
        barcode: The primary item identifier; "" when there is none.
        security: `secured`, `on loan` or `unknown` to the gates; "" when they look at nothing.
        parts: How many parts the item has; 0 when the tag says nothing of it.
        part: Which of them this tag is on; 0 with `parts`.
        other_model: The site writes another model, or would write this one otherwise.
        damaged: It held an item once, and cannot be trusted.
        unfinished: The number a write of ours was to give it, when that write was cut short.
        trouble: Why it could not be read; "" when it could.
        owner: The library it says it belongs to, when that is another; "" otherwise.
    """

    uid: str
    model: str = ""
    barcode: str = ""
    security: str = ""
    parts: int = 0
    part: int = 0
    other_model: bool = False
    damaged: bool = False
    unfinished: str = ""
    trouble: str = ""
    owner: str = ""


class TagsOnPad(Input, frozen=True, tag="tags on pad"):
    """The tags in the field changed."""

    tags: tuple[TagOnPad, ...] = ()
    patron_cards: int = 0


class DeviceChanged(Input, frozen=True, tag="device"):
    """A device came, went, or is in trouble."""

    kind: str
    presence: str
    detail: str = ""


class SignedIn(Input, frozen=True, tag="signed in"):
    """Somebody works here from now on: as named in the configuration, never a badge or a PIN."""

    name: str


class SignedOut(Input, frozen=True, tag="signed out"):
    """Somebody does not work here any more.

    Attributes:
        why: In words; "" when they signed out themselves.
    """

    name: str
    why: str = ""


class SupervisorAgreed(Input, frozen=True, tag="supervisor agreed"):
    """A supervisor proved to be one, for an act that concerns more than one item.

    Attributes:
        act: In words: "undo load 3".
    """

    name: str
    act: str


class Chose(Input, frozen=True, tag="chose"):
    """A person answered the open question: the choice's index from 0."""

    choice: int


class TitleChosen(Input, frozen=True, tag="title chosen"):
    """A person picked a record from a search: its id in the store."""

    title_id: int


class Skipped(Input, frozen=True, tag="skipped"):
    """A person skips the step, and says why."""

    reason: str


class SetAside(Input, frozen=True, tag="set aside"):
    """A person puts the item in work to the half-done ones."""


class TookUp(Input, frozen=True, tag="took up"):
    """A person takes up a half-done item; 0 is the one set aside last."""

    item: int


class TriedAgain(Input, frozen=True, tag="tried again"):
    """A person wants the step tried again."""


class UndoAsked(Input, frozen=True, tag="undo asked"):
    """A person wants the item in work, else the last released one, undone."""


class RepairAsked(Input, frozen=True, tag="repair asked"):
    """A person at the tag inspector wants a tag put right.

    Attributes:
        uid: 16 hex digits.
        act: Name of the repair.
    """

    uid: str
    act: str


class ProfileChosen(Input, frozen=True, tag="profile chosen"):
    """New items are to go another way. The profile is kept whole, since its file may change."""

    profile: JobProfile


class NextProfile(Input, frozen=True, tag="next profile"):
    """New items are to go by the profile behind the one in use. All are kept whole, as in
    `ProfileChosen`."""

    profiles: tuple[JobProfile, ...]


class LabelsAsked(Input, frozen=True, tag="labels asked"):
    """A person wants the labels of the item in work, or of the last released one, once more.

    Attributes:
        copies: Of each.
    """

    copies: int = 1


class HelpAsked(Input, frozen=True, tag="help asked"):
    """A person wants to be told the next thing to do."""


class SoundTurned(Input, frozen=True, tag="sound turned"):
    """A person turns tones and speech off, or on again."""

    on: bool


class GoalSet(Input, frozen=True, tag="goal set"):
    """A person says how many items are to be done.

    Attributes:
        count: From now on; 0 takes the goal away.
        of: What they are, in words, e.g. a location; "" for just so many.
    """

    count: int
    of: str = ""


class GoalOf(Input, frozen=True, tag="goal of"):
    """A person wants all items of a location done that have no tag yet.

    Attributes:
        place: Name of the location or of the library, in whatever case.
    """

    place: str


class ItemsCounted(Input, frozen=True, tag="items counted"):
    """How many items a place has.

    Attributes:
        place: As the catalogue writes it.
        items: Those with a barcode; 0 when there is no such place.
        tagged: Those of them a tag was written for.
        hint: Which place may have been meant, when there is none of that name.
    """

    place: str
    items: int
    tagged: int = 0
    hint: str = ""


class RollTaken(Input, frozen=True, tag="roll taken"):
    """A roll of tags was begun: what is written on it, typed or scanned; "" for none."""

    name: str


class RollAsked(Input, frozen=True, tag="roll asked"):
    """A roll of tags was begun, and its label is to be scanned next."""


class ValueSaid(Input, frozen=True, tag="value said"):
    """A person says a value that the job asks for.

    Attributes:
        name: As the profile calls it.
        value: "" takes back what was said.
    """

    name: str
    value: str


class PartsSet(Input, frozen=True, tag="parts set"):
    """A person says how many parts the item in work has.

    Attributes:
        untagged: How many of them cannot carry a tag.
    """

    parts: int
    untagged: int = 0


class RecordWritten(Input, frozen=True, tag="record written"):
    """A person wrote a brief record by hand, for the book at hand."""

    record: BriefRecord


class Told(msgspec.Struct, frozen=True):
    """Who last told of an item.

    Attributes:
        by: Name of the library system, or of a file.
        at: When, ISO 8601.
        on_loan: What it said of that; None when it did not.
        is_stale: It is to be asked again.
    """

    by: str
    at: str
    on_loan: bool | None = None
    is_stale: bool = False


class Match(msgspec.Struct, frozen=True):
    """A record that answers a look-up; `item` when one item of it was meant, and who last told of
    that."""

    title: Title
    item: Item | None = None
    items: tuple[Item, ...] = ()
    told: Told | None = None


class Offer(msgspec.Struct, frozen=True):
    """A record of another catalogue that a person may take: in words, with where it comes from."""

    text: str


class Found(Input, frozen=True, tag="found"):
    """The answer to a look-up.

    Attributes:
        to_ask: Who may have a record when there is no match, in words; "" for nobody.
    """

    item: int
    code: str
    matches: tuple[Match, ...] = ()
    to_ask: str = ""


class LookedAround(Input, frozen=True, tag="looked around"):
    """What the library system and other catalogues have for a code.

    Attributes:
        asked: Who was asked, in words.
        matches: In the catalogue now.
        offers: In other catalogues, when a person has to choose.
        trouble: Who could not be asked, and why.
    """

    item: int
    code: str
    asked: str
    matches: tuple[Match, ...] = ()
    offers: tuple[Offer, ...] = ()
    trouble: str = ""


class ItemTold(Input, frozen=True, tag="item told"):
    """How the library system says that an item is now.

    Attributes:
        record: As the catalogue has it with that; None when the system has no such item.
        differences: What the catalogue had otherwise, in words.
        is_unknown: The system has no such item.
    """

    item: int
    barcode: str
    told: Told
    record: Item | None = None
    differences: tuple[str, ...] = ()
    is_unknown: bool = False


class StackMatched(Input, frozen=True, tag="stack matched"):
    """Whose numbers the tags of a stack hold.

    Attributes:
        matches: One for each number that is an item's.
    """

    item: int
    matches: tuple[Match, ...] = ()


class NumberLeased(Input, frozen=True, tag="number leased"):
    item: int
    barcode: str


class Assigned(Input, frozen=True, tag="assigned"):
    item: int
    record: Item


class Changed(Input, frozen=True, tag="changed"):
    """Fields of the item were changed in the store.

    Attributes:
        detail: In words, what became what.
        warning: What may be wrong with a new value; "" for nothing.
        meanwhile: What others changed of it, in words; "" for nothing.
    """

    item: int
    record: Item
    detail: str
    warning: str = ""
    meanwhile: str = ""


class ChangedElsewhere(Input, frozen=True, tag="changed elsewhere"):
    """Others changed the very fields that were to be changed, to something else; nothing was.

    Attributes:
        record: The item as it is now.
        fields: The names of those fields.
        detail: In words, who made what of them.
    """

    item: int
    record: Item
    fields: tuple[str, ...]
    detail: str


class LoanTold(Input, frozen=True, tag="loan told"):
    """Whether an item is on loan.

    Attributes:
        on_loan: None when the library system did not say.
        detail: In words: who said so, or why nobody did.
    """

    item: int
    on_loan: bool | None
    detail: str


class TagWritten(Input, frozen=True, tag="tag written"):
    """The tag was written, read back, found right, and secured when the site wants it.

    Attributes:
        blocks: How many blocks had to change.
        detail: In words: model, blocks, security.
        losses: What the tag said of the item before and does not say now, one sentence each.
    """

    item: int
    uid: str
    blocks: int
    detail: str
    losses: tuple[str, ...] = ()


class SetChecked(Input, frozen=True, tag="set checked"):
    """The tags of a set that lie on the pad were read once more, after all were written.

    Attributes:
        wrong: UIDs of those that are not as they were written.
        detail: In words, what is wrong with them.
        read: UIDs of all that were read; those of the other parts were read back when they were
            written, and not again.
    """

    item: int
    wrong: tuple[str, ...] = ()
    detail: str = ""
    read: tuple[str, ...] = ()


class Printed(Input, frozen=True, tag="printed"):
    """A label went out.

    Attributes:
        outcome: `printed`, `sent` or `unknown`: what is known, and no more.
        detail: In words, when there is more to say: what was shrunk or broken to make it fit.
    """

    item: int
    template: str
    outcome: str
    detail: str = ""


class HandedOver(Input, frozen=True, tag="handed over"):
    """What the library system must know of an item waits in the outbox.

    Attributes:
        detail: In words: what it is told.
    """

    item: int
    detail: str


class SystemAnswered(Input, frozen=True, tag="system answered"):
    """The library system was told of an item, and this came of it.

    Attributes:
        outcome: `done`, `refused` or `conflict`.
        detail: In words, and for the last two what to do.
    """

    barcode: str
    outcome: str
    detail: str


class Released(Input, frozen=True, tag="released"):
    item: int


class Undone(Input, frozen=True, tag="undone"):
    item: int
    detail: str


class TagRepaired(Input, frozen=True, tag="tag repaired"):
    """A repair was done and read back: model, blocks and security are in `detail`, in words."""

    uid: str
    act: str
    detail: str


class RepairFailed(Input, frozen=True, tag="repair failed"):
    """A repair could not be done."""

    uid: str
    act: str
    error: str
    do_next: str

    @property
    def words(self) -> str:
        """What went wrong, and what to do where that is known."""
        return f"{self.error} {self.do_next}".rstrip()


class Failed(Input, frozen=True, tag="failed"):
    """An effect could not be done.

    Attributes:
        needs_tag: It goes on by itself when the book is laid on the pad again.
        code: What was looked up, when that is what failed.
        has_tags: UIDs of the tags the item has already, when that is why no other was written.
    """

    item: int
    error: str
    do_next: str
    needs_tag: bool = False
    code: str = ""
    has_tags: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What went wrong, and what to do where that is known."""
        return f"{self.error} {self.do_next}".rstrip()


AnyInput = (
    Started
    | Scanned
    | PatronCardRefused
    | Garbled
    | TagsOnPad
    | DeviceChanged
    | SignedIn
    | SignedOut
    | SupervisorAgreed
    | Chose
    | TitleChosen
    | Skipped
    | SetAside
    | TookUp
    | TriedAgain
    | UndoAsked
    | RepairAsked
    | ProfileChosen
    | NextProfile
    | LabelsAsked
    | HelpAsked
    | SoundTurned
    | GoalSet
    | GoalOf
    | ItemsCounted
    | RollTaken
    | RollAsked
    | ValueSaid
    | PartsSet
    | RecordWritten
    | Found
    | LookedAround
    | ItemTold
    | StackMatched
    | NumberLeased
    | Assigned
    | Changed
    | ChangedElsewhere
    | LoanTold
    | TagWritten
    | SetChecked
    | Printed
    | HandedOver
    | SystemAnswered
    | Released
    | Undone
    | TagRepaired
    | RepairFailed
    | Failed
)


INPUTS: msgspec.json.Decoder[AnyInput] = msgspec.json.Decoder(AnyInput)
"""Reads them back from the journal."""
