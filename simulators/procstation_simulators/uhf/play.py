"""What a person can do with a simulated UHF reader."""

from collections.abc import Sequence
from typing import Protocol

from procstation.devices import Play
from procstation_simulators.play import COMMON
from procstation_simulators.uhf.shelf import UhfShelf, epc_bytes


class HasShelf(Protocol):
    """A simulated UHF reader."""

    shelf: UhfShelf


def _lay(reader: HasShelf, arguments: Sequence[str]) -> str:
    if not arguments:
        raise ValueError("there is no EPC.")
    rssi_dbm = float(arguments[1]) if len(arguments) > 1 else -55.0
    tag = reader.shelf.lay(arguments[0], rssi_dbm=rssi_dbm)
    return f"{tag.epc.hex().upper()} is heard at {rssi_dbm:g} dBm"


def _lift(reader: HasShelf, arguments: Sequence[str]) -> str:
    away = [epc_bytes(one) for one in arguments] or [tag.epc for tag in reader.shelf.tags]
    for epc in away:
        reader.shelf.lift(epc)
    return f"{len(away)} are not heard any more"


PLAYS = (
    Play("lay EPC [DBM]", "bring a tag before the antennas", _lay),
    Play("lift [EPC…]", "take tags away, all of them without an EPC", _lift),
    *COMMON,
)
"""For every UHF reader."""
