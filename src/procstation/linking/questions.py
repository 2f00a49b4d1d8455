"""Questions only a person can decide, and what each answer does."""

from procstation.keys import key
from procstation.language import tr
from procstation.linking import (
    rolls,
    steps,
    undoing,
)
from procstation.linking.change import changes_in_words, value_of
from procstation.linking.change_step import answer_changed_elsewhere
from procstation.linking.change_tag_step import changes_tag
from procstation.linking.effects import FetchTitle, TakeOffer
from procstation.linking.inputs import Found, LookedAround, Scanned
from procstation.linking.item import ItemInWork
from procstation.linking.state import Level, Question, Topic
from procstation.linking.step import StepName, StepState
from procstation.linking.tag_step import SECOND_TAG_ANSWERS, consider_tags
from procstation.linking.turn import Turn

MOST_CHOICES = 9
"""One key each."""

BOOKS = frozenset({"item", "isbn", "issn"})
"""Kinds of codes that stand on books."""


def ask_other_item(turn: Turn, item: ItemInWork, found: Found) -> None:
    """Another item's code was scanned in mid-item."""
    other = found.matches[0].title.title
    turn.ask(
        Topic.OTHER_ITEM,
        tr(
            "{code} belongs to “{other}”, but {name} is in work.",
            code=found.code,
            other=other,
            name=item.name,
        ),
        (
            tr("go on with {name}", name=item.name),
            tr("set it aside and begin “{other}” (or scan it again)", other=other),
        ),
        scan=found.code,
    )


def ask_which_record(turn: Turn, found: Found) -> None:
    """A code stands in several records."""
    matches = found.matches[:MOST_CHOICES]
    titles = tuple(
        ", ".join(
            part for part in (match.title.title, match.title.author, match.title.date) if part
        )
        for match in matches
    )
    turn.ask(
        Topic.WHICH_RECORD,
        tr(
            "{code} stands in {count} records. Which is the book in your hand?",
            code=found.code,
            count=len(found.matches),
        ),
        titles,
        subject=tuple(str(match.title.id) for match in matches),
    )


def ask_which_offer(turn: Turn, looked: LookedAround) -> None:
    """Other catalogues have records; whether one of them is the book's only a person can say."""
    offers = looked.offers[: MOST_CHOICES - 1]
    turn.ask(
        Topic.WHICH_OFFER,
        tr(
            "For {code} other catalogues have these. Which is the book in your hand?",
            code=looked.code,
        ),
        (*(offer.text for offer in offers), tr("none of these")),
        subject=(looked.code,),
    )


def ask_undo(turn: Turn) -> None:
    """Undo is asked before it is done, with what it will take back."""
    item = turn.state.now or turn.state.last_released
    if turn.state.question is not None:
        turn.say(Level.BAD, tr("Answer the question first."))
        return
    if item is None:
        turn.say(Level.INFO, tr("There is nothing to undo."))
        return
    if item.awaiting is not None:
        turn.say(Level.BAD, tr("{name} is being worked on: wait for that to end.", name=item.name))
        return
    acts = []
    if changes_tag(item):
        uids = ", ".join(undoing.tags_to_undo(item))
        if uids:
            acts.append(
                tr("give the tag {uids} its old content (it must be on the pad)", uids=uids)
            )
    elif item.item_set is not None and item.item_set.to_undo:
        uids = ", ".join(item.item_set.to_undo)
        acts.append(
            tr("give the tags {uids} their old content (each must be on the pad)", uids=uids)
        )
    elif item.tag_uid and not item.tag_was_right:
        acts.append(
            tr(
                "give the tag {tag_uid} its old content (the book must be on the pad)",
                tag_uid=item.tag_uid,
            )
        )
    if item.assigned_here:
        acts.append(tr("take the number {barcode} back", barcode=item.barcode))
    if item.was is not None:
        old = {name: value_of(item.was, name) for name in item.changed}
        assert item.item is not None
        acts.append(
            tr(
                "change it back ({changes})",
                changes=changes_in_words(item.item, old),
            )
        )
    if item.printed:
        acts.append(tr("the printed labels must be thrown away"))
    doing = "; ".join(acts) or tr("nothing was written yet, the item is just dropped")
    turn.ask(
        Topic.UNDO,
        tr("Undo {name}? {doing}.", name=item.name, doing=f"{doing[0].upper()}{doing[1:]}"),
        (tr("leave it as it is"), tr("undo it")),
    )


def ask_roll(turn: Turn) -> None:
    """The next scan is the label of a roll of tags."""
    if turn.state.question is not None:
        turn.say(Level.BAD, tr("Answer the question first."))
        return
    turn.ask(
        Topic.ROLL,
        tr("Scan the label of the roll the tags are from now. (w again: type its name.)"),
        (
            tr("the tags are from the same roll as before"),
            tr("they are from a roll without a name"),
        ),
    )


def roll_scanned(turn: Turn, scan: Scanned) -> None:
    """The label of the roll was scanned, or a book by mistake."""
    if scan.kind in BOOKS:
        turn.say(
            Level.BAD,
            tr("{code} is the number of a book, and not of a roll of tags.", code=scan.code),
        )
        return
    take_roll(turn, scan.code)


def take_roll(turn: Turn, name: str) -> None:
    """The tags are from this roll now; "" for one without a name."""
    question = turn.state.question
    turn.change(rolls=rolls.take_roll(turn.state.rolls, name))
    said = tr("The tags are from roll {name} now.", name=name)
    turn.say(Level.INFO, said if name else tr("The tags are from roll without a name now."))
    if question is not None and question.topic == Topic.ROLL:
        turn.change(question=None)
        _go_on(turn)


