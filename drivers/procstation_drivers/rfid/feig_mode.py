"""The modes of a FEIG reader: in all but host mode it keeps the tags to itself.

Commands and values after the manuals of the CPR and i-scan families.
"""

from collections.abc import Callable

from procstation.devices import DeviceFault, mark, tr, tr_marked
from procstation_drivers.rfid.feig_frames import Frame
from procstation_drivers.rfid.feig_replies import DONE, NOT_AVAILABLE

BUFFER_INFORMATION = 0x31
READ_CONFIGURATION = 0x80
WRITE_CONFIGURATION = 0x81

MODE_BLOCK = 0x01
"""Address of the configuration block with the mode: CFG1, the copy that is lost with the power."""
MODE_BYTE = 13
"""Its place in CFG1, the last. (Unverified: so nothing is written unless a mode is found there.)"""

HOST_MODE = 0x00
MODES = {0x01: mark("scan mode"), 0x80: mark("buffered read mode"), 0xC0: mark("notification mode")}
"""What that byte holds in all other modes."""

Ask = Callable[[str, int, bytes], Frame]
"""Asks the reader: what is being done, the command, its data."""


class OwnMode(DeviceFault):
    """The reader is in a mode of its own and takes no host commands."""


def leave_own_mode(ask: Ask, wanted: bool) -> None:
    """Set a reader that refuses host commands to host mode, until it is switched off.

    Args:
        wanted: Only then anything is changed.

    Raises:
        OwnMode: It stays in its mode, which the message names.
    """
    block = ask(tr("reading its mode"), READ_CONFIGURATION, bytes([MODE_BLOCK]))
    there = block.status == DONE and len(block.data) > MODE_BYTE
    mode = MODES.get(block.data[MODE_BYTE]) if there else None
    if mode is None:
        raise _stays(_mode_by_its_buffer(ask))
    if not wanted:
        raise _stays(tr_marked(mode))
    changed = bytearray(block.data)
    changed[MODE_BYTE] = HOST_MODE
    done = ask(tr("leaving its mode"), WRITE_CONFIGURATION, bytes([MODE_BLOCK]) + changed)
    if done.status != DONE:
        raise _stays(tr("{mode} and does not let itself be set", mode=tr_marked(mode)))


def _mode_by_its_buffer(ask: Ask) -> str:
    frame = ask(tr("asking for its buffer"), BUFFER_INFORMATION, b"")
    return tr("buffered or notification mode") if frame.status == DONE else tr("a mode of its own")


def _stays(mode: str) -> OwnMode:
    return OwnMode(
        tr(
            "The FEIG reader is in {mode} (FEIG status {not_available:02X}) and"
            " keeps the tags to itself.",
            mode=mode,
            not_available=NOT_AVAILABLE,
        ),
        tr(
            "Set it to host mode (ISO host commands) with the maker's tool, or"
            " have that done here: set the option leave_own_mode to true."
        ),
    )
