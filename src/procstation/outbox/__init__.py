"""What the library system must know: kept until it is told, told once, and traced."""

from procstation.outbox.courier import Courier, CourierState
from procstation.outbox.deciding import OURS, THEIRS
from procstation.outbox.delivery import deliver
from procstation.outbox.fetched_record import FetchedRecords
from procstation.outbox.message import (
    NEEDS_A_PERSON,
    SETTLED,
    Answer,
    FieldChange,
    Kind,
    Message,
    Record,
    State,
    Wish,
    in_words,
)
from procstation.outbox.outbox import Counts, Outbox, Patience
from procstation.outbox.outcome import Outcome
from procstation.outbox.posting import (
    NewItems,
    post_check_in,
    post_item,
    post_seen,
    take_back,
    take_back_barcode,
)

__all__ = [
    "NEEDS_A_PERSON",
    "OURS",
    "SETTLED",
    "THEIRS",
    "Answer",
    "Counts",
    "Courier",
    "CourierState",
    "FetchedRecords",
    "FieldChange",
    "Kind",
    "Message",
    "NewItems",
    "Outbox",
    "Outcome",
    "Patience",
    "Record",
    "State",
    "Wish",
    "deliver",
    "in_words",
    "post_check_in",
    "post_item",
    "post_seen",
    "take_back",
    "take_back_barcode",
]
