"""The outbox as plain lines: listed, taken apart, decided."""

from collections.abc import Callable

from procstation.errors import UsageError, did_you_mean
from procstation.ils import ItemField
from procstation.outbox import OURS, THEIRS, Message, State
from procstation.outbox.listing import listing_of, message_line, side_lines, trace_lines
from procstation.station.system_desk import SystemDesk

HELP = (
    "/outbox       what the library system must know; /outbox all lists what is settled as well",
    "/outbox 12    message 12: what it wants, the answers; a conflict side by side",
    "/outbox retry 12; /outbox drop 12 REASON; /outbox pause REASON; /outbox resume",
    "/decide 12 ours, /decide 12 theirs, /decide 12 call_number=theirs location=ours",
)

WORDS = ("all", "retry", "drop", "pause", "resume")


class SystemLines:
    """Takes the lines that are about the library system.

    Args:
        say: Writes one line.
    """

    def __init__(self, desk: SystemDesk | None, say: Callable[[str], None]) -> None:
        self._desk = desk
        self._say = say

    def take(self, word: str, rest: str) -> bool:
        """Take a command; False when it is none of these.

        Raises:
            StationError: It could not be done.
        """
        if word not in {"outbox", "decide"}:
            return False
        if self._desk is None:
            self._say("note: No library system is configured: there is no outbox.")
        elif word == "decide":
            self._decide(self._desk, rest)
        else:
            self._outbox(self._desk, *rest.partition(" ")[::2])
        return True

    def _outbox(self, desk: SystemDesk, word: str, rest: str) -> None:
        if word in {"", "all"}:
            self._list(desk, with_settled=word == "all")
        elif word.isdigit():
            message, tries = desk.outbox.message(int(word))
            self._say(f"message: {message_line(message)}, {message.title}")
            for line in side_lines(message):
                self._say(f"field: {line}")
            for line in trace_lines(message, tries):
                self._say(f"trace: {line}")
        elif word == "retry":
            self._done(desk, desk.outbox.retry(_number(rest)))
        elif word == "drop":
            number, _, reason = rest.partition(" ")
            if not reason.strip():
                raise UsageError("A message is dropped only with a reason.", "/outbox drop 12 WHY")
            self._done(desk, desk.outbox.drop(_number(number), reason.strip()))
        elif word == "pause":
            desk.outbox.pause(desk.name, rest or "a person said so at the bench")
            desk.news()
            self._say(f"done: Nothing is sent to {desk.name} until /outbox resume.")
        elif word == "resume":
            was = desk.outbox.resume(desk.name)
            desk.news()
            self._say(f"done: {desk.name} is told again." if was else "note: Nothing was paused.")
        else:
            raise UsageError(f"The outbox knows no {word!r}.", did_you_mean(word, WORDS))

    def _list(self, desk: SystemDesk, *, with_settled: bool) -> None:
        listing = listing_of(desk.outbox, with_settled)
        for message in listing.messages:
            why = f", {message.answer.what}" if message.answer.what else ""
            self._say(f"message: {message_line(message)}{why}")
        if listing.paused:
            self._say(f"note: nothing is sent to {desk.name}, {listing.paused}")
        if desk.state.trouble:
            self._say(f"wrong: {desk.state.trouble} {desk.state.do_next}")
        counts = listing.counts
        self._say(f"outbox: {counts.waiting} wait, {counts.needs_a_person} need a person")

    def _decide(self, desk: SystemDesk, rest: str) -> None:
        number, _, said = rest.partition(" ")
        message, _ = desk.outbox.message(_number(number))
        choices: dict[ItemField, str] = {}
        for one in said.split():
            if one in {OURS, THEIRS}:
                choices |= dict.fromkeys(message.wish.fields, one)
                continue
            name, _, side = one.partition("=")
            known = {field.value: field for field in message.wish.fields}
            if name not in known or side not in {OURS, THEIRS}:
                raise UsageError(
                    f"{one!r} decides nothing in message {message.id}.",
                    f"Write ours, theirs, or FIELD=ours; the fields: {', '.join(known)}.",
                )
            choices[known[name]] = side
        self._done(desk, desk.outbox.decide(message.id, choices))

    def _done(self, desk: SystemDesk, message: Message) -> None:
        desk.news()
        word = "it is sent" if message.state is State.WAITING else str(message.state)
        self._say(f"done: message {message.id}, {message.barcode}: {word}")


def _number(text: str) -> int:
    if not text.strip().isdigit():
        raise UsageError(f"{text.strip()!r} is no number of a message.", "/outbox lists them.")
    return int(text)
