"""What not hearing an item means: missing, look again, or nothing at all.

An item that is there is passed over by every pass, or its tag is dead; an item that is gone is
never heard. How likely the second is follows from Bayes' rule: from the rate of each pass that went
past the item, from what is known of its tag, and from how many items are gone in this sweep as a
whole. That a tag missed once is missed again more easily is taken in by a beta distribution of the
rates of tags about that of the pass.
"""

from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import compress

from procstation.language import percent, tr, trn
from procstation.sweeping.bays import Bay, Hearing, Track
from procstation.sweeping.books import Books
from procstation.sweeping.model import Grade, Verdict
from procstation.sweeping.thresholds import USUAL, Thresholds

ROUNDS = 8
"""Of estimating the losses; they settle in three or four."""

FEW = 5
"""So many unheard items are sooner looked for than swept for."""


@dataclass(frozen=True, slots=True)
class TagHistory:
    """How an item was heard in earlier sweeps: in how many of the passes that went past it."""

    heard: int
    passes: int


NOTHING_KNOWN = TagHistory(0, 0)


@dataclass(frozen=True, slots=True)
class _Unheard:
    """An item not heard.

    Attributes:
        rates: Of the passes that went past it.
        gap: The shortest stretch that a pass left out about it.
        missed: The probability that an item there is not heard.
    """

    barcode: str
    bay: Bay
    rates: tuple[float, ...]
    gap: int
    history: TagHistory
    missed: float


def judge(
    books: Books,
    bays: Sequence[Bay],
    tracks: Sequence[Track],
    history: Mapping[str, TagHistory],
    thresholds: Thresholds = USUAL,
) -> list[Verdict]:
    """Return a verdict on every item that no pass heard, in shelf order.

    Args:
        tracks: Of all passes, as in `bays_of`.
        history: By barcode; nothing is known of one that is not in it.
    """
    unheard = []
    bay_number = 0
    for at in not_heard(books, tracks):
        while bays[bay_number].end <= at:
            bay_number += 1
        unheard.append(_unheard(books, at, bays[bay_number], tracks, history, thresholds))
    losses = _loss_rate(unheard, bays, thresholds)
    reasons: dict[int, str] = {}
    return [_verdict(one, losses, reasons, thresholds) for one in unheard]


def not_heard(books: Books, tracks: Sequence[Track]) -> "array[int]":
    """Return the positions that no pass heard, ascending."""
    silent = bytearray(b"\1") * books.on_shelf
    for track in tracks:
        for position in track.positions:
            silent[position] = 0
    return array("i", compress(range(books.on_shelf), silent))


def bays_to_repeat(bays: Sequence[Bay]) -> list[Bay]:
    """Return the bays that somebody went along and that were heard badly, in shelf order."""
    return [bay for bay in bays if bay.hearing is Hearing.BADLY]


def missed(rates: Sequence[float], history: TagHistory, dead: float, alike: float) -> float:
    """Return the probability that no pass hears an item that is there.

    Args:
        rates: Of the passes that went past it.
        dead: The probability that its tag or label cannot be read at all.
        alike: The weight of the rate of a pass, in passes, against what is known of the tag.
    """
    silent = 1.0
    for before, rate in enumerate(sorted(rates, reverse=True)):
        misses = alike * (1 - rate) + history.passes - history.heard + before
        silent *= misses / (alike + history.passes + before)
    return dead + (1 - dead) * silent


def gone(missed: float, losses: float) -> float:
    """Return the probability that an item not heard is gone (Bayes)."""
    return losses / (losses + (1 - losses) * missed)


