"""What a scan means, depending on where the bench stands."""

from procstation.language import tr
from procstation.linking import asking, hands_free, steps
from procstation.linking.effects import AddRecord, FetchTitle, LookUp, Request
from procstation.linking.inputs import Found, RecordWritten, Scanned, TitleChosen
from procstation.linking.item import ItemInWork
from procstation.linking.questions import ask_other_item, ask_which_record, choose, roll_scanned
from procstation.linking.state import Level, Topic
from procstation.linking.step import StepName, StepState
from procstation.linking.turn import Turn
from procstation.sound import Outcome

BY_HAND = "by hand"
"""Stands for the code of a record that a person wrote."""

NO_BARCODE = frozenset({"isbn", "issn"})
"""Kinds of codes that stand on every copy of a title: none of them can be an item's barcode."""


def scanned(turn: Turn, scan: Scanned) -> None:
    """Take a barcode that is no command."""
    if scan.refusal:
        turn.say(Level.BAD, f"{scan.code}: {scan.refusal}", Outcome.REFUSED)
        hands_free.another_scanned(turn)
        return
    question, item = turn.state.question, turn.state.now
    if question is not None and question.topic == Topic.ROLL:
        roll_scanned(turn, scan)
        return
    if question is not None:
        if question.scan and scan.code == question.scan:
            choose(turn, 1)
            return
        if not hands_free.may_pass_over(item, question):
            turn.say(
                Level.BAD, tr("{code} was not used: answer the question first.", code=scan.code)
            )
            return
        turn.change(question=None)
    if scan.warning:
        turn.say(Level.INFO, f"{scan.code}: {scan.warning}")
    if item is None or asking.is_asking(item):
        asking.begin(turn, item, scan.code)
    elif item.undoing:
        turn.say(
            Level.BAD,
            tr("{code} was not used: {name} is being undone.", code=scan.code, name=item.name),
        )
    elif _wants_record(item):
        steps.find(turn, item, LookUp(scan.code))
    elif steps.is_same(scan.code, item):
        _same_item(turn, item, scan.code)
    elif turn.state.checking is not None:
        turn.say(
            Level.BAD,
            tr(
                "{code} was not used: {checking_code} comes first.",
                code=scan.code,
                checking_code=turn.state.checking.code,
            ),
        )
    else:
        # Whose is it? Only then is it a mix-up, a number for this item, or nothing we know.
        turn.change(checking=scan)
        turn.requests.append(Request(item.number, LookUp(scan.code)))


def title_chosen(turn: Turn, entry: TitleChosen | RecordWritten) -> None:
    """A record was picked from a search, or written by hand: begin an item with it, or give it to
    the one in work."""
    search: AddRecord | FetchTitle
    if isinstance(entry, RecordWritten):
        search = AddRecord(entry.record)
    else:
        search = FetchTitle(entry.title_id)
    item = turn.state.now
    if turn.state.question is not None:
        turn.say(Level.BAD, tr("Answer the question first."))
    elif item is None:
        steps.begin(turn, search)
    elif _wants_record(item) or asking.is_asking(item):
        steps.find(turn, item, search)
    else:
        turn.say(
            Level.BAD, tr("{name} is in work: finish it or set it aside first.", name=item.name)
        )


def found(turn: Turn, found: Found) -> None:
    """Take the answer to a look-up."""
    item, checking = turn.item(found.item), turn.state.checking
    if item is None:
        return
    if _answers(found, item):
        how = found.code if isinstance(item.awaiting, LookUp) else tr("hand")
        item = turn.put(item, awaiting=None)
        if item is turn.state.now:
            record_answer(turn, item, found, how)
        else:
            turn.set_step(
                item, StepName.RECORD, StepState.ASKING, tr("scan {code} again", code=found.code)
            )
    elif checking is not None and checking.code == found.code:
        turn.change(checking=None)
        _checked(turn, item, checking, found)


def _answers(found: Found, item: ItemInWork) -> bool:
    """Whether this is what the item waits for: two look-ups may be under way, in either order."""
    match item.awaiting:
        case LookUp(code):
            return code == found.code
        case FetchTitle(title_id):
            return str(title_id) == found.code
        case AddRecord():
            return found.code == BY_HAND
        case _:
            return False


