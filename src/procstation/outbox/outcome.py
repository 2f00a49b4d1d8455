"""What came of one try to tell a library system something."""

from collections.abc import Callable
from dataclasses import dataclass

from procstation.errors import (
    OutcomeUnknown,
    StationDefect,
    StationError,
    SystemBusy,
    SystemConfused,
    SystemDenied,
    SystemRefused,
    SystemUnreachable,
)
from procstation.ils import RemoteItem
from procstation.outbox.message import Answer, Message, State

NOTHING_MORE = Answer()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one try.

    Attributes:
        state: DONE, REFUSED, CONFLICT; or WAITING, to be tried again.
        said: What happened, in words, for the trace.
        item: The item as the system has it now; None when it did not say.
        wait_s: How long the system wants to be left alone, when it says so.
        stops_all: Nothing else can be sent until that is put right.
        unsure: It may have been done there.
    """

    message: Message
    state: State
    said: str
    answer: Answer = NOTHING_MORE
    item: RemoteItem | None = None
    wait_s: float | None = None
    stops_all: bool = False
    unsure: bool = False


Told = Callable[[Outcome], None]


def done(message: Message, said: str, item: RemoteItem | None) -> Outcome:
    """It is there as it shall be."""
    return Outcome(message, State.DONE, said, item=item)


def refused(
    message: Message, what: str, do_next: str, item: RemoteItem | None = None, code: str = ""
) -> Outcome:
    """Only a person can go on."""
    return Outcome(message, State.REFUSED, what, Answer(what, do_next, code=code), item)


def outcome_of(message: Message, error: StationError) -> Outcome:
    """Say what an error means for a message."""
    answer = Answer(error.what, error.do_next)
    match error:
        case SystemBusy(wait_s=wait_s):
            return Outcome(message, State.WAITING, error.what, answer, wait_s=wait_s)
        case SystemDenied():
            return Outcome(message, State.WAITING, error.what, answer, stops_all=True)
        case OutcomeUnknown() | StationDefect():
            return Outcome(message, State.WAITING, error.what, answer, unsure=True)
        case SystemUnreachable() | SystemConfused():
            return Outcome(message, State.WAITING, error.what, answer)
        case SystemRefused(code=code):
            return refused(message, error.what, error.do_next, code=code)
        case _:
            return refused(message, error.what, error.do_next)
