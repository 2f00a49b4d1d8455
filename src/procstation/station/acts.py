"""What the job asks for, done; and every failure turned into an answer in words."""

from collections.abc import Callable

from procstation.errors import StationError
from procstation.language import tr
from procstation.linking import (
    AddRecord,
    AnyInput,
    AskAround,
    AskLoan,
    AssignBarcode,
    ChangeItem,
    ChangeTag,
    CheckSet,
    CountItems,
    Failed,
    FetchTitle,
    HandOver,
    LeaseNumber,
    LoanTold,
    LookedAround,
    LookUp,
    MatchStack,
    PrintLabel,
    Refresh,
    Release,
    RepairTag,
    Request,
    TakeOffer,
    Tone,
    Undo,
    WriteTag,
)
from procstation.sound import Outcome
from procstation.station.catalogue_acts import CatalogueActs
from procstation.station.loan_asking import LoanDesk
from procstation.station.look_around import LookAround
from procstation.station.print_acts import PrintActs
from procstation.station.tag_acts import TagActs

Answer = Callable[[AnyInput], None]
AnyStoreEffect = (
    LookUp
    | MatchStack
    | CountItems
    | AddRecord
    | FetchTitle
    | LeaseNumber
    | AssignBarcode
    | ChangeItem
    | HandOver
    | Release
)


class Acts:
    """Has each effect done by who can do it.

    The store answers at once, on the caller's thread; pads and printers later, on their own.

    Args:
        loans: Asks whether items are on loan; None without a system that could say.
        around: Asks others for records; None when there is nobody to ask.

    Attributes:
        tone: Lets the person hear how it went.
    """

    def __init__(
        self,
        catalogue: CatalogueActs,
        tags: TagActs,
        printing: PrintActs,
        loans: LoanDesk | None = None,
        around: LookAround | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._tags = tags
        self._printing = printing
        self._loans = loans
        self._around = around
        self.tone: Callable[[Outcome], None] = lambda _: None

    def act(self, request: Request, answer: Answer) -> None:
        """Do an effect, and call back with its answer."""
        number, effect = request.item, request.effect
        try:
            match effect:
                case Tone(sound):
                    self.tone(sound)
                case WriteTag():
                    self._tags.write(number, effect, answer)
                case ChangeTag():
                    self._tags.change(number, effect, answer)
                case AskLoan(barcode):
                    self._ask_loan(number, barcode, answer)
                case CheckSet():
                    self._tags.check_set(number, effect, answer)
                case PrintLabel():
                    self._printing.print_label(number, effect, answer)
                case AskAround() | TakeOffer() | Refresh():
                    self._ask_others(number, effect, answer)
                case RepairTag():
                    self._tags.repair(effect, answer)
                case Undo():
                    self._tags.undo(
                        number, effect, lambda: self._catalogue.take_back(number, effect), answer
                    )
                case _:
                    answer(self._of_the_store(number, effect))
        except StationError as error:
            code = effect.code if isinstance(effect, LookUp) else ""
            answer(Failed(number, error.what, error.do_next, code=code))

    def _ask_loan(self, number: int, barcode: str, answer: Answer) -> None:
        if self._loans is None:
            answer(LoanTold(number, None, tr("no library system is configured")))
            return
        key = self._catalogue.key_of(barcode)
        self._loans.ask(key, lambda on_loan, why: answer(LoanTold(number, on_loan, why)))

    def _ask_others(
        self, number: int, effect: AskAround | TakeOffer | Refresh, answer: Answer
    ) -> None:
        around = self._around
        if isinstance(effect, Refresh):
            if around is not None:
                around.refresh(number, effect.barcode)
        elif around is None or not around.whom(effect.code):
            # The configuration was changed since it was asked for.
            answer(
                LookedAround(number, effect.code, "nobody", trouble=tr("Nobody can be asked now."))
            )
        elif isinstance(effect, TakeOffer):
            around.take_offer(number, effect.code, effect.choice)
        else:
            around.ask(number, effect.code)

    def _of_the_store(self, number: int, effect: AnyStoreEffect) -> AnyInput:
        match effect:
            case LookUp(code):
                return self._catalogue.look_up(number, code)
            case MatchStack(codes):
                return self._catalogue.match_all(number, codes)
            case CountItems(place):
                return self._catalogue.count(place)
            case FetchTitle(title_id):
                return self._catalogue.fetch(number, title_id)
            case AddRecord(record):
                return self._catalogue.add_record(number, record)
            case LeaseNumber():
                return self._catalogue.next_number(number)
            case AssignBarcode():
                return self._catalogue.assign(number, effect)
            case ChangeItem():
                return self._catalogue.change(number, effect)
            case HandOver():
                return self._catalogue.hand_over(number, effect)
            case Release():
                return self._catalogue.release(number, effect)