def choose(turn: Turn, choice: int) -> None:
    """Take the answer to the open question."""
    question = turn.state.question
    if question is None:
        turn.say(Level.INFO, tr("No question is open."))
        return
    if not 0 <= choice < len(question.choices):
        turn.say(Level.BAD, tr("There is no choice {number}.", number=choice + 1))
        return
    turn.change(question=None)
    if question.topic == Topic.UNDO:
        _answer_undo(turn, choice)
    elif question.topic == Topic.ROLL:
        if choice == 1:
            take_roll(turn, "")
        _go_on(turn)
    elif turn.state.now is not None:
        _choose_for(turn, turn.state.now, question, choice)


def _choose_for(turn: Turn, item: ItemInWork, question: Question, choice: int) -> None:
    if question.topic == Topic.OTHER_ITEM:
        _answer_other_item(turn, item, question, choice)
    elif question.topic == Topic.WHICH_RECORD:
        steps.find(turn, item, FetchTitle(int(question.subject[choice])))
    elif question.topic == Topic.WHICH_OFFER:
        _answer_offer(turn, item, question, choice)
    elif question.topic == Topic.LABEL_CAME_OUT:
        _answer_label(turn, item, question.subject[0], choice)
    elif question.topic == Topic.CHANGED_ELSEWHERE:
        _answer_changed_elsewhere(turn, item, question, choice)
    else:
        _answer_at_tag(turn, item, question, choice)


def _answer_changed_elsewhere(
    turn: Turn, item: ItemInWork, question: Question, choice: int
) -> None:
    settled = answer_changed_elsewhere(turn, item, question.subject, ours=bool(choice))
    if settled is not None:
        steps.advance(turn, settled)


def _answer_at_tag(turn: Turn, item: ItemInWork, question: Question, choice: int) -> None:
    if question.topic == Topic.OVERWRITE:
        _answer_overwrite(turn, item, question, choice)
    elif question.topic == Topic.OTHER_OWNER:
        _answer_other_owner(turn, item, question.subject[0], choice)
    elif question.topic == Topic.SECOND_TAG:
        _answer_second_tag(turn, item, choice)
    elif question.topic == Topic.LOAN:
        said = tr("{barcode} is not on loan, it was said.", barcode=item.barcode)
        if choice:
            said = tr("{barcode} is on loan, it was said.", barcode=item.barcode)
        turn.say(Level.INFO, said)
        consider_tags(turn, turn.put(item, on_loan=bool(choice)))


def _answer_other_item(turn: Turn, item: ItemInWork, question: Question, choice: int) -> None:
    if choice == 0:
        turn.say(Level.INFO, tr("Going on with {name}.", name=item.name))
        steps.go_on(turn, item)
        return
    steps.set_aside(turn)
    steps.begin_scanned(turn, question.scan)


def _answer_offer(turn: Turn, item: ItemInWork, question: Question, choice: int) -> None:
    code = question.subject[0]
    if choice == len(question.choices) - 1:
        turn.set_step(
            item, StepName.RECORD, StepState.ASKING, tr("no record fits {code}", code=code)
        )
        turn.say(
            Level.INFO,
            tr(
                "None of them is the record of {code}: enter it by hand ({by_hand}).",
                code=code,
                by_hand=key("bench.by_hand"),
            ),
        )
        return
    item = turn.set_step(item, StepName.RECORD, StepState.WORKING, tr("bringing it in"))
    turn.request(item, TakeOffer(code, choice))


def _answer_overwrite(turn: Turn, item: ItemInWork, question: Question, choice: int) -> None:
    if choice == 0:
        _other_book_comes(turn, item)
        return
    uid, replacing = question.subject
    turn.say(Level.INFO, tr("The tag {uid} may be overwritten.", uid=uid))
    consider_tags(turn, turn.put(item, overwrite=uid, replacing=replacing))


def _answer_other_owner(turn: Turn, item: ItemInWork, owner: str, choice: int) -> None:
    if choice == 0:
        _other_book_comes(turn, item)
        return
    turn.say(
        Level.INFO, tr("{barcode} is taken over from {owner}.", barcode=item.barcode, owner=owner)
    )
    consider_tags(turn, turn.put(item, taken_over_from=owner))


def _answer_second_tag(turn: Turn, item: ItemInWork, choice: int) -> None:
    if choice == 0:
        _other_book_comes(turn, item)
        return
    said = tuple(SECOND_TAG_ANSWERS)[choice - 1]
    consider_tags(turn, turn.put(item, other_tags=said))


def _other_book_comes(turn: Turn, item: ItemInWork) -> None:
    turn.set_step(item, StepName.TAG, StepState.ASKING, tr("that is another book"))


def _answer_label(turn: Turn, item: ItemInWork, template: str, choice: int) -> None:
    if choice == 0:
        steps.print_labels(turn, item)
    else:
        steps.label_is_out(turn, item, template)


def _answer_undo(turn: Turn, choice: int) -> None:
    item = turn.state.now or turn.state.last_released
    if choice == 0 or item is None:
        turn.say(Level.INFO, tr("Nothing was undone."))
        _go_on(turn)
        return
    if turn.state.now is None:
        turn.change(now=item, last_released=None, released=turn.state.released - 1)
        turn.change(pace=turn.state.pace.taken_back())
    undoing.undo(turn, item)


def _go_on(turn: Turn) -> None:
    if turn.state.now is not None:
        steps.go_on(turn, turn.state.now)
