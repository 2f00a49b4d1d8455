"""Whatever happened before, a person who does what the bench asks for gets the book released."""

from hypothesis import given, settings
from hypothesis import strategies as st
from linking_play import DISPOSSESSED, LEFT_HAND, OTHER_UID, OWNED, PROFILES, UID, Play

from procstation.catalog import Item
from procstation.linking import (
    AnyEffect,
    AnyInput,
    AssignBarcode,
    Assigned,
    ChangeTag,
    Chose,
    Failed,
    ItemInWork,
    LeaseNumber,
    Match,
    NumberLeased,
    Printed,
    PrintLabel,
    ProfileChosen,
    SetAside,
    Skipped,
    Started,
    StepName,
    StepState,
    TagOnPad,
    TagsOnPad,
    TagWritten,
    TitleChosen,
    TookUp,
    Topic,
    TriedAgain,
    UndoAsked,
    Undone,
    ValueSaid,
    WriteTag,
)

ISBN = LEFT_HAND.isbn[0]
OWN_CODE = OWNED.barcode or ""
MOST_ACTS = 25
"""A book takes six; each question and each failure before adds one or two."""

ANSWERS = {
    Topic.OTHER_ITEM: 0,
    Topic.WHICH_RECORD: 0,
    Topic.OVERWRITE: 1,
    Topic.SECOND_TAG: 1,
    Topic.LABEL_CAME_OUT: 1,
    Topic.UNDO: 0,
    Topic.LOAN: 1,
}


class Station(Play):
    """As `Play`, and it remembers numbers and tags as a store and a pad would."""

    def __init__(self, profile: str) -> None:
        self.numbers = 300
        self.on_tag: dict[str, str] = {}
        super().__init__(profile)

    def _answer_to(self, number: int, effect: AnyEffect) -> AnyInput:
        match effect:
            case LeaseNumber():
                self.numbers += 1
                return NumberLeased(number, f"31234000000{self.numbers}")
            case AssignBarcode(title_id, item_id, barcode):
                held = self.titles.get(barcode)
                if held is not None and held.title.id != title_id:
                    return Failed(number, f"{barcode} is on another item.", "Use another.")
                title = LEFT_HAND if title_id == LEFT_HAND.id else DISPOSSESSED
                item = Item(item_id or self.numbers, title_id, barcode)
                self.titles[barcode] = Match(title, item, (item,))
                return Assigned(number, item)
            case ChangeTag(uid, barcode, act):
                self.on_tag[uid] = "" if act == "clear" else barcode
                return TagWritten(number, uid, 8, "changed")
            case WriteTag(uid, barcode):
                self.on_tag[uid] = barcode
                return TagWritten(number, uid, 8, "written")
            case _:
                return super()._answer_to(number, effect)

    def tag(self, uid: str) -> TagOnPad:
        held = self.on_tag.get(uid, "")
        return TagOnPad(uid, "iso28560-3" if held else "blank", held)


def do_next(play: Station) -> None:
    """Do what the bench asks for, as a person would who reads its prompt."""
    item, question = play.state.now, play.state.question
    if question is not None:
        play.feed(Chose(ANSWERS[question.topic]))
    elif item is not None:
        _do_for(play, item)


def _do_for(play: Station, item: ItemInWork) -> None:
    step = item.step
    if item.undoing:
        play.lay().lay(play.tag(item.tag_uid))
    elif step is None or step.state is StepState.WORKING:
        raise AssertionError(f"nobody can do anything for {item}")
    elif step.state is StepState.FAILED:
        play.feed(SetAside() if step.name is StepName.CHANGE else TriedAgain())
    elif step.name is StepName.CHANGE:
        unsaid = step.detail.removeprefix("say the ").replace(" ", "_")
        play.feed(ValueSaid(unsaid, "REF"))
    elif step.name is StepName.RECORD:
        play.scan(OWN_CODE if item.profile.barcode == "existing" else ISBN)
    elif step.name is StepName.BARCODE:
        play.numbers += 1
        play.scan(f"31234000000{play.numbers}")
    elif step.name is StepName.TAG:
        change = item.profile.change
        if change is not None and change.tag != "write":
            play.on_tag[item.tag_uid or f"E0040100{item.number:08X}"] = item.barcode
        play.lay().lay(_tag_for(play, item))
    else:
        play.scan(item.barcode)


