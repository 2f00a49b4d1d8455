"""A careful person at a bench: reads what it asks for, looks at the book, and does that."""

from kill_play import Life

from procstation.linking import (
    Chose,
    ItemInWork,
    StepName,
    StepState,
    Topic,
    TriedAgain,
    UndoAsked,
    ValueSaid,
)
from procstation.linking.change import next_unsaid
from procstation_simulators.rfid.tag import VirtualTag

PREPRINTED = ("31234000099992", "31234000100006", "31234000100014")
"""The barcodes on the roll, in order."""

SAID = {
    "call_number": "QA76 .N5",
    "location": "REF",
    "lender": "Library of Brno",
    "due": "2027-03-01",
    "transaction": "27-0815",
}
"""What is said when a job asks for it."""

MOST_ACTS = 60
"""A person who has done so much for one book without getting it released gives up."""


def carry_on(life: Life, books: int) -> None:
    """Do what the bench asks for until so many books are released, as a careful person does."""
    for _ in range(MOST_ACTS * books):
        if life.state.now is None and life.state.released >= books:
            return
        _do_next(life)
    raise AssertionError(f"not released: {life.state.now}, {life.state.lines[-5:]}")


def _do_next(life: Life) -> None:
    state, world = life.state, life.world
    question, item = state.question, state.now
    if question is not None and question.topic is Topic.LABEL_CAME_OUT:
        template = question.subject[0]
        # Each book before this one has its label, so one more is this one's.
        came_out = len(world.labels_out(template)) > state.released - world.done_before
        life.decide(Chose(int(came_out)))
    elif question is not None:
        raise AssertionError(f"nobody should have to answer {question.text}")
    elif item is not None:
        _do_for(life, item, world.tags[state.released])
    elif state.aside:
        raise AssertionError("nothing was set aside")
    else:
        life.lift()
        life.scan(world.codes[state.released])


def _do_for(life: Life, item: ItemInWork, tag: VirtualTag) -> None:
    step = item.step
    assert step is not None
    if step.state is StepState.FAILED:
        life.decide(TriedAgain())
    elif step.name is StepName.TAG:
        life.lay(tag)
    elif step.name is StepName.CHANGE:
        change = item.profile.change
        assert change is not None
        name = next_unsaid(change, {**life.state.cart, **item.said})
        life.decide(ValueSaid(name, SAID[name]))
    elif step.name is StepName.CONFIRM:
        life.scan(item.barcode)
    elif step.name is StepName.BARCODE:
        life.scan(PREPRINTED[life.state.released])
    elif step.name is StepName.LABELS:
        life.decide(TriedAgain())
    else:
        raise AssertionError(f"nothing can be done at {step}")


def undo_last(life: Life) -> None:
    """Have the last released item undone, as a careful person does; harmless when it is."""
    for _ in range(MOST_ACTS):
        item, question = life.state.now, life.state.question
        if question is not None:
            life.decide(Chose(1))
        elif item is not None:
            life.lay(life.world.tags[0])
        elif life.state.last_released is not None:
            life.decide(UndoAsked())
        else:
            return
    raise AssertionError(f"not undone: {life.state.now}, {life.state.lines[-5:]}")
