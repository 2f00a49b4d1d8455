"""A book whose record is looked for elsewhere: it stands aside for others until the answer comes.

And an item the library system is asked about again: what is known is used at once, and a difference
is said when it comes.
"""

from procstation.items.field_words import field_in_words
from procstation.keys import key
from procstation.language import tr
from procstation.linking import questions, scans, steps
from procstation.linking.effects import AskAround, TakeOffer
from procstation.linking.inputs import Found, ItemTold, LookedAround
from procstation.linking.item import ItemInWork
from procstation.linking.state import Level
from procstation.linking.step import StepName, StepState
from procstation.linking.turn import Turn

STARTLING = frozenset({"on loan", "on hold", "withdrawn", "lost", "missing", "claimed returned"})
"""States that a book on the bench should not be in."""


def is_asking(item: ItemInWork) -> bool:
    """Whether an item waits for what others know of its code; a person need not."""
    return isinstance(item.awaiting, AskAround | TakeOffer)


def ask_around(turn: Turn, item: ItemInWork, found: Found) -> None:
    """The catalogue has no record: others may have one."""
    item = turn.put(item, code=found.code)
    item = turn.set_step(
        item, StepName.RECORD, StepState.WORKING, tr("asking {to_ask}", to_ask=found.to_ask)
    )
    turn.say(
        Level.INFO,
        tr(
            "{code} is not in the catalogue: asking {to_ask}.", code=found.code, to_ask=found.to_ask
        ),
    )
    turn.request(item, AskAround(found.code))


def begin(turn: Turn, item: ItemInWork | None, code: str) -> None:
    """Begin the item of a code, or go on with the one that waits aside for its record.

    Args:
        item: The one in work, which others are asked about: it waits aside.
    """
    if item is not None and code == item.code:
        turn.say(Level.INFO, tr("{code} is being looked for already.", code=code))
        return
    if item is not None:
        steps.set_aside(turn)
    steps.begin_scanned(turn, code)


def answered(turn: Turn, entry: LookedAround | ItemTold) -> None:
    """Take what others know."""
    item = turn.item(entry.item)
    if isinstance(entry, ItemTold):
        _told(turn, item, entry)
    elif item is not None and _is_answer(entry, item):
        _looked_around(turn, turn.put(item, awaiting=None), entry)


def _is_answer(entry: LookedAround, item: ItemInWork) -> bool:
    awaiting = item.awaiting
    return isinstance(awaiting, AskAround | TakeOffer) and awaiting.code == entry.code


def _looked_around(turn: Turn, item: ItemInWork, looked: LookedAround) -> None:
    if looked.trouble:
        turn.say(Level.BAD, looked.trouble)
    if not (looked.matches or looked.offers):
        if tr(" and ") in looked.asked:
            text = tr("{asked} do not have it", asked=looked.asked)
        else:
            text = tr("{asked} does not have it", asked=looked.asked)
        if looked.trouble:
            text = tr("nothing found for {code}", code=looked.code)
        turn.set_step(item, StepName.RECORD, StepState.ASKING, text)
        turn.say(
            Level.BAD,
            tr(
                "{code}: no record was found. Scan another code of the book, or enter it "
                "by hand ({by_hand}).",
                code=looked.code,
                by_hand=key("bench.by_hand"),
            ),
        )
    elif item is not turn.state.now:
        _for_later(turn, item, looked)
    elif looked.matches:
        scans.record_answer(
            turn, item, Found(item.number, looked.code, looked.matches), looked.asked
        )
    else:
        count = tr("{count} records elsewhere", count=len(looked.offers))
        turn.set_step(item, StepName.RECORD, StepState.ASKING, count)
        questions.ask_which_offer(turn, looked)


def _for_later(turn: Turn, item: ItemInWork, looked: LookedAround) -> None:
    """The answer is for a book that waits aside. It is looked up again when it is taken up."""
    only = looked.matches[0] if len(looked.matches) == 1 and not looked.offers else None
    text = tr("take it up and say which record it is")
    if only is not None:
        text = tr("found: “{title}”", title=only.title.title)
    turn.set_step(item, StepName.RECORD, StepState.ASKING, text)
    turn.say(
        Level.INFO,
        tr(
            "{code}, which waits aside: {text}. {resume} takes it up, or scan it again.",
            code=looked.code,
            text=text,
            resume=key("bench.half_done"),
        ),
    )


def _told(turn: Turn, item: ItemInWork | None, entry: ItemTold) -> None:
    told = entry.told
    if item is not None and item.barcode == entry.barcode and not item.undoing:
        item = turn.put(item, told=told, item=entry.record or item.item)
    if entry.is_unknown:
        turn.say(Level.INFO, tr("{by} has no item {barcode}.", by=told.by, barcode=entry.barcode))
        return
    status = entry.record.status if entry.record is not None else ""
    if told.on_loan and status != "on loan":
        turn.say(
            Level.BAD, tr("{barcode}: {by} says it is on loan.", barcode=entry.barcode, by=told.by)
        )
    for text in entry.differences:
        is_bad = text.startswith("status:") and status in STARTLING
        name, _, became = text.partition(": ")
        difference = f"{field_in_words(name)}: {became}"
        turn.say(
            Level.BAD if is_bad else Level.INFO,
            tr(
                "{barcode}: {by} says {difference}.",
                barcode=entry.barcode,
                by=told.by,
                difference=difference,
            ),
        )
