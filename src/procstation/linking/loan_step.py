"""Security by loan: the library system is asked whether a book is out, and else the person."""

from procstation.language import tr
from procstation.linking.effects import AskLoan
from procstation.linking.inputs import LoanTold
from procstation.linking.item import ItemInWork
from procstation.linking.state import Level, Topic
from procstation.linking.step import StepName, StepState
from procstation.linking.turn import Turn


def asks_loan(turn: Turn, item: ItemInWork) -> bool:
    """Ask whether an item is on loan, where that decides on its security; True while nobody has
    answered."""
    if item.profile.security != "by loan" or item.on_loan is not None:
        return False
    item = turn.set_step(item, StepName.TAG, StepState.WORKING, tr("asking whether it is on loan"))
    turn.request(item, AskLoan(item.barcode))
    return True


def loan_told(turn: Turn, item: ItemInWork, entry: LoanTold) -> ItemInWork | None:
    """Take the answer; return the item when there is one. Else the person is asked."""
    if entry.on_loan is not None:
        turn.say(Level.INFO, f"{item.barcode}: {entry.detail}.")
        return turn.put(item, on_loan=entry.on_loan)
    turn.set_step(item, StepName.TAG, StepState.ASKING, tr("is it on loan?"))
    if turn.may_ask(item):
        turn.ask(
            Topic.LOAN,
            tr(
                "Nobody knows whether {barcode} is on loan: {detail}. Is it?",
                barcode=item.barcode,
                detail=entry.detail,
            ),
            (tr("no, it stays here: secure it"), tr("yes, it is on loan: do not secure it")),
        )
    return None


def secured(item: ItemInWork) -> bool | None:
    """Return what the gates are to make of the tag of an item; None to leave that."""
    if item.profile.security == "by loan":
        return not item.on_loan
    return {"on": True, "off": False}.get(item.profile.security)
