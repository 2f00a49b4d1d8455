"""RL866 readers on a serial line, as one public program speaks to them; not tried on hardware."""

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
    TagLost,
    TagSystem,
    mark,
    tr,
)
from procstation_drivers.rfid import rl_replies
from procstation_drivers.rfid.exchange import Exchange, Question
from procstation_drivers.rfid.iso15693 import check_uid, has_eas, lost, no_eas, whole_blocks
from procstation_drivers.rfid.reading import PastTheEnd, despite_silence, read_to_the_end
from procstation_drivers.rfid.rl_frames import (
    ANY_READER,
    RESYNCHRONISE,
    RESYNCHRONISED,
    SEQUENCE,
    Block,
    Decoder,
    encode,
)
from procstation_drivers.rfid.rl_replies import (
    BEYOND,
    DONE,
    NO_TAG,
    WRONG_HANDLE,
    WRONG_SEQUENCE,
    Report,
    trouble,
)

INVENTORY = 0x31
CONNECT = 0x32
DISCONNECT = 0x33
ACCESS = 0x34

READ_BLOCKS = 0x0003
WRITE_BLOCKS = 0x0004
WRITE_AFI = 0x0006
SYSTEM_INFORMATION = 0x000A
SET_EAS, CLEAR_EAS, EAS_ALARM = 0x000C, 0x000D, 0x000F

NOTHING_FOUND = bytes(4)
"""An inventory of no tags."""

FROM_THE_START, GO_ON = b"\x00", b"\x08"
"""Flags of an inventory."""

WITH_SECURITY = b"\x01"
ADDRESSED = 0x01
FIRST_ANTENNA = 0x00
ISO_15693 = 0x01

READ_LIMITS_S = (0.5, 0.5, 0.5)
WRITE_LIMIT_S = 0.5
WRITE_LIMIT_PER_BLOCK_S = 0.03
"""Seven milliseconds of air and up to twenty of programming, a block."""

INVENTORY_LIMITS_S = (0.5, 1.2)
"""A full pad takes a second, most take 0.05: so a lost command is asked again sooner, and a reader
that says nothing is given up within two seconds."""

FENCE_LIMIT_S = 0.1

BYTES_AT_ONCE = 96
"""Lengths of 128 and more are written in a way no source shows, and a frame has 255 bytes."""

BLOCKS_AT_ONCE = 12

ROUNDS = 64
"""Replies of one inventory; a reader that always has more is stuck."""


class Rl866Options(Options, frozen=True):
    baudrate: Annotated[
        int,
        Meta(ge=1200, le=230400, description="As set in the reader. This driver is unverified: it"
             " was not tried on hardware yet."),
    ] = 38400  # fmt: skip
    address: Annotated[int, Meta(ge=0, le=255, description="Number of the reader; 255 is any.")] = (
        ANY_READER
    )


