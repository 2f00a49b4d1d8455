"""An RFID pad out of a PC/SC reader that passes ISO 15693 frames through."""

from collections.abc import Callable
from contextlib import suppress
from functools import partial
from typing import TypeVar

from procstation.devices import Blocks, DeviceFault, TagLost, TagSystem, tr
from procstation_drivers.rfid import air_frames
from procstation_drivers.rfid.air_frames import (
    CLEAR_EAS,
    EAS_ALARM,
    READ_BLOCK,
    READ_BLOCKS,
    SET_EAS,
    STAY_QUIET,
    SYSTEM_INFORMATION,
    WRITE_AFI,
    WRITE_BLOCK,
    Malformed,
    Mask,
    error_of,
)
from procstation_drivers.rfid.iso15693 import (
    NO_SUCH_BLOCK,
    NOT_SUPPORTED,
    TEXAS_INSTRUMENTS,
    UID_SIZE,
    UNKNOWN_ERROR,
    check_uid,
    has_eas,
    lost,
    no_eas,
    refusal,
    whole_blocks,
)
from procstation_drivers.rfid.reading import USUAL_BLOCK_SIZE, PastTheEnd, read_to_the_end
from procstation_drivers.rfid.transparent_session import Disturbed, TransparentSession

BLOCKS_AT_ONCE = 16
"""With blocks of 8 bytes and their security bytes, well within an answer of 256."""

TRIES = 3
"""How often what only reads is asked before the tag counts as lost."""

WRITE_WAIT_S = 1.0
"""As in the recorded exchange that cured time-outs of writes. Only a tag that left makes us wait
so long."""

MOST_QUESTIONS = 500
"""Of one inventory. Sixty tags take half of them; where noise never ends, this does."""

Taken = TypeVar("Taken")


