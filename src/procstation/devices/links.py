"""Opening a line by its URL: the one place that says what a port may be called.

`COM3`, `/dev/serial/by-id/…`, `socket://HOST:PORT`, `rfc2217://HOST:PORT` (all by pyserial),
`/dev/usb/lp0` (a USB printer on Linux), `file:///path` (write only: a spool file), and
`sim://NAME?key=value`.
"""

import re
import time
from pathlib import Path
from urllib.parse import SplitResult, unquote, urlsplit

from procstation.devices.interfaces import Link, SerialSettings
from procstation.devices.usb_printer_link import UsbPrinterLink, is_usb_printer
from procstation.errors import ConfigError, DeviceLost, did_you_mean
from procstation.language import tr

BY_PYSERIAL = ("socket", "rfc2217", "hwgrep")
SCHEMES = ("file", "sim", *BY_PYSERIAL)


class FileLink:
    """A line that ends in a file: everything written is appended, nothing ever comes back."""

    def __init__(self, path: Path) -> None:
        """Take note of the file.

        Raises:
            DeviceLost: The folder it should be in does not exist.
        """
        self.name = path.as_uri()
        self._path = path
        if not path.parent.is_dir():
            raise DeviceLost(
                tr(
                    "Could not open {path}: there is no folder {parent}.",
                    path=path,
                    parent=path.parent,
                ),
                tr("Make that folder."),
            )

    def write(self, data: bytes) -> None:
        try:
            with self._path.open("ab") as file:
                file.write(data)
        except OSError as error:
            raise DeviceLost(
                tr(
                    "Could not write {count} bytes to {path}: {strerror}.",
                    count=len(data),
                    path=self._path,
                    strerror=error.strerror or error,
                ),
                tr("Check that the folder exists, may be written, and has room."),
            ) from error

    def read(self, timeout_s: float) -> bytes:
        del timeout_s  # A file never answers; waiting would only delay saying so.
        return b""

    def now_s(self) -> float:
        return time.monotonic()

    def close(self) -> None:
        """Each write closed the file already."""


def open_line(url: str, serial: SerialSettings) -> Link:
    """Open a byte line that is not simulated.

    Raises:
        DeviceLost: There is no such port, it is in use, or nobody listens there.
        ConfigError: The URL is of no known form.
    """
    if not url:
        raise ConfigError(
            tr("The device has no port."), tr("Set its port, for example port = 'COM3'.")
        )
    scheme = url.partition("://")[0].lower()
    if scheme == "hwgrep":
        _check_search(url)
    elif "://" in url:
        parts = split_port(url)
        if scheme == "file":
            return FileLink(_path_of(parts, url))
        _check(parts, url)
    elif is_usb_printer(url):
        return UsbPrinterLink(Path(url))
    # pyserial is imported when a port is opened: a station on simulators or with a network
    # printer alone never pays for it.
    from procstation.devices.serial_link import SerialLink  # noqa: PLC0415

    return SerialLink(url, serial)


def split_port(url: str) -> SplitResult:
    """Split a port that is a URL.

    Raises:
        ConfigError: It has a bracket that is no part of an IPv6 address.
    """
    try:
        return urlsplit(url)
    except ValueError as error:
        raise ConfigError(
            tr("The port {url!r} is no address: {error}.", url=url, error=error),
            tr("Write it as socket://HOST:NUMBER, an IPv6 address in brackets."),
        ) from error


def _check_search(url: str) -> None:
    # Not split as an address: brackets are common in a search, and mean something else there.
    try:
        re.compile(url.partition("://")[2].partition("&")[0])
    except re.error as error:
        raise ConfigError(
            tr("The port {url!r} cannot be searched for: {error}.", url=url, error=error),
            tr("Write a regular expression after hwgrep://, for example hwgrep://0C2E:0B6A."),
        ) from error


def _check(parts: SplitResult, url: str) -> None:
    if parts.scheme not in BY_PYSERIAL:
        raise ConfigError(
            tr(
                "The port {url!r} begins with {scheme!r}, which is no kind of line.",
                url=url,
                scheme=parts.scheme,
            ),
            did_you_mean(parts.scheme, SCHEMES),
        )
    try:
        complete = bool(parts.hostname) and parts.port is not None
    except ValueError:  # what urlsplit says of a port that is no number
        complete = False
    if not complete:
        raise ConfigError(
            tr("The port {url!r} names no host and number.", url=url),
            tr(
                "Write it as {scheme}://HOST:NUMBER, for example {scheme}://10.0.0.7:9100.",
                scheme=parts.scheme,
            ),
        )


def _path_of(parts: SplitResult, url: str) -> Path:
    # file:///C:/labels is the path C:/labels.
    path = Path(re.sub(r"^/([A-Za-z]:)", r"\1", unquote(parts.path)))
    if parts.netloc not in ("", "localhost") or not path.is_absolute() or not path.name:
        raise ConfigError(
            tr("The port {url!r} is no whole path.", url=url),
            tr("Write it with three slashes, for example file:///var/spool/labels.zpl."),
        )
    return path
