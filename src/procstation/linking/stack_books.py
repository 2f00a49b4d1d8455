"""A stack: several books on the pad at once, each with its tag, its item and a verdict."""

import msgspec

from procstation.language import Spoken, mark, tr, tr_marked
from procstation.linking.inputs import Match, TagOnPad
from procstation.tagging.sets import PartSeen, sets_seen


class Verdict(Spoken):
    """How a tag of a stack stands. Faces show the word beside a sign."""

    CHECKING = mark("looking it up")
    RIGHT = mark("right")
    WRITTEN = mark("written")
    TO_WRITE = mark("to be written")
    UNREAD = mark("cannot be read")
    BLANK = mark("no number: whose is it?")
    FOREIGN = mark("data of another kind")
    DAMAGED = mark("damaged")
    UNKNOWN_ITEM = mark("not in the catalogue")
    TWICE = mark("two tags, one number")
    PART_MISSING = mark("part missing")
    OTHER_LIBRARY = mark("another library's")
    OTHER_MODEL = mark("another model")
    NOT_SECURED = mark("not secured")
    SECURITY_UNKNOWN = mark("security unknown")
    FAILED = mark("not written")


IN_WORK = frozenset({Verdict.CHECKING, Verdict.TO_WRITE})
GOOD = frozenset({Verdict.RIGHT, Verdict.WRITTEN})


class StackBook(msgspec.Struct, frozen=True):
    """One tag of a stack.

    Attributes:
        match: The item whose number it holds, once that was looked up.
        detail: What is wrong, in words, when the verdict does not say it all.
        attempts: How often in a row it could not be written.
        counted: It is among the items done.
    """

    tag: TagOnPad
    match: Match | None = None
    verdict: Verdict = Verdict.CHECKING
    detail: str = ""
    attempts: int = 0
    counted: bool = False

    @property
    def number(self) -> str:
        """The number it holds, or was to get by a write that was cut short."""
        return self.tag.barcode or self.tag.unfinished

    @property
    def words(self) -> str:
        """The verdict, and what there is to say beside it."""
        return f"{self.verdict.word}: {self.detail}" if self.detail else self.verdict.word


class Stack(msgspec.Struct, frozen=True):
    """The books on the pad.

    Attributes:
        number: The journal entry by which the pad was seen so; names it in answers.
        writing: UID of the tag that is being written; "" for none.
        told: What came of it was said.
    """

    number: int
    books: tuple[StackBook, ...] = ()
    writing: str = ""
    told: bool = False

    def book(self, uid: str) -> StackBook | None:
        """Return a book by its tag."""
        return next((one for one in self.books if uid and one.tag.uid == uid), None)

    def with_book(self, uid: str, **changes: object) -> "Stack":
        """Return the stack with one book changed."""
        books = tuple(
            msgspec.structs.replace(one, **changes) if one.tag.uid == uid else one
            for one in self.books
        )
        return msgspec.structs.replace(self, books=books)


def judge(book: StackBook, stack: Stack, *, rewrite: bool) -> tuple[Verdict, str]:
    """Return what is to be said of a book whose number was looked up, and why."""
    tag = book.tag
    unreadable = _without_number(tag)
    if unreadable is not None:
        return unreadable
    if book.match is None:
        return Verdict.UNKNOWN_ITEM, ""
    same = [one.tag for one in stack.books if one.number == book.number]
    found = sets_seen(PartSeen(book.number, one.parts, one.part) for one in same)
    if found and found[0].parts > 1 and tag.parts > 1 and not found[0].is_whole:
        return Verdict.PART_MISSING, str(found[0])
    if len(same) > 1 and tag.parts <= 1:
        return Verdict.TWICE, ""
    if tag.owner:
        return Verdict.OTHER_LIBRARY, tag.owner
    if tag.unfinished and not tag.barcode:
        return Verdict.TO_WRITE, tr("a write was cut short")
    return _as_the_site_wants(tag, rewrite)


def _without_number(tag: TagOnPad) -> tuple[Verdict, str] | None:
    if tag.trouble:
        return Verdict.UNREAD, tag.trouble
    if tag.barcode or tag.unfinished:
        return None
    if tag.damaged:
        return Verdict.DAMAGED, tr("it held an item, and does not say which")
    return (Verdict.BLANK, "") if tag.model == "blank" else (Verdict.FOREIGN, tag.model)


def _as_the_site_wants(tag: TagOnPad, rewrite: bool) -> tuple[Verdict, str]:
    verdict, detail = Verdict.RIGHT, ""
    if tag.other_model:
        verdict, detail = Verdict.OTHER_MODEL, tag.model
    elif tag.security == "unknown":
        verdict = Verdict.SECURITY_UNKNOWN
    elif tag.security not in {"", "secured"}:
        verdict, detail = Verdict.NOT_SECURED, tr_marked(tag.security)
    if verdict is Verdict.RIGHT or not rewrite:
        return verdict, detail
    return Verdict.TO_WRITE, f"{verdict.word}: {detail}" if detail else verdict.word
