"""A bench played by hand: inputs go in one by one, as the journal would bring them."""

from procstation.catalog import Item, Title
from procstation.items import CallNumber, Scheme
from procstation.journal import Recorded
from procstation.linking import (
    DEFECT,
    AnyEffect,
    AnyInput,
    AskLoan,
    AssignBarcode,
    Assigned,
    BenchState,
    Changed,
    ChangeItem,
    ChangeTag,
    CheckSet,
    FetchTitle,
    Found,
    HandedOver,
    HandOver,
    JobProfile,
    LeaseNumber,
    LoanTold,
    LookUp,
    Match,
    MatchStack,
    NumberLeased,
    Printed,
    PrintLabel,
    Release,
    Released,
    Scanned,
    SetChecked,
    StackMatched,
    Started,
    StepName,
    StepState,
    TagOnPad,
    TagsOnPad,
    TagWritten,
    Tone,
    Undo,
    Undone,
    WriteTag,
    read_profiles,
    receive,
)
from procstation.linking.change import changes_in_words, with_fields

PROFILES = read_profiles()

LEFT_HAND = Title(
    1, "b1", "The left hand of darkness", "Le Guin, Ursula K.", isbn=("9780441478125",)
)
DISPOSSESSED = Title(2, "b2", "The dispossessed", "Le Guin, Ursula K.", isbn=("9780061054884",))
OWNED = Item(7, 2, "31234000000101", CallNumber("PS3562.E42 D5", Scheme.LCC, "952$o"))
NEXT_NUMBER = "31234000000200"
UID = "E004010012345678"
OTHER_UID = "E0040100AAAAAAAA"


class Play:
    """Feeds a job and keeps what it asked for.

    `effects` are those of the last input; `answer()` answers the outstanding ones as a station in
    good order would.
    """

    def __init__(self, profile: str | JobProfile = "new-acquisition") -> None:
        self.state = BenchState()
        self.recorded: list[Recorded[AnyInput]] = []
        self.effects: list[AnyEffect] = []
        self.owed: list[tuple[int, AnyEffect]] = []
        self.titles = {
            LEFT_HAND.isbn[0]: Match(LEFT_HAND),
            DISPOSSESSED.isbn[0]: Match(DISPOSSESSED),
        }
        self.titles["31234000000101"] = Match(DISPOSSESSED, OWNED, (OWNED,))
        chosen = profile if isinstance(profile, JobProfile) else PROFILES[profile]
        self.feed(Started("0.1.0", chosen), "station")

    def feed(self, entry: AnyInput, source: str = "operator") -> "Play":
        recorded = Recorded(len(self.recorded) + 1, "2026-11-21T10:00:00Z", source, entry)
        self.recorded.append(recorded)
        self.state, requests = receive(self.state, recorded)
        assert not any(DEFECT in line.text for line in self.state.lines), self.last_line
        self.effects = [one.effect for one in requests if not isinstance(one.effect, Tone)]
        self.owed += [
            (one.item, one.effect) for one in requests if not isinstance(one.effect, Tone)
        ]
        return self

    def scan(self, code: str, kind: str = "item") -> "Play":
        return self.feed(Scanned(code, kind), "scanner")

    def lay(self, *tags: TagOnPad) -> "Play":
        return self.feed(TagsOnPad(tags), "pad")

    def answer(self, *, until: type | None = None) -> "Play":
        """Answer all that is owed, and what comes of it; stop before an effect of type `until`."""
        while self.owed and not (until and isinstance(self.owed[0][1], until)):
            number, effect = self.owed.pop(0)
            self.feed(self._answer_to(number, effect), "station")
        return self

    def _answer_to(self, number: int, effect: AnyEffect) -> AnyInput:
        match effect:
            case LookUp(code):
                found = self.titles.get(code)
                return Found(number, code, (found,) if found else ())
            case MatchStack(codes):
                matches = (self.titles.get(code) for code in codes)
                return StackMatched(number, tuple(one for one in matches if one and one.item))
            case FetchTitle(title_id):
                titles = {match.title.id: match.title for match in self.titles.values()}
                return Found(number, str(title_id), (Match(titles[title_id]),))
            case LeaseNumber():
                return NumberLeased(number, NEXT_NUMBER)
            case AssignBarcode():
                return Assigned(number, Item(9, effect.title_id, effect.barcode))
            case ChangeItem():
                changed = with_fields(effect.was, effect.fields)
                return Changed(number, changed, changes_in_words(effect.was, effect.fields))
            case AskLoan():
                return LoanTold(number, None, "no library system is configured")
            case ChangeTag(uid):
                return TagWritten(number, uid, 2, f"{effect.act}, verified")
            case HandOver():
                return HandedOver(number, "koha is told")
            case WriteTag(uid):
                return TagWritten(number, uid, 8, "written and verified")
            case CheckSet():
                return SetChecked(number, read=effect.uids)
            case PrintLabel():
                return Printed(number, effect.template, "printed")
            case Release():
                return Released(number)
            case Undo():
                return Undone(number, "taken back")
            case _:
                raise AssertionError(effect)

    def steps(self) -> dict[StepName, StepState]:
        item = self.state.now
        assert item is not None, "no item is in work"
        return {step.name: step.state for step in item.steps}

    @property
    def last_line(self) -> str:
        return self.state.lines[-1].text


BLANK = TagOnPad(UID, "blank")
