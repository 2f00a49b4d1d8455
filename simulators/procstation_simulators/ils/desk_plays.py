"""What a person can do to any simulated system over HTTP: break a call, let logins expire, work at
the system's own desk."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import msgspec

from procstation.ils import Play
from procstation_simulators.ils.faults import Faults


class Desk(Protocol):
    """A system that has a desk of its own."""

    faults: Faults

    def forget_logins(self) -> None: ...

    def items(self) -> dict[str, dict[str, Any]]:
        """Return a copy of all items by barcode, each field as the system has it."""
        ...

    def change_at_desk(self, barcode: str, values: Mapping[str, Any]) -> None:
        """Change fields of an item there, by the system's own names.

        Raises:
            ValueError: It has no such item, or an item no such field.
        """
        ...


def _fault(system: Any, arguments: Sequence[str]) -> str:
    return str(system.faults.play(system, arguments))


def _expire(system: Desk, _: Sequence[str]) -> str:
    system.forget_logins()
    return "all logins have expired"


def _desk(system: Desk, arguments: Sequence[str]) -> str:
    barcode, _, assignment = " ".join(arguments).partition(" ")
    field, equals, text = assignment.partition("=")
    if not equals:
        raise ValueError("a barcode and FIELD=VALUE are wanted")
    try:
        value = msgspec.json.decode(text)
    except msgspec.DecodeError:
        value = text
    system.change_at_desk(barcode, {field: value})
    return f"{barcode}: {field} is {value!r} now"


def _items(system: Desk, _: Sequence[str]) -> str:
    return "\n".join(sorted(system.items()))


DESK_PLAYS = (
    Play("fault NAME", "the next call goes wrong", _fault),
    Play("expire", "let all logins expire", _expire),
    Play("desk BARCODE FIELD=VALUE", "change an item at the system's own desk", _desk),
    Play("items", "list the barcodes", _items),
)
