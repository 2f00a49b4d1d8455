"""What a scan means, depending on where the bench stands."""

from procstation.linking import steps
from procstation.linking.effects import FetchTitle, LookUp, Request
from procstation.linking.inputs import Found, Scanned
from procstation.linking.item import ItemInWork
from procstation.linking.questions import ask_other_item, ask_which_record, choose
from procstation.linking.state import Level
from procstation.linking.step import StepName, StepState
from procstation.linking.turn import Turn


def scanned(turn: Turn, scan: Scanned) -> None:
    """Take a barcode that is no command."""
    if scan.refusal:
        turn.say(Level.BAD, f"{scan.code}: {scan.refusal}")
        return
    question, item = turn.state.question, turn.state.now
    if question is not None:
        if question.scan and scan.code == question.scan:
            choose(turn, 1)
        else:
            turn.say(Level.BAD, f"{scan.code} was not used: answer the question first.")
        return
    if scan.warning:
        turn.say(Level.INFO, f"{scan.code}: {scan.warning}")
    if item is None:
        steps.begin(turn, LookUp(scan.code))
    elif item.undoing:
        turn.say(Level.BAD, f"{scan.code} was not used: {item.name} is being undone.")
    elif _wants_record(item):
        steps.find(turn, item, LookUp(scan.code))
    elif steps.is_same(scan, item):
        _same_item(turn, item, scan)
    elif turn.state.checking is not None:
        turn.say(Level.BAD, f"{scan.code} was not used: {turn.state.checking.code} comes first.")
    else:
        # Whose is it? Only then is it a mix-up, a number for this item, or nothing we know.
        turn.change(checking=scan)
        turn.requests.append(Request(item.number, LookUp(scan.code)))


def title_chosen(turn: Turn, title_id: int) -> None:
    """A record was picked from a search: begin an item with it, or give it to the one in work."""
    item = turn.state.now
    search = FetchTitle(title_id)
    if turn.state.question is not None:
        turn.say(Level.BAD, "Answer the question first.")
    elif item is None:
        steps.begin(turn, search)
    elif _wants_record(item):
        steps.find(turn, item, search)
    else:
        turn.say(Level.BAD, f"{item.name} is in work: finish it or set it aside first.")


def found(turn: Turn, found: Found) -> None:
    """Take the answer to a look-up."""
    item = turn.item(found.item)
    if item is None:
        return
    if isinstance(item.awaiting, LookUp | FetchTitle):
        how = found.code if isinstance(item.awaiting, LookUp) else "hand"
        _record_answer(turn, turn.put(item, awaiting=None), found, how)
    elif turn.state.checking is not None and turn.state.checking.code == found.code:
        turn.change(checking=None)
        _other_code(turn, item, found)


def _wants_record(item: ItemInWork) -> bool:
    step = item.step
    return step is not None and step.name == StepName.RECORD and item.awaiting is None


def _record_answer(turn: Turn, item: ItemInWork, found: Found, how: str) -> None:
    if not found.matches:
        turn.set_step(item, StepName.RECORD, StepState.ASKING, f"nothing found for {found.code}")
        turn.say(
            Level.BAD,
            f"{found.code} is not in the catalogue: scan another code, or search by title.",
        )
    elif len(found.matches) > 1:
        turn.set_step(item, StepName.RECORD, StepState.ASKING, f"{len(found.matches)} records")
        ask_which_record(turn, found)
    else:
        match = found.matches[0]
        barcode = match.item.barcode if match.item is not None else None
        waiting = next(
            (one for one in turn.state.aside if barcode and one.barcode == barcode), None
        )
        if waiting is not None:
            turn.change(now=None)
            steps.take_up(turn, waiting)
        else:
            steps.record_found(turn, item, match, how)


def _same_item(turn: Turn, item: ItemInWork, scan: Scanned) -> None:
    step = item.step
    if step is not None and step.name == StepName.CONFIRM and scan.code == item.barcode:
        item = turn.set_step(item, StepName.CONFIRM, StepState.DONE, "label scanned")
        turn.say(Level.GOOD, f"The label reads {scan.code}: right.")
        steps.advance(turn, item)
    else:
        turn.say(Level.INFO, f"{scan.code} is the item in work.")


def _other_code(turn: Turn, item: ItemInWork, found: Found) -> None:
    step = item.step
    at_barcode = step is not None and step.name == StepName.BARCODE and item.awaiting is None
    if found.matches:
        ask_other_item(turn, item, found)
    elif at_barcode:
        steps.assign(turn, item, found.code)
    elif step is not None and step.name == StepName.CONFIRM:
        turn.say(
            Level.BAD, f"The label reads {found.code}, the item is {item.barcode}: wrong label."
        )
    else:
        turn.say(
            Level.BAD,
            f"{found.code} is not in the catalogue and not {item.name}: nothing was done.",
        )
