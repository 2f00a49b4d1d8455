"""The outbox as plain lines: listed, taken apart, decided."""

from collections.abc import Callable

from procstation.errors import UsageError, did_you_mean
from procstation.ils import ItemField
from procstation.language import mark, tr
from procstation.outbox import OURS, THEIRS, Message, State
from procstation.outbox.listing import listing_of, message_line, side_lines, trace_lines
from procstation.station.system_desk import SystemDesk

HELP = (
    mark(
        "/outbox       what the library system must know; /outbox all lists what is settled as well"
    ),
    mark("/outbox 12    message 12: what it wants, the answers; a conflict side by side"),
    mark("/outbox retry 12; /outbox drop 12 REASON; /outbox pause REASON; /outbox resume"),
    mark("/decide 12 ours, /decide 12 theirs, /decide 12 call_number=theirs location=ours"),
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
            self._say(tr("note: No library system is configured: there is no outbox."))
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
            self._say(tr("message: {line}", line=f"{message_line(message)}, {message.title}"))
            for line in side_lines(message):
                self._say(tr("field: {line}", line=line))
            for line in trace_lines(message, tries):
                self._say(tr("trace: {line}", line=line))
        elif word == "retry":
            self._done(desk, desk.outbox.retry(_number(rest)))
        elif word == "drop":
            number, _, reason = rest.partition(" ")
            if not reason.strip():
                raise UsageError(
                    tr("A message is dropped only with a reason."), tr("/outbox drop 12 WHY")
                )
            self._done(desk, desk.outbox.drop(_number(number), reason.strip()))
        elif word == "pause":
            desk.outbox.pause(desk.name, rest or tr("a person said so at the bench"))
            desk.news()
            self._say(tr("done: Nothing is sent to {name} until /outbox resume.", name=desk.name))
        elif word == "resume":
            was = desk.outbox.resume(desk.name)
            desk.news()
            self._say(
                tr("done: {name} is told again.", name=desk.name)
                if was
                else tr("note: Nothing was paused.")
            )
        else:
            raise UsageError(
                tr("The outbox knows no {word!r}.", word=word), did_you_mean(word, WORDS)
            )

    def _list(self, desk: SystemDesk, *, with_settled: bool) -> None:
        listing = listing_of(desk.outbox, with_settled)
        for message in listing.messages:
            why = f", {message.answer.what}" if message.answer.what else ""
            self._say(tr("message: {line}", line=message_line(message) + why))
        if listing.paused:
            self._say(
                tr(
                    "note: nothing is sent to {name}, {paused}",
                    name=desk.name,
                    paused=listing.paused,
                )
            )
        if desk.state.trouble:
            self._say(
                tr(
                    "wrong: {trouble} {do_next}",
                    trouble=desk.state.trouble,
                    do_next=desk.state.do_next,
                )
            )
        counts = listing.counts
        self._say(
            tr(
                "outbox: {waiting} wait, {needing} need a person",
                waiting=counts.waiting,
                needing=counts.needs_a_person,
            )
        )

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
                    tr("{one!r} decides nothing in message {id}.", one=one, id=message.id),
                    tr(
                        "Write ours, theirs, or FIELD=ours; the fields: {known}.",
                        known=", ".join(known),
                    ),
                )
            choices[known[name]] = side
        self._done(desk, desk.outbox.decide(message.id, choices))

    def _done(self, desk: SystemDesk, message: Message) -> None:
        desk.news()
        word = tr("it is sent") if message.state is State.WAITING else message.state.word
        self._say(
            tr(
                "done: message {id}, {barcode}: {word}",
                id=message.id,
                barcode=message.barcode,
                word=word,
            )
        )


def _number(text: str) -> int:
    if not text.strip().isdigit():
        raise UsageError(
            tr("{text!r} is no number of a message.", text=text.strip()), tr("/outbox lists them.")
        )
    return int(text)
