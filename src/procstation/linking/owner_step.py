"""A tag that names another library: the book is ours now, or it is not ours to write."""

from procstation.language import tr
from procstation.linking.inputs import TagOnPad
from procstation.linking.item import ItemInWork
from procstation.linking.state import Level, Topic
from procstation.linking.step import StepName, StepState
from procstation.linking.turn import Turn


def asks_owner(turn: Turn, item: ItemInWork, tags: tuple[TagOnPad, ...]) -> bool:
    """Ask whose the item is, when a tag of it says it is another library's; True when that has to
    be known first."""
    owners = (tag.owner for tag in tags if tag.barcode == item.barcode)
    owner = next((one for one in owners if one not in {"", item.taken_over_from}), "")
    if not owner:
        return False
    says = tr("its tag says it belongs to {owner}", owner=owner)
    turn.set_step(item, StepName.TAG, StepState.ASKING, says)
    if turn.may_ask(item):
        turn.ask(
            Topic.OTHER_OWNER,
            tr("{barcode}: {says}. Is it this library's now?", barcode=item.barcode, says=says),
            (tr("no, another book comes onto the pad"), tr("yes, write it as ours")),
            subject=(owner,),
        )
    return True


def say_losses(turn: Turn, barcode: str, losses: tuple[str, ...]) -> None:
    """Tell what a tag that was written anew does not say any more."""
    for loss in losses:
        turn.say(Level.INFO, tr("{barcode}, its tag: {loss}", barcode=barcode, loss=loss))