def _check_released(play: Station, item: ItemInWork) -> None:
    assert item.title is not None
    assert play.titles[item.barcode].title == item.title
    if item.state_of(StepName.TAG) is StepState.DONE:
        change = item.profile.change
        cleared = change is not None and change.tag == "clear"
        assert play.on_tag[item.tag_uid] == ("" if cleared else item.barcode)


def _tag_for(play: Station, item: ItemInWork) -> TagOnPad:
    """The tag begun for it, if that has not become another book's since; else a new one."""
    begun = play.tag(item.tag_uid)
    own = item.tag_uid and begun.barcode in {"", item.barcode}
    return begun if own else play.tag(f"E0040100{item.number:08X}")


TAGS = st.lists(
    st.sampled_from(
        [
            TagOnPad(UID, "blank"),
            TagOnPad(UID, "foreign"),
            TagOnPad(UID, "blank", unfinished="31234000000301"),
            TagOnPad(OTHER_UID, "iso28560-2", "31234000000777"),
            TagOnPad(OTHER_UID, "iso28560-2", OWN_CODE),
            TagOnPad("", trouble="It cannot be read."),
        ]
    ),
    max_size=2,
    unique_by=lambda tag: tag.uid,
)
ACTS = st.one_of(
    st.sampled_from([ISBN, OWN_CODE, "nonsense", "9780061054884", "31234000000301"]),
    st.sampled_from(["answer", "answer", "fail", "unknown", "forget"]),
    st.builds(TagsOnPad, TAGS.map(tuple), st.sampled_from([0, 0, 1])),
    st.sampled_from(
        [
            *(Chose(0), Chose(1), Skipped("because"), SetAside(), TookUp(2), TookUp(3)),
            *(ValueSaid("location", "REF"), ValueSaid("lender", "DE-1"), ValueSaid("due", "")),
            *(TriedAgain(), UndoAsked(), TitleChosen(1), TitleChosen(2)),
            *(ProfileChosen(PROFILES[name]) for name in sorted(PROFILES)),
        ]
    ),
)


def act(play: Station, what: str | AnyInput) -> None:
    if what == "forget":
        play.owed.clear()
        play.feed(Started("0.1.0", PROFILES["new-acquisition"]), "station")
    elif isinstance(what, str) and what in {"answer", "fail", "unknown"}:
        if play.owed:
            number, effect = play.owed.pop(0)
            play.feed(_ended(play, number, effect, str(what)), "station")
    elif isinstance(what, str):
        play.scan(what)
    else:
        play.feed(what)


def _ended(play: Station, number: int, effect: AnyEffect, how: str) -> AnyInput:
    if how == "fail":
        code = getattr(effect, "code", "")
        return Failed(number, "It failed.", "Again.", isinstance(effect, WriteTag), code)
    if how == "unknown" and isinstance(effect, PrintLabel):
        return Printed(number, effect.template, "unknown")
    return play._answer_to(number, effect)


@settings(max_examples=300, deadline=None)
@given(st.sampled_from(sorted(PROFILES)), st.lists(ACTS, max_size=30))
def test_the_item_in_work_can_always_be_finished(profile: str, acts: list[str | AnyInput]) -> None:
    play = Station(profile)
    for what in acts:
        act(play, what)
    play.answer()
    for _ in range(MOST_ACTS):
        if play.state.now is None:
            return
        do_next(play)
        play.answer()
    raise AssertionError([line.text for line in play.state.lines[-12:]])


@settings(max_examples=150, deadline=None)
@given(st.sampled_from(sorted(PROFILES)), st.lists(ACTS, max_size=30))
def test_no_half_done_item_vanishes_and_none_is_released_as_another(
    profile: str, acts: list[str | AnyInput]
) -> None:
    play = Station(profile)
    known: set[int] = set()
    for what in acts:
        released, before = play.state.released, play.state.last_released
        act(play, what)
        state = play.state
        opened = {one.number for one in (*state.aside, *((state.now,) if state.now else ()))}
        gone = known - opened
        last = play.recorded[-1].entry
        if gone and state.released == released and not isinstance(last, Undone):
            raise AssertionError(f"{gone} vanished by {last!r} ({before})")
        if state.released > released and state.last_released is not None:
            _check_released(play, state.last_released)
        kept = (*state.aside, *((state.now,) if state.now else ()))
        known = {one.number for one in kept if one.title is not None}
