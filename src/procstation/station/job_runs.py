"""Jobs on a list of items: what is planned, what was run, and what came of an undo."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import msgspec

from procstation.catalog import Item
from procstation.errors import UsageError
from procstation.items.field_words import field_in_words
from procstation.language import tr
from procstation.linking import ChangeSection, JobProfile, StepName
from procstation.linking.change import next_unsaid
from procstation.store.job_rows import JobRows, RunItemRow, RunRow

# Made here, once: several threads may read runs, and msgspec must not meet a type for the first
# time on two of them.
_TEXTS = msgspec.json.Decoder(dict[str, str])
_ITEM = msgspec.json.Decoder(Item)
_NUMBERS = msgspec.json.Decoder(tuple[int, ...])


@dataclass(frozen=True, slots=True)
class Planned:
    """An item of a plan, as it is now.

    Attributes:
        fields: What becomes of its fields; nothing of one that is so already.
    """

    item: Item
    title: str
    fields: Mapping[str, str]

    @property
    def barcode(self) -> str:
        return self.item.barcode or ""


@dataclass(frozen=True, slots=True)
class Plan:
    """What a run would do.

    Attributes:
        said: What a person said for all, by name.
        refused: Barcode and reason of those that are left out.
        warning: What may be wrong with what was said; "" for nothing.
    """

    profile: JobProfile
    said: Mapping[str, str]
    items: tuple[Planned, ...]
    refused: tuple[tuple[str, str], ...]
    warning: str = ""

    @property
    def places(self) -> list[tuple[str, int]]:
        """How many of the items are at each location now, the most first."""
        return Counter(one.item.location or tr("no location") for one in self.items).most_common()

    @property
    def to_change(self) -> int:
        return sum(bool(one.fields) for one in self.items)

    @property
    def needs_pad(self) -> bool:
        """The tags of the items have to be changed too."""
        return StepName.TAG in self.profile.steps

    @property
    def templates(self) -> tuple[str, ...]:
        return self.profile.templates if StepName.LABELS in self.profile.steps else ()


@dataclass(frozen=True, slots=True)
class Run:
    """A run that was done.

    Attributes:
        labels: Numbers of its jobs in the queue of labels.
        items: How many it was for; `at_pad` of them still have a tag to be changed.
        undone_at: "" while it holds.
    """

    number: int
    profile: str
    title: str
    said: Mapping[str, str]
    at: str
    by: str
    labels: tuple[int, ...]
    undone_at: str
    items: int
    at_pad: int


@dataclass(frozen=True, slots=True)
class RunItem:
    """An item of a run.

    Attributes:
        at_pad: `waits` while its tag has still to be changed, then when it was; "" for nothing.
    """

    barcode: str
    was: Item
    fields: Mapping[str, str]
    at_pad: str


@dataclass(frozen=True, slots=True)
class UndoneRun:
    """What came of an undo.

    Attributes:
        back: Barcodes of the items that are as they were.
        kept: Barcode and reason of those that are not.
        cancelled, printed: Labels taken out of the queue, and those to be thrown away.
        tags: Barcodes of items whose tags were changed at a pad since: they keep that.
    """

    back: tuple[str, ...]
    kept: tuple[tuple[str, str], ...]
    cancelled: int
    printed: int
    tags: tuple[str, ...]


def is_for_lists(profile: JobProfile) -> bool:
    """Whether a job changes items, and can without each book in the hand."""
    change = profile.change
    return change is not None and profile.barcode == "existing" and not change.ask_each


def change_of(profile: JobProfile, said: Mapping[str, str]) -> ChangeSection:
    """Return what a job changes of the items of a list.

    Raises:
        UsageError: Nothing, it has to see each book, or something was not said, or nothing that it
            asks for.
    """
    change = profile.change
    if change is None:
        raise UsageError(
            tr("The job {name!r} changes no items by itself.", name=profile.name),
            tr("Do it at the bench."),
        )
    if not is_for_lists(profile):
        raise UsageError(
            tr("The job {name!r} asks something of each book.", name=profile.name),
            tr("Do it at the bench."),
        )
    strange = next((name for name in said if name not in change.names), "")
    if strange:
        raise UsageError(
            tr(
                "The job {name!r} does not ask for {strange!r}.", name=profile.name, strange=strange
            ),
            tr("It knows {names}.", names=", ".join(change.names))
            if change.names
            else tr("It asks for nothing."),
        )
    unsaid = next_unsaid(change, said)
    if unsaid:
        raise UsageError(
            tr(
                "The job {name!r} needs the {value}.",
                name=profile.name,
                value=field_in_words(unsaid),
            ),
            tr("Say it as {name}=….", name=unsaid),
        )
    return change


def required_run(jobs: JobRows, number: int) -> RunRow:
    """Raises UsageError when there is no such run."""
    row = jobs.run(number)
    if row is None:
        raise UsageError(
            tr("There is no run {number}.", number=number),
            tr("`procstation job history` lists them."),
        )
    return row


def run_from(row: RunRow, items: int, at_pad: int) -> Run:
    said = _TEXTS.decode(row.said)
    return Run(
        row.id, row.profile, row.title, said, row.run_at, row.run_by, labels_of(row),
        row.undone_at, items, 0 if row.undone_at else at_pad,
    )  # fmt: skip


def item_of_run(row: RunItemRow) -> RunItem:
    was = _ITEM.decode(row.was)
    return RunItem(row.barcode, was, _TEXTS.decode(row.fields), row.at_pad)


def labels_of(row: RunRow) -> tuple[int, ...]:
    return _NUMBERS.decode(row.labels)


def as_json(value: object) -> str:
    return msgspec.json.encode(value).decode()
