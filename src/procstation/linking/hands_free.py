"""Work with nothing to press: the next book goes on by itself, and what failed is set aside aloud.

Only what could make one book's number go onto another's tag still waits for the person, who
answers by the scanner or by what is laid on the pad.
"""

from procstation.language import tr
from procstation.linking import steps
from procstation.linking.effects import LookUp
from procstation.linking.inputs import TagOnPad
from procstation.linking.item import ItemInWork
from procstation.linking.state import ABOUT_A_TAG, Level, Question
from procstation.linking.step import StepName
from procstation.linking.turn import Turn


def is_hands_free(item: ItemInWork | None) -> bool:
    """Whether an item goes by a profile with nothing to press."""
    return item is not None and item.profile.hands_free


def drop(turn: Turn, item: ItemInWork) -> None:
    """No record was found: there is nothing to keep, and the next book's turn comes."""
    code = steps.next_scanned(turn, item)
    turn.change(now=None, question=None, checking=None, next_code="", wants_scan=True)
    turn.remember_pad()
    if code:
        steps.begin(turn, LookUp(code))


def may_pass_over(item: ItemInWork | None, question: Question) -> bool:
    """Whether the next scan answers a question by leaving it: about a wrong tag, it does."""
    return is_hands_free(item) and question.topic in ABOUT_A_TAG


def next_book_scanned(turn: Turn, item: ItemInWork, code: str) -> bool:
    """The next book was scanned. False when it has to be asked whether it is the next."""
    if item.awaiting is not None:
        turn.change(next_code=code)
        turn.say(Level.INFO, tr("{code} comes next.", code=code))
        return True
    if not _was_laid_down(turn, item):
        # Two scans, and only then a book: nobody could tell which of them it is.
        return False
    leave(turn, item)
    steps.begin(turn, LookUp(code))
    return True


def another_scanned(turn: Turn) -> None:
    """Another book is at hand, and it is not known which: it must not get the number of the one
    that waits for its tag."""
    item = turn.state.now
    if item is None or not is_hands_free(item) or item.awaiting is not None or item.undoing:
        return
    leave(turn, item)
    turn.change(wants_scan=True)


def next_book_laid(turn: Turn, item: ItemInWork, tag: TagOnPad) -> bool:
    """Whether the tag is the next book's, which has its number already; it is begun then."""
    step = item.step
    is_next = (
        is_hands_free(item)
        and step is not None
        and step.name == StepName.TAG
        and bool(item.tag_uid)
        and tag.uid != item.tag_uid
        and tag.uid not in turn.state.left_on_pad
        and bool(tag.barcode)
        and tag.barcode != item.barcode
    )
    if is_next:
        leave(turn, item)
        steps.begin(turn, LookUp(tag.barcode))
    return is_next


def leave(turn: Turn, item: ItemInWork) -> None:
    """Set an item aside that could not be done, so that it is heard."""
    step = item.step
    said = tr("{barcode} is not done, and set aside", barcode=item.barcode)
    why = f": {step.detail}" if step is not None and step.detail else ""
    turn.say(Level.BAD, f"{said}{why}")
    steps.set_aside(turn)


def failed(turn: Turn, item: ItemInWork) -> None:
    """Something could not be done; without a record, or with the next book waiting, it is left."""
    step = item.step
    if not is_hands_free(item) or turn.state.now is not item or item.undoing:
        return
    if step is not None and step.name == StepName.RECORD:
        drop(turn, item)
    elif turn.state.next_code:
        code = turn.state.next_code
        leave(turn, item)
        steps.begin(turn, LookUp(code))


def scanned_again(turn: Turn, item: ItemInWork) -> bool:
    """The book in work was scanned once more: try its tag again, a new one if there is one."""
    step = item.step
    if not is_hands_free(item) or step is None or step.name != StepName.TAG:
        return False
    if item.awaiting is not None:
        return False
    turn.say(Level.INFO, tr("{barcode} once more.", barcode=item.barcode))
    steps.retry(turn, turn.put(item, attempts=0, any_tag=True))
    return True


def _was_laid_down(turn: Turn, item: ItemInWork) -> bool:
    step = item.step
    if step is None or step.name != StepName.TAG:
        return False
    left = turn.state.left_on_pad
    return bool(item.tag_uid) or any(tag.uid not in left for tag in turn.state.on_pad)
