"""FEIG OBID pads and readers in ISO host mode, on a serial line or TCP (port 10001)."""

from collections.abc import Callable
from typing import Annotated, Literal

from msgspec import Meta

from procstation.devices import (
    Blocks,
    DeviceFault,
    DeviceLost,
    Driver,
    Link,
    Options,
    SerialSettings,
    TagLost,
    TagRefused,
    TagSystem,
    mark,
    tr,
)
from procstation_drivers.rfid import feig_replies
from procstation_drivers.rfid.exchange import Exchange, Question
from procstation_drivers.rfid.feig_frames import (
    ANY_READER,
    Decoder,
    Frame,
    encode,
    encode_standard,
)
from procstation_drivers.rfid.feig_mode import OwnMode, leave_own_mode
from procstation_drivers.rfid.feig_replies import (
    DONE,
    ISO_ERROR,
    MORE_DATA,
    NO_TRANSPONDER,
    NOT_AVAILABLE,
    UNKNOWN_COMMAND,
    WRITE_ERROR,
    in_tag_order,
    is_past_the_end,
    trouble,
)
from procstation_drivers.rfid.iso15693 import (
    NXP,
    check_uid,
    has_eas,
    no_eas,
    refusal,
    whole_blocks,
)
from procstation_drivers.rfid.reading import PastTheEnd, despite_silence, read_to_the_end

SOFTWARE_VERSION = 0x65
RF_RESET = 0x69
ISO_HOST = 0xB0
MAKER_COMMAND = 0xB1

INVENTORY = 0x01
READ_BLOCKS = 0x23
WRITE_BLOCKS = 0x24
WRITE_AFI = 0x27
SYSTEM_INFORMATION = 0x2B

SET_EAS = 0xA2
CLEAR_EAS = 0xA3
EAS_ALARM = 0xA5
"""Answered only by a tag whose EAS bit is set."""

MORE = 0x80
ADDRESSED = 0x01
WITH_SECURITY = 0x08

GAP_S = 0.005
"""A reader wants this much between its answer and the next command."""

READ_LIMITS_S = (0.5, 0.5, 0.5)
WRITE_LIMIT_S = 0.5
WRITE_LIMIT_PER_BLOCK_S = 0.03
"""Seven milliseconds of air and up to twenty of programming, a block."""

INVENTORY_LIMITS_S = (0.5, 1.2)
"""A full pad takes a second, most take 0.05: so a lost command is asked again sooner, and a reader
that says nothing is given up within two seconds."""

RF_RESET_LIMIT_S = 0.2
"""The field is off for 15 ms. As the first command of each inventory, this one decides how soon
a reader without power is noticed."""

FENCE_LIMIT_S = 0.1

BYTES_AT_ONCE = 128
"""Tag memory in one command, as the manual limits it."""

BLOCKS_AT_ONCE = 32

ROUNDS = 64
"""Replies of one inventory; a reader that always has more is stuck."""


class FeigOptions(Options, frozen=True):
    baudrate: Annotated[int, Meta(ge=1200, le=230400, description="As set in the reader.")] = 38400
    address: Annotated[
        int, Meta(ge=0, le=255, description="Bus address of the reader; 255 is any.")
    ] = ANY_READER
    frames: Annotated[
        Literal["advanced", "standard"], Meta(description="`standard` for very old readers.")
    ] = "advanced"
    block_order: Annotated[
        Literal["reversed", "tag"],
        Meta(
            description="`reversed` when the reader hands each block over high byte first, `tag`"
            " when as it lies on the tag. To find out, lay a programmed tag down and do"
            " `procstation tag read`: when it says that the blocks are turned round, set the other."
        ),
    ] = "reversed"
    only_new_tags_off: Annotated[
        bool, Meta(description="True when the reader is set to report tags again and again.")
    ] = False
    leave_own_mode: Annotated[
        bool,
        Meta(
            description="True to set a reader that is found in scan, buffered or notification mode"
            " to host mode, until it is switched off. Unverified: not tried on hardware."
        ),
    ] = False


