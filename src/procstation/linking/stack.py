"""Stack mode: books on the pad at once are matched, put right one by one, or named."""

import msgspec

from procstation.language import tr, trn
from procstation.linking.effects import MatchStack, Request, WriteTag
from procstation.linking.inputs import AnyInput, Failed, StackMatched, TagOnPad, TagWritten
from procstation.linking.item import ItemInWork
from procstation.linking.owner_step import say_losses
from procstation.linking.rolls import count_failed, count_written
from procstation.linking.stack_books import GOOD, IN_WORK, Stack, StackBook, Verdict, judge
from procstation.linking.state import BenchState, Level
from procstation.linking.step import Step, StepState
from procstation.linking.turn import Turn

MOST_ATTEMPTS = 3


def takes_stacks(state: BenchState) -> bool:
    """Whether what is laid on the pad is a stack: no single item is in work."""
    return state.now is None and state.profile is not None and state.profile.pad == "stack"


def laid(turn: Turn) -> None:
    """The tags in the field changed. What is known of each is kept by its UID: a book that failed
    is told of anew, as if it had been away, and must not be tried for ever."""
    tags, before = turn.state.on_pad, turn.state.stack
    if not tags:
        return
    known = {} if before is None else {one.tag.uid: one for one in before.books if one.tag.uid}
    books = tuple(_book(tag, known.get(tag.uid)) for tag in tags)
    writing = before.writing if before is not None else ""
    if before is not None and writing:
        # Its answer comes to the stack it was asked for.
        turn.change(stack=msgspec.structs.replace(before, books=books, told=False))
    else:
        turn.change(stack=Stack(turn.recorded.seq, books))
    codes = tuple(dict.fromkeys(one.number for one in books if one.number))
    if codes:
        assert turn.state.stack is not None
        turn.requests.append(Request(turn.state.stack.number, MatchStack(codes)))
    else:
        _matched(turn, StackMatched(0))


def _book(tag: TagOnPad, known: StackBook | None) -> StackBook:
    if known is None:
        return StackBook(tag)
    same = known.number == (tag.barcode or tag.unfinished)
    return StackBook(tag, attempts=known.attempts, counted=known.counted and same)


def answered(turn: Turn, entry: AnyInput) -> bool:
    """Take an answer, when it is for the stack."""
    stack = turn.state.stack
    if stack is None or getattr(entry, "item", None) != stack.number:
        return False
    match entry:
        case StackMatched():
            _matched(turn, entry)
        case TagWritten():
            _written(turn, stack, entry)
        case Failed():
            _failed(turn, stack, entry)
        case _:
            return False
    return True


def try_again(turn: Turn) -> bool:
    """A person wants those that failed tried once more; False when there is no stack."""
    stack = turn.state.stack
    if stack is None or not takes_stacks(turn.state) or not turn.state.on_pad:
        return False
    books = tuple(msgspec.structs.replace(one, attempts=0) for one in stack.books)
    turn.change(stack=msgspec.structs.replace(stack, books=books))
    laid(turn)
    return True


def hold(turn: Turn, uid: str) -> None:
    """A tag was given its old content back: it is not to be written again by itself."""
    if turn.state.stack is not None:
        turn.change(stack=turn.state.stack.with_book(uid, attempts=MOST_ATTEMPTS, counted=False))


def _matched(turn: Turn, found: StackMatched) -> None:
    stack, profile = turn.state.stack, turn.state.profile
    assert stack is not None
    assert profile is not None
    by_number = {one.item.barcode: one for one in found.matches if one.item is not None}
    books = tuple(
        msgspec.structs.replace(one, match=by_number.get(one.number)) for one in stack.books
    )
    stack = msgspec.structs.replace(stack, books=books)
    turn.change(stack=stack)
    for book in stack.books:
        verdict, detail = judge(book, stack, rewrite=profile.rewrite)
        if verdict is Verdict.TO_WRITE and book.attempts >= MOST_ATTEMPTS:
            verdict = Verdict.FAILED
        _put(turn, book, verdict, detail)
    _go_on(turn)


