"""What a live sweep has to say, in words: the same on the screen and in plain lines."""

from procstation.language import grouped, percent, tr, trn
from procstation.sound import Outcome
from procstation.sweeping.live_shelf import LiveShelf
from procstation.sweeping.live_state import LiveOutcome, LiveState, Said
from procstation.sweeping.model import Expected

SIGNS = {
    LiveOutcome.RIGHT: "✓",
    LiveOutcome.AGAIN: "·",
    LiveOutcome.OUTSIDE: "○",
    LiveOutcome.FOUND: "★",
    LiveOutcome.PLACE: "▣",
    LiveOutcome.NOTED: "✎",
    LiveOutcome.ORDER: "⇄",
    LiveOutcome.LOCATION: "⌂",
    LiveOutcome.STATUS: "✗",
    LiveOutcome.HOLD: "!",
    LiveOutcome.UNKNOWN: "?",
    LiveOutcome.ONCE_MORE: "↺",
    LiveOutcome.REFUSED: "✗",
    LiveOutcome.NEARER: "»",
}
"""A sign for each outcome. Beside it always stands its word."""

HEARD_AS = {
    LiveOutcome.RIGHT: Outcome.RIGHT,
    LiveOutcome.OUTSIDE: Outcome.OUTSIDE,
    LiveOutcome.FOUND: Outcome.FOUND,
    LiveOutcome.PLACE: Outcome.PLACE,
    LiveOutcome.NOTED: Outcome.NOTED,
    LiveOutcome.ORDER: Outcome.ORDER,
    LiveOutcome.LOCATION: Outcome.LOCATION,
    LiveOutcome.STATUS: Outcome.STATUS,
    LiveOutcome.HOLD: Outcome.HOLD,
    LiveOutcome.UNKNOWN: Outcome.UNKNOWN,
    LiveOutcome.ONCE_MORE: Outcome.ONCE_MORE,
    LiveOutcome.REFUSED: Outcome.REFUSED,
    LiveOutcome.NEARER: Outcome.NEARER,
}
"""How each is heard. What was heard already is silent."""

FAINT_DBM, LOUD_DBM = -75.0, -30.0
"""Between these a tag is heard: at the far end of a bay, and before the antenna."""

LOOKED_FOR_SHOWN = 5


def headline(state: LiveState, shelf: LiveShelf) -> str:
    """Return the next thing for the person to do, in a few words."""
    if state.finding is not None:
        return _search(state, shelf)
    said = state.now
    if said is None:
        return tr("Scan the marker of the bay, or the first book.")
    if said.outcome in (LiveOutcome.RIGHT, LiveOutcome.AGAIN, LiveOutcome.OUTSIDE):
        return (
            tr("Next book.") if not state.ask_again else tr("Go back: {bay}.", bay=state.ask_again)
        )
    return said.text or said.outcome.word.capitalize()


def _search(state: LiveState, shelf: LiveShelf) -> str:
    left = state.finding or ()
    if not left:
        return tr("All of them are found.")
    if state.signal is not None and state.signal.barcode in left:
        found = shelf.expects(state.signal.barcode)
        return tr("Near: {book}", book=book(found) if found else state.signal.barcode)
    item = shelf.expects(left[0])
    return tr("Look for {book}", book=book(item) if item else left[0])


def book(item: Expected) -> str:
    """Name a book at the shelf."""
    title = item.title[:50]
    return " ".join(part for part in (item.call_number or item.barcode, title) if part)


def line(said: Said) -> str:
    """Return one read as a line: its word, the book, what to do."""
    name = " ".join(part for part in (said.barcode, said.call_number) if part)
    return ": ".join(part for part in (said.outcome.word, name, said.text) if part)


def bay_line(state: LiveState) -> str:
    """Say how far the bay in work is."""
    span = state.bay.span
    name = tr("no marker read")
    if state.place and state.bay.passes > 1:
        name = tr("bay {place}, pass {passes}", place=state.place, passes=state.bay.passes)
    elif state.place:
        name = tr("bay {place}", place=state.place)
    if not span:
        return tr("{bay}: nothing heard yet", bay=name)
    return tr("{bay}: {heard} of {expected}", bay=name, heard=state.bay.heard, expected=len(span))


def sweep_line(state: LiveState, shelf: LiveShelf) -> str:
    """Say how far the sweep is."""
    share = f" ({percent(state.found / shelf.expected)})" if shelf.expected else ""
    return trn(
        "{found} of {expected} found{share}, {reads} read",
        "{found} of {expected} found{share}, {reads} reads",
        state.reads,
        found=grouped(state.found),
        expected=grouped(shelf.expected),
        share=share,
        reads=grouped(state.reads),
    )


def signal_share(strength_dbm: float | None) -> float:
    """Return the strength of a tag as a share of the loudest, 0 to 1."""
    if strength_dbm is None:
        return 0.0
    return min(1.0, max(0.0, (strength_dbm - FAINT_DBM) / (LOUD_DBM - FAINT_DBM)))


def signal_line(state: LiveState, width: int) -> str:
    """Draw how near the tag looked for is, as a bar with its number."""
    signal = state.signal
    if signal is None:
        return tr("no tag of those is heard")
    if signal.strength_dbm is None:
        return tr("{barcode} is heard", barcode=signal.barcode)
    full = round(signal_share(signal.strength_dbm) * width)
    bar = "█" * full + "░" * (width - full)
    strength = f"{bar} {signal.strength_dbm:.0f} dBm"
    if signal.best_dbm is None:
        return strength
    return tr("{strength}, best {best}", strength=strength, best=f"{signal.best_dbm:.0f}")


def looked_for_lines(state: LiveState, shelf: LiveShelf, most: int = LOOKED_FOR_SHOWN) -> list[str]:
    """Name the items looked for, the first ones, each with where it should stand."""
    lines = []
    for barcode in (state.finding or ())[:most]:
        item, position = shelf.expects(barcode), shelf.position(barcode)
        left = shelf.beside(position)[0] if position is not None else None
        after = (
            tr(", after {text}", text=left.call_number or left.barcode) if left is not None else ""
        )
        lines.append(f"{book(item) if item else barcode}{after}")
    return lines
