"""The live sweep: what each read at the shelf means, as a function of what was journaled.

`receive` reads no clock, no file and no device; the shelf it is given answers from the list that
was frozen when the sweep opened. So the same journal gives the same state whenever it is replayed.
Only of items outside the scope is the catalogue asked, and says what is so then.
"""

from procstation.journal import Recorded
from procstation.language import mark, tr, tr_marked
from procstation.sweeping.live_bay import BayInWork
from procstation.sweeping.live_inputs import (
    AnyLive,
    BayEnded,
    Began,
    BookScanned,
    ConditionSaid,
    DeviceTold,
    Echo,
    Ended,
    FindAsked,
    PassAsked,
    PlaceScanned,
    Pulled,
    Refused,
    TagsHeard,
)
from procstation.sweeping.live_shelf import LiveShelf
from procstation.sweeping.live_state import (
    KEPT_LINES,
    KEPT_PULLS,
    LOUDEST,
    PULLED,
    LiveOutcome,
    LiveState,
    Pull,
    Said,
    Signal,
    Turn,
)
from procstation.sweeping.live_walk import Walk, go_on
from procstation.sweeping.model import Bucket, Expected, Heard

NAME_LENGTH = 60
END = mark("the end of the shelf")


def receive(state: LiveState, recorded: Recorded[AnyLive], shelf: LiveShelf) -> Turn:
    """Take one input into the state, and return what is to be done.

    Raises:
        StoreError: The catalogue had to be asked and does not answer. The state is as it was.
    """
    at, entry = recorded.at, recorded.entry
    match entry:
        case BookScanned():
            return _scanned(state, at, entry, shelf)
        case TagsHeard():
            return _tags_heard(state, at, entry, shelf)
        case PlaceScanned(place):
            return _place_scanned(state, at, place, shelf)
        case ConditionSaid(condition):
            return _condition_said(state, at, condition, shelf)
        case BayEnded():
            tone = _end_bay(state, at, shelf)
            _start_bay(state, "")
            return Turn(tone or LiveOutcome.PLACE)
        case PassAsked():
            state.bay.begin_again()
            state.walk, state.ask_again = Walk(), ""
            _say(
                state,
                Said(
                    at,
                    LiveOutcome.PLACE,
                    text=tr("Once more along {bay}.", bay=_bay_name(state, shelf)),
                ),
            )
            return Turn(LiveOutcome.PLACE)
        case _:
            return _other(state, at, entry)


def _other(state: LiveState, at: str, entry: AnyLive) -> Turn:
    match entry:
        case Began(sweep, sitting):
            state.sweep, state.sitting = sweep, sitting
        case FindAsked(barcodes):
            state.finding = barcodes or None
            state.signal = None
        case Pulled(barcode):
            state.pulls = tuple(one for one in state.pulls if one.barcode != barcode)
            if state.finding is not None:
                state.finding = tuple(one for one in state.finding if one != barcode)
        case Refused(reason):
            _say(state, Said(at, LiveOutcome.REFUSED, text=reason))
            return Turn(LiveOutcome.REFUSED)
        case DeviceTold(name, presence, detail):
            outcome = LiveOutcome.NOTED if presence == "ready" else LiveOutcome.REFUSED
            _say(state, Said(at, outcome, text=f"{name} {presence}: {detail}"))
            return Turn(outcome)
        case Ended():
            pass
        case _:
            raise AssertionError(f"no rule for {entry!r}")
    return Turn()


def _scanned(state: LiveState, at: str, entry: BookScanned, shelf: LiveShelf) -> Turn:
    item = shelf.about(entry.code)
    barcode = entry.code if item is None else item.barcode
    state.reads += 1
    refused = item is None and bool(entry.refusal)
    if refused:
        said = Said(at, LiveOutcome.REFUSED, entry.code, text=entry.refusal)
    else:
        said = _judged(state, at, barcode, item, shelf, ordered=True)
        state.last_book = barcode
    _say(state, said)
    heard = () if refused else (Heard(0, barcode, state.sitting, state.place, at),)
    return Turn(said.outcome, heard)


