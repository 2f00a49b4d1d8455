"""A printer at the USB printer class of Linux, `/dev/usb/lp0`: bytes both ways.

No serial port, so pyserial cannot open it; and a plain file would never answer.
"""

import os
import re
import select
import time
from contextlib import suppress
from pathlib import Path

from procstation.errors import DeviceLost
from procstation.language import tr

_PORT = re.compile(r"/dev/usb/lp\d+")

WRITE_STALL_S = 15.0
"""A printer that takes not a byte in this time will not take the rest. It may take none while a
label comes out."""

LARGEST_READ = 4096

NAP_S = 0.02
"""Between two looks at a printer that is said to have something and has nothing."""


def is_usb_printer(port: str) -> bool:
    """Say whether a port is a printer's, by its own name or by a link to it."""
    return _PORT.fullmatch(str(Path(port).resolve())) is not None


class UsbPrinterLink:
    """A line to a USB printer."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            DeviceLost: It is not there, in use, or not for this user.
        """
        self.name = str(path)
        try:
            self._file: int | None = os.open(path, os.O_RDWR | os.O_NONBLOCK)
        except PermissionError as error:
            raise DeviceLost(
                tr("Could not open {path}: this user may not use it.", path=path),
                tr("Let your account use it: on most systems, the group lp."),
            ) from error
        except OSError as error:
            raise DeviceLost(
                tr(
                    "Could not open {path}: {strerror}.",
                    path=path,
                    strerror=error.strerror or error,
                ),
                tr(
                    "Check that the printer is switched on and plugged in, and"
                    " that no other program holds it."
                ),
            ) from error

    def write(self, data: bytes) -> None:
        sent = 0
        while sent < len(data):
            try:
                _, ready, _ = select.select([], [self._open_file()], [], WRITE_STALL_S)
                if not ready:
                    raise DeviceLost(
                        tr(
                            "{name} took {sent} of {count} bytes and then no more"
                            " for {write_stall_s:g} s.",
                            name=self.name,
                            sent=sent,
                            count=len(data),
                            write_stall_s=WRITE_STALL_S,
                        ),
                        tr("Check that the printer is closed, has labels, and is not paused."),
                    )
                with suppress(BlockingIOError):
                    sent += os.write(self._open_file(), data[sent:])
            except OSError as error:
                raise self._gone(error) from error

    def read(self, timeout_s: float) -> bytes:
        end_s = time.monotonic() + timeout_s
        while True:
            left_s = max(0.0, end_s - time.monotonic())
            try:
                ready, _, _ = select.select([self._open_file()], [], [], left_s)
                if not ready:
                    return b""
                with suppress(BlockingIOError):
                    data = os.read(self._open_file(), LARGEST_READ)
                    if data:
                        return data
            except OSError as error:
                raise self._gone(error) from error
            if left_s == 0:
                return b""
            time.sleep(min(NAP_S, left_s))

    def now_s(self) -> float:
        return time.monotonic()

    def close(self) -> None:
        file, self._file = self._file, None
        if file is not None:
            # What vanished may fail to close; there is nothing left to let go of then.
            with suppress(OSError):
                os.close(file)

    def _open_file(self) -> int:
        if self._file is None:
            raise DeviceLost(
                tr("{name} was closed.", name=self.name), tr("Open the printer again.")
            )
        return self._file

    def _gone(self, error: OSError) -> DeviceLost:
        return DeviceLost(
            tr("{name} went away: {strerror}.", name=self.name, strerror=error.strerror or error),
            tr("Plug it in again; the station goes on with it by itself."),
        )