class Rl866:
    """An `EasPad`.

    A tag is connected when it is first asked for something, and stays so until another is.
    """

    def __init__(self, link: Link, options: Rl866Options) -> None:
        """Resynchronise with the reader.

        Raises:
            DeviceLost: Nothing answers, or the port went away.
            DeviceFault: What answers is no RL866 reader.
        """
        self._link = link
        self._address = options.address
        self._exchange = Exchange(link, Decoder(), self._resynchronisation((FENCE_LIMIT_S,)))
        self._sequence = 0
        self._reports: dict[bytes, Report] = {}
        self._connected: tuple[bytes, int] | None = None
        self._exchange.ask(self._resynchronisation(READ_LIMITS_S))

    def inventory(self) -> tuple[bytes, ...]:
        found: dict[bytes, Report] = {}
        flags, told = FROM_THE_START, 0
        for _ in range(ROUNDS):
            try:
                data = self._command(tr("taking inventory"), INVENTORY, flags, INVENTORY_LIMITS_S)
            except _Refused as refused:
                if refused.status != NO_TAG:
                    raise
                data = NOTHING_FOUND
            reports, total, more = rl_replies.inventory(data)
            found |= {one.uid: one for one in reports if one.protocol in (0, ISO_15693)}
            told += len(reports)
            if more:
                flags = GO_ON
                continue
            if len(reports) < total and told < total:
                raise DeviceFault(
                    tr(
                        "The RL866 reader has found {total} tags and told of {told}.",
                        total=total,
                        told=told,
                    ),
                    tr("Try again; if it stays, take some tags off the pad."),
                )
            self._reports = found
            return tuple(sorted(found))
        raise DeviceFault(
            tr("The RL866 reader lists tags without end ({count} so far).", count=len(found)),
            tr("Switch it off and on."),
        )

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
            some = len(part) // block_size
            self._change(
                tr("writing {count} blocks from {first}", count=some, first=first + at),
                uid,
                WRITE_BLOCKS,
                _words(first + at, some) + part,
                WRITE_LIMIT_S + some * WRITE_LIMIT_PER_BLOCK_S,
            )

    def write_afi(self, uid: bytes, afi: int) -> None:
        self._change(tr("writing AFI {afi:02X}", afi=afi), uid, WRITE_AFI, bytes([afi]))

    def read_eas(self, uid: bytes) -> bool | None:
        check_uid(uid)
        if not has_eas(uid):
            return None
        # A tag without the alarm and a tag that is not there are both silent, so it has to be
        # there just before and just after.
        self.read_blocks(uid, 0, 1)
        what = tr("asking for its EAS alarm")
        error, data = self._access(what, uid, EAS_ALARM)
        if error == DONE and data[:1] != b"\0":
            return True
        if error != DONE and not isinstance(trouble(error, what, uid), TagLost):
            return None
        self.read_blocks(uid, 0, 1)
        return False

    def write_eas(self, uid: bytes, on: bool) -> None:
        check_uid(uid)
        if not has_eas(uid):
            raise no_eas(uid)
        what = tr("setting its EAS bit") if on else tr("clearing its EAS bit")
        self._change(what, uid, SET_EAS if on else CLEAR_EAS)

    def close(self) -> None:
        self._link.close()

    def _system_information(self, uid: bytes) -> TagSystem:
        what = tr("reading system information")
        error, data = self._access(what, uid, SYSTEM_INFORMATION)
        if error in BEYOND:
            return TagSystem(uid)
        if error != DONE:
            raise trouble(error, what, uid)
        system = rl_replies.system_information(data)
        if system.uid != uid:
            raise DeviceFault(
                tr(
                    "The RL866 reader answered {what} of tag {uid} with that of {other}.",
                    what=what,
                    uid=uid.hex().upper(),
                    other=system.uid.hex().upper(),
                ),
                tr("Move the tags apart, and try again."),
            )
        return system

    def _read(self, uid: bytes, first: int, count: int) -> Blocks:
        what = tr("reading {count} blocks from {first}", count=count, first=first)
        error, data = self._access(what, uid, READ_BLOCKS, WITH_SECURITY + _words(first, count))
        if error in BEYOND:
            raise PastTheEnd
        if error != DONE:
            raise trouble(error, what, uid)
        return rl_replies.blocks(data, first, count)

    def _change(
        self, what: str, uid: bytes, code: int, data: bytes = b"", limit_s: float = WRITE_LIMIT_S
    ) -> None:
        error, _ = self._access(what, uid, code, data, (limit_s,))
        if error != DONE:
            raise trouble(error, what, uid)

    def _access(
        self,
        what: str,
        uid: bytes,
        code: int,
        data: bytes = b"",
        limits_s: tuple[float, ...] = READ_LIMITS_S,
    ) -> tuple[int, bytes]:
        check_uid(uid)
        request = code.to_bytes(2, "little") + data
        for _ in range(2):
            handle = self._handle(uid)
            try:
                answer = self._command(
                    what, ACCESS, bytes([handle, len(request)]) + request, limits_s
                )
            except _Refused as refused:
                if refused.status == WRONG_HANDLE:
                    # The reader was off meanwhile, and has done nothing.
                    self._connected = None
                    continue
                return refused.status, b""
            return rl_replies.access_result(answer, code, what)
        raise trouble(WRONG_HANDLE, what)

    def _handle(self, uid: bytes) -> int:
        """Return the reader's number for a tag, connecting it when it is not the one connected.

        Raises:
            TagLost: The reader does not find it, and so does not know its type.
        """
        if self._connected is not None and self._connected[0] == uid:
            return self._connected[1]
        if uid not in self._reports:
            self.inventory()
        if uid not in self._reports:
            raise lost(uid, tr("looking for it"))
        if self._connected is not None:
            handle, self._connected = self._connected[1], None
            with suppress(DeviceFault):
                self._command(tr("letting go of a tag"), DISCONNECT, bytes([handle]), READ_LIMITS_S)
        report = self._reports[uid]
        where = bytes([FIRST_ANTENNA, ISO_15693, report.tag_type])
        whom = bytes([ADDRESSED]) + uid[::-1]
        answer = self._command(
            tr("connecting a tag"), CONNECT, where + bytes([len(whom)]) + whom, READ_LIMITS_S
        )
        if not answer:
            raise trouble(WRONG_HANDLE, tr("connecting a tag"))
        self._connected = uid, answer[0]
        return answer[0]

    def _command(self, what: str, command: int, data: bytes, limits_s: tuple[float, ...]) -> bytes:
        """Return the data of the answer to a command that was carried out.

        Raises:
            _Refused: The reader or the tag did not carry it out.
            DeviceLost, DeviceFault: As `Exchange.ask`.
        """
        problem: DeviceLost | DeviceFault | None = None
        self._exchange.settle()
        # Where not even the fence is answered, more patience only keeps the person waiting.
        for limit_s in limits_s[:1] if self._exchange.owing else limits_s:
            try:
                block = self._attempt(what, command, data, limit_s)
                if block.status == WRONG_SEQUENCE:
                    # The reader has done nothing; both begin anew.
                    self._resynchronise()
                    block = self._attempt(what, command, data, limit_s)
            except (DeviceLost, DeviceFault) as error:
                # The exchange resynchronises before it asks again.
                self._sequence = 0
                problem = error
                continue
            if block.status != DONE:
                raise _Refused(block.status, what)
            return block.data
        assert problem is not None
        raise problem

    def _attempt(self, what: str, command: int, data: bytes, limit_s: float) -> Block:
        request = encode(self._sequence, bytes([command]) + data, self._address)
        self._sequence ^= SEQUENCE
        return self._exchange.ask(
            Question(
                what,
                request,
                lambda block: (
                    block.control in (0, SEQUENCE)
                    and block.command == command
                    and self._is_ours(block)
                ),
                (limit_s,),
            )
        )

    def _resynchronise(self) -> None:
        self._exchange.ask(self._resynchronisation(READ_LIMITS_S))
        self._sequence = 0

    def _resynchronisation(self, limits_s: tuple[float, ...]) -> Question[Block]:
        return Question(
            "resynchronising",
            encode(RESYNCHRONISE, reader=self._address),
            lambda block: block.control == RESYNCHRONISED and self._is_ours(block),
            limits_s,
        )

    def _is_ours(self, block: Block) -> bool:
        return self._address in (ANY_READER, block.reader)


class _Refused(DeviceFault):
    """A command was answered and not carried out."""

    def __init__(self, status: int, what: str) -> None:
        problem = trouble(status, what)
        super().__init__(problem.what, problem.do_next)
        self.status = status


def _words(*numbers: int) -> bytes:
    return b"".join(number.to_bytes(2, "little") for number in numbers)


DRIVER = Driver(
    title=mark("RL866 reader (unverified: not tried on hardware)"),
    open=Rl866,
    options=Rl866Options,
    serial=SerialSettings(baudrate=38400, parity="E"),
)