def _tags_heard(state: LiveState, at: str, entry: TagsHeard, shelf: LiveShelf) -> Turn:
    # The catalogue is asked before anything changes: it may not answer.
    items = [shelf.about(one.code) for one in entry.echoes]
    heard: list[Heard] = []
    told: Said | None = None
    for echo, item in zip(entry.echoes, items, strict=True):
        barcode = echo.code if item is None else item.barcode
        state.reads += echo.reads
        place = echo.place or state.place
        heard.append(
            Heard(
                0,
                barcode,
                state.sitting,
                place,
                echo.at or at,
                echo.strength_dbm,
                echo.reads,
                ordered=False,
            )
        )
        if state.finding is not None and barcode in state.finding:
            told = _louder(told, _sought(state, at, item, echo, shelf))
            continue
        if barcode in state.heard:
            # Again and again, as radio does: nothing is to be said of it.
            _hear_in_bay(state, shelf, barcode)
            continue
        said = _judged(state, at, barcode, item, shelf, ordered=False)
        if said.outcome is not LiveOutcome.RIGHT:
            _say(state, said)
        state.last_book = barcode
        told = _louder(told, said)
    if told is not None and told.outcome is LiveOutcome.RIGHT:
        _say(state, told)
    return Turn(told.outcome if told is not None else None, tuple(heard))


def _louder(one: Said | None, other: Said | None) -> Said | None:
    if one is None or other is None:
        return one or other
    return min(one, other, key=lambda said: LOUDEST.index(said.outcome))


def _judged(
    state: LiveState,
    at: str,
    barcode: str,
    item: Expected | None,
    shelf: LiveShelf,
    *,
    ordered: bool,
) -> Said:
    """Say what is to be said of a book, and take it into the state."""
    is_again = barcode in state.heard
    _hear(state, barcode, shelf)
    if item is None:
        text = tr("Not in the catalogue. Set it aside for the desk.")
        return Said(at, LiveOutcome.UNKNOWN, barcode, text=text)
    if state.finding is not None and barcode in state.finding:
        return _found(state, at, item)
    outcome, text = _standing(item, shelf)
    if outcome in PULLED:
        _pull(state, item, text)
        return _said(at, outcome, item, text)
    if barcode in shelf.looked_for and not is_again:
        return _said(at, LiveOutcome.FOUND, item, tr("An earlier sweep looked for it in vain."))
    position = shelf.position(barcode)
    if position is None:
        quiet = LiveOutcome.AGAIN if is_again else outcome
        return _said(at, quiet, item, text)
    _hear_in_bay(state, shelf, barcode)
    if ordered and barcode != state.last_book:
        astray = _in_order(state, at, position, shelf)
        if astray is not None:
            return astray
    return _said(at, LiveOutcome.AGAIN if is_again else LiveOutcome.RIGHT, item)


def _standing(item: Expected, shelf: LiveShelf) -> tuple[LiveOutcome, str]:
    """Return what the catalogue makes of an item that stands here."""
    is_expected = shelf.expects(item.barcode) is not None
    if not is_expected and not shelf.is_of_here(item):
        home = ", ".join(part for part in (item.library, item.location) if part)
        return LiveOutcome.LOCATION, tr(
            "Pull it: it belongs to {home}.", home=home or tr("no location")
        )
    if item.bucket is Bucket.ON_HOLD:
        return LiveOutcome.HOLD, tr("Pull it: somebody waits for it.")
    if item.bucket is not Bucket.ON_SHELF:
        said = item.bucket.word
        if item.status and item.status.casefold() != item.bucket:
            said += f" ({item.status})"
        return LiveOutcome.STATUS, tr("Pull it: the catalogue has it {said}.", said=said)
    if not is_expected:
        return LiveOutcome.OUTSIDE, tr("It belongs here, and this sweep does not ask for it.")
    return LiveOutcome.RIGHT, ""


def _in_order(state: LiveState, at: str, position: int, shelf: LiveShelf) -> Said | None:
    """Go on with the walk; return what is to be said of a book out of order, if one is."""
    step = go_on(state.walk, position)
    state.walk = step.walk
    if step.astray is None:
        return None
    item = shelf.at(step.astray)
    is_this = step.astray == position
    before, after = (
        _name(one) if one is not None else tr_marked(END) for one in shelf.beside(step.astray)
    )
    text = tr("This book belongs between {before} and {after}.", before=before, after=after)
    if not is_this:
        text = tr(
            "The book before, {name}, belongs between {before} and {after}.",
            name=_name(item),
            before=before,
            after=after,
        )
    return Said(
        at, LiveOutcome.ORDER, item.barcode, item.call_number, item.title, text, before, after
    )


def _hear_in_bay(state: LiveState, shelf: LiveShelf, barcode: str) -> None:
    position = shelf.position(barcode)
    if position is not None:
        state.bay.hear(position)


def _hear(state: LiveState, barcode: str, shelf: LiveShelf) -> None:
    if barcode not in state.heard:
        state.heard.add(barcode)
        state.found += shelf.misses(barcode)


