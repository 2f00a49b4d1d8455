"""3M pads of the 210, 810 and 850 models on a USB serial line."""

from contextlib import suppress
from typing import Annotated

from msgspec import Meta

from procstation.devices import (
    Blocks,
    DeviceFault,
    DeviceLost,
    Driver,
    Link,
    Options,
    SerialSettings,
    TagRefused,
    TagSystem,
    tr,
)
from procstation_drivers.rfid import m3_replies
from procstation_drivers.rfid.exchange import Exchange, Question
from procstation_drivers.rfid.iso15693 import check_uid, has_eas, no_eas, whole_blocks
from procstation_drivers.rfid.m3_frames import NORMAL, PROBE, Decoder, Frame, encode
from procstation_drivers.rfid.m3_replies import (
    BLOCK_SIZE,
    DONE,
    EVERYTHING,
    NO_SUCH_MEMORY,
    NO_TRANSPONDER,
    NOT_SUPPORTED,
    UNKNOWN_COMMAND,
    UNKNOWN_ERROR,
    trouble,
)
from procstation_drivers.rfid.reading import PastTheEnd, despite_silence, read_to_the_end

READ_BLOCKS = 0x02
READ_EAS = 0x03
WRITE_BLOCKS = 0x04
WRITE_AFI = 0x09
READ_AFI = 0x0A
WRITE_EAS = 0x0C
TAG_INFORMATION = 0x0D
READ_DSFID = 0x0F
VERSION = 0x11
INITIALISE = 0x13
INVENTORY = 0xFE

ASK_HARDWARE = bytes([0x04, 0x00, 0x11])
"""Payload of the probe, which begins with D5."""

INITIALISATION = bytes([INITIALISE, 0x04, 0x01, 0, 0x02, 0, 0x03, 0, 0x04, 0])
"""Not in the specification: the maker's software sends it once after the probe. Its answer
changes nothing, so none is needed."""

ALL_AFIS = 0x00
INVENTORY_OPTIONS = 0x05
"""UIDs, without DSFID; bit 2 is ignored and sent as the maker's software does."""

READ_LIMITS_S = (0.5, 0.5, 0.5)
WRITE_LIMIT_S = 0.5
WRITE_LIMIT_PER_BLOCK_S = 0.03
"""Seven milliseconds of air and up to twenty of programming, a block."""

INVENTORY_LIMITS_S = (0.5, 1.2)
"""A full pad takes a second, most take 0.05: so a lost command is asked again sooner, and a reader
that says nothing is given up within two seconds."""

FENCE_LIMIT_S = 0.1

BLOCKS_AT_ONCE = 16
"""Well within the longest frame, and 0.15 s of line and air."""


class Pad810Options(Options, frozen=True):
    baudrate: Annotated[int, Meta(ge=1200, le=115200, description="19200 in all known pads.")] = (
        19200
    )