def _put(turn: Turn, book: StackBook, verdict: Verdict, detail: str) -> None:
    """Note a verdict; an item that is right is done, once."""
    stack = turn.state.stack
    assert stack is not None
    counts = verdict in GOOD and not book.counted and book.tag.part <= 1
    changed = msgspec.structs.replace(
        book, verdict=verdict, detail=detail, counted=book.counted or counts
    )
    books = tuple(changed if one is book else one for one in stack.books)
    turn.change(stack=msgspec.structs.replace(stack, books=books))
    if counts:
        turn.change(
            released=turn.state.released + 1, pace=turn.state.pace.released(turn.recorded.at)
        )


def _go_on(turn: Turn) -> None:
    """Write the next tag that is to be written, or say what came of the stack."""
    stack = turn.state.stack
    assert stack is not None
    if stack.writing:
        return
    unread = any(one.verdict is Verdict.UNREAD for one in stack.books)
    book = next((one for one in stack.books if one.verdict is Verdict.TO_WRITE), None)
    if book is not None and not unread and turn.state.now is None:
        beside = tuple(one.tag.uid for one in stack.books if one is not book)
        turn.change(stack=msgspec.structs.replace(stack, writing=book.tag.uid))
        write = WriteTag(
            book.tag.uid, book.number, parts=book.tag.parts, part=book.tag.part, beside=beside
        )
        turn.requests.append(Request(stack.number, write))
    elif not stack.told and (unread or not any(one.verdict in IN_WORK for one in stack.books)):
        turn.change(stack=msgspec.structs.replace(stack, told=True))
        _tell(turn, stack, unread)


def _tell(turn: Turn, stack: Stack, unread: bool) -> None:
    bad = [one for one in stack.books if one.verdict not in GOOD]
    for book in bad:
        name = book.number or tr("tag {uid}", uid=book.tag.uid).rstrip()
        words = book.words if book.words.endswith((".", "?")) else f"{book.words}."
        turn.say(Level.INFO, f"{name}: {words}")
    if unread:
        turn.say(Level.BAD, tr("A tag cannot be read: nothing is written until it is taken away."))
        return
    turn.say(
        Level.BAD if bad else Level.GOOD,
        _came_of(len(stack.books), len(bad)),
    )


def _came_of(books: int, bad: int) -> str:
    if bad:
        return trn(
            "1 book: {good} right, {bad} with trouble. Next stack.",
            "{count} books: {good} right, {bad} with trouble. Next stack.",
            books,
            good=books - bad,
            bad=bad,
        )
    return trn("1 book: 1 right. Next stack.", "{count} books: {count} right. Next stack.", books)


def _written(turn: Turn, stack: Stack, entry: TagWritten) -> None:
    book = stack.book(entry.uid)
    stack = msgspec.structs.replace(stack, writing="")
    turn.change(stack=stack, rolls=count_written(turn.state.rolls, entry.uid))
    if book is not None:
        turn.change(last_released=_as_item(turn, book))
        say_losses(turn, book.number, entry.losses)
        turn.say(Level.INFO, f"{book.number}: {entry.detail}.")
        _put(turn, book, Verdict.WRITTEN, "")
    _go_on(turn)


def _failed(turn: Turn, stack: Stack, entry: Failed) -> None:
    if not stack.writing:
        books = tuple(
            msgspec.structs.replace(one, verdict=Verdict.FAILED, detail=entry.error)
            for one in stack.books
        )
        turn.change(stack=msgspec.structs.replace(stack, books=books, told=True))
        turn.say(Level.BAD, entry.words)
        return
    uid, book = stack.writing, stack.book(stack.writing)
    turn.change(
        stack=msgspec.structs.replace(stack, writing=""),
        rolls=count_failed(turn.state.rolls, uid),
    )
    turn.say(Level.BAD, entry.words)
    if book is not None:
        attempts = book.attempts + 1 if entry.needs_tag else MOST_ATTEMPTS
        _put(turn, book, Verdict.FAILED, entry.error)
        assert turn.state.stack is not None
        turn.change(stack=turn.state.stack.with_book(uid, attempts=attempts))
    _go_on(turn)


def _as_item(turn: Turn, book: StackBook) -> ItemInWork | None:
    """Return the book as an item that went through its profile, for it to be undone."""
    profile, match = turn.state.profile, book.match
    assert profile is not None
    if match is None:
        return turn.state.last_released
    return ItemInWork(
        number=turn.recorded.seq,
        profile=profile,
        opened_at=turn.recorded.at,
        steps=tuple(Step(name, StepState.DONE) for name in profile.steps),
        title=match.title,
        item=match.item,
        barcode=book.number,
        tag_uid=book.tag.uid,
    )