class TransparentPad:
    """An `EasPad`, all but its `close`. Every method may also raise `NoCard`."""

    def __init__(self, session: TransparentSession) -> None:
        self._session = session
        self._block_sizes: dict[bytes, int] = {}
        self._questions_left = 0
        self._quiet: set[bytes] = set()

    def inventory(self) -> tuple[bytes, ...]:
        found = set(self._quiet) if self._all_quiet_there() else self._begin_anew()
        # The strongest of several tags may be heard alone: only silence says that none is left.
        self._questions_left = MOST_QUESTIONS
        while self._search(Mask(), found):
            pass
        self._block_sizes = {uid: size for uid, size in self._block_sizes.items() if uid in found}
        self._quiet = found
        return tuple(sorted(found))

    def system_information(self, uid: bytes) -> TagSystem:
        check_uid(uid)
        what = tr("reading system information")
        try:
            response = self._ask(what, uid, SYSTEM_INFORMATION)
        except TagLost:
            # Chips without that command may be silent instead of saying so.
            self._size_seen(uid)
            return TagSystem(uid)
        if error_of(response) is not None:
            return TagSystem(uid)
        system = self._taken(what, lambda: air_frames.system_information(response))
        if system.uid != uid:
            raise self._fault(what, tr("that of another tag"))
        if system.block_size is not None:
            self._block_sizes[uid] = system.block_size
        return system

    def read_blocks(self, uid: bytes, first: int, count: int) -> Blocks:
        check_uid(uid)
        size = self._block_size(uid)
        return read_to_the_end(
            lambda at, some: self._read(uid, at, some, size), first, count, BLOCKS_AT_ONCE
        )

    def write_blocks(self, uid: bytes, first: int, data: bytes, block_size: int) -> None:
        check_uid(uid)
        for number in range(whole_blocks(data, block_size)):
            block = first + number
            part = data[number * block_size : (number + 1) * block_size]
            is_done = partial(self._holds, uid, block, part)
            self._change(
                tr("writing block {block}", block=block),
                uid,
                WRITE_BLOCK,
                bytes([block]) + part,
                is_done,
            )

    def write_afi(self, uid: bytes, afi: int) -> None:
        check_uid(uid)
        self._change(
            tr("writing AFI {afi:02X}", afi=afi),
            uid,
            WRITE_AFI,
            bytes([afi]),
            lambda: self.system_information(uid).afi == afi,
        )

    def read_eas(self, uid: bytes) -> bool | None:
        check_uid(uid)
        if not has_eas(uid):
            return None
        # A tag without the alarm and a tag that is not there are both silent, so it has to be
        # there just before and just after.
        self.read_blocks(uid, 0, 1)
        try:
            response = self._ask(tr("asking for its EAS alarm"), uid, EAS_ALARM)
        except TagLost:
            self.read_blocks(uid, 0, 1)
            return False
        return True if error_of(response) is None else None

    def write_eas(self, uid: bytes, on: bool) -> None:
        check_uid(uid)
        if not has_eas(uid):
            raise no_eas(uid)
        what = tr("setting its EAS bit") if on else tr("clearing its EAS bit")
        command = SET_EAS if on else CLEAR_EAS
        self._change(what, uid, command, b"", lambda: self.read_eas(uid) is on)

    def _all_quiet_there(self) -> bool:
        """Ask each tag of the last inventory whether it is there: sooner done than finding it."""
        try:
            return bool(self._quiet) and all(
                self._session.exchange(air_frames.request(READ_BLOCK, uid, b"\0"))
                for uid in self._quiet
            )
        except Disturbed:
            return False

    def _begin_anew(self) -> set[bytes]:
        """Wake the tags: told to stay quiet, they do so until the field was off."""
        self._quiet = set()
        self._session.reset_field()
        return set()

    def _search(self, mask: Mask, found: set[bytes]) -> bool:
        """Add the tags heard under a mask, and tell them to stay quiet; False when there is none.

        Raises:
            DeviceFault: The field is never quiet.
        """
        if not self._questions_left:
            raise DeviceFault(
                tr("The reader hears noise without end ({count} tags so far).", count=len(found)),
                tr("Move the tags apart, and the reader away from metal and other readers."),
            )
        self._questions_left -= 1
        try:
            response = self._session.exchange(air_frames.inventory(mask))
            if response is None:
                return False
            uid = air_frames.uid_of(response)
        except (Disturbed, Malformed):
            if mask.bits == 8 * UID_SIZE:
                # A whole UID cannot collide: that was noise, and the tag is asked again.
                return True
            with_zero, with_one = mask.halves()
            heard = self._search(with_zero, found)
            return self._search(with_one, found) or heard
        found.add(uid)
        with suppress(Disturbed):  # Nothing answers this, so what is heard is noise.
            self._session.exchange(air_frames.request(STAY_QUIET, uid))
        return True

    def _read(self, uid: bytes, first: int, count: int, size: int) -> Blocks:
        what = tr("reading {count} blocks from {first}", count=count, first=first)
        # Old chips do not have the command for several blocks, so a single one is asked for as
        # such: the caller comes down to it.
        command, rest = (
            (READ_BLOCKS, bytes([first, count - 1])) if count > 1 else (READ_BLOCK, bytes([first]))
        )
        response = self._ask(what, uid, command, rest, option=True)
        code = error_of(response)
        if code in (NO_SUCH_BLOCK, UNKNOWN_ERROR) or (code == NOT_SUPPORTED and count > 1):
            raise PastTheEnd
        if code is not None:
            raise refusal(uid, what, code)
        blocks = self._taken(what, lambda: air_frames.blocks(response, first, size))
        if len(blocks.locked) > count:
            raise self._fault(what, tr("{count} blocks", count=len(blocks.locked)))
        return blocks

    def _change(
        self,
        what: str,
        uid: bytes,
        command: int,
        data: bytes,
        is_done: Callable[[], bool],
    ) -> None:
        # Tags of TI take a change only so; all others, only without.
        option = uid[1] == TEXAS_INSTRUMENTS
        frame = air_frames.request(command, uid, data, option)
        try:
            response = self._session.exchange(frame, WRITE_WAIT_S)
        except Disturbed:
            response = None
        if response:
            code = self._taken(what, lambda: error_of(response))
            if code is not None:
                raise refusal(uid, what, code)
        # Readers give up before slow tags have answered, though they were written: only the tag
        # can tell.
        elif not is_done():
            raise lost(uid, what)

    def _holds(self, uid: bytes, block: int, data: bytes) -> bool:
        try:
            return self._read(uid, block, 1, len(data)).data == data
        except PastTheEnd as error:
            raise refusal(uid, tr("writing block {block}", block=block), NO_SUCH_BLOCK) from error

    def _block_size(self, uid: bytes) -> int:
        if uid not in self._block_sizes:
            told = self.system_information(uid).block_size
            self._block_sizes[uid] = told or self._size_seen(uid)
        return self._block_sizes[uid]

    def _size_seen(self, uid: bytes) -> int:
        """Return the size of the tag's first block, as it is read."""
        response = self._ask(tr("reading block 0"), uid, READ_BLOCK, b"\0", option=True)
        return len(response) - 2 if error_of(response) is None else USUAL_BLOCK_SIZE

    def _ask(
        self, what: str, uid: bytes, command: int, data: bytes = b"", option: bool = False
    ) -> bytes:
        """Return a response that is well formed as far as `error_of` can tell."""
        frame = air_frames.request(command, uid, data, option)
        for _ in range(TRIES):
            with suppress(Disturbed, Malformed):
                response = self._session.exchange(frame)
                if response is not None:
                    error_of(response)
                    return response
        raise lost(uid, what)

    def _taken(self, what: str, take: Callable[[], Taken]) -> Taken:
        try:
            return take()
        except Malformed as error:
            raise self._fault(what, str(error)) from error

    def _fault(self, what: str, answer: str) -> DeviceFault:
        return DeviceFault(
            tr("The tag answered {what} with {answer}.", what=what, answer=answer),
            tr("Move the tags apart, and try again."),
        )