class Feig:
    """An `EasPad`.

    Attributes:
        version: What the reader answered to the version command: revision (2 bytes), development,
            hardware, reader type, tag types (2).
        foreign_tags: Transponders of other types than ISO 15693 in the last inventory.
    """

    def __init__(self, link: Link, options: FeigOptions) -> None:
        """Ask the reader for its version.

        Raises:
            DeviceLost: Nothing answers, or the port went away.
            DeviceFault: What answers is no FEIG reader.
        """
        self._link = link
        self._options = options
        self._reversed = options.block_order == "reversed"
        self._exchange = Exchange(
            link, Decoder(), self._question(tr("asking its version"), SOFTWARE_VERSION), GAP_S
        )
        self.foreign_tags = 0
        self.version = self._probe()

    def inventory(self) -> tuple[bytes, ...]:
        problem: DeviceLost | DeviceFault | None = None
        for limit_s in INVENTORY_LIMITS_S:
            try:
                return self._take_inventory(limit_s)
            except OwnMode:
                raise
            except (DeviceLost, DeviceFault) as error:
                # Tags of a lost answer keep quiet now, so only the whole can be asked again.
                problem = error
        assert problem is not None
        raise problem

    def system_information(self, uid: bytes) -> TagSystem:
        return despite_silence(uid, self._system_information, self.read_blocks)

    def read_blocks(self, uid: bytes, first: int, count: int) -> Blocks:
        return read_to_the_end(
            lambda at, some: self._read(uid, at, some), first, count, BLOCKS_AT_ONCE
        )

    def write_blocks(self, uid: bytes, first: int, data: bytes, block_size: int) -> None:
        count = whole_blocks(data, block_size)
        at_once = max(1, BYTES_AT_ONCE // block_size)
        for at in range(0, count, at_once):
            part = data[at * block_size : (at + at_once) * block_size]
            self._write(uid, first + at, part, block_size)

    def write_afi(self, uid: bytes, afi: int) -> None:
        what = tr("writing AFI {afi:02X}", afi=afi)
        frame = self._ask_tag(
            what, WRITE_AFI, ADDRESSED, uid, bytes([afi]), limits_s=(WRITE_LIMIT_S,)
        )
        if frame.status != DONE:
            raise trouble(frame, what, uid)

    def read_eas(self, uid: bytes) -> bool | None:
        check_uid(uid)
        if not has_eas(uid):
            return None
        # A tag without the alarm and a tag that is not there are both silent, so it has to be
        # there just before and just after.
        self.read_blocks(uid, 0, 1)
        what = tr("asking for its EAS alarm")
        frame = self._ask_maker(what, EAS_ALARM, uid, READ_LIMITS_S)
        if frame.status == DONE:
            return True
        if frame.status in (UNKNOWN_COMMAND, ISO_ERROR):
            return None
        if frame.status != NO_TRANSPONDER:
            raise trouble(frame, what, uid)
        self.read_blocks(uid, 0, 1)
        return False

    def write_eas(self, uid: bytes, on: bool) -> None:
        check_uid(uid)
        if not has_eas(uid):
            raise no_eas(uid)
        what = tr("setting its EAS bit") if on else tr("clearing its EAS bit")
        frame = self._ask_maker(what, SET_EAS if on else CLEAR_EAS, uid, (WRITE_LIMIT_S,))
        if frame.status != DONE:
            raise trouble(frame, what, uid)

    def close(self) -> None:
        self._link.close()

    def _probe(self) -> bytes:
        question = self._question(
            tr("asking its version"), SOFTWARE_VERSION, limits_s=READ_LIMITS_S
        )
        frame = self._exchange.ask(question)
        if frame.status != DONE:
            raise trouble(frame, tr("telling its version"))
        return frame.data

    def _take_inventory(self, limit_s: float) -> tuple[bytes, ...]:
        if not self._options.only_new_tags_off:
            # Tags once reported keep quiet until the field was off.
            self._reset_field()
        uids: set[bytes] = set()
        foreign, mode = 0, 0
        for _ in range(ROUNDS):
            frame = self._ask_host(tr("taking inventory"), bytes([INVENTORY, mode]), (limit_s,))
            if frame.status in (DONE, MORE_DATA):
                listed = feig_replies.inventory(frame.data)
                uids.update(listed.uids)
                foreign += listed.foreign
            elif frame.status != NO_TRANSPONDER:
                raise trouble(frame, tr("taking inventory"))
            if frame.status != MORE_DATA:
                self.foreign_tags = foreign
                return tuple(sorted(uids))
            mode = MORE
        raise DeviceFault(
            tr("The FEIG reader lists tags without end ({count} so far).", count=len(uids)),
            tr("Switch it off and on."),
        )

    def _reset_field(self) -> None:
        frame = self._exchange.ask(
            self._question(tr("resetting its field"), RF_RESET, limits_s=(RF_RESET_LIMIT_S,))
        )
        if frame.status != DONE:
            raise trouble(frame, tr("resetting its field"))

    def _system_information(self, uid: bytes) -> TagSystem:
        what = tr("reading system information")
        frame = self._ask_tag(
            what,
            SYSTEM_INFORMATION,
            ADDRESSED,
            uid,
            answered_by=lambda frame: frame.status != DONE or frame.data[1:9] == uid,
        )
        if frame.status == ISO_ERROR:
            return TagSystem(uid)
        if frame.status != DONE:
            raise trouble(frame, what, uid)
        return feig_replies.system_information(frame.data)

    def _read(self, uid: bytes, first: int, count: int) -> Blocks:
        what = tr("reading {count} blocks from {first}", count=count, first=first)
        frame = self._ask_tag(
            what, READ_BLOCKS, ADDRESSED | WITH_SECURITY, uid, bytes([first, count])
        )
        if is_past_the_end(frame):
            raise PastTheEnd
        if frame.status != DONE:
            raise trouble(frame, what, uid)
        return feig_replies.blocks(frame.data, first, count, self._reversed)

    def _write(self, uid: bytes, first: int, data: bytes, block_size: int) -> None:
        count = len(data) // block_size
        what = tr("writing {count} blocks from {first}", count=count, first=first)
        parts = [data[at : at + block_size] for at in range(0, len(data), block_size)]
        frame = self._ask_tag(
            what,
            WRITE_BLOCKS,
            ADDRESSED,
            uid,
            bytes([first, count, block_size]) + in_tag_order(parts, self._reversed),
            limits_s=(WRITE_LIMIT_S + count * WRITE_LIMIT_PER_BLOCK_S,),
        )
        if frame.status == WRITE_ERROR:
            raise self._why_not_written(uid, frame.data[0] if frame.data else first, what, frame)
        if frame.status != DONE:
            raise trouble(frame, what, uid)

    def _why_not_written(
        self, uid: bytes, block: int, what: str, frame: Frame
    ) -> TagLost | TagRefused:
        # The status is the same for a locked block and for a tag too far away to be programmed;
        # only the block itself can tell.
        try:
            tells = self._read(uid, block, 1)
        except PastTheEnd:
            return refusal(uid, what, 0x10)
        if any(tells.locked):
            return refusal(uid, what, 0x12)
        return TagLost(
            tr(
                "Tag {uid} did not take block {block} while {what} (FEIG status {status:02X}).",
                uid=uid.hex().upper(),
                block=block,
                what=what,
                status=frame.status,
            ),
            tr("Lay it flat on the pad again."),
        )

    def _ask_tag(
        self,
        what: str,
        command: int,
        mode: int,
        uid: bytes,
        data: bytes = b"",
        limits_s: tuple[float, ...] = READ_LIMITS_S,
        answered_by: Callable[[Frame], bool] = lambda _: True,
    ) -> Frame:
        check_uid(uid)
        return self._ask_host(what, bytes([command, mode]) + uid + data, limits_s, answered_by)

    def _ask_maker(self, what: str, code: int, uid: bytes, limits_s: tuple[float, ...]) -> Frame:
        data = bytes([NXP, code, ADDRESSED]) + uid
        return self._ask_in_host_mode(self._question(what, MAKER_COMMAND, data, limits_s))

    def _ask_host(
        self,
        what: str,
        data: bytes,
        limits_s: tuple[float, ...],
        answered_by: Callable[[Frame], bool] = lambda _: True,
    ) -> Frame:
        return self._ask_in_host_mode(self._question(what, ISO_HOST, data, limits_s, answered_by))

    def _ask_in_host_mode(self, question: Question[Frame]) -> Frame:
        frame = self._exchange.ask(question)
        if frame.status == NOT_AVAILABLE:
            # It has done nothing, so asking again is safe, whatever the question.
            leave_own_mode(self._ask_about_mode, self._options.leave_own_mode)
            frame = self._exchange.ask(question)
        return frame

    def _ask_about_mode(self, what: str, command: int, data: bytes) -> Frame:
        return self._exchange.ask(self._question(what, command, data, READ_LIMITS_S))

    def _question(
        self,
        what: str,
        command: int,
        data: bytes = b"",
        limits_s: tuple[float, ...] = (FENCE_LIMIT_S,),
        answered_by: Callable[[Frame], bool] = lambda _: True,
    ) -> Question[Frame]:
        address = self._options.address
        build = encode if self._options.frames == "advanced" else encode_standard
        return Question(
            what,
            build(command, data, address),
            lambda frame: (
                frame.command == command
                and address in (ANY_READER, frame.address)
                and answered_by(frame)
            ),
            limits_s,
        )


DRIVER = Driver(
    title=mark("FEIG reader"),
    open=Feig,
    options=FeigOptions,
    serial=SerialSettings(baudrate=38400, parity="E"),
    usb_makers=(0x0AB4,),
)
