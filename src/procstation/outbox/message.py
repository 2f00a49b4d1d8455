"""What the library system must be told: one message for each act, with a key of its own."""

from collections.abc import Mapping
from enum import StrEnum

import msgspec

from procstation.ils import ItemField
from procstation.items.field_words import field_in_words
from procstation.language import Spoken, mark, tr
from procstation.store.outbox_rows import MessageRow


class Kind(StrEnum):
    """What is asked of the system."""

    CREATE = "create"
    CHANGE = "change"
    REMOVE = "remove"
    SEEN = "seen"
    CHECK_IN = "check in"


class State(Spoken):
    """How far a message is."""

    WAITING = mark("waiting")
    SENDING = mark("sending")
    DONE = mark("done")
    REFUSED = mark("refused")
    CONFLICT = mark("conflict")
    DROPPED = mark("dropped")


NEEDS_A_PERSON = (State.REFUSED, State.CONFLICT)
SETTLED = (State.DONE, State.DROPPED)


class FieldChange(msgspec.Struct, frozen=True, array_like=True):
    """A field as it was before, as far as the station knew, and as it shall be."""

    before: str
    after: str

    @property
    def reversed(self) -> "FieldChange":
        return FieldChange(self.after, self.before)


class Record(msgspec.Struct, frozen=True, omit_defaults=True):
    """The bib record of an item, as far as it takes to find it there and to know it again.

    Attributes:
        marc: The whole record in MARCXML, where it was fetched or entered here and may have to be
            made there.
    """

    control_number: str = ""
    title: str = ""
    isbn: tuple[str, ...] = ()
    issn: tuple[str, ...] = ()
    marc: str = ""


class Wish(msgspec.Struct, frozen=True, omit_defaults=True):
    """What shall be.

    Attributes:
        system_id: The system's number of the item, where it is known.
        at: Of a sighting or a check-in: when, ISO 8601 in UTC.
    """

    record: Record = Record()
    system_id: str = ""
    fields: dict[ItemField, FieldChange] = {}
    at: str = ""

    @property
    def values(self) -> dict[ItemField, str]:
        """The fields as they shall be."""
        return {name: change.after for name, change in self.fields.items()}


class Answer(msgspec.Struct, frozen=True, omit_defaults=True):
    """What came of the last try, for a person.

    Attributes:
        theirs: Of a conflict: the fields as the system has them now.
        code: The system's own code for a refusal.
        unsure: One of the tries may have been done there, and its answer got lost.
    """

    what: str = ""
    do_next: str = ""
    theirs: dict[ItemField, str] = {}
    code: str = ""
    unsure: bool = False


class Message(msgspec.Struct, frozen=True):
    """One message.

    Attributes:
        key: Names the act it came from; a second message with it is the same one.
        tries: How often it was sent, or begun to be.
        next_at: Not to be tried before that time; "" at once.
    """

    id: int
    key: str
    item_id: int
    barcode: str
    kind: Kind
    wish: Wish
    made_at: str
    made_by: str
    state: State
    tries: int
    next_at: str
    answer: Answer
    settled_at: str | None = None
    settled_by: str = ""

    @property
    def title(self) -> str:
        return self.wish.record.title


_WISH = msgspec.json.Decoder(Wish)
_ANSWER = msgspec.json.Decoder(Answer)


def message_from(row: MessageRow) -> Message:
    return Message(
        row.id,
        row.key,
        row.item_id,
        row.barcode,
        Kind(row.kind),
        _WISH.decode(row.wish),
        row.made_at,
        row.made_by,
        State(row.state),
        row.tries,
        row.next_at,
        _ANSWER.decode(row.answer),
        row.settled_at,
        row.settled_by,
    )


def encoded(value: Wish | Answer) -> str:
    return msgspec.json.encode(value).decode()


def in_words(kind: Kind, fields: Mapping[ItemField, FieldChange]) -> str:
    """Say what a message wants, in one line."""
    if kind is Kind.CREATE:
        return tr("make the item")
    if kind is Kind.REMOVE:
        return tr("remove the item")
    if kind is Kind.SEEN:
        return tr("note that it was seen")
    if kind is Kind.CHECK_IN:
        return tr("check it in")
    return ", ".join(
        f"{field_in_words(name)}: {change.before or tr('(nothing)')}"
        f" → {change.after or tr('(nothing)')}"
        for name, change in fields.items()
    )
