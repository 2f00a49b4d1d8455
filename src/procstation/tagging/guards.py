"""What stops a write before the first byte: another tag, another item, a foreign tag, a patron."""

from collections.abc import Collection

from procstation.devices import EasPad, RfidPad, TagLost
from procstation.errors import InputRefused
from procstation.language import tr
from procstation.tagging.reading import TagReading
from procstation.tagging.security import GateMarks
from procstation.tagging.undo import UndoImage
from procstation.tags import Model, TagContent
from procstation.tags.record import ITEM


def require_alone(pad: RfidPad, uid: bytes, allow: Collection[bytes]) -> None:
    """Require the tag in the field, and no other than those named.

    Raises:
        TagLost: It is not there.
        InputRefused: Others are.
    """
    field = pad.inventory()
    if uid not in field:
        raise TagLost(
            tr("The tag {uid} is not on the pad.", uid=uid.hex().upper()),
            tr("Lay it on the pad and try again."),
        )
    others = [other for other in field if other != uid and other not in allow]
    if others:
        # They are not named: one may be a patron's card, and this is recorded.
        raise InputRefused(
            tr(
                "More than one tag is on the pad: {uid} and {count} more.",
                uid=uid.hex().upper(),
                count=len(others),
            ),
            tr("Take all but one item away."),
        )


def refuse_patron_card(content: TagContent) -> None:
    """Refuse a patron card, without a word of what is on it.

    Raises:
        InputRefused: It is one.
    """
    if content.is_patron_card:
        raise InputRefused(
            tr("The tag on the pad is a patron card."), tr("Take it away; nothing of it was kept.")
        )


def require_replaceable(
    reading: TagReading,
    item: str | None,
    torn: UndoImage | None,
    expect_replacing: str | None,
    overwrite_foreign: bool,
) -> None:
    """Require that what is on the tag may be replaced.

    Args:
        item: What the tag shall hold.
        torn: The undo image of a write on this tag that did not end, if any.
        expect_replacing: An item the person said may be replaced.
        overwrite_foreign: The person said that data of unknown meaning may be replaced.

    Raises:
        InputRefused: It may not; naming what is there.
    """
    content = reading.content
    refuse_patron_card(content)
    if content.item is not None:
        if content.item not in {item, expect_replacing}:
            raise InputRefused(
                tr("The tag holds another item: {item}.", item=content.item),
                tr(
                    "Lay down the right item, or say that {item} may be replaced.",
                    item=content.item,
                ),
            )
    elif torn is not None:
        known = {torn.item, torn.intended}
        if item not in known and (expect_replacing is None or expect_replacing not in known):
            raise InputRefused(
                tr(
                    "The last write on this tag did not end: it held {held} and was to hold "
                    "{to_hold}.",
                    held=torn.item or tr("no item"),
                    to_hold=torn.intended or tr("no item"),
                ),
                tr("Finish or undo that write first."),
            )
    elif not overwrite_foreign:
        _require_no_data_of_others(content)


def require_markable(pad: RfidPad, reading: TagReading, wanted: GateMarks) -> None:
    """Require that pad and tag can be given what the gates look at.

    That an AFI or an EAS bit is locked, no tag tells before it is written.

    Raises:
        InputRefused: They cannot; nothing was written.
    """
    tag = tr("The tag {uid} ({name})", uid=reading.uid.hex().upper(), name=reading.family.name)
    if wanted.afi is not None and reading.afi is None:
        raise InputRefused(
            tr("{tag} has no AFI, and the gates here look at it; nothing was written.", tag=tag),
            tr("Use another tag, or write it unsecured."),
        )
    if wanted.eas is not None and not isinstance(pad, EasPad):
        raise InputRefused(
            tr(
                "The gates here look at the EAS bit, and this pad cannot set it; nothing "
                "was written."
            ),
            tr("Use a pad that can, or set `security` under [tags] to what your gates look at."),
        )
    if wanted.eas is not None and reading.eas is None:
        raise InputRefused(
            tr(
                "{tag} has no EAS bit, and the gates here look at it; nothing was written.", tag=tag
            ),
            tr("Use a tag that has one, or write it unsecured."),
        )


def _require_no_data_of_others(content: TagContent) -> None:
    if content.model in {Model.FOREIGN, Model.NDEF, Model.ISO28560_4}:
        raise InputRefused(
            tr(
                "The tag holds data of another kind ({model}): {why}",
                model=content.model,
                why=content.why,
            ),
            tr("Say that foreign data may be overwritten, or use another tag."),
        )
    if content.crc_ok is False or ITEM in content.elements:
        raise InputRefused(
            tr(
                "The tag is damaged, so its item is not known. {warnings}",
                warnings=" ".join(content.warnings),
            ),
            tr("Say that foreign data may be overwritten once you know what item it is."),
        )
