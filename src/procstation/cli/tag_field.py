"""Which of the tags on the configured pad a command means."""

from collections.abc import Callable, Collection
from typing import Any

import click

from procstation.devices import RfidPad
from procstation.errors import InputRefused, TagLost
from procstation.language import tr
from procstation.tagging import SitePolicy, TagReading, read_tag, refuse_patron_card


def pad_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Give a command `--device` and `--uid`."""
    device = click.option("--device", metavar="NAME", help="Which of several pads.")
    uid = click.option(
        "--uid", metavar="HEX", help="Which of several tags on the pad, 16 hexadecimal digits."
    )
    return device(uid(command))


def read_chosen(pad: RfidPad, uid: str | None, site: SitePolicy) -> TagReading:
    """Return what is on the tag to work on.

    Raises:
        InputRefused: Several tags are in the field, or a patron's card lies there.
        TagLost: The tag is not there.
    """
    chosen, _ = choose_tag(pad, uid)
    reading = read_tag(pad, chosen, site.rules, with_eas=site.gates.see_eas)
    refuse_patron_card(reading.content)
    return reading


def choose_tag(pad: RfidPad, wanted: str | None) -> tuple[bytes, Collection[bytes]]:
    """Return the tag to work on, and the others a person accepted by naming it.

    Raises:
        InputRefused: Several tags are in the field and none was named.
        TagLost: The tag is not there.
    """
    field = pad.inventory()
    if wanted is None:
        if len(field) > 1:
            names = ", ".join(uid.hex().upper() for uid in field)
            raise InputRefused(
                tr("{count} tags are on the pad: {names}.", count=len(field), names=names),
                tr("Take all but one away, or name one with --uid."),
            )
        for uid in field:
            return uid, ()
        raise TagLost(tr("There is no tag on the pad."), tr("Lay the item down and try again."))
    for uid in field:
        if uid.hex().upper() == wanted.upper():
            return uid, field
    raise TagLost(
        tr("The tag {wanted} is not on the pad.", wanted=wanted), tr("Lay it down and try again.")
    )
