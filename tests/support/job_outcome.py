"""What a book went through before a job, and whether item and tag are what a job makes of them."""

from careful_person import SAID, carry_on
from kill_play import Life, World

from procstation.catalog import Catalogue
from procstation.linking import JobProfile, StepName, read_profiles
from procstation.linking.change import fields_wanted
from procstation.tags import decode
from procstation_simulators.rfid.tag import VirtualTag

BEFORE = {"ill-return": "ill-receive"}
"""What books went through before a job that changes them, if not the conversion."""

SECURED_AFI = 0x07


def changes_what_is_there(profile: JobProfile) -> bool:
    """Whether a job finds books that were worked off before."""
    return profile.change is not None and profile.barcode == "existing"


def work_off_before(world: World, pad: str, titles: list[str]) -> None:
    """Have the books of a cart been worked off before: a job that changes them finds their tags as
    they should be.

    Args:
        titles: Codes by which books without a barcode are found.
    """
    job, books = world.profile, len(world.codes)
    world.profile = read_profiles()[BEFORE.get(job.name, "conversion")]
    if world.profile.barcode != "existing":
        world.codes = titles
    life = Life(world, pad)
    life.start()
    carry_on(life, books)
    life.lift()
    life.end()
    world.profile, world.done_before = job, books
    world.codes = [*world.codes, *barcodes_of(world)]
    world.tags = world.tags * 2


def barcodes_of(world: World) -> list[str]:
    """Return the barcode that the store has for each tag; "" for none."""
    catalogue = Catalogue.open(world.store_url)
    try:
        items = [catalogue.item_of_tag(one.uid.hex()) for one in world.tags]
        return [(one.barcode or "") if one is not None else "" for one in items]
    finally:
        catalogue.close()


def is_item_right(world: World, barcode: str) -> bool:
    """Whether the store has the item, and nothing of it is left to change."""
    catalogue = Catalogue.open(world.store_url)
    try:
        found = catalogue.by_barcode(barcode)
    finally:
        catalogue.close()
    change = world.profile.change
    return found is not None and (change is None or not fields_wanted(change, found[0], SAID))


def is_tag_right(profile: JobProfile, tag: VirtualTag, barcode: str) -> bool:
    """Whether a tag holds what the job leaves on it, and is as secure as it is to be."""
    if StepName.TAG not in profile.steps:
        return True
    wanted = {"on": (True,), "off": (False,)}.get(profile.security, (True, False))
    content, change = decode(bytes(tag.memory), dsfid=tag.dsfid), profile.change
    if (tag.afi == SECURED_AFI) not in wanted:
        return False
    if change is not None and change.tag == "clear":
        return content.item is None
    is_marked = change is None or change.tag != "mark" or content.usage == change.usage
    return content.item == barcode and is_marked