def _wants_record(item: ItemInWork) -> bool:
    step = item.step
    return step is not None and step.name == StepName.RECORD and item.awaiting is None


def record_answer(turn: Turn, item: ItemInWork, found: Found, how: str) -> None:
    """Take what was found for an item in work that wants a record."""
    if item.profile.hands_free and not _is_one_item(found):
        turn.say(Level.BAD, _no_item(found))
        hands_free.drop(turn, item)
        return
    if not found.matches and found.to_ask:
        asking.ask_around(turn, item, found)
        return
    if not found.matches:
        turn.set_step(
            item, StepName.RECORD, StepState.ASKING, tr("nothing found for {code}", code=found.code)
        )
        turn.say(
            Level.BAD,
            tr(
                "{code} is not in the catalogue: scan another code, or search by title.",
                code=found.code,
            ),
        )
        return
    match, *others = found.matches
    if others:
        turn.set_step(
            item, StepName.RECORD, StepState.ASKING, tr("{count} records", count=len(found.matches))
        )
        ask_which_record(turn, found)
    else:
        barcode = match.item.barcode if match.item is not None else None
        waiting = next(
            (one for one in turn.state.aside if barcode and one.barcode == barcode), None
        )
        if waiting is not None:
            turn.change(now=None)
            waiting = turn.put(waiting, told=match.told)
            steps.take_up(turn, waiting)
            steps.refresh(turn, waiting)
        else:
            steps.record_found(turn, item, match, how)


def _is_one_item(found: Found) -> bool:
    return len(found.matches) == 1 and found.matches[0].item is not None


def _no_item(found: Found) -> str:
    if found.matches:
        return tr("{code} stands on every copy: scan the barcode of the book.", code=found.code)
    return tr("{code} is not in the catalogue: lay that book aside.", code=found.code)


def _same_item(turn: Turn, item: ItemInWork, code: str) -> None:
    step = item.step
    if step is not None and step.name == StepName.CONFIRM and code == item.barcode:
        item = turn.set_step(item, StepName.CONFIRM, StepState.DONE, tr("label scanned"))
        turn.say(Level.GOOD, tr("The label reads {code}: right.", code=code))
        steps.advance(turn, item)
    elif not hands_free.scanned_again(turn, item):
        turn.say(Level.INFO, tr("{code} is the item in work.", code=code))


def _checked(turn: Turn, item: ItemInWork, scan: Scanned, found: Found) -> None:
    """The item may have moved on since the scan: what it means is decided by where it is now."""
    if steps.is_same(found.code, item):
        _same_item(turn, item, found.code)
    elif _wants_record(item) and turn.state.question is None:
        record_answer(turn, item, found, found.code)
    elif _wants_record(item):
        turn.say(Level.BAD, tr("{code} was not used: answer the question first.", code=found.code))
    else:
        _other_code(turn, item, scan, found)


def _other_code(turn: Turn, item: ItemInWork, scan: Scanned, found: Found) -> None:
    step = item.step
    at_barcode = step is not None and step.name == StepName.BARCODE and item.awaiting is None
    if found.matches:
        on = item.profile.hands_free and hands_free.next_book_scanned(turn, item, found.code)
        if not on:
            ask_other_item(turn, item, found)
    elif item.profile.hands_free:
        turn.say(
            Level.BAD, tr("{code} is not in the catalogue: lay that book aside.", code=found.code)
        )
        hands_free.another_scanned(turn)
    elif at_barcode and scan.kind not in NO_BARCODE:
        steps.assign(turn, item, found.code)
    elif at_barcode:
        turn.say(
            Level.BAD,
            tr(
                "{code} is an {kind}: scan the barcode you stuck on.",
                code=found.code,
                kind=scan.kind.upper(),
            ),
        )
    elif step is not None and step.name == StepName.CONFIRM:
        turn.say(
            Level.BAD,
            tr(
                "The label reads {code}, the item is {barcode}: wrong label.",
                code=found.code,
                barcode=item.barcode,
            ),
        )
    else:
        turn.say(
            Level.BAD,
            tr(
                "{code} is not in the catalogue and not {name}: nothing was done.",
                code=found.code,
                name=item.name,
            ),
        )