def _unheard(
    books: Books,
    at: int,
    bay: Bay,
    tracks: Sequence[Track],
    history: Mapping[str, TagHistory],
    thresholds: Thresholds,
) -> _Unheard:
    barcode = books.barcode(at)
    start, end = books.shelf_about(at)
    rates = []
    gap = end - start
    radio = False
    for over in bay.passes:
        track = tracks[over.number]
        passed_over = track.gap_about(at, start, end)
        gap = min(gap, passed_over)
        if passed_over < thresholds.gap_items:
            rates.append(over.rate)
            radio |= not track.of.ordered
    known = history.get(barcode, NOTHING_KNOWN)
    dead = thresholds.dead_tags if radio else thresholds.unlabelled
    if known.heard:
        dead = min(dead, thresholds.died_since)
    elif known.passes:
        # Never heard in earlier sweeps: the more passes, the more likely a tag that cannot be.
        silent = missed(
            [thresholds.radio_rate] * known.passes, NOTHING_KNOWN, 0, thresholds.radio_alike
        )
        dead = dead / (dead + (1 - dead) * silent)
    chance = missed(rates, known, dead, thresholds.alike(ordered=not radio))
    return _Unheard(barcode, bay, tuple(rates), gap, known, chance)


def _loss_rate(unheard: Sequence[_Unheard], bays: Sequence[Bay], thresholds: Thresholds) -> float:
    """Estimate the share of items gone by expectation and maximisation over the bays swept."""
    swept = sum(bay.expected for bay in bays if bay.passes)
    weighed = [one.missed for one in unheard if one.rates]
    prior = thresholds.loss_rate * thresholds.loss_weight
    losses = thresholds.loss_rate
    for _ in range(ROUNDS):
        expected = sum(gone(chance, losses) for chance in weighed)
        losses = (prior + expected) / (thresholds.loss_weight + swept)
    return losses


def _verdict(
    one: _Unheard, losses: float, reasons: dict[int, str], thresholds: Thresholds
) -> Verdict:
    bay = one.bay
    if not bay.passes and (bay.expected > FEW or bay.heard):
        reason = reasons.get(bay.number)
        if reason is None:
            reason = reasons[bay.number] = _not_swept(bay)
        return Verdict(one.barcode, Grade.CANNOT_TELL, None, reason)
    if not one.rates:
        return Verdict(one.barcode, Grade.LOOK_AGAIN, None, _passed_by(one))
    probability = gone(one.missed, losses)
    good = sum(rate >= thresholds.well_heard for rate in one.rates)
    sure = good >= thresholds.least_passes and probability >= thresholds.missing_from
    grade = Grade.MISSING if sure else Grade.LOOK_AGAIN
    return Verdict(one.barcode, grade, probability, _reason(one, probability))


def _not_swept(bay: Bay) -> str:
    if not bay.heard:
        return tr(
            "none of the {expected} items of its bay was heard: it was not swept",
            expected=bay.expected,
        )
    return tr(
        "only {heard} of the {expected} items of its bay were heard: sweep it",
        heard=bay.heard,
        expected=bay.expected,
    )


def _passed_by(one: _Unheard) -> str:
    if not one.bay.passes:
        return tr("none of the {expected} items of this shelf was heard", expected=one.bay.expected)
    return tr(
        "{gap} items in a row were not heard here: the stretch may have been left out", gap=one.gap
    )


def _reason(one: _Unheard, probability: float) -> str:
    count = len(one.rates)
    rates = tr(" and ").join(percent(rate) for rate in sorted(one.rates, reverse=True)[:3])
    passes = trn("one pass", "{count} passes", count)
    said = [
        tr(
            "not heard in {passes} that heard {rates} of what stands there",
            passes=passes,
            rates=rates,
        )
    ]
    known = one.history
    if known.heard:
        said.append(
            tr(
                "heard in {heard} of {passes} earlier passes",
                heard=known.heard,
                passes=known.passes,
            )
        )
    elif known.passes:
        said.append(
            tr(
                "not heard in {passes} earlier passes either: its tag may be dead",
                passes=known.passes,
            )
        )
    said.append(tr("{share} likely gone", share=percent(probability)))
    return "; ".join(said)
