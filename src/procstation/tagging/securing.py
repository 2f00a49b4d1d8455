"""Setting what the gates look at: written last, and all of it read back."""

from collections.abc import Callable
from contextlib import suppress

from procstation.devices import DeviceFault, DeviceLost, EasPad, RfidPad, TagLost, TagRefused
from procstation.errors import DeviceError
from procstation.language import tr
from procstation.tagging.security import GateMarks

ROUNDS = 4
"""How often marks are written anew after a faulty read-back or reply."""


class MarksRefused(DeviceError):
    """The tag is there and its marks are not as wanted.

    Attributes:
        found: As they are now.
    """

    def __init__(self, found: GateMarks, what: str, do_next: str) -> None:
        super().__init__(what, do_next)
        self.found = found


def read_marks(pad: RfidPad, uid: bytes, wanted: GateMarks) -> GateMarks:
    """Read those marks that are wanted to be something.

    Raises:
        TagLost, DeviceLost, DeviceFault: As the pad raises them.
    """
    eas = pad.read_eas(uid) if wanted.eas is not None and isinstance(pad, EasPad) else None
    afi = pad.system_information(uid).afi if wanted.afi is not None else None
    return GateMarks(afi, eas)


def set_marks(
    pad: RfidPad, uid: bytes, found: GateMarks, wanted: GateMarks, begins: Callable[[], None]
) -> None:
    """Write what differs and read all back, until it is as wanted.

    Args:
        found: As last read.
        wanted: What is None stays as it is.
        begins: Called before the first write.

    Raises:
        MarksRefused: The tag does not take them.
        TagLost, DeviceLost, DeviceFault: Nothing can be read any more; each mark may be either.
    """
    begins()
    fault: DeviceError | None = None
    for _ in range(ROUNDS):
        try:
            _write(pad, uid, found, wanted)
        except TagRefused as refused:
            with suppress(DeviceError):
                found = read_marks(pad, uid, wanted)
            raise MarksRefused(found, refused.what, refused.do_next) from refused
        except (DeviceFault, DeviceLost, TagLost) as error:
            # A lost answer says nothing of the tag: only what is read does.
            fault = error
            _require_there(pad, uid, error)
        found = read_marks(pad, uid, wanted)
        if found == wanted:
            return
    said = f" {fault.what}" if fault is not None else ""
    raise MarksRefused(
        found,
        tr("It reads {found} after writing {wanted}.{said}", found=found, wanted=wanted, said=said),
        tr("Move the item to the middle of the pad and try again, or replace the tag."),
    ) from fault


def _write(pad: RfidPad, uid: bytes, found: GateMarks, wanted: GateMarks) -> None:
    if wanted.afi is not None and found.afi != wanted.afi:
        pad.write_afi(uid, wanted.afi)
    if wanted.eas is not None and found.eas != wanted.eas:
        assert isinstance(pad, EasPad), "a guard asked for one before the first byte was written"
        pad.write_eas(uid, wanted.eas)


def _require_there(pad: RfidPad, uid: bytes, error: DeviceError) -> None:
    if uid not in pad.inventory():
        raise TagLost(error.what, error.do_next) from error