def _found(state: LiveState, at: str, item: Expected) -> Said:
    state.finding = tuple(one for one in state.finding or () if one != item.barcode)
    return _said(at, LiveOutcome.FOUND, item, tr("This is one of those you look for."))


def _sought(
    state: LiveState, at: str, item: Expected | None, echo: Echo, shelf: LiveShelf
) -> Said | None:
    """Take the signal of a tag that is looked for. Where its strength is not told the reader
    reaches no farther than a hand, and the item is found."""
    barcode = echo.code if item is None else item.barcode
    _hear(state, barcode, shelf)
    strength = echo.strength_dbm
    if strength is None:
        if item is None:
            return None
        said = _found(state, at, item)
        _say(state, said)
        return said
    known = state.signal if state.signal and state.signal.barcode == barcode else None
    best = known.best_dbm if known else None
    is_nearer = best is None or strength > best
    state.signal = Signal(barcode, strength, strength if is_nearer else best)
    return Said(at, LiveOutcome.NEARER, barcode) if is_nearer else None


def _place_scanned(state: LiveState, at: str, place: str, shelf: LiveShelf) -> Turn:
    is_same = place == state.place
    if is_same:
        state.bay.begin_again()
        state.walk, state.ask_again = Walk(), ""
        _say(
            state,
            Said(
                at,
                LiveOutcome.PLACE,
                text=tr("Bay {place}, pass {passes}.", place=place, passes=state.bay.passes),
            ),
        )
        return Turn(LiveOutcome.PLACE)
    tone = _end_bay(state, at, shelf)
    why = state.ask_again
    _start_bay(state, place)
    state.ask_again = why
    if tone is None:
        _say(
            state,
            Said(
                at,
                LiveOutcome.PLACE,
                text=tr("Bay {place}, pass {passes}.", place=place, passes=state.bay.passes),
            ),
        )
    return Turn(tone or LiveOutcome.PLACE)


def _start_bay(state: LiveState, place: str) -> None:
    state.place, state.walk = place, Walk()
    bay = state.bays.get(place) if place else None
    if bay is None:
        bay = BayInWork(place)
        if place:
            state.bays[place] = bay
    else:
        bay.begin_again()
    state.bay = bay


def _end_bay(state: LiveState, at: str, shelf: LiveShelf) -> LiveOutcome | None:
    """End the bay in work; say so when it has to be gone along once more."""
    why = state.bay.asks_again(state.thresholds)
    name = _bay_name(state, shelf)
    state.ask_again = f"{name}: {why}" if why else ""
    if not why:
        return None
    text = tr("Go along {name} once more: {why}.", name=name, why=why)
    _say(state, Said(at, LiveOutcome.ONCE_MORE, text=text))
    return LiveOutcome.ONCE_MORE


def _bay_name(state: LiveState, shelf: LiveShelf) -> str:
    span = state.bay.span
    if state.place:
        return tr("bay {place}", place=state.place)
    if not span:
        return tr("this bay")
    return tr(
        "the stretch from {first} to {last}",
        first=_name(shelf.at(span[0])),
        last=_name(shelf.at(span[-1])),
    )


def _condition_said(state: LiveState, at: str, condition: str, shelf: LiveShelf) -> Turn:
    barcode = state.last_book
    if not barcode:
        _say(state, Said(at, LiveOutcome.REFUSED, text=tr("Scan the book first, then what it is.")))
        return Turn(LiveOutcome.REFUSED)
    known = state.conditions.get(barcode, ())
    said = tuple(dict.fromkeys((*known, condition))) if condition else ()
    state.conditions[barcode] = said
    item = shelf.expects(barcode)
    text = (
        tr("Noted: {said}.", said=", ".join(map(tr_marked, said)))
        if said
        else tr("Nothing is the matter with it any more.")
    )
    _say(state, Said(at, LiveOutcome.NOTED, barcode, item.call_number if item else "", text=text))
    return Turn(LiveOutcome.NOTED, conditions=((barcode, said),))


def _pull(state: LiveState, item: Expected, why: str) -> None:
    rest = tuple(one for one in state.pulls if one.barcode != item.barcode)
    state.pulls = (*rest, Pull(item.barcode, item.call_number, why))[-KEPT_PULLS:]


def _say(state: LiveState, said: Said) -> None:
    state.said = (*state.said, said)[-KEPT_LINES:]
    state.count += 1


def _said(at: str, outcome: LiveOutcome, item: Expected, text: str = "") -> Said:
    return Said(at, outcome, item.barcode, item.call_number, item.title[:NAME_LENGTH], text)


def _name(item: Expected) -> str:
    return item.call_number or item.barcode