class Pad810:
    """An `EasPad`.

    The pad drops what is sent to it while it works; so there is never more than one command.

    Attributes:
        version: What the pad answered to the probe: 0A for 3M, major, minor, build.
    """

    def __init__(self, link: Link, options: Pad810Options) -> None:
        """Ask the pad for its hardware version and initialise it.

        Raises:
            DeviceLost: Nothing answers, or the port went away.
            DeviceFault: What answers is no 3M pad.
        """
        del options  # The line was set up with them.
        self._link = link
        fence = _question(tr("asking its version"), bytes([VERSION]), (FENCE_LIMIT_S,))
        self._exchange = Exchange(link, Decoder(), fence)
        self.version = self._probe()

    def inventory(self) -> tuple[bytes, ...]:
        what = tr("taking inventory")
        payload = bytes([INVENTORY, ALL_AFIS, INVENTORY_OPTIONS])
        frame = self._exchange.ask(_question(what, payload, INVENTORY_LIMITS_S))
        if frame.error == NO_TRANSPONDER:
            return ()
        if frame.error != DONE:
            raise trouble(frame.error, what)
        return m3_replies.inventory(frame)

    def system_information(self, uid: bytes) -> TagSystem:
        return despite_silence(uid, self._system_information, self.read_blocks)

    def read_blocks(self, uid: bytes, first: int, count: int) -> Blocks:
        return read_to_the_end(
            lambda at, some: self._read(uid, at, some), first, count, BLOCKS_AT_ONCE
        )

    def write_blocks(self, uid: bytes, first: int, data: bytes, block_size: int) -> None:
        count = whole_blocks(data, block_size)
        if block_size != BLOCK_SIZE:
            raise TagRefused(
                tr(
                    "Tag {uid} has blocks of {block_size} bytes, and a 3M pad"
                    " writes blocks of {written}.",
                    uid=uid.hex().upper(),
                    block_size=block_size,
                    written=BLOCK_SIZE,
                ),
                tr("Use another pad for this tag, or another tag."),
            )
        for at in range(0, count, BLOCKS_AT_ONCE):
            some = min(BLOCKS_AT_ONCE, count - at)
            self._ask_tag(
                tr("writing {count} blocks from {first}", count=some, first=first + at),
                WRITE_BLOCKS,
                uid,
                bytes([first + at, some, 0]) + data[at * BLOCK_SIZE : (at + some) * BLOCK_SIZE],
                (WRITE_LIMIT_S + some * WRITE_LIMIT_PER_BLOCK_S,),
            )

    def write_afi(self, uid: bytes, afi: int) -> None:
        self._ask_tag(
            tr("writing AFI {afi:02X}", afi=afi), WRITE_AFI, uid, bytes([afi]), (WRITE_LIMIT_S,)
        )

    def read_eas(self, uid: bytes) -> bool | None:
        check_uid(uid)
        if not has_eas(uid):
            return None
        # The pad has one answer for a tag without the alarm and for a tag that is not there, so
        # it has to be there just before and just after.
        self.read_blocks(uid, 0, 1)
        what = tr("reading its EAS bit")
        frame = self._answer(what, READ_EAS, uid, b"", READ_LIMITS_S)
        if frame.error == DONE:
            return bool(m3_replies.value(frame))
        if frame.error in (UNKNOWN_COMMAND, NOT_SUPPORTED):
            return None
        if frame.error != NO_TRANSPONDER:
            raise trouble(frame.error, what, uid)
        self.read_blocks(uid, 0, 1)
        return False

    def write_eas(self, uid: bytes, on: bool) -> None:
        check_uid(uid)
        if not has_eas(uid):
            raise no_eas(uid)
        what = tr("setting its EAS bit") if on else tr("clearing its EAS bit")
        self._ask_tag(what, WRITE_EAS, uid, bytes([on]), (WRITE_LIMIT_S,))

    def close(self) -> None:
        self._link.close()

    def _probe(self) -> bytes:
        frame = self._exchange.ask(
            Question(
                tr("asking its hardware"),
                encode(ASK_HARDWARE, PROBE),
                lambda frame: (
                    frame.head == PROBE
                    and frame.command == ASK_HARDWARE[0]
                    # A line looped back answers the question with itself.
                    and len(frame.data) > len(ASK_HARDWARE) - 2
                ),
                READ_LIMITS_S,
            )
        )
        # Some pads do not answer this. If the port went away, the next command finds out.
        with suppress(DeviceLost, DeviceFault):
            self._exchange.ask(
                _question(tr("being initialised"), INITIALISATION, READ_LIMITS_S[:1])
            )
        return frame.data[1:]

    def _system_information(self, uid: bytes) -> TagSystem:
        try:
            frame = self._ask_tag(
                tr("reading tag information"), TAG_INFORMATION, uid, bytes([EVERYTHING])
            )
            return m3_replies.tag_information(frame, uid)
        except (TagRefused, DeviceFault):
            if self._exchange.owing:
                raise
            # Neither all pads nor all tags know this command; the two bytes that matter most
            # have commands of their own.
            return TagSystem(
                uid, dsfid=self._value(READ_DSFID, uid), afi=self._value(READ_AFI, uid)
            )

    def _read(self, uid: bytes, first: int, count: int) -> Blocks:
        what = tr("reading {count} blocks from {first}", count=count, first=first)
        frame = self._answer(what, READ_BLOCKS, uid, bytes([first, count]), READ_LIMITS_S)
        if frame.error in (NO_SUCH_MEMORY, UNKNOWN_ERROR):
            raise PastTheEnd
        if frame.error != DONE:
            raise trouble(frame.error, what, uid)
        return m3_replies.blocks(frame, uid, first, count)

    def _value(self, command: int, uid: bytes) -> int | None:
        try:
            return m3_replies.value(self._ask_tag(tr("reading AFI or DSFID"), command, uid))
        except TagRefused:
            return None

    def _ask_tag(
        self,
        what: str,
        command: int,
        uid: bytes,
        data: bytes = b"",
        limits_s: tuple[float, ...] = READ_LIMITS_S,
    ) -> Frame:
        frame = self._answer(what, command, uid, data, limits_s)
        if frame.error != DONE:
            raise trouble(frame.error, what, uid)
        return frame

    def _answer(
        self, what: str, command: int, uid: bytes, data: bytes, limits_s: tuple[float, ...]
    ) -> Frame:
        check_uid(uid)
        return self._exchange.ask(_question(what, bytes([command]) + uid + data, limits_s, uid))


def _question(
    what: str, payload: bytes, limits_s: tuple[float, ...], uid: bytes = b""
) -> Question[Frame]:
    return Question(
        what,
        encode(payload),
        lambda frame: (
            frame.head == NORMAL
            and frame.command == payload[0]
            and m3_replies.belongs_to(frame, uid)
        ),
        limits_s,
    )


DRIVER = Driver(
    title="3M 810 pad",
    open=Pad810,
    options=Pad810Options,
    serial=SerialSettings(baudrate=19200),
)
